/// Everything that is wrong with a configuration, at once.
package struct ConfigurationError: Error, Hashable, Sendable {
    /// One mistake.
    package struct Mistake: Hashable, Sendable {
        /// Where it stands; nil for what is missing from the file as a whole.
        package var line: Int?
        /// What is wrong and what to write instead.
        package var message: String

        package init(line: Int?, message: String) {
            self.line = line
            self.message = message
        }
    }

    package var path: String
    package var mistakes: [Mistake]

    package init(path: String, mistakes: [Mistake]) {
        self.path = path
        self.mistakes = mistakes
    }
}

extension ConfigurationError: CustomStringConvertible {
    package var description: String {
        mistakes.map { mistake in
            let place = mistake.line.map { "\(path):\($0)" } ?? path
            return "\(place): \(mistake.message)"
        }.joined(separator: "\n")
    }
}
