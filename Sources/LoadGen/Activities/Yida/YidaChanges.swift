import Synchronization

/// The forms that an activity has changed so far.
final class YidaChanges: Sendable {
    private let changed = Mutex<[String]>([])

    var instances: [String] { changed.withLock(\.self) }

    func begin() {
        changed.withLock { $0 = [] }
    }

    func add(_ instance: String) {
        changed.withLock { $0.append(instance) }
    }
}
