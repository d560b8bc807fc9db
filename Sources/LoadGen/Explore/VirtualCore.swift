package import Seams

/// A core that can run inside the virtual world: in the harness's own process, on its one thread.
///
/// `LoadGen` does not know the built-in core; whoever puts the parts together hands it in, as it hands in a specimen.
package struct VirtualCore: Sendable {
    /// The name in reports, such as `built-in` or a specimen's.
    package var name: String
    /// Starts the core and runs it until its task is cancelled. Called again for each restart after a kill, with the
    /// same disk. A thrown error ends the "process" with that reason.
    package var run: @Sendable (CoreEnvironment) async throws -> Void

    /// Names a core and says how it runs.
    package init(name: String, run: @escaping @Sendable (CoreEnvironment) async throws -> Void) {
        self.name = name
        self.run = run
    }
}

/// All that a core gets of the world: the four seams, and what an operator would have written for it.
package struct CoreEnvironment: Sendable {
    /// The text of `core.yaml`. It listens where `listen.port` says, and reaches the platforms at the URLs it names.
    package var configuration: String
    /// What an operator keeps out of files, by environment variable, such as `REHEARSAL_KINGDEE_PASSWORD`.
    package var secrets: [String: String]
    /// The files beside the configuration, by name: `staff.csv`, `departments.csv`. Somebody may change them meanwhile.
    package var files: any FileSource
    package var time: any Time
    package var randomness: any Randomness
    package var network: any Network
    /// Opens the core's database on its disk, as it lay there when the last process ended.
    package var openDatabase: @Sendable () throws -> any DurableDatabase

    package init(
        configuration: String, secrets: [String: String], files: any FileSource, time: any Time,
        randomness: any Randomness, network: any Network,
        openDatabase: @escaping @Sendable () throws -> any DurableDatabase
    ) {
        self.configuration = configuration
        self.secrets = secrets
        self.files = files
        self.time = time
        self.randomness = randomness
        self.network = network
        self.openDatabase = openDatabase
    }
}
