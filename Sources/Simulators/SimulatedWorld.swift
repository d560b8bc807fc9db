package import Seams

/// Both fake platforms, served on loopback ports: one world to begin with, and those that the control API makes.
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
        /// Who signs the servers' certificates; with TLS and without one, the world makes its own.
        package var authority: CertificateAuthority?
        /// How DingTalk delivers events.
        package var delivery = DeliverySettings()
        /// How the tenant set its forms up, by form id.
        package var formRules: [String: FormRule] = [:]
        /// The fake Kingdee's business objects.
        package var forms = FormCatalog.standard
        /// Approval templates besides the expense claim's.
        package var templates: [ProcessTemplate] = []
        /// Whether the expense claim's rows take attachments and its form pictures.
        package var claimsTakeFiles = false
        /// Whether approvals are filled in as a suite (套件), see `ProcessTemplate.inSuite`.
        package var claimsAreSuites = false
        /// How long links to approvals' files last; nil for the platform's fifteen minutes.
        package var fileLinkLifetime: Duration?
        /// The largest attachment in bytes that Kingdee takes; nil for any.
        package var attachmentBytesMax: Int?
        /// Whether to keep each request and reply whole, for `GET calls` and for waiting.
        package var keepsCalls = false

        package init() {}
    }

    private let worlds: WorldDirectory
    /// The authority behind the servers' certificates; nil without TLS.
    package let authority: CertificateAuthority?
    private let dingTalkServer: any ListeningServer
    private let kingdeeServer: any ListeningServer

    /// Starts both servers with one world. More of them are made by the control API.
    ///
    /// - Throws: `ListenError` when a port is taken.
    package init(
        _ options: Options, time: any Time, randomness: any Randomness, network: any Network, history: History
    ) async throws {
        let company = Company.make(
            seed: options.seed, employees: options.employees, departments: options.departments)
        var kingdeeWorld = KingdeeWorld(company: company)
        kingdeeWorld.formRules = options.formRules
        kingdeeWorld.forms = options.forms
        var dingTalkWorld = DingTalkWorld(company: company)
        if options.claimsTakeFiles {
            dingTalkWorld.templates = [.expense(items: company.expenseItems, takesFiles: true)]
        }
        dingTalkWorld.templates += options.templates
        if options.claimsAreSuites { dingTalkWorld.templates = dingTalkWorld.templates.map(\.inSuite) }
        if let lifetime = options.fileLinkLifetime { dingTalkWorld.fileLinkLifetime = lifetime }
        kingdeeWorld.behaviour.attachmentBytesMax = options.attachmentBytesMax
        let surroundings = HostedWorld.Surroundings(
            time: time, network: network, seed: options.seed, delivery: options.delivery,
            keepsCalls: options.keepsCalls)
        let worlds = WorldDirectory(
            first: HostedWorld(
                dingTalkWorld, kingdeeWorld, surroundings, randomness: randomness, history: history))
        self.worlds = worlds
        authority = options.tls ? try options.authority ?? CertificateAuthority(now: time.now) : nil
        let tls = authority?.server
        dingTalkServer = try await network.listen(
            ListenEndpoint(port: options.dingTalkPort, tls: tls),
            handler: WorldFront(worlds: worlds) { $0.dingTalkServer })
        do {
            kingdeeServer = try await network.listen(
                ListenEndpoint(port: options.kingdeePort, tls: tls),
                handler: WorldFront(worlds: worlds) { $0.kingdeeServer })
        } catch {
            await dingTalkServer.close()
            throw error
        }
        dingTalk.setBaseURL(dingTalkURL)
    }

    // What the first world has; a run has no other.
    package var dingTalkWorld: DingTalkWorld { worlds.first.dingTalkWorld }
    package var kingdeeWorld: KingdeeWorld { worlds.first.kingdeeWorld }
    package var dingTalk: DingTalkSimulator { worlds.first.dingTalk }
    package var kingdee: KingdeeSimulator { worlds.first.kingdee }
    package var history: History { worlds.first.history }
    package var faults: FaultEngine { worlds.first.faults }

    /// `http` or `https`.
    package var scheme: String { authority == nil ? "http" : "https" }
    /// The ports served on.
    package var dingTalkPort: Int { dingTalkServer.port }
    package var kingdeePort: Int { kingdeeServer.port }
    /// The base URL of the fake DingTalk: both `oapi` and `api` families on one port.
    package var dingTalkURL: String { "\(scheme)://127.0.0.1:\(dingTalkPort)" }
    /// The base URL of the fake Kingdee, ending in `/k3cloud/`.
    package var kingdeeURL: String { "\(scheme)://127.0.0.1:\(kingdeePort)/k3cloud/" }

    /// Cuts the connections to a platform and serves new ones with another identity, as somebody would who stands in
    /// between; nil brings the platform's own back. Does nothing without TLS.
    ///
    /// - Throws: when certificate and key are none, or do not belong together.
    package func present(_ identity: TLSIdentity?, as platform: Platform) async throws {
        guard let own = authority?.server else { return }
        try server(platform).renew(identity ?? own)
        await server(platform).cutConnections()
    }

    /// How many clients of a platform have left before a TLS handshake was done.
    package func brokenHandshakes(of platform: Platform) -> Int {
        server(platform).brokenHandshakes
    }

    private func server(_ platform: Platform) -> any ListeningServer {
        switch platform {
        case .dingTalk: dingTalkServer
        case .kingdee: kingdeeServer
        }
    }

    /// Delivers events until cancelled.
    package func run() async {
        await dingTalk.run()
    }

    /// Stops both servers.
    package func close() async {
        worlds.dropAll()
        await dingTalkServer.close()
        await kingdeeServer.close()
    }
}
