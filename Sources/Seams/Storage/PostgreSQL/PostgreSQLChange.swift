/// A change or a query that waits for a connection. Its body may run several times; its caller is told once.
struct PostgreSQLChange: Sendable {
    /// Whether it only reads, and so runs on a snapshot of its own.
    let isQuery: Bool
    /// Runs the body once.
    let run: @Sendable (PostgreSQLSession) -> Outcome
    /// Tells the caller that it had no effect, or that nobody knows.
    let fail: @Sendable (any Error) -> Void

    /// What one run of the body came to; the caller is told once its transaction is on the disk.
    struct Outcome: Sendable {
        /// Whether the body's error is the outcome: what it wrote must be undone.
        let hasFailed: Bool
        let report: @Sendable () -> Void
    }

    init<Value: Sendable>(
        isQuery: Bool, _ body: @escaping @Sendable (any SQLConnection) throws -> Value,
        report: @escaping @Sendable (Result<Value, any Error>) -> Void
    ) {
        self.isQuery = isQuery
        fail = { report(.failure($0)) }
        run = { session in
            session.beginChange()
            var result = Result { try body(session) }
            // After a refusal the server undoes what follows, whatever the body made of the error.
            if case .success = result, let refusal = session.refusal { result = .failure(refusal) }
            let outcome = result
            let hasFailed = if case .failure = outcome { true } else { false }
            return Outcome(hasFailed: hasFailed) { report(outcome) }
        }
    }
}
