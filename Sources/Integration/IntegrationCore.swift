import Logging
package import Seams

/// The whole core: takes approvals from DingTalk and makes exactly one Kingdee document of each.
///
/// Everything it touches comes in through `init`, so that it runs on real sockets and a real disk as well as in virtual
/// time.
package struct IntegrationCore: Sendable {
    /// The largest request is a mapping with an instance to preview it with, see `MappingResource`.
    private static let bodyBytesMax = 5 << 20

    private let configuration: Configuration
    private let database: any RelationalStore
    private let dingTalk: any DingTalkPort
    private let network: any Network
    private let time: any Time
    private let logger: Logger
    private let parts: CoreParts
    /// Which approvals become which documents, by which versions of the mappings.
    private let mappings: String

    /// Puts the parts together; nothing runs, and nothing is written, before `run`.
    ///
    /// - Parameters:
    ///   - cryptor: decrypts callbacks; nil refuses them all (stream mode).
    ///   - clients: what the flows beside documents call the platforms through; nil leaves those flows out.
    ///   - surroundings: what it stands on.
    /// - Throws: `DuplicateRoute` when two mappings make the same document, `StrayMapping` when one has nothing to map,
    ///   `NoRoute` when none is left.
    package init(
        configuration: Configuration, mappings: [Mapping], dingTalk: any DingTalkPort, kingdee: any KingdeePort,
        cryptor: CallbackCryptor?, clients: PlatformClients? = nil, on surroundings: CoreSurroundings
    ) throws {
        for mapping in mappings where surroundings.processes == nil {
            if let problem = ScriptWorkers.problem(of: mapping, with: nil) {
                throw MappingCannotRun(description: problem)
            }
        }
        let window = configuration.dingTalk.callbackWindow
        let open: CallbackEndpoint.Open = { query, body in
            guard let cryptor else { throw CallbacksOff() }
            return try cryptor.open(query: query, body: body, at: surroundings.time.now, within: window)
        }
        // Without a cryptor nothing is opened, and so nothing is sealed.
        let seal: CallbackEndpoint.Seal = { timestamp, nonce in
            cryptor?.sealedSuccess(timestamp: timestamp, nonce: nonce, randomness: surroundings.randomness) ?? ""
        }
        try self.init(
            configuration, try MappingSet(mappings, configuration), dingTalk: dingTalk, kingdee: kingdee, open: open,
            seal: seal, clients: clients, on: surroundings)
    }

    /// As above, with routes and callback crypto as closures: for tests.
    package init(
        configuration: Configuration, routes: [Route], dingTalk: any DingTalkPort, kingdee: any KingdeePort,
        open: @escaping CallbackEndpoint.Open, seal: @escaping CallbackEndpoint.Seal,
        clients: PlatformClients? = nil, on surroundings: CoreSurroundings
    ) throws {
        try self.init(
            configuration, try MappingSet(routes: routes, configuration), dingTalk: dingTalk, kingdee: kingdee,
            open: open, seal: seal, clients: clients, on: surroundings)
    }

    private init(
        _ configuration: Configuration, _ set: MappingSet, dingTalk: any DingTalkPort, kingdee: any KingdeePort,
        open: @escaping CallbackEndpoint.Open, seal: @escaping CallbackEndpoint.Seal, clients: PlatformClients?,
        on surroundings: CoreSurroundings
    ) throws {
        self.configuration = configuration
        database = surroundings.database
        self.dingTalk = dingTalk
        network = surroundings.network
        time = surroundings.time
        logger = surroundings.logger
        mappings = set.summary
        parts = try CoreParts(
            configuration: configuration, routes: try RouteTable(set.routes), records: RecordMappings(set.records),
            dingTalk: dingTalk, kingdee: kingdee, open: open, seal: seal, clients: clients, surroundings: surroundings)
    }

    /// Checks that these mappings can run together by this configuration, without starting anything.
    ///
    /// - Throws: `StrayMapping`, `DuplicateRoute`, `MissingPredecessor`, or `NoRoute`.
    package static func check(_ mappings: [Mapping], _ configuration: Configuration) throws {
        _ = try RouteTable(try MappingSet(mappings, configuration).routes)
    }

    /// What answers on the core's port: callbacks, health, metrics, and the monitor's API.
    package var handler: any HTTPHandler { parts.handler }

    /// Everything that `handler` answers, and who gets an answer.
    package var routes: [ServedRoute] { parts.routes }

    /// Runs until the task is cancelled; then takes nothing new, finishes the documents in hand (for at most
    /// `delivery.drain`) and closes the database.
    ///
    /// - Throws: `ListenError` when the port is taken, `NewerStore`, or the database's error. Never on cancellation.
    package func run() async throws {
        let certificate = try ListenCertificate(configuration.listen)
        var limits = ListenLimits()
        limits.connectionsMax = configuration.listen.connections
        limits.connectionsOfOneMax = configuration.listen.connections * 3 / 4
        let endpoint = ListenEndpoint(
            host: configuration.listen.host, port: configuration.listen.port, tls: certificate?.identity,
            bodyBytesMax: IntegrationCore.bodyBytesMax, limits: limits)
        let server = try await network.listen(endpoint, handler: handler)
        parts.readiness.mark(.listener)
        do {
            try await open()
        } catch {
            await server.close()
            throw error
        }
        logger.notice(
            "ready", metadata: ["port": "\(server.port)", "configuration": "\(configuration)"])
        let renewal = Task { [time, logger] in await certificate?.follow(server, time: time, logger: logger) }
        await work()
        renewal.cancel()
        parts.readiness.clear()
        await server.close()
        // In a task of its own: ours is cancelled by now, and GRDB refuses to wait for the last writes in such a one.
        try await Task { [database, time] in
            let stopped = AuditEntry(at: time.now, kind: .system, action: "stop", subject: "core")
            try await AuditStore(database).append(stopped)
            try await database.close()
        }.value
        logger.notice("stopped")
    }

    private func open() async throws {
        try await parts.store.migrate()
        parts.readiness.mark(.store)
        let recovered = try await parts.store.recover(at: time.now)
        logger.notice("store open", metadata: ["recovered": "\(recovered)"])
        try await AuditStore(database).append(
            AuditEntry(
                at: time.now, kind: .system, action: "start", subject: "core",
                detail: "configuration \(configuration.fingerprint); \(recovered) items taken over; \(mappings)"))
        parts.readiness.mark(.recovery)
    }

    /// Works until cancelled. The loops run in a task of their own, which cancellation does not reach: they are told to
    /// stop instead, so that calls in flight end with a result that is stored.
    private func work() async {
        let (stop, stopping) = AsyncStream<Void>.makeStream()
        let loops = Task { [parts] in await parts.run() }
        let stream = Task { [parts, dingTalk, configuration] in
            guard configuration.dingTalk.mode == .stream else { return }
            await dingTalk.runStream { await parts.intake.accept($0, from: .stream) }
        }
        let drain = Task { [time, logger, configuration] in
            for await _ in stop {}
            guard (try? await time.sleep(for: configuration.delivery.drain)) != nil else { return }  // done in time
            logger.warning("documents in hand took too long; their calls count as unknown")
            loops.cancel()
        }
        await withTaskCancellationHandler {
            await loops.value
        } onCancel: {
            parts.readiness.clear()
            stream.cancel()
            parts.stop()
            stopping.finish()
        }
        drain.cancel()
        stream.cancel()
        await stream.value
    }
}

/// No mapping is left to work by.
package struct NoRoute: Error, Hashable, CustomStringConvertible {
    package var processCodes: [String]

    package var description: String {
        processCodes.isEmpty
            ? "there is no mapping: name at least one file under mapping"
            : "no mapping belongs to dingtalk.processCodes \(processCodes.joined(separator: ", "))"
    }
}

private struct CallbacksOff: Error, CustomStringConvertible {
    var description: String { "callbacks are off: dingtalk.mode is stream" }
}
