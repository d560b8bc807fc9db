import ArgumentParser
import Foundation
import Integration
import Seams

/// `rehearsal audit`: proves that the core's audit log is what was written, and writes it out.
struct AuditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit",
        abstract: "Verify and export the core's audit log. 校验与导出集成核心的审计日志。",
        subcommands: [Verify.self, Export.self])

    /// Where the log is.
    struct Source: ParsableArguments {
        @Option(name: .shortAndLong, help: ArgumentHelp("The core's configuration file.", valueName: "file"))
        var config: String?

        @Option(
            help: ArgumentHelp(
                "The store itself, where there is no configuration: an SQLite file, or PostgreSQL's host=… dbname=….",
                valueName: "store"))
        var store: String?

        /// Where the store is; nil when none is named.
        ///
        /// - Throws: exit code 2 with a message when the configuration is wrong.
        func place() throws -> StorePlace? {
            do {
                if let store { return try StorePlace(store) }
                guard let config else { return nil }
                // An auditor has no secrets, and needs none.
                let secrets = [
                    "DINGTALK_APP_SECRET", "DINGTALK_CALLBACK_TOKEN", "DINGTALK_AES_KEY", "KINGDEE_APP_SECRET",
                    "KINGDEE_PASSWORD", "MONITOR_TOKEN",
                ].map { ("REHEARSAL_\($0)", "unused-by-the-audit") }
                return try Configuration.load(
                    path: config,
                    environment: Dictionary(secrets) { first, _ in first }
                        .merging(ProcessInfo.processInfo.environment) { $1 }
                ).storePlace
            } catch let error as PostgreSQLAddressError {
                throw AuditCommand.wrong("--store is \(error)")
            } catch {
                throw AuditCommand.wrong("\(error)")
            }
        }

        /// Opens the store.
        func open(_ place: StorePlace) async throws -> AuditStore {
            guard place.isThere else {
                throw AuditCommand.wrong("\(place): there is no store; is this the folder in which the core runs?")
            }
            do {
                return AuditStore(try await place.openToRead())
            } catch {
                throw AuditCommand.wrong("\(place): \(error)")
            }
        }
    }

    static func wrong(_ message: String) -> ExitCode {
        Console.error(message)
        return ExitCode(2)
    }

    static func text(of path: String) throws -> String {
        do {
            return try String(contentsOfFile: path, encoding: .utf8)
        } catch {
            throw wrong("\(path): cannot be read as UTF-8 text")
        }
    }

    struct Verify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Find and place every entry that was altered, removed, inserted, moved or cut off.",
            discussion: """
                Follows the chain of hashes of the store, of archives, or of both, and
                compares it with anchors that you kept elsewhere (the answers of GET
                /api/audit/head): without one, an end that was cut off cannot be seen.

                Exit codes: 0 the log is what was written; 1 it is not; 2 wrong usage, or
                nothing to verify.

                Example:
                  rehearsal audit verify --config core.yaml --archive audit-archive \\
                    --anchor anchors.jsonl
                """)

        @OptionGroup var source: Source

        @Option(
            parsing: .upToNextOption,
            help: ArgumentHelp("Archive files or folders of them, and exports.", valueName: "path"))
        var archive: [String] = []

        @Option(
            parsing: .upToNextOption, help: ArgumentHelp("Files with answers of /api/audit/head.", valueName: "file"))
        var anchor: [String] = []

        func run() async throws {
            let anchors = try anchor.flatMap { path in
                let text = try AuditCommand.text(of: path)
                do {
                    return try AuditAnchors.read(text, file: path)
                } catch {
                    throw AuditCommand.wrong("\(error)")
                }
            }
            let files = try archive.flatMap(paths).map { path in
                AuditFiles.File(name: path, text: try AuditCommand.text(of: path))
            }
            let place = try source.place()
            guard place != nil || !files.isEmpty else {
                throw AuditCommand.wrong("nothing to verify: name --config, --store or --archive")
            }
            let clock = ContinuousClock()
            let began = clock.now
            var entries = 0
            var findings: [AuditFinding] = []
            var links: [AuditPlace] = []
            var rotations: [AuditRotation] = []
            if let place {
                let store = try await source.open(place)
                do {
                    let progress = try await AuditCheck(store, anchors: anchors).verify()
                    for place in progress.reached { links.append(try await store.beginning(of: place.chain)) }
                    rotations = try await store.rotations()
                    entries += progress.entries
                    findings += progress.findings
                } catch {
                    throw AuditCommand.wrong("\(place): no audit log can be read: \(error)")
                }
            }
            let ofFiles =
                place == nil
                ? anchors
                : anchors.filter { anchor in
                    links.contains { $0.chain == anchor.chain && $0.number >= anchor.number }
                }
            let outcome = AuditFiles.verify(
                files, anchors: ofFiles, links: links, rotations: rotations, isAll: place == nil)
            entries += outcome.entries
            let lines = findings.map { "\($0)" } + outcome.lines
            for line in lines { Console.error(line) }
            guard entries > 0 || !lines.isEmpty else { throw AuditCommand.wrong("there is no entry to verify") }
            let seconds = (clock.now - began) / .seconds(1)
            let count = "\(entries) entries, \(anchors.count) anchors, \(String(format: "%.1f", seconds)) s"
            guard lines.isEmpty else {
                Console.error("the audit log was tampered with: \(lines.count) findings in \(count)")
                throw ExitCode(1)
            }
            Console.line("the audit log is what was written: \(count)")
        }

        /// The files of a folder, or the file itself.
        private func paths(_ path: String) throws -> [String] {
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
                throw AuditCommand.wrong("\(path): does not exist")
            }
            guard isFolder.boolValue else { return [path] }
            let names = try FileManager.default.contentsOfDirectory(atPath: path)
            return names.filter { $0.hasSuffix(".jsonl") && !$0.hasPrefix(".") }.sorted().map { "\(path)/\($0)" }
        }
    }

    struct Export: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write the store's audit log as JSON lines, which verify takes as an archive.",
            discussion: "Example: rehearsal audit export --config core.yaml > audit.jsonl")

        @OptionGroup var source: Source

        @Option(help: ArgumentHelp("The file to write instead of the output.", valueName: "file"))
        var output: String?

        func run() async throws {
            guard let place = try source.place() else { throw AuditCommand.wrong("name --config or --store") }
            let store = try await source.open(place)
            var lines: [String] = []
            do {
                for chain in try await store.chains() {
                    var place = try await store.beginning(of: chain)
                    lines.append(AuditSegment(after: place, records: []).heading)
                    while case let records = try await store.records(of: chain, after: place.number),
                        let last = records.last
                    {
                        lines += records.map(\.line)
                        place = last.place
                    }
                }
            } catch {
                throw AuditCommand.wrong("\(place): no audit log can be read: \(error)")
            }
            let text = lines.map { $0 + "\n" }.joined()
            guard let output else { return Console.put(text) }
            do {
                try DurableFile.write(text, to: output)
            } catch {
                throw AuditCommand.wrong("\(error)")
            }
        }
    }
}
