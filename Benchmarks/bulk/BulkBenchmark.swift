import Foundation
import Integration
import Seams

/// The whole bulk path, and each of its stages: a file of replies → mapped and frozen → durable with its checkpoint →
/// rendered for `BatchSave` in chunks.
enum BulkBenchmark {
    private static let total = 100_000
    private static let chunk = 100

    static func routes() throws -> RouteTable {
        let mapping = try Mapping.load(yaml: ExpenseMapping.yaml, file: ExpenseMapping.file) { name in
            name == "staff.csv" ? "015226410000001,E0001\n" : "580000001,BM000001\n"
        }
        return try RouteTable([Route(mapping)])
    }

    static func run(_ limits: Limits, _ folder: String) async throws {
        let routes = try routes()
        let payload = Payload()
        let replies = (0..<1000).map { payload[$0] }
        let page = BulkPage(texts: replies, routes: routes, flow: nil)
        guard page.models.count == replies.count else {
            return print("  the payload does not map: \(page.models.count) of \(replies.count), \(page.unreadable)")
        }
        let path = folder + "/approvals.jsonl"
        try write(payload, to: path)
        defer { unlink(path) }
        let data = try Data(contentsOf: URL(fileURLWithPath: path), options: .mappedIfSafe)
        print("Bulk path (\(total) approvals, \(data.count / 1_000_000) MB; shares of the limits of this run)")
        try await stages(data, routes, folder, limits)
        try await whole(data, routes, folder, limits)
        print("")
    }

    private static func write(_ payload: Payload, to path: String) throws {
        guard FileManager.default.createFile(atPath: path, contents: nil),
            let file = FileHandle(forWritingAtPath: path)
        else { throw POSIXError(.EIO) }
        for start in stride(from: 0, to: total, by: 1000) {
            var text: [UInt8] = []
            for index in start..<(start + 1000) { text += payload[index] + [UInt8(ascii: "\n")] }
            try file.write(contentsOf: Data(text))
        }
        try file.close()
    }

    private static func store(_ path: String) async throws -> ItemStore {
        let store = ItemStore(EmbeddedStore(try SQLiteDatabase(path: path)))
        try await store.migrate()
        return store
    }

    /// One stage after the other, each page: what each costs.
    private static func stages(_ data: Data, _ routes: RouteTable, _ folder: String, _ limits: Limits) async throws {
        let store = try await store(folder + "/stages.sqlite")
        var (lines, body) = (JSONLines(data), [UInt8]())
        var (fetching, reading, mapping, storing, rendering) = (Stage(), Stage(), Stage(), Stage(), Stage())
        while !lines.isAtEnd {
            let texts = fetching.measure { lines.next(BulkImport.page).map(\.text) }
            // Once more by itself, since the page reads and maps in one go.
            reading.measure { for text in texts { _ = JSONSpeed.instance(text) } }
            let bulk = mapping.measure { BulkPage(texts: texts, routes: routes, flow: nil) }
            let position = Int64(lines.count)
            try await storing.wait {
                _ = try await store.take(
                    bulk, checkpoint: "bench", at: position, now: Timestamp(seconds: 1_790_000_000))
            }
            rendering.measure { render(bulk.models, &body) }
        }
        let named = [
            ("fetched: lines of a file", fetching), ("read into instances", reading),
            ("read, mapped and hashed", mapping), ("durable, \(BulkImport.page) a transaction", storing),
            ("rendered for BatchSave", rendering),
        ]
        for (name, stage) in named { limits.row("  " + name, bytes: data.count, stage, documents: total) }
        try await store.database.close()
    }

    /// As `rehearsal import` does it: one page is mapped while the page before is on its way to the disk.
    private static func whole(_ data: Data, _ routes: RouteTable, _ folder: String, _ limits: Limits) async throws {
        let store = try await store(folder + "/bulk.sqlite")
        let work = BulkImport(into: store, routes, flow: nil, checkpoint: "bench")
        var (body, rendered, stage) = ([UInt8](), 0, Stage())
        let outcome = try await stage.wait {
            try await work.run(JSONLines(data), time: SystemTime()) { _, _ in
                nil
            } onPage: { page, _ in
                rendered += render(page.models, &body)
            }
        }
        limits.row("  whole", bytes: data.count, stage, documents: outcome.new)
        Measurement.row(
            "  documents", "\(Int(Double(outcome.new) / stage.seconds))/s",
            "\(outcome.new) of \(total); \(rendered / 1_000_000) MB rendered")
        try await store.database.close()
    }

    @discardableResult
    private static func render(_ models: [String], _ body: inout [UInt8]) -> Int {
        var count = 0
        for start in stride(from: 0, to: models.count, by: chunk) {
            body.removeAll(keepingCapacity: true)
            BatchSaveBody.write(
                form: "ER_ExpReimbursement", models: models[start..<min(models.count, start + chunk)], audits: true,
                to: &body)
            count += body.count
        }
        return count
    }
}

/// What one stage took: on the clock, and of the processor.
struct Stage {
    private(set) var seconds = 0.0
    private(set) var processorSeconds = 0.0

    @discardableResult
    mutating func measure<Result>(_ body: () throws -> Result) rethrows -> Result {
        let (began, used) = (ContinuousClock.now, Measurement.processorSeconds)
        defer { add(since: began, used) }
        return try body()
    }

    @discardableResult
    mutating func wait<Result>(_ body: () async throws -> Result) async rethrows -> Result {
        let (began, used) = (ContinuousClock.now, Measurement.processorSeconds)
        defer { add(since: began, used) }
        return try await body()
    }

    private mutating func add(since began: ContinuousClock.Instant, _ used: Double) {
        seconds += (ContinuousClock.now - began) / .seconds(1)
        processorSeconds += Measurement.processorSeconds - used
    }
}

/// What the codec and the disk do at best in this run, in MB/s; 0 where it was not measured.
struct Limits {
    var codec = 0.0
    var disk = 0.0

    /// One row: payload a second on the clock and of processor time, the shares of both limits, and what a document costs.
    func row(_ name: String, bytes: Int, _ stage: Stage, documents: Int) {
        let payload = Double(bytes) / 1e6
        func share(_ limit: Double) -> String {
            limit > 0 ? String(format: "%.2f", payload / stage.seconds / limit) : "?"
        }
        Measurement.row(
            name, Measurement.speed(payload / stage.seconds),
            String(
                format: "%.1f MB/s of processor, %.1f µs each, %.2f s; × codec ", payload / stage.processorSeconds,
                stage.processorSeconds / Double(documents) * 1e6, stage.processorSeconds)
                + "\(share(codec)), × disk \(share(disk))")
    }
}
