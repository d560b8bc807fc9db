import Foundation
import HTTPTypes
import Seams
import Simulators

/// Operators who want to hear of what goes wrong: a DingTalk robot with a signature, and a web hook that sometimes refuses,
/// or takes a message and loses its answer.
struct OperationsActivity: Activity {
    static let key = "operations"
    /// The record of a request to the web hook.
    static let hook = "hook"
    /// The record of an alert as the core lists it at the end.
    static let listed = "listed"

    /// How soon operators must hear of something, and that it is over, besides `for` and `clear`.
    var within = Duration.seconds(10)
    /// How long an outage must last before it is told.
    var outageFor = Duration.seconds(3)
    /// How long something must be gone before it counts as over.
    var clear = Duration.seconds(5)
    /// What else is told: the rule, and the faults of the scenario as long as each of which it holds. With any, no other
    /// rules are on but those for dead letters.
    var troubles: [(rule: String, faults: [String])] = []
    /// How many requests the web hook refuses at first.
    var refuses = 0
    /// Of how many requests after those it loses the answer.
    var loses = 0

    init?(_ section: inout ScenarioSection) {
        within = section.duration("within", in: .seconds(1) ... .seconds(3600)) ?? within
        outageFor = section.duration("outage-for", in: .seconds(1) ... .seconds(3600)) ?? outageFor
        clear = section.duration("clear", in: .seconds(1) ... .seconds(3600)) ?? clear
        if var list = section.section("troubles") {
            for rule in OperationsActivity.rules {
                let names = list.texts(rule, example: "\(rule): [name-of-a-fault]") ?? []
                if !names.isEmpty { troubles.append((rule, names.map(\.text))) }
            }
            list.finish()
        }
        refuses = section.integer("hook-refuses", in: 0...100) ?? refuses
        loses = section.integer("hook-loses", in: 0...100) ?? loses
    }

    var length: Duration { .zero }

    // MARK: The core

    /// The rules that can hold for as long as a fault does.
    private static let rules = [
        "breaker-open", "delivery-lag", "stream-down", "loop-failing", "events-silent", "store-failing", "disk-low",
    ]

    func isWatched(_ rule: String) -> Bool { troubles.contains { $0.rule == rule } }

    private var rulesText: String {
        guard !troubles.isEmpty else {
            return """
                    breaker-open: {for: \(outageFor.unitText)}
                    api-success: off
                    disk-low: off
                    delivery-lag: {above: 1h}

                """
        }
        let off = ["api-success", "conflict-held", "decision-needed", "audit-broken"].map { "    \($0): off\n" }
        let lines = OperationsActivity.rules.map { rule in
            guard isWatched(rule) else { return "    \(rule): off\n" }
            return "    \(rule): {\(rule == "delivery-lag" ? "above" : "for"): \(outageFor.unitText)}\n"
        }
        return (off + lines).joined()
    }

    /// Rules that tell of what this activity does not watch are off, or out of reach: calls that fail in an outage are told
    /// once, as an outage.
    func coreText(in world: ActivityWorld) -> String {
        """
        alerts:
          every: 1s
          clearFor: \(clear.unitText)
          name: rehearsal
          robot: {}
          hook: {url: 'http://127.0.0.1:\(world.hookPort)/alerts'}
          rules:

        """ + rulesText
    }

    func coreSecrets(in world: ActivityWorld) -> [String: String] {
        let robot = world.world.dingTalkWorld.robots.first
        return [
            "REHEARSAL_ALERT_ROBOT_TOKEN": robot?.accessToken(in: world.world.dingTalkWorld.number) ?? "",
            "REHEARSAL_ALERT_ROBOT_SECRET": OperationsActivity.robotSecret(world.scenario),
            "REHEARSAL_ALERT_HOOK_SECRET": OperationsActivity.hookSecret(world.scenario),
        ]
    }

    private static func robotSecret(_ scenario: Scenario) -> String {
        "SEC" + String(scenario.seed.derived("alert-robot-secret").value, radix: 36)
    }

    private static func hookSecret(_ scenario: Scenario) -> String {
        "hook-" + String(scenario.seed.derived("alert-hook-secret").value, radix: 36)
    }

    // MARK: The world

    func prepare(_ stage: ActivityStage) async throws {
        guard let robot = stage.world.dingTalkWorld.robots.first else { return }
        _ = try await stage.world.dingTalk.control(
            "PUT", ["robots", robot.name], ["secret": .string(OperationsActivity.robotSecret(stage.scenario))])
        let receiver = AlertHookReceiver(
            secret: OperationsActivity.hookSecret(stage.scenario), refuses: refuses, loses: loses, stage: stage)
        // Closed with the network at the end of the run.
        _ = try await stage.network.listen(ListenEndpoint(port: stage.hookPort), handler: receiver)
    }

    func run(_ stage: ActivityStage, from origin: Timestamp) async throws {}

    func isQuiet(_ stage: ActivityStage) async throws -> Bool {
        // Looking through the whole history takes a while, and this is asked twenty times a second.
        guard stage.time.now.milliseconds % 2000 < 100 else { return false }
        let claims = ClaimMaker.claims(for: stage.scenario, company: stage.world.dingTalkWorld.company)
        let run = RunIndex(
            RunRecord(
                scenario: stage.scenario, events: stage.history.events(),
                claims: Dictionary(claims.map { ($0.id, $0) }) { first, _ in first }))
        return OperationsStory(run, self).isComplete
    }

    func conclude(_ stage: ActivityStage) async throws {
        guard let core = stage.core else { return }
        do {
            let answer = try JSON(parsing: try await core.call(.get, "/api/alerts?limit=1000").text)
            for alert in answer["alerts"]?.array ?? [] {
                stage.record(
                    OperationsActivity.self, OperationsActivity.listed, of: alert["subject"]?.string ?? "",
                    [
                        "number": alert["number"]?.string ?? "", "rule": alert["rule"]?.string ?? "",
                        "state": alert["state"]?.string ?? "",
                    ])
            }
        } catch {
            stage.history.record(.note(text: "the alerts could not be read: \(error)"))
        }
    }
}
