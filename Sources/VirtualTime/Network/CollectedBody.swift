import Synchronization

/// The parts of a streamed reply, for networks whose replies are whole.
final class CollectedBody: Sendable {
    private let bytesMax: Int
    private let collected = Mutex<[UInt8]>([])

    init(bytesMax: Int) {
        self.bytesMax = bytesMax
    }

    var bytes: [UInt8] { collected.withLock { $0 } }

    /// Adds a part; false once there is more than a client would take.
    func append(_ part: [UInt8]) -> Bool {
        collected.withLock { bytes in
            guard bytes.count + part.count <= bytesMax else { return false }
            bytes += part
            return true
        }
    }
}
