import ArgumentParser
import Foundation
import Integration
import Logging
import Seams

/// `rehearsal integrate`: only the integration core.
struct IntegrateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "integrate",
        abstract: "Run the integration core between DingTalk and Kingdee. 只运行集成核心。",
        discussion: """
            Approvals and Yida forms become documents, people and departments are kept
            in step, people sign on to Kingdee, stock and attendance are watched,
            operators are told what goes wrong: what its configuration file asks for.
            By default it talks to the real platforms.
            Secrets belong in the environment, or in a sealed file (rehearsal
            secrets):
              REHEARSAL_DINGTALK_APP_SECRET, REHEARSAL_DINGTALK_CALLBACK_TOKEN,
              REHEARSAL_DINGTALK_AES_KEY, REHEARSAL_KINGDEE_APP_SECRET,
              REHEARSAL_KINGDEE_PASSWORD, REHEARSAL_MONITOR_TOKEN,
              REHEARSAL_POSTGRESQL_PASSWORD, REHEARSAL_STOCK_HOOK_SECRET,
              REHEARSAL_YIDA_SYSTEM_TOKEN, REHEARSAL_ALERT_ROBOT_TOKEN,
              REHEARSAL_ALERT_ROBOT_SECRET, REHEARSAL_ALERT_HOOK_SECRET
            Several workers share one PostgreSQL store (store.postgresql), each with a
            name of its own: store.worker, or REHEARSAL_WORKER where they share the
            configuration file.

            Ends on Ctrl-C, SIGTERM, or when its terminal is closed, after finishing
            the documents in hand; after a kill it carries on where it was.
            Exit codes: 0 stopped as asked; 2 the configuration or a mapping is wrong;
            3 it could not start or go on.

            Example:
              rehearsal integrate --print-mapping > expense.yaml
              rehearsal integrate --config core.yaml
            """)

    @Option(name: .shortAndLong, help: ArgumentHelp("The configuration file.", valueName: "file"))
    var config: String?

    @Flag(help: "Print the standard expense mapping, as a file to copy and change, and end.")
    var printMapping = false

    @Flag(help: "Check configuration and mappings, and end.")
    var check = false

    // The run whose system under test this is: it ends when that is killed.
    @Option(help: .hidden)
    var parent: Int32?

    func validate() throws {
        guard config != nil || printMapping else { throw ValidationError("name the configuration file with --config") }
    }

    func run() async throws {
        if printMapping { return Console.line(ExpenseMapping.yaml) }
        let configuration: Configuration
        let mappings: [Mapping]
        do {
            configuration = try Configuration.load(
                path: config ?? "", environment: ProcessInfo.processInfo.environment)
            mappings = try configuration.mappingFiles.map(MappingLoading.load)
            try IntegrationCore.check(mappings, configuration)
        } catch {
            Console.error("\(error)")
            throw ExitCode(2)
        }
        let placeholders = Configuration.placeholders(
            path: config ?? "", environment: ProcessInfo.processInfo.environment)
        for placeholder in placeholders { Console.error(placeholder) }
        if check {
            let rest = placeholders.isEmpty ? "" : ", but \(placeholders.count) still to be filled in"
            return Console.line("no mistakes\(rest): \(configuration)")
        }
        do {
            try await CoreProcess(configuration: configuration, mappings: mappings).run(parent: parent)
        } catch let error as ListenError {
            Console.error("error: \(error); end what listens there, or write another listen.port in \(config ?? "")")
            throw ExitCode(3)
        } catch {
            Console.error("error: \(error)")
            throw ExitCode(3)
        }
    }
}

/// Reads mapping files.
enum MappingLoading {
    /// Reads the mapping file at `path`, and the lists and scripts it names, which lie beside it.
    static func load(_ path: String) throws -> Mapping {
        try MappingFile(path: path).load(SystemFiles()).mapping
    }
}
