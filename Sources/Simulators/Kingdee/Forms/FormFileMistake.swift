/// What is wrong with a form file, and where.
package struct FormFileMistake: Error, Hashable, CustomStringConvertible {
    /// The file's name as the caller gave it.
    package var file: String
    /// Counted from 1.
    package var line: Int
    package var column: Int
    /// The place within the form, such as `fields[2].type`.
    package var field: String
    /// What is wrong and what to write instead.
    package var message: String

    package var description: String {
        "\(file):\(line):\(column): \(field.isEmpty ? "" : "\(field): ")\(message)"
    }
}

/// All that is wrong with a team's form files.
package struct FormFileMistakes: Error, CustomStringConvertible {
    package var all: [FormFileMistake]

    package var description: String { all.map(\.description).joined(separator: "\n") }
}
