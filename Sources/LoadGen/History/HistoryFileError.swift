/// Why a history file cannot be judged.
package enum HistoryFileError: Error, Hashable, CustomStringConvertible {
    /// The file could not be opened, created, read or written.
    case unusable(path: String, reason: String)
    /// The first line is no `runStarted`.
    case notStarted(path: String)
    /// The file was written in another shape than 1.
    case unknownFormat(path: String, format: Int)
    /// A line is no event.
    case brokenLine(path: String, line: Int, reason: String)
    /// A line does not follow the one before it.
    case gap(path: String, line: Int, expected: Int, found: Int)
    /// Lines follow the one that ends the run.
    case afterTheEnd(path: String, line: Int)
    /// The last line is no `runEnded`, or it counted more events than are there.
    case cutOff(path: String, lastLine: Int)

    package var description: String {
        switch self {
        case .unusable(let path, let reason):
            "\(path): \(reason)"
        case .notStarted(let path):
            "\(path):1: no history: the first line must be a runStarted event; give the history.jsonl of a run's folder"
        case .unknownFormat(let path, let format):
            "\(path):1: the history has format \(format), this version reads format 1; judge it with the version that "
                + "recorded it"
        case .brokenLine(let path, let line, let reason):
            "\(path):\(line): not an event of a history: \(reason); the file was damaged, run the scenario again"
        case .gap(let path, let line, let expected, let found):
            "\(path):\(line): sequence \(found) where \(expected) must follow: events were lost, run the scenario again"
        case .afterTheEnd(let path, let line):
            "\(path):\(line): an event after the end of the run: two runs were written into one file, or it was edited"
        case .cutOff(let path, let lastLine):
            "\(path):\(lastLine): the history was cut off: its last line must be a runEnded event; the harness was "
                + "killed while it recorded, run the scenario again"
        }
    }
}
