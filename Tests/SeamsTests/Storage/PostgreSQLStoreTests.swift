import Seams
import Synchronization
import Testing

@testable import Seams

/// What only a database with several processes has to do.
@Suite(.timeLimit(.minutes(2)))
struct PostgreSQLStoreTests {
    private func withWorkers(_ body: (any RelationalStore, any RelationalStore) async throws -> Void) async throws {
        let place = try StoreEngine.postgreSQL.makePlace()
        let first = try await StoreEngine.postgreSQL.open(place, worker: "one")
        let second = try await StoreEngine.postgreSQL.open(place, worker: "two")
        try await first.commit { try $0.executeScript("CREATE TABLE t (k BIGINT PRIMARY KEY, v BIGINT)") }
        try await body(first, second)
        try await first.close()
        try await second.close()
    }

    @Test func numbersPlaceholdersOutsideQuotesAndComments() {
        let sql = "SELECT ?, '?''?', \"a?\", ? -- ?\n, /* ? */ ?"
        #expect(
            PostgreSQLPlaceholders.numbered(sql) == "SELECT $1, '?''?', \"a?\", $2 -- ?\n, /* ? */ $3")
        #expect(PostgreSQLPlaceholders.numbered("SELECT 'open ?") == "SELECT 'open ?")
    }

    @Test func wakesOthersWhenAChangeIsCommitted() async throws {
        try await withWorkers { first, second in
            let (heard, hear) = AsyncStream<Void>.makeStream()
            let listening = Task { await second.listen(to: "news") { hear.yield() } }
            var times = heard.makeAsyncIterator()
            await times.next()  // listening begins with one call: what was notified before is lost
            try await first.commit { try $0.notify("other") }
            try await first.commit { connection in
                try connection.execute("INSERT INTO t VALUES (1, 1)")
                try connection.notify("news")
            }
            await times.next()
            #expect(try await second.read { try $0.value(Int.self, "SELECT COUNT(*) FROM t") } == 1)
            listening.cancel()
            await listening.value
        }
    }

    @Test func doesNotNotifyWhatWasUndone() async throws {
        struct Refused: Error {}
        try await withWorkers { first, second in
            let calls = Mutex(0)
            let (heard, hear) = AsyncStream<Void>.makeStream()
            let listening = Task { await second.listen(to: "undone") { calls.withLock { $0 += 1 } } }
            let other = Task { await second.listen(to: "kept") { hear.yield() } }
            var times = heard.makeAsyncIterator()
            await times.next()
            let before = calls.withLock { $0 }
            await #expect(throws: Refused.self) {
                try await first.commit { connection in
                    try connection.notify("undone")
                    throw Refused()
                }
            }
            try await first.commit { try $0.notify("kept") }
            await times.next()
            #expect(calls.withLock { $0 } <= max(before, 1))
            for task in [listening, other] {
                task.cancel()
                await task.value
            }
        }
    }

    @Test func refusesASecondProcessOfTheSameNameAndTakesOverWhenItIsGone() async throws {
        let place = try StoreEngine.postgreSQL.makePlace()
        let address = try PostgreSQLAddress(place)
        let first = try await StoreEngine.postgreSQL.open(place, worker: "twin")
        #expect {
            _ = try PostgreSQLSession(address, worker: "twin", slot: 0)
        } throws: { error in
            "\(error)".contains("another process works as 'twin'")
        }
        let isGone = { @Sendable (connection: any SQLConnection) in try connection.isGone(worker: "twin") }
        let other = try await StoreEngine.postgreSQL.open(place, worker: "other")
        #expect(try await other.commit(isGone) == false)
        #expect(try await first.commit(isGone) == false)
        try await first.close()
        // The server notices in its own time; the suite's limit ends what never comes.
        while try await !other.commit(isGone) {}
        let again = try await StoreEngine.postgreSQL.open(place, worker: "twin")
        #expect(try await other.commit(isGone) == false)
        try await again.close()
        try await other.close()
    }

    @Test func givesAKeyToOneTransactionAtATime() async throws {
        try await withWorkers { first, second in
            let (entered, enter) = AsyncStream<Void>.makeStream()
            let (left, leave) = AsyncStream<Void>.makeStream()
            let holding = Task {
                try await first.commit { connection in
                    try connection.lock("instance A")
                    enter.yield()
                    let done = BlockingFlag()
                    Task {
                        for await _ in left { break }
                        done.set()
                    }
                    done.wait()
                }
            }
            for await _ in entered { break }
            #expect(try await second.commit { try $0.tryLock("instance A") } == false)
            #expect(try await second.commit { try $0.tryLock("instance B") } == true)
            leave.yield()
            try await holding.value
            #expect(try await second.commit { try $0.tryLock("instance A") } == true)
        }
    }

    @Test func goesOnAfterTheServerCutsItsConnections() async throws {
        try await withWorkers { first, second in
            for number in 0..<20 {
                try await second.commit { connection in
                    _ = try connection.rows(
                        """
                        SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                        WHERE datname = current_database() AND application_name LIKE 'rehearsal one%'
                        """)
                }
                // Nothing of it had begun: the store connects again by itself.
                try await first.commit { _ = try $0.execute("INSERT INTO t VALUES (?, 0)", [.of(number)]) }
            }
            #expect(try await first.read { try $0.value(Int.self, "SELECT COUNT(*) FROM t") } == 20)
        }
    }

    @Test func hearsAgainAfterItsConnectionWasCut() async throws {
        try await withWorkers { first, second in
            let (heard, hear) = AsyncStream<Void>.makeStream()
            let listening = Task { await second.listen(to: "news") { hear.yield() } }
            var times = heard.makeAsyncIterator()
            await times.next()
            try await first.commit { connection in
                _ = try connection.rows(
                    """
                    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                    WHERE datname = current_database() AND application_name = 'rehearsal two listening'
                    """)
            }
            await times.next()  // something may have been missed
            try await first.commit { try $0.notify("news") }
            await times.next()
            listening.cancel()
            await listening.value
        }
    }

    @Test func saysWhyThereIsNoConnectionAndNothingSecret() async throws {
        let nowhere = try PostgreSQLAddress("host=/nonexistent dbname=d user=u password=hush")
        await #expect {
            _ = try await PostgreSQLStore.open(nowhere, worker: "w")
        } throws: { error in
            "\(error)".contains("no connection to /nonexistent/d") && !"\(error)".contains("hush")
        }
        var dumped = ""
        dump(nowhere, to: &dumped)
        #expect(!"\(nowhere) \(String(reflecting: nowhere)) \(dumped)".contains("hush"))
        #expect {
            _ = try PostgreSQLAddress("host=a password=hush hush")
        } throws: { error in
            "\(error)".contains("no connection string") && !"\(error)".contains("hush")
        }
    }

    /// Without a word on TLS libpq would send the password to whoever answers.
    @Test(
        arguments: [
            ("host=db.example.com dbname=d", nil), ("postgresql://u@10.0.0.8/d", nil),
            ("host=localhost,db.example.com", nil),
            ("hostaddr=192.0.2.1 host=localhost", nil), ("host=db sslmode=verify-full", ""),
            ("host=db sslmode=verify-ca", ""),
            ("host=db sslmode=require", "require"), ("postgresql://db/d?sslmode=disable", "disable"),
            ("host=/run/postgresql dbname=d", ""), ("host=localhost", ""), ("host=127.0.0.1", ""),
            ("postgresql://[::1]/d", ""),
            ("dbname=d", ""), ("host=localhost sslmode=disable", ""),
        ] as [(String, String?)])
    func wantsAWordOnTLSForAnotherMachine(text: String, unverified: String?) {
        do throws(PostgreSQLAddressError) {
            let address = try PostgreSQLAddress(text)
            #expect(address.unverifiedMode ?? "" == unverified)
        } catch {
            guard case .unprotected = error else {
                Issue.record("\(error)")
                return
            }
            #expect(unverified == nil, "\(error)")
        }
    }

    @Test func migratesOnceWhenSeveralBeginTogether() async throws {
        let place = try StoreEngine.postgreSQL.makePlace()
        let stores = try await withThrowingTaskGroup(of: (any RelationalStore).self) { group in
            for number in 0..<4 {
                group.addTask { try await StoreEngine.postgreSQL.open(place, worker: "worker \(number)") }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        try await withThrowingDiscardingTaskGroup { group in
            for store in stores {
                group.addTask {
                    try await store.commit { connection in
                        try connection.lock("schema")
                        try connection.executeScript(
                            "CREATE TABLE IF NOT EXISTS once (v BIGINT); INSERT INTO once VALUES (1)")
                    }
                }
            }
        }
        #expect(try await stores[0].read { try $0.value(Int.self, "SELECT COUNT(*) FROM once") } == 4)
        for store in stores { try await store.close() }
    }
}
