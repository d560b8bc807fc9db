import Integration
import Seams

/// A start on a store with a million items under way.
enum RestartBenchmark {
    static func run(_ folder: String) async throws {
        print("Restart (a million open items)")
        let path = folder + "/restart.sqlite"
        let database = EmbeddedStore(try SQLiteDatabase(path: path))
        try await ItemStore(database).migrate()
        for start in stride(from: 0, to: 1_000_000, by: 50_000) {
            try await database.commit { connection in
                for index in start..<(start + 50_000) {
                    try connection.execute(
                        """
                        INSERT INTO items (flow, instance, form, number, state, due, waiting, created, updated)
                        VALUES ('PROC-1', ?, 'ER_ExpReimbursement', ?, 'open', ?, 'running', 0, 0)
                        """,
                        [.of("open-\(index)"), .of("RH\(index)"), .of(Timestamp(seconds: 1000 + Int64(index % 600)))])
                }
            }
        }
        try await database.close()
        let clock = ContinuousClock()
        let began = clock.now
        let reopened = EmbeddedStore(try SQLiteDatabase(path: path))
        let store = ItemStore(reopened)
        try await store.migrate()
        let recovered = try await store.recover(at: Timestamp(seconds: 2000))
        let ready = clock.now - began
        let claimed = try await store.claim(limit: 16, at: Timestamp(seconds: 2000), lease: Timestamp(seconds: 2060))
        let first = clock.now - began
        let counts = try await store.counts()
        Measurement.row(
            "  open, migrate, recover", Measurement.milliseconds(ready),
            "\(recovered) taken over, \(counts.values.reduce(0, +)) items")
        Measurement.row("  up to the first \(claimed.count) items claimed", Measurement.milliseconds(first))
        try await reopened.close()
        print("")
    }
}
