import Seams

/// What is due when: a binary heap, first by time, then by the order of entry.
struct Timetable<Element: Sendable>: Sendable {
    private struct Entry: Sendable {
        let due: Timestamp
        let number: Int
        let element: Element

        func isBefore(_ other: Entry) -> Bool { (due, number) < (other.due, other.number) }
    }

    private var heap: [Entry] = []
    private var entered = 0

    var count: Int { heap.count }

    /// When the next element is due.
    var next: Timestamp? { heap.first?.due }

    mutating func insert(_ element: Element, due: Timestamp) {
        entered += 1
        heap.append(Entry(due: due, number: entered, element: element))
        var child = heap.count - 1
        while child > 0, heap[child].isBefore(heap[(child - 1) / 2]) {
            heap.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    /// Takes the next element out, if it is due by `now`.
    mutating func removeDue(by now: Timestamp) -> Element? {
        guard let first = heap.first, first.due <= now else { return nil }
        heap.swapAt(0, heap.count - 1)
        heap.removeLast()
        var parent = 0
        while let child = smallestChild(of: parent), heap[child].isBefore(heap[parent]) {
            heap.swapAt(parent, child)
            parent = child
        }
        return first.element
    }

    private func smallestChild(of parent: Int) -> Int? {
        let left = 2 * parent + 1
        guard left < heap.count else { return nil }
        let right = left + 1
        return right < heap.count && heap[right].isBefore(heap[left]) ? right : left
    }
}
