import Foundation
import Integration
import Logging
import Seams

/// The integration core on the system's halves of the seams, as a process that ends on a signal.
struct CoreProcess {
    let configuration: Configuration
    let mappings: [Mapping]

    /// Runs until a signal, or until the process `parent`, which started this one, is gone.
    func run(parent: Int32? = nil) async throws {
        LoggingSystem.bootstrap { MaskingLogHandler(StreamLogHandler.standardError(label: $0)) }
        let logger = Logger(label: "core")
        if let mode = configuration.postgreSQL?.address.unverifiedMode {
            logger.warning(
                "the database is on another machine and its certificate is not checked; sslmode=verify-full does that",
                metadata: ["sslmode": "\(mode)"])
        }
        let network = try SystemNetwork(caFile: configuration.caFile)
        var surroundings = CoreSurroundings(
            database: try await configuration.openStore(), network: network, time: SystemTime(),
            randomness: SystemRandomness(), logger: logger)
        surroundings.files = SystemFiles()
        surroundings.processes = SystemProcesses()
        surroundings.figures = { ProcessFigures.current() }
        if case .folder(let folder) = configuration.audit.archive {
            surroundings.archive = AuditArchive { name, text in try DurableFile.write(text, to: "\(folder)/\(name)") }
        }
        let core = try IntegrationCore(configuration, mappings: mappings, on: surroundings)
        let outcome = Outcome()
        await Termination.untilInterrupted(parent: parent) { await outcome.record { try await core.run() } }
        await network.shutdown()
        try await outcome.get()
    }
}

/// Keeps the error that ended a task which was told to end.
private actor Outcome {
    private var error: (any Error)?

    func record(_ body: @Sendable () async throws -> Void) async {
        do { try await body() } catch { self.error = error }
    }

    func get() throws {
        if let error { throw error }
    }
}

extension DingTalkSettings {
    init(_ configuration: Configuration) {
        let settings = configuration.dingTalk
        self.init(
            apiURL: settings.apiURL, oapiURL: settings.oapiURL, appKey: settings.appKey,
            appSecret: settings.appSecret.value, callTimeout: settings.callTimeout, commentUserID: settings.commentUser)
        pictureHosts = configuration.attachments.pictureHosts
    }
}

extension KingdeeSettings {
    init(_ configuration: Configuration) throws {
        let settings = configuration.kingdee
        let authentication: Authentication =
            switch settings.authentication {
            case .appSecret: .appSecret
            case .password: .password
            case .signed: .signed
            }
        self.init(
            url: settings.url, acctID: settings.acctID, userName: settings.userName, authentication: authentication,
            password: settings.password.value, appID: settings.appID, appSecret: settings.appSecret.value,
            lcid: settings.lcid, orgNumber: Int(settings.orgNumber) ?? 0,
            callTimeout: configuration.delivery.callTimeout)
    }
}
