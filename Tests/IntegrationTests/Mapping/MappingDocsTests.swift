import Foundation
import Testing

@testable import Integration

/// Every example of docs/mapping.md loads.
@Suite struct MappingDocsTests {
    static let examples: [String] = ["mapping.md", "mapping.zh-CN.md"].flatMap { name -> [String] in
        var folder = URL(fileURLWithPath: #filePath)
        for _ in 0..<4 { folder.deleteLastPathComponent() }
        let text = (try? String(contentsOf: folder.appending(path: "docs/\(name)"), encoding: .utf8)) ?? ""
        return text.components(separatedBy: "```yaml\n").dropFirst().map { block in
            block.components(separatedBy: "```")[0]
        }
    }

    @Test func areThere() {
        #expect(MappingDocsTests.examples.count == 12)
    }

    @Test(arguments: examples)
    func loads(example: String) throws {
        let head = "process: P\nform: T\nsource: S\ndictionaries: {items: {a: b}}\n"
        let yaml: String
        if example.hasPrefix("process:") || example.hasPrefix("record:") {
            yaml = example
        } else if example.hasPrefix("rows:") {
            yaml = head + "head: {F: {constant: a}}\n" + example
        } else {
            let lines = example.split(separator: "\n").map { "  \($0)" }
            yaml = head + "head:\n" + lines.joined(separator: "\n") + "\n"
        }
        _ = try Mapping.load(yaml: yaml, file: "docs.yaml")
    }
}
