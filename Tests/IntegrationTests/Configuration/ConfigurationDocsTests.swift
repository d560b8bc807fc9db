import Foundation
import Testing

@testable import Integration

/// docs/configuration.md and its Chinese version name every key that the core reads, and their example is right.
@Suite struct ConfigurationDocsTests {
    private static func text(_ name: String) -> String {
        var folder = URL(fileURLWithPath: #filePath)
        for _ in 0..<4 { folder.deleteLastPathComponent() }
        return (try? String(contentsOf: folder.appending(path: "docs/\(name)"), encoding: .utf8)) ?? ""
    }

    /// What the core knows in a section, by what it says of a key that nobody can have meant.
    private static func keys(of section: String) throws -> [String] {
        let yaml = section.isEmpty ? "qqqqjjjjzzzz: 1\n" : "\(section): {qqqqjjjjzzzz: 1}\n"
        do {
            _ = try Integration.Configuration.read(yaml, path: "c.yaml", environment: [:])
            return []
        } catch {
            let mistake = error.mistakes.map(\.message).first { $0.contains("qqqqjjjj") && $0.contains("there are ") }
            let list = try #require(mistake?.components(separatedBy: "there are ").last)
            return list.components(separatedBy: ", ")
        }
    }

    @Test(arguments: ["configuration.md", "configuration.zh-CN.md"])
    func namesEveryKey(file: String) throws {
        let text = ConfigurationDocsTests.text(file)
        for section in try ConfigurationDocsTests.keys(of: "") {
            #expect(text.contains("`\(section)`") || text.contains("`\(section)."), "\(section)")
        }
        var count = 0
        for section in ["dingtalk", "kingdee", "listen", "store", "delivery", "catchUp", "monitor", "audit"] {
            for key in try ConfigurationDocsTests.keys(of: section) {
                count += 1
                #expect(
                    text.contains("`\(key)`") || text.contains("`\(section).\(key)`")
                        || text.contains("`\(section).\(key)."), "\(section).\(key)")
            }
        }
        #expect(count > 40)
    }

    @Test(arguments: ["configuration.md", "configuration.zh-CN.md"])
    func showsAnExampleThatLoads(file: String) throws {
        let parts = ConfigurationDocsTests.text(file).components(separatedBy: "```yaml\n")
        let example = try #require(parts.dropFirst().first?.components(separatedBy: "```").first)
        let environment = ["REHEARSAL_DINGTALK_APP_SECRET": "a", "REHEARSAL_KINGDEE_PASSWORD": "b"]
        let configuration = try Integration.Configuration.read(example, path: "core.yaml", environment: environment)
        #expect(configuration.dingTalk.mode == .stream)
    }
}
