extension KingdeeDocument {
    /// Whether the source field names this approval instance: as a whole word, since one id may begin like another.
    func names(instance: String) -> Bool {
        guard let source, !instance.isEmpty else { return false }
        return source.ranges(of: instance).contains { range in
            let before = range.lowerBound == source.startIndex ? nil : source[source.index(before: range.lowerBound)]
            let after = range.upperBound == source.endIndex ? nil : source[range.upperBound]
            return ![before, after].contains { $0.map(KingdeeDocument.isPartOfAnID) ?? false }
        }
    }

    /// Instance ids are made of ASCII letters, digits, `_`, `-` and `=` (the reference's section 0.4).
    private static func isPartOfAnID(_ character: Character) -> Bool {
        guard let ascii = character.asciiValue else { return false }
        return switch ascii {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F, 0x2D, 0x3D: true
        default: false
        }
    }
}
