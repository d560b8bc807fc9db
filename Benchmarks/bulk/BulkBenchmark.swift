import Foundation
import Integration
import Seams

/// The whole bulk path, and each of its steps alone: reply → mapped and frozen → durable with its checkpoint → rendered for
/// `BatchSave` in chunks.
enum BulkBenchmark {
    private static let page = 500
    private static let chunk = 100

    static func routes() throws -> RouteTable {
        let mapping = try Mapping.load(yaml: ExpenseMapping.yaml, file: ExpenseMapping.file) { name in
            name == "staff.csv" ? "015226410000001,E0001\n" : "580000001,BM000001\n"
        }
        return try RouteTable([Route(mapping)])
    }

    static func run(_ replies: [[UInt8]], _ folder: String) async throws {
        print("Bulk path (MB/s of payload)")
        let routes = try routes()
        let bytes = replies.reduce(0) { $0 + $1.count }
        let page = BulkPage(texts: replies, routes: routes, flow: nil)
        guard page.models.count == replies.count else {
            return print("  the payload does not map: \(page.models.count) of \(replies.count), \(page.unreadable)")
        }
        let instances = Measurement.megabytesPerSecond {
            for reply in replies { _ = JSONSpeed.instance(reply) }
            return bytes
        }
        Measurement.row("  read alone", Measurement.speed(instances))
        let mapped = Measurement.megabytesPerSecond {
            _ = BulkPage(texts: replies, routes: routes, flow: nil)
            return bytes
        }
        Measurement.row("  read and mapped, hash included", Measurement.speed(mapped))
        let models = page.models
        var body: [UInt8] = []
        let rendered = Measurement.megabytesPerSecond {
            for start in stride(from: 0, to: models.count, by: chunk) {
                body.removeAll(keepingCapacity: true)
                BatchSaveBody.write(
                    form: "ER_ExpReimbursement", models: models[start..<min(models.count, start + chunk)],
                    audits: true, to: &body)
            }
            return bytes
        }
        Measurement.row("  rendered alone", Measurement.speed(rendered))
        try await whole(replies.count, routes, folder)
        print("")
    }

    private static func whole(_ count: Int, _ routes: RouteTable, _ folder: String) async throws {
        let total = 100_000
        let store = ItemStore(EmbeddedStore(try SQLiteDatabase(path: folder + "/bulk.sqlite")))
        try await store.migrate()
        let clock = ContinuousClock()
        var (bytes, taken, rendered) = (0, 0, 0)
        var body: [UInt8] = []
        var elapsed = Duration.zero
        let processor = Measurement.processorSeconds
        var making = 0.0
        for start in stride(from: 0, to: total, by: page) {
            let before = Measurement.processorSeconds
            let texts = (start..<(start + page)).map(Payload.reply)
            making += Measurement.processorSeconds - before
            let began = clock.now
            let bulk = BulkPage(texts: texts, routes: routes, flow: nil)
            let now = Timestamp(seconds: 1_790_000_000)
            taken += try await store.take(bulk, checkpoint: "bench", at: Int64(start + page), now: now)
            let models = bulk.models
            for start in stride(from: 0, to: models.count, by: chunk) {
                body.removeAll(keepingCapacity: true)
                BatchSaveBody.write(
                    form: "ER_ExpReimbursement", models: models[start..<min(models.count, start + chunk)],
                    audits: true, to: &body)
                rendered += body.count
            }
            elapsed += clock.now - began
            bytes += texts.reduce(0) { $0 + $1.count }
        }
        let used = Measurement.processorSeconds - processor - making
        Measurement.row(
            "  whole: \(taken) of \(total) documents, \(page) a transaction",
            Measurement.speed(Double(bytes) / 1e6 / (elapsed / .seconds(1))),
            String(
                format: "%.0f documents/s, %.1f µs of processor each; %.0f MB in, %.0f MB out",
                Double(taken) / (elapsed / .seconds(1)), used / Double(total) * 1e6, Double(bytes) / 1e6,
                Double(rendered) / 1e6))
        try await store.database.close()
    }
}
