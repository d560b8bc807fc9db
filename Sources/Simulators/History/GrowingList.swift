/// A list that only grows at its end.
///
/// It is kept in pieces, so that growing never copies what is there: with an array, a history of some hundred thousand
/// events stops a server for tens of milliseconds each time it doubles.
struct GrowingList<Element> {
    private var pieces: [[Element]] = []
    private(set) var count = 0
    /// Small enough that a piece comes from the heap, and not as pages of its own from the system.
    private static var pieceCount: Int { 256 }

    mutating func append(_ element: Element) {
        if count % GrowingList.pieceCount == 0 {
            pieces.append([])
            pieces[pieces.count - 1].reserveCapacity(GrowingList.pieceCount)
        }
        pieces[pieces.count - 1].append(element)
        count += 1
    }

    /// The element at a place, which must be there.
    subscript(place: Int) -> Element {
        pieces[place / GrowingList.pieceCount][place % GrowingList.pieceCount]
    }

    /// Changes the element at a place, which must be there, where it stands.
    mutating func update(at place: Int, _ change: (inout Element) -> Void) {
        change(&pieces[place / GrowingList.pieceCount][place % GrowingList.pieceCount])
    }

    /// The elements from a place on; none when it lies behind the end.
    func elements(from place: Int = 0) -> [Element] {
        let start = max(0, place)
        guard start < count else { return [] }
        let first = start / GrowingList.pieceCount
        var elements = Array(pieces[first].dropFirst(start % GrowingList.pieceCount))
        elements.reserveCapacity(count - start)
        for piece in pieces.dropFirst(first + 1) { elements += piece }
        return elements
    }
}
