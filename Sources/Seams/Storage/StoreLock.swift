import Foundation

/// Keeps a second process from writing into a store that has one writer.
package enum StoreLock {
    /// Takes the lock of the store at `path`, a file beside it, until this process ends, however it ends.
    ///
    /// A process that was killed a moment ago may still be on its way out: it is waited for, for a second.
    ///
    /// - Throws: `StoreLockError` when another process has it.
    package static func hold(_ path: String) throws(StoreLockError) {
        let file = URL(fileURLWithPath: path).resolvingSymlinksInPath().path + ".lock"
        let descriptor = open(file, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw StoreLockError(path: path, reason: "\(file) cannot be written: \(String(cString: strerror(errno)))")
        }
        // The descriptor stays open: the system gives the lock back with the process.
        for _ in 0..<20 {
            if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return }
            usleep(50_000)
        }
        close(descriptor)
        throw StoreLockError(path: path, reason: "another process writes into it; stop that one first")
    }
}

/// Why a store cannot be written by this process.
package struct StoreLockError: Error, Hashable, CustomStringConvertible {
    /// The store.
    package var path: String
    package var reason: String

    package var description: String { "\(path): \(reason)" }
}
