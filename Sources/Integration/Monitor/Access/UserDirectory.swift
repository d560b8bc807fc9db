import Foundation
import Logging
import Seams
import Synchronization

/// The users file, as it was when it was last looked at. A file that has mistakes leaves the former users in force.
final class UserDirectory: Sendable {
    private static let interval = Duration.seconds(2)

    private struct State {
        var users = MonitorUsers()
        var changed: Date?
        var looked: Timestamp?
    }

    /// nil when there is no such file in the configuration.
    private let path: String?
    private let time: any Time
    private let logger: Logger
    private let state = Mutex(State())

    init(path: String?, time: any Time, logger: Logger) {
        self.path = path
        self.time = time
        self.logger = logger
    }

    /// Whether people log in at all.
    var isUsed: Bool { path != nil }

    /// The person called so; nil when there is none (any more).
    func user(_ name: String) -> MonitorUsers.User? {
        state.withLock { state in
            refresh(&state)
            return state.users.user(name)
        }
    }

    private func refresh(_ state: inout State) {
        guard let path else { return }
        let now = time.now
        if let looked = state.looked, now - looked < UserDirectory.interval { return }
        state.looked = now
        // A file that is not there has no date, and no users.
        let changed = (try? FileManager.default.attributesOfItem(atPath: path)[.modificationDate]) as? Date
        guard changed == nil || changed != state.changed else { return }
        state.changed = changed
        do {
            state.users = try MonitorUsers.load(path: path)
        } catch {
            logger.error("the monitor's users are not readable; the former ones stay", metadata: ["error": "\(error)"])
        }
    }
}
