/// The seam for programs beside us that answer line by line.
///
/// Two halves: the system's processes, and in tests programs in memory. In the virtual world there are none, since a real
/// process has neither our clock nor our randomness.
package protocol ProcessHost: Sendable {
    /// Starts a program in an empty folder of its own, with nothing of our environment.
    func start(_ program: HostedProgram) async throws(ProcessFailure) -> any HostedProcess
}

/// What to start.
package struct HostedProgram: Hashable, Sendable {
    /// A name that is looked up in the path, or a path.
    package var command: String
    package var arguments: [String]
    /// The whole environment, sorted by name.
    package var environment: [String: String]

    package init(command: String, arguments: [String], environment: [String: String]) {
        self.command = command
        self.arguments = arguments
        self.environment = environment
    }
}

/// A program that runs.
package protocol HostedProcess: Sendable {
    /// Writes a line and waits for the next line of its output; one exchange at a time.
    ///
    /// - Parameter bytesMax: a longer line is an error.
    func exchange(_ line: String, bytesMax: Int) async throws(ProcessFailure) -> String

    /// Ends it and everything it started, at once. Exchanges then fail.
    func kill() async
}

/// Why a program does not answer.
package struct ProcessFailure: Error, Hashable, Sendable, CustomStringConvertible {
    package var description: String

    package init(_ description: String) {
        self.description = description
    }
}
