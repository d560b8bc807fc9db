/// Finds the known name that a misspelt one was probably meant to be.
package enum Spelling {
    /// The nearest of `names` by edit distance, or nil when none is near: at most a third of the letters differ, and at
    /// most `letters`.
    package static func nearest(
        to name: String, among names: some Sequence<String>, letters most: Int = .max
    ) -> String? {
        let letters = Array(name.lowercased())
        let candidates = names.map { (name: $0, distance: distance(letters, Array($0.lowercased()))) }
        let best = candidates.min { ($0.distance, $0.name) < ($1.distance, $1.name) }
        guard let best, best.distance <= min(most, max(1, max(letters.count, best.name.count) / 3)) else { return nil }
        return best.name
    }

    /// What to add to a message about an unknown name: `; did you mean 'x'?`, or `; known are a, b`.
    package static func hint(for name: String, among names: [String]) -> String {
        nearest(to: name, among: names).map { "; did you mean '\($0)'?" }
            ?? "; known are \(names.joined(separator: ", "))"
    }

    private static func distance(_ left: [Character], _ right: [Character]) -> Int {
        var row = Array(0...right.count)
        for (index, letter) in left.enumerated() {
            var diagonal = row[0]
            row[0] = index + 1
            for column in right.indices {
                let substituted = diagonal + (letter == right[column] ? 0 : 1)
                diagonal = row[column + 1]
                row[column + 1] = min(substituted, diagonal + 1, row[column] + 1)
            }
        }
        return row[right.count]
    }
}
