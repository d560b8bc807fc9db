import Foundation
import Testing

@testable import Integration

/// Mapping gives the same bytes, and the same words for what stands against it, as it did when `outcomes.txt` was written:
/// 20 hexadecimal digits for the outcomes of twenty instances each.
///
/// Where a change is meant, `REHEARSAL_WRITE_GOLDEN=folder swift test --filter MappingGolden` writes the file anew, and
/// beside it every outcome in full, so that two releases can be compared line by line.
@Suite struct MappingGoldenTests {
    private static let (blocks, blockSize) = (15, 20)
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    private static let known = (try? String(contentsOf: folder.appending(path: "outcomes.txt"), encoding: .utf8)) ?? ""
    private static let writing = ProcessInfo.processInfo.environment["REHEARSAL_WRITE_GOLDEN"]

    private static let mappings = GoldenMappings.shipped + GoldenMappings.small

    /// What `mapping` makes of the instance with this number.
    private func outcome(_ mapping: Mapping, _ index: Int, isShipped: Bool) -> String {
        var form = RandomForm(seed: UInt64(index) &* 7919 &+ 17)
        do {
            switch mapping.subject {
            case .record: return try mapping.map(record: form.record(), number: "DT\(index)").model
            case .approval, .yida:
                let instance = isShipped ? form.instance() : form.smallInstance()
                return try mapping.map(instance, number: "DT\(index)").model
            }
        } catch let error as MappingError {
            return "\(error) ? \(error.questions.map { "\($0)" }.joined(separator: "; "))"
        } catch {
            return "\(type(of: error)): \(error)"
        }
    }

    private func outcomes(_ name: String) throws -> [[String]] {
        let yaml = try #require(MappingGoldenTests.mappings.first { $0.name == name }).yaml
        let mapping = try GoldenMappings.load(yaml)
        let isShipped = GoldenMappings.shipped.contains { $0.name == name }
        return (0..<MappingGoldenTests.blocks).map { block in
            (0..<MappingGoldenTests.blockSize).map {
                outcome(mapping, block * MappingGoldenTests.blockSize + $0, isShipped: isShipped)
            }
        }
    }

    private func line(_ name: String, _ block: Int, _ outcomes: [String]) -> String {
        "\(name) \(block) \(MappedDocument.hash(of: outcomes.joined(separator: "\n")).prefix(20))"
    }

    @Test(.enabled(if: writing == nil), arguments: mappings.map(\.name))
    func givesTheSame(name: String) throws {
        let known = Set(MappingGoldenTests.known.split(separator: "\n").map(String.init))
        for (block, outcomes) in try outcomes(name).enumerated() {
            let line = line(name, block, outcomes)
            #expect(known.contains(line), "\(line) of \(outcomes.joined(separator: "\n"))")
        }
    }

    /// Outcomes that are all mistakes would prove little.
    @Test(arguments: ["standard-expense", "expense-voucher", "purchase-requisition", "rows"])
    func areDocumentsAndMistakes(name: String) throws {
        let outcomes = try outcomes(name).flatMap(\.self)
        let documents = outcomes.count { $0.hasPrefix("{") }
        #expect(documents > 20 && documents < outcomes.count - 20, "\(documents) of \(outcomes.count)")
    }

    @Test(.enabled(if: writing != nil)) func writes() throws {
        let target = URL(fileURLWithPath: try #require(MappingGoldenTests.writing))
        var lines: [String] = []
        for (name, _) in MappingGoldenTests.mappings {
            let blocks = try outcomes(name)
            lines += blocks.enumerated().map { line(name, $0, $1) }
            try Data(blocks.joined().joined(separator: "\n").utf8).write(to: target.appending(path: "\(name).txt"))
        }
        try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: target.appending(path: "outcomes.txt"))
    }
}
