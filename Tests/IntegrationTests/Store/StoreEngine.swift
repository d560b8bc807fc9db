import Foundation
import Seams

/// The two halves of the store's seam: SQLite in memory, and a real PostgreSQL. A missing PostgreSQL fails the tests.
enum StoreEngine: String, CaseIterable, Sendable {
    case sqlite, postgreSQL

    /// Makes an empty PostgreSQL database and returns its connection string. It goes with its server.
    static func makePostgreSQL() throws -> String {
        let name = "test_\(UUID().uuidString.lowercased().replacing("-", with: ""))"
        return try LocalPostgreSQL.shared.get().makeDatabase(name)
    }

    /// Opens a PostgreSQL database as a process called `worker` would.
    static func open(_ place: String, worker: String) async throws -> PostgreSQLStore {
        try await PostgreSQLStore.open(try PostgreSQLAddress(place), worker: worker, connections: 2)
    }

    /// Calls `body` with an empty database.
    func withStore(_ body: (any RelationalStore) async throws -> Void) async throws {
        let store: any RelationalStore =
            switch self {
            case .sqlite: EmbeddedStore(try MemoryDatabase())
            case .postgreSQL: try await StoreEngine.open(StoreEngine.makePostgreSQL(), worker: "tests")
            }
        let result: Result<Void, any Error>
        do { result = .success(try await body(store)) } catch { result = .failure(error) }
        try await store.close()
        try result.get()
    }
}
