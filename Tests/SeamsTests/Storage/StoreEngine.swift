import Foundation
import Seams

/// The two halves of the store's seam, each with a real engine behind it. A missing PostgreSQL fails the tests.
enum StoreEngine: String, CaseIterable, Sendable {
    case sqlite, postgreSQL

    /// A place for an empty database: a file's path, or a connection string.
    func makePlace() throws -> String {
        let name = "test_\(UUID().uuidString.lowercased().replacing("-", with: ""))"
        switch self {
        case .sqlite:
            let folder = FileManager.default.temporaryDirectory.appendingPathComponent(name)
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            return folder.appendingPathComponent("store.sqlite").path
        case .postgreSQL: return try LocalPostgreSQL.shared.get().makeDatabase(name)
        }
    }

    /// Opens the database at `place`, as a process called `worker` would.
    func open(_ place: String, worker: String = "tests") async throws -> any RelationalStore {
        switch self {
        case .sqlite: EmbeddedStore(try SQLiteDatabase(path: place))
        case .postgreSQL: try await PostgreSQLStore.open(try PostgreSQLAddress(place), worker: worker)
        }
    }

    /// Calls `body` with an empty database, and removes it.
    func withStore(_ body: (any RelationalStore) async throws -> Void) async throws {
        let place = try makePlace()
        let store = try await open(place)
        let result: Result<Void, any Error>
        do { result = .success(try await body(store)) } catch { result = .failure(error) }
        try await store.close()
        remove(place)
        try result.get()
    }

    /// Removes what `makePlace` made; a database goes with its server.
    func remove(_ place: String) {
        guard self == .sqlite else { return }
        try? FileManager.default.removeItem(atPath: (place as NSString).deletingLastPathComponent)
    }
}
