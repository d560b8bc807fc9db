import Integration
import Seams

/// How long a callback waits for its event to be on the disk, with 64 of them at a time.
enum EventBenchmark {
    static func run(_ folder: String) async throws {
        print("Single events (64 callers at a time)")
        let store = ItemStore(EmbeddedStore(try SQLiteDatabase(path: folder + "/events.sqlite")))
        try await store.migrate()
        let (callers, each) = (64, 300)
        let clock = ContinuousClock()
        let began = clock.now
        let times = try await withThrowingTaskGroup(of: [Duration].self) { group in
            for caller in 0..<callers {
                group.addTask {
                    var times: [Duration] = []
                    for index in 0..<each {
                        let instance = "single-\(caller)-\(index)"
                        let start = clock.now
                        _ = try await store.receive(
                            ArrivedEvent(
                                id: instance, type: "bpms_instance_change", change: "finish", instance: instance),
                            Arrival(
                                keys: [ItemKey(flow: "PROC-1", instance: instance, form: "ER_ExpReimbursement")],
                                news: .over),
                            at: Timestamp(seconds: 1), rereadAt: Timestamp(seconds: 2))
                        times.append(clock.now - start)
                    }
                    return times
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }.sorted()
        }
        let seconds = (clock.now - began) / .seconds(1)
        Measurement.row(
            "  event durable, ready to be acknowledged", "\(Int(Double(times.count) / seconds)) events/s",
            "p50 \(Measurement.milliseconds(Measurement.percentile(times, 0.5))), "
                + "p99 \(Measurement.milliseconds(Measurement.percentile(times, 0.99)))")
        try await store.database.close()
        print("")
    }
}

/// 100,000 approvals that a listing finds at once after an outage.
enum ListingBenchmark {
    static func run(_ folder: String) async throws {
        print("Catching up (100,000 approvals listed after an outage)")
        let store = ItemStore(EmbeddedStore(try SQLiteDatabase(path: folder + "/listing.sqlite")))
        try await store.migrate()
        let arrivals = (0..<100_000).map { index in
            Arrival(
                keys: [ItemKey(flow: "PROC-1", instance: "listed-\(index)", form: "ER_ExpReimbursement")], news: .listed
            )
        }
        let clock = ContinuousClock()
        for name in ["new", "known already"] {
            let began = clock.now
            let count = try await store.catchUp(
                arrivals, cursor: "PROC-1", to: Timestamp(seconds: 10), at: Timestamp(seconds: 1))
            let seconds = (clock.now - began) / .seconds(1)
            Measurement.row(
                "  stored, \(name)", "\(Int(100_000 / seconds)) approvals/s",
                "\(count) new, one transaction of \(Measurement.milliseconds(clock.now - began))")
        }
        let began = clock.now
        let claimed = try await store.claim(limit: 16, at: Timestamp(seconds: 2), lease: Timestamp(seconds: 60))
        Measurement.row("  16 of them claimed", Measurement.milliseconds(clock.now - began), "\(claimed.count)")
        try await store.database.close()
        print("")
    }
}
