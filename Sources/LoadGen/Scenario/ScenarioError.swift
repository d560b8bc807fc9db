/// Everything that is wrong with one or several scenario files, found in one reading.
package struct ScenarioError: Error, Hashable, CustomStringConvertible {
    /// The mistakes by file and line; at least one.
    package var mistakes: [ScenarioMistake]

    package init(_ mistakes: [ScenarioMistake]) {
        self.mistakes = mistakes
    }

    /// One mistake a line.
    package var description: String { mistakes.map(\.description).joined(separator: "\n") }
}

/// One mistake of a scenario file: where it is, what is wrong, and what to write instead.
package struct ScenarioMistake: Hashable, Sendable, CustomStringConvertible {
    /// The path as the person gave it.
    package var file: String
    /// The line, from 1; nil when the file as a whole is concerned (it is missing, it cannot be read).
    package var line: Int?
    package var message: String

    package init(file: String, line: Int?, message: String) {
        self.file = file
        self.line = line
        self.message = message
    }

    /// `file:line: message`, the shape that editors and CI logs turn into a link.
    package var description: String {
        line.map { "\(file):\($0): \(message)" } ?? "\(file): \(message)"
    }
}
