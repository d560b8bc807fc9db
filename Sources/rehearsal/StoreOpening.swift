import Foundation
import Integration
import Seams

extension Configuration {
    /// Opens the store that the configuration names: a file of this worker alone, or the database that several share.
    ///
    /// - Throws: `StoreTrouble`, `StoreLockError`, or PostgreSQL's `SQLError`.
    func openStore() async throws -> any RelationalStore {
        guard let postgreSQL else {
            try storePlace.hold()
            do {
                return EmbeddedStore(try SQLiteDatabase(path: storePath))
            } catch {
                throw StoreTrouble(
                    description:
                        "store.path \(storePath): \(error); it must be a file of ours, in a folder that we may write")
            }
        }
        let worker = postgreSQL.worker ?? Configuration.hostName
        return try await PostgreSQLStore.open(
            postgreSQL.address, worker: worker, connections: postgreSQL.connections)
    }

    /// Where the store is, for commands that work beside the core.
    var storePlace: StorePlace { postgreSQL.map { .database($0.address) } ?? .file(storePath) }

    /// Without asking any network.
    private static var hostName: String {
        var name = [CChar](repeating: 0, count: 256)
        guard gethostname(&name, name.count - 1) == 0 else { return "worker" }
        return String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}

/// A store's file that cannot be opened.
private struct StoreTrouble: Error, CustomStringConvertible {
    var description: String
}
