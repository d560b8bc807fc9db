import Foundation
import Rainbow

/// What goes to the terminal: standard output for results, standard error for everything else.
enum Console {
    /// Whether standard output is a terminal: then progress is one line that changes, in colour; else plain lines.
    static let isTerminal = isatty(STDOUT_FILENO) == 1 && ProcessInfo.processInfo.environment["TERM"] != "dumb"

    /// Writes a line at once, also into a pipe.
    static func line(_ text: String = "") {
        FileHandle.standardOutput.write(Data((text + "\n").utf8))
    }

    /// Replaces the last line of a terminal.
    static func status(_ text: String) {
        FileHandle.standardOutput.write(Data(("\r\u{1B}[2K" + text).utf8))
    }

    /// Clears the line that `status` wrote.
    static func clearStatus() {
        if isTerminal { FileHandle.standardOutput.write(Data("\r\u{1B}[2K".utf8)) }
    }

    /// Writes a message to standard error.
    static func error(_ text: String) {
        FileHandle.standardError.write(Data((text + "\n").utf8))
    }

    /// Whether standard output is a terminal that wants colours.
    static let isColoured = isTerminal && ProcessInfo.processInfo.environment["NO_COLOR"] == nil

    /// Colours a verdict word on a terminal that wants colours.
    static func coloured(_ text: String) -> String {
        guard isColoured else { return text }
        return text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            if line.hasPrefix("PASS") { return "PASS".green + line.dropFirst(4) }
            if line.hasPrefix("FAIL") { return "FAIL".red.bold + line.dropFirst(4) }
            if line.hasPrefix("VOID") { return "VOID".yellow.bold + line.dropFirst(4) }
            return String(line)
        }.joined(separator: "\n")
    }
}
