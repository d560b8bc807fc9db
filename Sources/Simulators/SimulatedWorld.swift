package import Seams

/// Both fake platforms, served on loopback ports, with one history and one fault engine.
package final class SimulatedWorld: Sendable {
    /// How to set the world up.
    package struct Options: Sendable {
        /// The seed of the company and of everything random in the platforms.
        package var seed = Seed(1)
        package var employees = 120
        package var departments = 12
        /// The ports to serve on; 0 lets the system pick one.
        package var dingTalkPort = 0
        package var kingdeePort = 0
        /// Whether to serve TLS 1.3.
        package var tls = false
        /// How DingTalk delivers events.
        package var delivery = DeliverySettings()
        /// How the tenant set its forms up, by form id.
        package var formRules: [String: FormRule] = [:]

        package init() {}
    }

    package let dingTalkWorld: DingTalkWorld
    package let kingdeeWorld: KingdeeWorld
    package let dingTalk: DingTalkSimulator
    package let kingdee: KingdeeSimulator
    package let history: History
    package let faults: FaultEngine
    /// The authority behind the servers' certificates; nil without TLS.
    package let authority: CertificateAuthority?
    private let dingTalkServer: any ListeningServer
    private let kingdeeServer: any ListeningServer

    /// Starts both servers.
    ///
    /// - Throws: `ListenError` when a port is taken.
    package init(
        _ options: Options, time: any Time, randomness: any Randomness, network: any Network, history: History
    ) async throws {
        let company = Company.make(
            seed: options.seed, employees: options.employees, departments: options.departments)
        dingTalkWorld = DingTalkWorld(company: company)
        var kingdeeWorld = KingdeeWorld(company: company)
        kingdeeWorld.formRules = options.formRules
        self.kingdeeWorld = kingdeeWorld
        self.history = history
        faults = FaultEngine(time: time, history: history)
        dingTalk = DingTalkSimulator(
            world: dingTalkWorld, time: time, randomness: randomness, history: history, faults: faults,
            network: network, delivery: options.delivery)
        kingdee = KingdeeSimulator(world: kingdeeWorld, time: time, randomness: randomness, history: history)
        authority = options.tls ? try CertificateAuthority(now: time.now) : nil
        let tls = authority?.server
        dingTalkServer = try await network.listen(
            ListenEndpoint(port: options.dingTalkPort, tls: tls),
            handler: PlatformServer(dingTalk, faults: faults, history: history, time: time))
        do {
            kingdeeServer = try await network.listen(
                ListenEndpoint(port: options.kingdeePort, tls: tls),
                handler: PlatformServer(kingdee, faults: faults, history: history, time: time))
        } catch {
            await dingTalkServer.close()
            throw error
        }
        dingTalk.setBaseURL(dingTalkURL)
    }

    /// `http` or `https`.
    package var scheme: String { authority == nil ? "http" : "https" }
    /// The ports served on.
    package var dingTalkPort: Int { dingTalkServer.port }
    package var kingdeePort: Int { kingdeeServer.port }
    /// The base URL of the fake DingTalk: both `oapi` and `api` families on one port.
    package var dingTalkURL: String { "\(scheme)://127.0.0.1:\(dingTalkPort)" }
    /// The base URL of the fake Kingdee, ending in `/k3cloud/`.
    package var kingdeeURL: String { "\(scheme)://127.0.0.1:\(kingdeePort)/k3cloud/" }

    /// Delivers events until cancelled.
    package func run() async {
        await dingTalk.run()
    }

    /// Stops both servers.
    package func close() async {
        await dingTalkServer.close()
        await kingdeeServer.close()
    }
}
