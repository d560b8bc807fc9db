/// A text in the form in which it is compared: the database's collation (Chinese_PRC_CI_AS) does not tell case. Only the
/// ASCII letters are folded.
struct FoldedText: Hashable, Sendable {
    let text: String

    init(_ text: String) {
        guard text.utf8.contains(where: FoldedText.isCapital) else {
            self.text = text
            return
        }
        self.text = String(decoding: text.utf8.map(FoldedText.fold), as: UTF8.self)
    }

    /// How `other` stands to this text: negative when it comes before, 0 when it is the same but for case.
    func order(of other: String) -> Int {
        let order = other.utf8.withContiguousStorageIfAvailable { other in
            text.utf8.withContiguousStorageIfAvailable { FoldedText.order(other, $0) }
        }
        return (order ?? nil) ?? FoldedText.order(Array(other.utf8), Array(text.utf8))
    }

    private static func order(
        _ left: some RandomAccessCollection<UInt8>, _ right: some RandomAccessCollection<UInt8>
    ) -> Int {
        for (left, right) in zip(left, right) {
            let left = fold(left)
            if left != right { return left < right ? -1 : 1 }
        }
        return left.count - right.count
    }

    private static func fold(_ byte: UInt8) -> UInt8 { isCapital(byte) ? byte | 0x20 : byte }

    private static func isCapital(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") }
}

extension FoldedText: Comparable {
    static func < (left: FoldedText, right: FoldedText) -> Bool { right.order(of: left.text) < 0 }
}
