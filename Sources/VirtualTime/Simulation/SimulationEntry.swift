/// Something that can run now: a job of the Swift runtime, or a callback of the simulated world.
struct SimulationEntry {
    enum Work {
        /// An `UnownedJob`'s bits, and whether it belongs on the main actor.
        case job(UnsafeMutableRawPointer, isMain: Bool)
        case callback(() -> Void)
    }

    let node: Int
    let work: Work
    /// For the scheduling policy with priorities.
    var priority: UInt64 = 0
}

/// Something that can run later: first by time, then by the order of entry.
struct SimulationTimer {
    let due: Int64
    let number: UInt64
    let entry: SimulationEntry

    @inline(__always)
    func isBefore(_ other: SimulationTimer) -> Bool {
        due != other.due ? due < other.due : number < other.number
    }
}

/// A binary heap of timers.
struct TimerHeap {
    private var heap: [SimulationTimer] = []

    var nextDue: Int64? { heap.first?.due }

    mutating func insert(_ timer: SimulationTimer) {
        heap.append(timer)
        var child = heap.count - 1
        while child > 0, heap[child].isBefore(heap[(child - 1) / 2]) {
            heap.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    /// Takes out the first timer; nil when there is none.
    mutating func removeFirst() -> SimulationTimer? {
        guard let first = heap.first else { return nil }
        heap.swapAt(0, heap.count - 1)
        heap.removeLast()
        var parent = 0
        while let child = smallestChild(of: parent), heap[child].isBefore(heap[parent]) {
            heap.swapAt(parent, child)
            parent = child
        }
        return first
    }

    private func smallestChild(of parent: Int) -> Int? {
        let left = 2 * parent + 1
        guard left < heap.count else { return nil }
        let right = left + 1
        return right < heap.count && heap[right].isBefore(heap[left]) ? right : left
    }
}
