import GRDB
import VirtualTime

// A small database for the tests of the disk.

extension SimulatedDisk {
    func openNotes(synchronous: Synchronous = .full) throws -> DatabaseQueue {
        let queue = try open("notes.sqlite", synchronous: synchronous)
        try queue.write { try $0.execute(sql: "CREATE TABLE IF NOT EXISTS note (text TEXT NOT NULL)") }
        return queue
    }
}

extension DatabaseWriter {
    func add(_ text: String) throws {
        try write { try $0.execute(sql: "INSERT INTO note VALUES (?)", arguments: [text]) }
    }

    func notes() throws -> [String] {
        try read { try String.fetchAll($0, sql: "SELECT text FROM note ORDER BY rowid") }
    }

    func isIntact() throws -> Bool {
        try read { try String.fetchAll($0, sql: "PRAGMA integrity_check") == ["ok"] }
    }
}

/// The extended code of the I/O error that `body` failed with; nil when it did not, or failed with another error.
func ioError(_ body: () throws -> Void) -> ResultCode? {
    do {
        try body()
    } catch let error as DatabaseError where error.resultCode == .SQLITE_IOERR {
        return error.extendedResultCode
    } catch {}
    return nil
}
