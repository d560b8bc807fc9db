import HTTPTypes
import Seams
import Simulators

/// Somebody tries the core's port with each version of TLS, and without any; and for a while a stranger stands where each
/// platform was, with a certificate that the core has no reason to trust.
struct TLSProbes: Activity {
    static let key = "tls-probes"
    static let needsSockets = true
    /// The record of one try at the core's port: its subject is the version.
    static let probe = "probe"
    /// The records around a stranger's time: their subject is the platform whose place he took.
    static let strangerCame = "stranger-came"
    static let strangerLeft = "stranger-left"
    /// What is tried besides the versions of TLS.
    static let plain = "no TLS"

    /// How often everything is tried, and the pause between.
    var rounds = 3
    var every = Duration.seconds(2)
    /// How long a stranger answers in each platform's place, one after the other; zero for none.
    var strangerFor = Duration.seconds(3)

    init?(_ section: inout ScenarioSection) {
        rounds = section.integer("rounds", in: 1...1000) ?? rounds
        every = section.duration("every", in: .milliseconds(100) ... .seconds(60)) ?? every
        strangerFor = section.duration("stranger-for", in: .zero ... .seconds(60)) ?? strangerFor
    }

    private static let start = Duration.seconds(1)
    /// Between two strangers the platforms are themselves.
    private static let relief = Duration.seconds(1)

    var length: Duration {
        let strangers = strangerFor > .zero ? (strangerFor + TLSProbes.relief) * Platform.allCases.count : .zero
        return TLSProbes.start + max(every * rounds, strangers)
    }

    func run(_ stage: ActivityStage, from origin: Timestamp) async throws {
        try await withThrowingDiscardingTaskGroup { group in
            group.addTask { try await tryPort(stage, from: origin) }
            if strangerFor > .zero { group.addTask { try await letStrangersIn(stage, from: origin) } }
        }
    }

    // MARK: The core's port

    private func tryPort(_ stage: ActivityStage, from origin: Timestamp) async throws {
        guard let port = stage.coreAuthority.split(separator: ":").last.flatMap({ Int($0) }) else { return }
        for round in 0..<rounds {
            try await stage.time.sleep(until: origin + TLSProbes.start + every * round)
            for version in TLSProbe.Version.allCases {
                let outcome = await TLSProbe.handshake(version, host: "127.0.0.1", port: port)
                record(outcome, of: version.rawValue, stage)
            }
            record(await plainOutcome(stage), of: TLSProbes.plain, stage)
        }
    }

    private func plainOutcome(_ stage: ActivityStage) async -> TLSProbe.Outcome {
        let request = HTTPRequest(
            method: .get, scheme: "http", authority: stage.coreAuthority, path: "/health/ready")
        do {
            let reply = try await stage.network.exchange(HTTPCall(request: request), timeout: .seconds(5))
            return reply.response.status.code > 0 ? .agreed : .refused("no status")
        } catch {
            switch error {
            case .notSent(let reason): return .unreachable(reason)
            case .outcomeUnknown(let reason): return .refused(reason)
            }
        }
    }

    private func record(_ outcome: TLSProbe.Outcome, of subject: String, _ stage: ActivityStage) {
        let detail =
            switch outcome {
            case .agreed: ["outcome": "agreed"]
            case .refused(let reason): ["outcome": "refused", "reason": reason]
            case .unreachable(let reason): ["outcome": "unreachable", "reason": reason]
            }
        stage.record(TLSProbes.self, TLSProbes.probe, of: subject, detail)
    }

    // MARK: Strangers in the platforms' places

    private func letStrangersIn(_ stage: ActivityStage, from origin: Timestamp) async throws {
        let stranger = try CertificateAuthority(now: stage.time.now).server
        for (index, platform) in Platform.allCases.enumerated() {
            try await stage.time.sleep(
                until: origin + TLSProbes.start + (strangerFor + TLSProbes.relief) * index)
            try await stage.world.present(stranger, as: platform)
            let before = stage.world.brokenHandshakes(of: platform)
            stage.record(TLSProbes.self, TLSProbes.strangerCame, of: platform.rawValue)
            try await stage.time.sleep(for: strangerFor)
            let broken = stage.world.brokenHandshakes(of: platform) - before
            stage.record(
                TLSProbes.self, TLSProbes.strangerLeft, of: platform.rawValue, ["broken-handshakes": String(broken)])
            try await stage.world.present(nil, as: platform)
        }
    }
}
