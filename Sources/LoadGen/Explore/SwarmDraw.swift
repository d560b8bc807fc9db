import Seams
import Simulators

/// What the draws of one seed's rules share: the scenario they must fit, and what they have used up of the patience that
/// even a correct core has.
struct SwarmDraw {
    /// The members of a rule, as a scenario file would have them.
    typealias Members = [String: String]

    var dice: SwarmDice
    /// How long the workload takes by plan.
    let workload: Duration
    /// How long the core's calls may take.
    let callTimeout: Duration
    /// Whether Kingdee refuses a bill number the second time. Without that only waiting makes a look-up conclusive, and
    /// nothing may be later than the core waits, nor may its clock jump over the wait.
    let isNumberGuarded: Bool
    /// How far the clock may be ahead before a listing leaves a gap behind; zero when it must not jump at all.
    let clockJumpMax: Duration
    /// How many more tries of one write may end without effect: the core gives up after ten, and half of them are left to
    /// the scenario's own faults.
    private var tries = 6

    init(_ scenario: Scenario, dice: SwarmDice) {
        self.dice = dice
        workload = scenario.workload.length ?? .seconds(20)
        callTimeout = scenario.duration(of: "delivery.callTimeout") ?? .seconds(5)
        let settings = scenario.system.settings
        let form = scenario.world.formRules[scenario.expectations.form]
        isNumberGuarded =
            settings["delivery.numberEnforced"] != "false" && settings["delivery.numberHonoured"] != "false"
            && form?.enforcesUniqueNumber != false && form?.overwritesNumber != true
        let overlaps = ["catchUp.overlap", "yida.overlap"].compactMap { scenario.duration(of: $0) }
        let overlap = overlaps.min() ?? .seconds(120)
        clockJumpMax = isNumberGuarded ? max(.zero, min(.seconds(90), overlap - .seconds(30))) : .zero
    }

    /// A window that opens within the workload's time or shortly after, and lasts from an instant to `longest`.
    mutating func window(upTo longest: Duration = .seconds(30)) -> Members {
        let length = min(longest, max(.seconds(2), workload))
        return start().merging(["for": dice.duration(.milliseconds(200), length).memberText]) { $1 }
    }

    /// A time within the workload, or shortly after it.
    mutating func start() -> Members {
        guard !dice.chance(0.2) else { return ["at": "0ms"] }
        let latest = workload + min(workload / 10, .seconds(5))
        return ["at": Duration.milliseconds(Int64(dice.fraction() * latest.milliseconds)).memberText]
    }

    /// The share of business keys that is struck.
    mutating func probability() -> Members {
        ["probability": dice.pick(["0.02", "0.1", "0.3", "0.7", "1"])]
    }

    /// The first one or two attempts at each key, as far as the core's patience reaches; nil when it is used up.
    mutating func fewAttempts() -> Members? {
        guard let attempts = spend(dice.integer(in: 1...2)) else { return nil }
        return ["attempts": String(attempts)]
    }

    /// Some or all attempts: for what uses up no try.
    mutating func anyAttempts() -> Members {
        dice.chance(0.5) ? [:] : ["attempts": String(dice.integer(in: 1...3))]
    }

    /// Takes so many tries, or what is left of them; nil when nothing is.
    mutating func spend(_ wanted: Int) -> Int? {
        let granted = min(wanted, tries)
        tries -= granted
        return granted > 0 ? granted : nil
    }
}

extension Duration {
    /// The duration as a member of a rule: whole milliseconds, which `unitText` would round.
    var memberText: String { "\(nanoseconds / 1_000_000)ms" }
}

extension Scenario {
    /// A setting of the built-in core that is a duration.
    func duration(of setting: String) -> Duration? {
        system.settings[setting].flatMap { Duration(unitText: $0) }
    }
}
