/// Finds which approval instance a text names: a document's source field contains the instance's id.
///
/// Ids are looked up by each of their lengths, the longest first, so that `A-1` is not found inside `A-12`, and the
/// work grows with the text and not with the number of instances.
struct SourceMatcher: Sendable {
    private var positions: [ArraySlice<UInt8>: Int] = [:]
    private var lengths: [Int] = []

    /// Knows the ids in their order; empty ones name nothing.
    init(ids: [String]) {
        for (position, id) in ids.enumerated() where !id.isEmpty {
            let key = Array(id.utf8)[...]
            if positions[key] == nil { positions[key] = position }
        }
        lengths = Set(positions.keys.map(\.count)).sorted(by: >)
    }

    /// The positions of the ids that `text` contains, each once, longest id first.
    func matches(in text: String) -> [Int] {
        let bytes = Array(text.utf8)
        var taken = [Bool](repeating: false, count: bytes.count)
        var found: [Int] = []
        for length in lengths where length <= bytes.count {
            var offset = 0
            while offset + length <= bytes.count {
                let window = offset..<offset + length
                if let position = positions[bytes[window]], !taken[window].contains(true) {
                    for index in window { taken[index] = true }
                    if !found.contains(position) { found.append(position) }
                }
                offset += 1
            }
        }
        return found
    }
}
