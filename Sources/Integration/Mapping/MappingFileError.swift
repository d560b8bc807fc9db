/// Everything that is wrong with a mapping file and its dictionaries, found in one reading.
package struct MappingFileError: Error, Hashable, CustomStringConvertible {
    /// The mistakes by line; at least one.
    package var mistakes: [MappingMistake]

    package init(_ mistakes: [MappingMistake]) {
        self.mistakes = mistakes
    }

    /// One mistake a line.
    package var description: String { mistakes.map(\.description).joined(separator: "\n") }
}

/// One mistake: where it is, what is wrong, and what to write instead.
package struct MappingMistake: Hashable, Sendable, CustomStringConvertible {
    /// The file as the person named it: the mapping, or a dictionary's.
    package var file: String
    /// The line, from 1.
    package var line: Int
    /// The column, from 1; nil when only the line is known.
    package var column: Int?
    package var message: String

    package init(file: String, line: Int, column: Int? = nil, message: String) {
        self.file = file
        self.line = line
        self.column = column
        self.message = message
    }

    /// `file:line: message`, the shape that editors turn into a link.
    package var description: String { "\(file):\(line): \(message)" }
}

/// Collects the mistakes of one reading, so that it can go on after each.
final class MappingNotes {
    let file: String
    private var mistakes: [MappingMistake] = []

    init(file: String) {
        self.file = file
    }

    /// Notes a mistake of the mapping file, or with `file` of one of its dictionaries.
    func note(line: Int, column: Int? = nil, _ message: String, file: String? = nil) {
        mistakes.append(MappingMistake(file: file ?? self.file, line: line, column: column, message: message))
    }

    /// All mistakes so far: the mapping file's by line, then the other files'; nil when there are none.
    var error: MappingFileError? {
        guard !mistakes.isEmpty else { return nil }
        let sorted = mistakes.enumerated().sorted { left, right in
            let (a, b) = (left.element, right.element)
            return (a.file == file ? 0 : 1, a.file, a.line, left.offset) < (
                b.file == file ? 0 : 1, b.file, b.line, right.offset
            )
        }
        return MappingFileError(sorted.map(\.element))
    }
}
