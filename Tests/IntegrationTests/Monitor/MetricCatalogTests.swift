import Foundation
import Testing

@testable import Integration

@Suite struct MetricCatalogTests {
    /// Whoever reads a metric in Prometheus is told what it means: each name that stands in the sources has a help line.
    @Test func eachMetricHasAHelpLine() throws {
        let sources = URL(filePath: #filePath).deletingLastPathComponent().appending(
            path: "../../../Sources/Integration")
        let files = FileManager.default.enumerator(at: sources.standardizedFileURL, includingPropertiesForKeys: nil)
        var names: Set<String> = []
        while let file = files?.nextObject() as? URL {
            guard file.pathExtension == "swift" else { continue }
            let text = try String(contentsOf: file, encoding: .utf8)
            // A name that ends otherwise is a role or a channel.
            names.formUnion(text.matches(of: /"(rehearsal_[a-z_]+)", "?/).map { String($0.1) })
            names.formUnion(text.matches(of: /"(rehearsal_[a-z_]+_(?:total|seconds))"/).map { String($0.1) })
        }
        #expect(names.count > 30, "the sources were not found")
        #expect(names.filter { MetricCatalog.help[$0] == nil }.sorted() == [])
    }
}
