import Seams

/// Why a scenario could not be run as asked: exit code 3, never a verdict about the system under test's correctness.
package enum RunError: Error, CustomStringConvertible {
    /// The command of the system under test could not be started.
    case cannotStart(command: String, reason: String)
    /// It ended before it was ready.
    case diedBeforeReady(detail: String, logFile: String, lastLines: [String])
    /// It never answered its readiness URL with 2xx.
    case neverReady(url: String, within: Duration, last: String, logFile: String, lastLines: [String])
    /// Somebody else answers on its port.
    case foreignListener(port: Int, pids: [Int], expected: Int)
    /// DingTalk could not register the callback URL.
    case callbackRefused(url: String, reason: String)
    /// No stream connection was opened in time.
    case noStreamConnection(within: Duration)
    /// A folder or file of the run cannot be written.
    case cannotWrite(path: String, reason: String)

    package var description: String {
        switch self {
        case .cannotStart(let command, let reason):
            "cannot start '\(command)': \(reason); check system.command in the scenario"
        case .diedBeforeReady(let detail, let logFile, let lines):
            "the system under test ended before it was ready (\(detail)); its log is \(logFile)"
                + RunError.quoted(lines)
        case .neverReady(let url, let within, let last, let logFile, let lines):
            "the system under test was not ready within \(within.unitText): \(url) answered \(last); its log is "
                + "\(logFile)" + RunError.quoted(lines)
        case .foreignListener(let port, let pids, let expected):
            "port \(port) is served by process \(pids.map(String.init).joined(separator: ", ")), not by the system under "
                + "test (\(expected)): nothing was loaded; end that process or choose another port"
        case .callbackRefused(let url, let reason):
            "DingTalk could not register the callback \(url): \(reason); the receiver must answer the check_url event "
                + "with an encrypted success"
        case .noStreamConnection(let within):
            "the system under test opened no stream connection within \(within.unitText); with world.delivery: stream it "
                + "must call /v1.0/gateway/connections/open and connect"
        case .cannotWrite(let path, let reason):
            "cannot write \(path): \(reason); choose another folder with --output"
        }
    }

    private static func quoted(_ lines: [String]) -> String {
        lines.isEmpty ? "; it wrote nothing" : "; its last lines:\n" + lines.map { "  | \($0)" }.joined(separator: "\n")
    }
}
