import ArgumentParser
import Foundation
import Integration
import Logging
import Rainbow
import Seams

/// `rehearsal map`: what a mapping makes of one instance, without writing anything anywhere.
struct MapCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "map",
        abstract: "Try a mapping on one instance; nothing is written. 试运行映射，不写入任何数据。",
        discussion: """
            The instance is a file: the reply of DingTalk's API as you see it in its
            explorer, or any JSON for a mapping with record:. Or, with --config, one
            that the core has stored, or that DingTalk gives out.

            Exit codes: 0 it maps (or the mapping wants no document of it); 1 it does
            not map; 2 the mapping, the instance or an argument is wrong; 3 a platform
            or the store could not be asked.

            Examples:
              rehearsal gallery expense --to expense
              rehearsal map --mapping expense/expense.yaml --instance expense/example.json
              rehearsal map --config core.yaml --diff \\
                --instance-id kNpmUavZQwSHP_ZJvVdL7g07561689326476
            """)

    @Option(name: .shortAndLong, help: ArgumentHelp("The mapping file.", valueName: "file"))
    var mapping: String?

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("The instance, JSON; - reads it from standard input.", valueName: "file"))
    var instance: String?

    @Option(name: .shortAndLong, help: ArgumentHelp("The core's configuration.", valueName: "file"))
    var config: String?

    @Option(help: ArgumentHelp("An instance in the core's store, or in DingTalk.", valueName: "id"))
    var instanceID: String?

    @Option(help: ArgumentHelp("The document's number; by default the core's own.", valueName: "number"))
    var number: String?

    @Flag(help: "Compare with the document in Kingdee that has the number.")
    var diff = false

    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        guard (instance == nil) != (instanceID == nil) else {
            throw ValidationError("name the instance with --instance file.json, or with --instance-id and --config")
        }
        guard mapping != nil || config != nil else {
            throw ValidationError("name the mapping with --mapping file.yaml")
        }
        guard config != nil || instanceID == nil && !diff else {
            throw ValidationError("--instance-id and --diff need --config core.yaml")
        }
    }

    func run() async throws {
        let configuration: Integration.Configuration?
        let mappings: [Mapping]
        do {
            configuration = try config.map {
                try Integration.Configuration.load(path: $0, environment: ProcessInfo.processInfo.environment)
            }
            let paths = mapping.map { [$0] } ?? configuration?.mappingFiles ?? []
            mappings = try paths.map { try MappingFile(path: $0).load(SystemFiles()).mapping }
        } catch {
            Console.error("\(error)")
            throw ExitCode(2)
        }
        let office = try configuration.map(PreviewOffice.init)
        do {
            let code = try await show(mappings, office)
            await office?.close()
            if code != 0 { throw ExitCode(code) }
        } catch let error as ExitCode {
            throw error
        } catch {
            await office?.close()
            Console.error("error: \(error)")
            throw ExitCode(error is OracleFailure || error is PlatformFailure || error is UnreachableStore ? 3 : 2)
        }
    }

    private func show(_ mappings: [Mapping], _ office: PreviewOffice?) async throws -> Int32 {
        let oracle: any MappingOracle = office?.oracle ?? MappingAnswers(dictionaries: nil)
        var worst: Int32 = 0
        var read: ApprovalInstance?
        for mapping in mappings {
            let preview: MappingPreview
            if let instanceID, let office {
                let stored = try await office.storedInstance(instanceID, for: mapping)
                if stored == nil, read == nil { read = try await office.clients.dingTalk.instance(instanceID) }
                guard let instance = stored?.instance ?? read else { continue }
                preview = try await MappingPreview(mapping, instance, number: number ?? stored?.number, oracle: oracle)
            } else {
                preview = try await MappingPreview(mapping, pasted: try pasted(), number: number, oracle: oracle)
            }
            let difference = diff ? try await office?.difference(mapping, preview) : nil
            Console.line(
                json
                    ? preview.jsonText(difference)
                    : PreviewText(preview, difference, isColoured: Console.isColoured).text)
            if case .problems = preview.outcome { worst = 1 }
        }
        return worst
    }

    private func pasted() throws -> String {
        let path = instance ?? "-"
        guard path != "-" else {
            do {
                return try TextFile.text(FileHandle.standardInput.readDataToEndOfFile(), of: "the standard input")
            } catch {
                throw ValidationError("\(error)")
            }
        }
        do {
            return try TextFile.text(of: path)
        } catch let error as NotUTF8 {
            throw ValidationError("\(error)")
        } catch {
            throw ValidationError("\(path): cannot be read; name a file with the instance's JSON")
        }
    }
}

