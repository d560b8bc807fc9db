import ArgumentParser

/// The command line: parses arguments, calls the parts, maps what happened to an exit code.
@main
struct Rehearsal: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rehearsal",
        abstract: "Rehearse a DingTalk-Kingdee integration before money depends on it. 钉钉与金蝶云·星空集成的彩排工具。",
        discussion: """
            Start here:
              rehearsal run scenarios/acceptance   rehearse our own core
              rehearsal explore scenarios/explore  many seeds, in virtual time
              rehearsal simulate                   only the fake platforms

            Exit codes of run and check:
              0  every expectation held
              1  an expectation failed
              2  a scenario or an argument is wrong
              3  the system under test never became ready, the harness could
                 not run or judge the scenario as asked, or nobody took what it
                 printed (as with | head): then the run is stopped
            """,
        version: "0.1.0",
        subcommands: [
            RunCommand.self, SimulateCommand.self, IntegrateCommand.self, CheckCommand.self, ReportCommand.self,
            ValidateCommand.self, FormsCommand.self, ExploreCommand.self, ExploreWorkerCommand.self,
            SpecimensCommand.self, MapCommand.self, GalleryCommand.self, MonitorUserCommand.self,
            AuditCommand.self, ImportCommand.self, SecretsCommand.self,
        ])

    static func main() async {
        Console.prepare()
        do {
            var command = try parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch {
            // Wrong arguments are exit code 2, like wrong scenarios; the parser's own code is 64.
            let code = exitCode(for: error)
            let text = fullMessage(for: error)
            if code == .success {
                Console.line(text)
            } else if !text.isEmpty {
                Console.error(text)
            }
            Console.exit(code == .validationFailure ? 2 : code.rawValue)
        }
        Console.exit(0)
    }
}
