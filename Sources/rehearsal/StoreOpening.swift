import Foundation
import Integration
import Seams

extension Configuration {
    /// Opens the store that the configuration names: a file of this worker alone, or the database that several share.
    ///
    /// - Throws: GRDB's `DatabaseError` or `SQLError`.
    func openStore() async throws -> any RelationalStore {
        guard let postgreSQL else { return EmbeddedStore(try SQLiteDatabase(path: storePath)) }
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
