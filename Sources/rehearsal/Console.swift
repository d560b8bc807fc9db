import Foundation
import Rainbow
import Seams
import Synchronization

/// What goes to the terminal: standard output for results, standard error for everything else.
enum Console {
    /// Whether standard output is a terminal: then progress is one line that changes, in colour; else plain lines.
    static let isTerminal = isatty(STDOUT_FILENO) == 1 && ProcessInfo.processInfo.environment["TERM"] != "dumb"

    /// Whether standard output is a terminal that wants colours.
    static let isColoured = isTerminal && ProcessInfo.processInfo.environment["NO_COLOR"] == nil

    /// The system's error number since which standard output takes nothing; nil while it does.
    private static let failure = Mutex<Int32?>(nil)
    private static let (failures, failing) = AsyncStream.makeStream(of: Void.self)

    /// Makes writing safe; the first thing that the program does.
    ///
    /// A reader that goes away must not end the program where it stands: what it started has to be stopped. A descriptor
    /// that was closed is taken, so that no file that is opened later gets its number, and what is printed.
    static func prepare() {
        signal(SIGPIPE, SIG_IGN)
        for descriptor in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] where fcntl(descriptor, F_GETFD) == -1 {
            // Standard output is opened to read: writing to it stays an error, which is told.
            _ = open("/dev/null", descriptor == STDERR_FILENO ? O_WRONLY : O_RDONLY)
        }
    }

    /// Whether somebody still takes what is printed.
    static var isOpen: Bool { failure.withLock { $0 == nil } }

    /// Returns true when standard output takes nothing any more, false when the task is cancelled.
    static func untilClosed() async -> Bool {
        for await _ in failures { return true }
        return false
    }

    /// Ends the program: with code 3 when all else went well and the output could not be written.
    ///
    /// A reader that went away knows it, and is told nothing.
    static func exit(_ code: Int32) -> Never {
        guard let error = failure.withLock({ $0 }) else { Foundation.exit(code) }
        if error != EPIPE {
            self.error("error: standard output cannot be written: \(String(cString: strerror(error)))")
        }
        Foundation.exit(code == 0 ? 3 : code)
    }

    /// Writes a line at once, also into a pipe.
    static func line(_ text: String = "") {
        put(text + "\n")
    }

    /// Writes a text as it is. After the first write that failed nothing is written any more.
    static func put(_ text: String) {
        guard isOpen, let error = write(text, to: STDOUT_FILENO) else { return }
        failure.withLock { $0 = $0 ?? error }
        failing.yield()
    }

    /// Replaces the last line of a terminal; what is wider than the terminal is cut.
    static func status(_ text: String) {
        put("\r\u{1B}[2K" + text.cut(toColumns: columns - 1))
    }

    /// Clears the line that `status` wrote.
    static func clearStatus() {
        if isTerminal { put("\r\u{1B}[2K") }
    }

    /// Writes a message to standard error; where that is impossible, nobody can be told.
    static func error(_ text: String) {
        _ = write(text + "\n", to: STDERR_FILENO)
    }

    /// Asks on standard error.
    static func ask(_ question: String) {
        _ = write(question, to: STDERR_FILENO)
    }

    /// Colours a verdict word on a terminal that wants colours.
    static func coloured(_ text: String) -> String {
        guard isColoured else { return text }
        return text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            let word = String(line.prefix(while: \.isLetter))
            let rest = line.dropFirst(word.count)
            return switch word {
            case "PASS", "PASSED": word.green + rest
            case "FAIL", "FAILED": word.red.bold + rest
            case "VOID": word.yellow.bold + rest
            default: String(line)
            }
        }.joined(separator: "\n")
    }

    /// How wide the terminal is now.
    private static var columns: Int {
        var size = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }

    /// Writes all of `text`; returns the system's error number when that is impossible.
    private static func write(_ text: String, to descriptor: Int32) -> Int32? {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
            if count >= 0 {
                rest = rest.dropFirst(count)
            } else if errno == EAGAIN {
                // Somebody made it non-blocking: wait until it takes more.
                var waiting = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                _ = poll(&waiting, 1, -1)
            } else if errno != EINTR {
                return errno
            }
        }
        return nil
    }
}
