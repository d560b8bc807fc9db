import Seams
import Testing
import VirtualTime

@testable import Integration

/// What leading means over both engines.
@Suite(.timeLimit(.minutes(1))) struct LeadershipTests {
    private struct Failed: Error {}

    @Test(arguments: StoreEngine.allCases)
    func sparesWhatWasDoneLately(engine: StoreEngine) async throws {
        try await engine.withStore { database in
            try await ItemStore(database).migrate()
            let time = ManualTime()
            let leadership = Leadership("role", in: database, time: time)
            #expect(try await leadership.lead { _ in true } == true)
            time.advance(by: .seconds(1))
            #expect(try await leadership.lead(unlessDoneSince: time.now - .seconds(10)) { _ in true } == nil)
            time.advance(by: .seconds(10))
            #expect(try await leadership.lead(unlessDoneSince: time.now - .seconds(10)) { _ in true } == true)
            time.advance(by: .seconds(60))
            await #expect(throws: Failed.self) { try await leadership.lead { _ in throw Failed() } }
            // What failed is not done.
            #expect(try await leadership.lead(unlessDoneSince: time.now - .seconds(10)) { _ in true } == true)
        }
    }

    @Test(arguments: StoreEngine.allCases)
    func takesOverFromItsOwnEarlierLife(engine: StoreEngine) async throws {
        try await engine.withStore { database in
            try await ItemStore(database).migrate()
            let time = ManualTime()
            let worker = database.worker
            try await database.commit { connection in
                _ = try connection.execute(
                    "INSERT INTO leaderships (role, holder, epoch, lease) VALUES (?, ?, ?, ?)",
                    [.of("role"), .of(worker), .of(7), .of(time.now + .seconds(60))])
            }
            #expect(try await Leadership("role", in: database, time: time).lead { $0.epoch } == 8)
        }
    }

    @Test(arguments: StoreEngine.allCases)
    func cancelsABodyThatLostTheLead(engine: StoreEngine) async throws {
        try await engine.withStore { database in
            try await ItemStore(database).migrate()
            let time = SystemTime()
            let leadership = Leadership("role", in: database, lease: .milliseconds(60), time: time)
            await #expect(throws: LostLeadership.self) {
                try await leadership.lead { term in
                    try await database.commit { connection in
                        _ = try connection.execute(
                            "UPDATE leaderships SET epoch = epoch + 1 WHERE role = ?", [.of(term.role)])
                    }
                    try await time.sleep(for: .seconds(50))
                }
            }
        }
    }
}
