import Seams

extension AlertStore {
    /// Puts down how this worker stands, for the one that looks after alerts.
    func keep(_ standing: WorkerStanding, at now: Timestamp) async throws {
        let worker = database.worker
        _ = try await database.commit { database in
            try database.execute(
                """
                INSERT INTO alert_standings (worker, at, body) VALUES (?, ?, ?)
                ON CONFLICT (worker) DO UPDATE SET at = excluded.at, body = excluded.body
                """, [.of(worker), .of(now), .of(standing.text)])
        }
    }

    /// How the other workers stand that put it down after `limit`; what those before put down is forgotten: they are gone.
    func standings(after limit: Timestamp) async throws -> [WorkerStanding] {
        let worker = database.worker
        let rows = try await database.read { database in
            try database.rows("SELECT worker, at, body FROM alert_standings ORDER BY worker", [])
        }
        var standings: [WorkerStanding] = []
        var gone: [String] = []
        for row in rows {
            let name: String = try row.get(0)
            let at: Timestamp = try row.get(1)
            if name == worker || at <= limit {
                gone.append(name)
            } else if let standing = WorkerStanding(text: try row.get(2)) {
                standings.append(standing)
            }
        }
        if !gone.isEmpty { try await forget(gone, before: limit) }
        return standings
    }

    private func forget(_ workers: [String], before limit: Timestamp) async throws {
        let own = database.worker
        try await database.commit { database in
            for worker in workers {
                try database.execute(
                    "DELETE FROM alert_standings WHERE worker = ? AND (worker = ? OR at <= ?)",
                    [.of(worker), .of(own), .of(limit)])
            }
        }
    }
}
