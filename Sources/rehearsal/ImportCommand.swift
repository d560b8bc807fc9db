import ArgumentParser
import Foundation
import Integration
import Logging
import Seams

/// `rehearsal import`: approvals from a file into the core's store, in bulk.
struct ImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Put approval instances from a file into the core's store. 批量导入审批实例。",
        discussion: """
            One JSON text a line: a reply of GET /v1.0/workflow/processInstances with
            processInstanceId and, where the core has several forms, processCode
            added. What is approved becomes an item that the core delivers when it
            runs next, exactly once however often the same file is imported; an import
            that was killed goes on behind its last page. Stop the core first where
            the store is a file: that has one writer. A PostgreSQL store takes it
            beside running workers, one import at a time.

            Exit codes: 0 all lines are stored; 1 some lines are no instances; 2 wrong
            usage or configuration; 3 another process writes into the store.

            Example:
              rehearsal import --config core.yaml approvals-2025.jsonl
            """)

    @Option(name: .shortAndLong, help: ArgumentHelp("The core's configuration file.", valueName: "file"))
    var config: String

    @Option(help: ArgumentHelp("The form of lines that do not name theirs.", valueName: "process code"))
    var process: String?

    @Argument(help: ArgumentHelp("The file, JSON lines.", valueName: "file"))
    var file: String

    func run() async throws {
        let configuration: Configuration
        let routes: RouteTable
        let data: Data
        do {
            configuration = try Configuration.load(path: config, environment: ProcessInfo.processInfo.environment)
            routes = try RouteTable(try configuration.mappingFiles.map(MappingLoading.load).map(Route.init))
        } catch {
            throw AuditCommand.wrong("\(error)")
        }
        do {
            data = try Data(contentsOf: URL(fileURLWithPath: file), options: .mappedIfSafe)
        } catch {
            throw AuditCommand.wrong("\(file): cannot be read")
        }
        let store: ItemStore
        do {
            try configuration.storePlace.hold()
        } catch {
            Console.error("error: \(error)")
            throw ExitCode(3)
        }
        do {
            store = ItemStore(try await configuration.storePlace.open(as: "import"))
            try await store.migrate()
        } catch {
            throw AuditCommand.wrong("\(configuration.storePlace): \(error)")
        }
        try await take(data, into: store, routes)
    }

    private func take(_ data: Data, into store: ItemStore, _ routes: RouteTable) async throws {
        let time = SystemTime()
        let flow = process ?? (routes.flows.count == 1 ? routes.flows.first : nil)
        let checkpoint = BulkImport.checkpoint(of: data, name: URL(fileURLWithPath: file).lastPathComponent)
        let work = BulkImport(into: store, routes, flow: flow, checkpoint: checkpoint)
        var lines = JSONLines(data)
        lines.skip(try await work.position())
        if lines.count > 0 { Console.line("going on behind line \(lines.count)") }
        let outcome = try await work.run(lines, time: time) { page, line in
            AuditEntry(
                at: time.now, kind: .operation, actor: "command line", action: "import", subject: checkpoint,
                detail: "\(page.count) items up to line \(line)")
        } onPage: { page, numbers in
            for mistake in page.unreadable {
                Console.error("\(file):\(numbers[mistake.line - 1]): \(mistake.reason)")
            }
        }
        Console.line(
            "\(outcome.new) new items, \(outcome.passedOver) not approved, \(outcome.unreadable) lines that are no instances"
        )
        if outcome.unreadable > 0 { throw ExitCode(1) }
    }
}
