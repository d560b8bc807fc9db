/// A sorted list that stays quick to change: it is kept in short pieces, so that an insertion moves few elements.
///
/// Elements are counted from 0. Finding a place costs a binary search and a walk over the pieces' sizes.
struct SortedList<Element: Comparable & Sendable>: Sendable {
    private var pieces: [[Element]] = []
    private(set) var count = 0
    /// Twice the size that a full piece is split into.
    private static var pieceMax: Int { 1024 }

    init() {}

    /// Takes elements in any order.
    init(_ elements: [Element]) {
        let sorted = elements.sorted()
        let size = SortedList.pieceMax / 2
        pieces = stride(from: 0, to: sorted.count, by: size).map { Array(sorted[$0..<min($0 + size, sorted.count)]) }
        count = sorted.count
    }

    mutating func insert(_ element: Element) {
        count += 1
        guard !pieces.isEmpty else {
            pieces.append([element])
            return
        }
        let piece = min(self.piece(where: { $0 < element }), pieces.count - 1)
        pieces[piece].insert(element, at: pieces[piece].partition(where: { $0 < element }))
        guard pieces[piece].count >= SortedList.pieceMax else { return }
        // What is always added at the end leaves full pieces behind.
        let kept = piece == pieces.count - 1 ? SortedList.pieceMax * 3 / 4 : SortedList.pieceMax / 2
        let rest = Array(pieces[piece][kept...])
        pieces[piece].removeSubrange(kept...)
        pieces.insert(rest, at: piece + 1)
    }

    /// Removes an element; nothing happens when it is not there.
    mutating func remove(_ element: Element) {
        let piece = self.piece(where: { $0 < element })
        guard piece < pieces.count else { return }
        let place = pieces[piece].partition(where: { $0 < element })
        guard place < pieces[piece].count, pieces[piece][place] == element else { return }
        pieces[piece].remove(at: place)
        if pieces[piece].isEmpty { pieces.remove(at: piece) }
        count -= 1
    }

    /// How many elements at the beginning are before a point.
    func offset(where isBefore: (Element) -> Bool) -> Int {
        let piece = self.piece(where: isBefore)
        var before = 0
        for index in 0..<piece { before += pieces[index].count }
        return piece < pieces.count ? before + pieces[piece].partition(where: isBefore) : before
    }

    /// The element at a place, which must be there.
    subscript(offset: Int) -> Element {
        var rest = offset
        var piece = 0
        while rest >= pieces[piece].count {
            rest -= pieces[piece].count
            piece += 1
        }
        return pieces[piece][rest]
    }

    /// Shows the elements at `places`, one after the other, until `body` has had enough.
    func walk<Failure: Error>(
        _ places: Range<Int>, reversed: Bool = false, _ body: (Element) throws(Failure) -> Bool
    ) throws(Failure) {
        var start = reversed ? count : 0
        for index in pieces.indices {
            let piece = pieces[reversed ? pieces.count - 1 - index : index]
            if reversed { start -= piece.count }
            let lower = max(places.lowerBound - start, 0)
            let slice = lower..<max(min(places.upperBound - start, piece.count), lower)
            let isOver = reversed ? start < places.lowerBound : start + piece.count >= places.upperBound
            for step in slice {
                let place = reversed ? slice.lowerBound + slice.upperBound - 1 - step : step
                guard try body(piece[place]) else { return }
            }
            if isOver { return }
            if !reversed { start += piece.count }
        }
    }

    /// The first piece whose last element is not before a point.
    private func piece(where isBefore: (Element) -> Bool) -> Int {
        var range = 0..<pieces.count
        while !range.isEmpty {
            let middle = range.lowerBound + range.count / 2
            if let last = pieces[middle].last, isBefore(last) {
                range = (middle + 1)..<range.upperBound
            } else {
                range = range.lowerBound..<middle
            }
        }
        return range.lowerBound
    }
}

extension Array {
    /// How many elements of a sorted array are before a point.
    fileprivate func partition(where isBefore: (Element) -> Bool) -> Int {
        var range = 0..<count
        while !range.isEmpty {
            let middle = range.lowerBound + range.count / 2
            range = isBefore(self[middle]) ? (middle + 1)..<range.upperBound : range.lowerBound..<middle
        }
        return range.lowerBound
    }
}
