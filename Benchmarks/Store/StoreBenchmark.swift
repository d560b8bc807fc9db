import Foundation
import Integration
import Seams

/// How many approvals a second the item store takes in, and claims and completes, over SQLite and over PostgreSQL, beside
/// what the disk itself can do in the same minutes. Only the ratios travel from one machine to another.
///
///     swift run -c release store-benchmark [items]
@main
struct StoreBenchmark {
    /// How many tasks work at a time; 1 shows the latency of a single commit.
    private static let widths = [1, 16, 64]

    static func main() async throws {
        let items = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 4000
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("store-benchmark-\(getpid())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let flushes = try flushesPerSecond(in: folder.appendingPathComponent("flush").path)
        print("\(items) approvals each; one flush after another on this disk: \(Int(flushes)) a second\n")
        print("| store | at a time | taken in/s | per flush | claimed and completed/s | per flush |")
        print("| --- | --- | --- | --- | --- | --- |")
        let sqlite = EmbeddedStore(try SQLiteDatabase(path: folder.appendingPathComponent("store.sqlite").path))
        try await measure("SQLite", [sqlite], items, flushes)
        let server = try await LocalPostgreSQL.launch()
        let address = try PostgreSQLAddress(server.address())
        let first = try await PostgreSQLStore.open(address, worker: "worker-1")
        try await measure("PostgreSQL, 1 worker", [first], items, flushes)
        let second = try await PostgreSQLStore.open(address, worker: "worker-2")
        try await measure("PostgreSQL, 2 workers", [first, second], items, flushes)
        for store in [first, second] { try await store.close() }
        try await sqlite.close()
        await server.end()
    }

    private static func measure(
        _ name: String, _ databases: [any RelationalStore], _ items: Int, _ flushes: Double
    ) async throws {
        let stores = databases.map { ItemStore($0) }
        try await stores[0].migrate()
        for width in widths {
            let count = width == 1 ? max(1, items / 10) : items
            let taken = try await perSecond(count) { try await takeIn(count, width, stores, name) }
            let completed = try await perSecond(count) { try await complete(count, width, stores) }
            let cells = [
                name, "\(width)", "\(Int(taken))", String(format: "%.1f", taken / flushes), "\(Int(completed))",
                String(format: "%.1f", completed / flushes),
            ]
            print("| \(cells.joined(separator: " | ")) |")
        }
    }

    private static func takeIn(_ count: Int, _ width: Int, _ stores: [ItemStore], _ name: String) async throws {
        let (now, run) = (Timestamp(seconds: 1), UUID().uuidString)
        try await withThrowingDiscardingTaskGroup { group in
            for task in 0..<width {
                let store = stores[task % stores.count]
                group.addTask {
                    for number in stride(from: task, to: count, by: width) {
                        let instance = "\(run)-\(number)"
                        let event = ArrivedEvent(
                            id: instance, type: "bpms_instance_change", change: "finish", instance: instance)
                        let key = ItemKey(flow: "PROC", instance: instance, form: "ER_ExpReimbursement")
                        _ = try await store.receive(
                            event, Arrival(keys: [key], news: .over), at: now, rereadAt: now)
                    }
                }
            }
        }
    }

    private static func complete(_ count: Int, _ width: Int, _ stores: [ItemStore]) async throws {
        let now = Timestamp(seconds: 2)
        try await withThrowingDiscardingTaskGroup { group in
            for store in stores {
                group.addTask {
                    let share = max(1, width / stores.count)
                    while true {
                        let items = try await store.claim(limit: share, at: now, lease: now + .seconds(60))
                        // Rows that others are claiming are passed over: nothing claimed is not nothing left.
                        if items.isEmpty, try await store.counts()[.received] == nil { return }
                        try await withThrowingDiscardingTaskGroup { group in
                            for item in items {
                                group.addTask {
                                    let step = ItemStep(path: [.done], progress: ItemProgress(state: .done))
                                    try await store.store(step, of: item, at: now)
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    private static func perSecond(_ count: Int, _ body: () async throws -> Void) async throws -> Double {
        let clock = ContinuousClock()
        let start = clock.now
        try await body()
        return Double(count) / max(1e-9, (clock.now - start).seconds)
    }

    /// Appends of 4 KB, each flushed before the next, for two seconds.
    private static func flushesPerSecond(in path: String) throws -> Double {
        let file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        guard file >= 0 else { throw SQLError("\(path) cannot be written") }
        defer { close(file) }
        let page = [UInt8](repeating: 7, count: 4096)
        let clock = ContinuousClock()
        let start = clock.now
        var count = 0
        while clock.now - start < .seconds(2) {
            guard write(file, page, page.count) == page.count, fdatasync(file) == 0 else {
                throw SQLError("\(path) cannot be flushed")
            }
            count += 1
        }
        return Double(count) / (clock.now - start).seconds
    }
}