/// The platforms and the store, for a preview.
private struct PreviewOffice {
    let configuration: Integration.Configuration
    let network: SystemNetwork
    let clients: PlatformClients
    let oracle: MappingAnswers

    init(_ configuration: Integration.Configuration) throws {
        self.configuration = configuration
        let network = try SystemNetwork(caFile: configuration.caFile)
        let (time, randomness) = (SystemTime(), SystemRandomness())
        self.network = network
        let clients = PlatformClients(
            dingTalk: DingTalkClient(
                settings: DingTalkSettings(configuration), network: network, time: time,
                randomness: randomness),
            kingdee: KingdeeClient(
                settings: try KingdeeSettings(configuration), network: network, time: time, randomness: randomness))
        self.clients = clients
        let shelf = DictionaryShelf(store: nil, time: time) { dictionary async throws(OracleFailure) in
            do throws(PlatformFailure) {
                return try await clients.kingdee.pairs(of: dictionary)
            } catch {
                throw .platform(error)
            }
        }
        oracle = MappingAnswers(
            dictionaries: shelf,
            workers: ScriptWorkers(processes: SystemProcesses(), time: time, logger: Logger(label: "map")))
    }

    /// The instance as the core has it stored for a mapping, with the number of that document; nil when it has none.
    func storedInstance(
        _ id: String, for mapping: Mapping
    ) async throws -> (instance: ApprovalInstance, number: String?)? {
        let place = configuration.storePlace
        guard place.isThere else { return nil }
        let database: any RelationalStore
        do { database = try await place.openToRead() } catch {
            throw UnreachableStore(place: place, reason: "\(error)")
        }
        // A store without our tables holds no instance.
        let found = try? await ItemStore(database).instance(id, for: mapping)
        try await database.close()
        return found
    }

    func difference(_ mapping: Mapping, _ preview: MappingPreview) async throws -> DocumentDifference? {
        guard case .document(let model) = preview.outcome else { return nil }
        return try await clients.kingdee.difference(
            of: mapping, model: model, number: preview.number, instance: preview.instance)
    }

    func close() async {
        await oracle.stop()
        await network.shutdown()
    }
}

/// The core's store cannot be opened, so that nothing can be said of what it holds.
private struct UnreachableStore: Error, CustomStringConvertible {
    var place: StorePlace
    var reason: String

    var description: String { "\(place): \(reason)" }
}

/// A preview as people read it.
struct PreviewText {
    let text: String

    init(_ preview: MappingPreview, _ difference: DocumentDifference?, isColoured: Bool) {
        var lines = [
            "\(preview.form)  number \(preview.number.isEmpty ? "-" : preview.number)  mapping \(preview.version)"
        ]
        func paint(_ line: String, _ colour: (String) -> String) -> String { isColoured ? colour(line) : line }
        lines += preview.remarks.map { paint("note: \($0)", { $0.yellow }) }
        switch preview.outcome {
        case .document: lines += preview.prettyModel
        case .notWanted: lines.append("no document: the mapping's only-when does not hold")
        case .problems(let problems):
            lines.append(problems.count == 1 ? "1 problem:" : "\(problems.count) problems:")
            lines += problems.map { paint("  \($0)", { $0.red }) }
        }
        if let difference {
            guard let status = difference.status else {
                text = (lines + ["Kingdee has no document with this number: it would be new"]).joined(separator: "\n")
                return
            }
            lines.append("in Kingdee (status \(status)):")
            if difference.changes.isEmpty { lines.append("  no difference") }
            for change in difference.changes {
                switch change.kind {
                case .changed: lines.append(paint("~ \(change.field): \(change.there) → \(change.here)", { $0.yellow }))
                case .added: lines.append(paint("+ \(change.field): \(change.here)", { $0.green }))
                case .removed: lines.append(paint("- \(change.field): \(change.there)", { $0.red }))
                }
            }
        }
        text = lines.joined(separator: "\n")
    }
}
