import Foundation
import HTTPTypes
import Seams
import Simulators

/// Goods come and go in the fake Kingdee: each material falls below its safety stock, recovers, falls again, and hovers
/// around the threshold; people who have to do with it must be told once each time.
///
/// A customer's plug-in may call the core's hook at each move, as it would in a real installation; so may an attacker.
struct StockActivity: Activity {
    static let key = "stock"

    /// Materials, each with people of its own to tell.
    var materials = 4
    /// How often each of them falls below its safety stock for long.
    var breaches = 2
    /// How long it stays below, and how long it is all right in between.
    var hold = Duration.seconds(12)
    /// How often each of them just crosses the threshold and back, half a second apart; nobody need notice.
    var hovers = 4
    /// How soon people must be told.
    var within = Duration.seconds(10)
    /// From one look of the core at all stock to the next.
    var every = Duration.seconds(2)
    /// Whether the plug-in calls the hook.
    var callsHook = false
    /// How often each kind of attack on the hook is tried.
    var attacks = 0

    init?(_ section: inout ScenarioSection) {
        materials = section.integer("materials", in: 1...500) ?? materials
        breaches = section.integer("breaches", in: 1...100) ?? breaches
        hold = section.duration("hold", in: .seconds(1) ... .seconds(3600)) ?? hold
        hovers = section.integer("hovers", in: 0...500) ?? hovers
        within = section.duration("within", in: .seconds(1) ... .seconds(3600)) ?? within
        every = section.duration("every", in: .seconds(1) ... .seconds(3600)) ?? every
        callsHook = section.boolean("hook") ?? callsHook
        attacks = section.integer("attacks", in: 0...100) ?? attacks
        guard hold > within else {
            section.notes.note(
                line: section.line,
                "stock.hold \(hold.unitText) must be longer than stock.within \(within.unitText): "
                    + "a breach that is over by then need not be told")
            return nil
        }
    }

    /// Far enough apart that moves of one material are always in the order of the plan.
    private static let hoverPause = Duration.milliseconds(500)
    private static let start = Duration.seconds(3)

    var length: Duration {
        StockActivity.start + .seconds(1) + hold * (2 * breaches + 1) + StockActivity.hoverPause * (2 * hovers) + within
    }

    // MARK: The core

    private static let safetyStock = 1000

    /// The number of the `index`-th material.
    static func material(_ index: Int) -> String { "RH\(1000 + index)" }

    /// Who is to be told of the `index`-th material: two people, or a whole department for every third one.
    func department(_ index: Int, in company: Company) -> Int64? {
        guard index % 3 == 2 else { return nil }
        let leaves = company.departments.filter { department in
            company.employees.contains { $0.department == department.id }
        }
        return leaves.isEmpty ? nil : leaves[index % leaves.count].id
    }

    func users(_ index: Int, in company: Company) -> [String] {
        let all = company.employees.map(\.userID)
        guard !all.isEmpty else { return [] }
        return Array(Set([all[index * 2 % all.count], all[(index * 2 + 1) % all.count]])).sorted()
    }

    func coreSettings(in world: ActivityWorld) -> [String: String] {
        ["dingtalk.agentID": String(world.world.dingTalkWorld.agentID)]
    }

    func coreText(in world: ActivityWorld) -> String {
        let company = world.world.dingTalkWorld.company
        let rules = (0..<materials).map { index in
            let receivers =
                department(index, in: company).map { "departments: [\($0)]" }
                ?? "users: [\(users(index, in: company).map { "'\($0)'" }.joined(separator: ", "))]"
            return "    - {name: rule-\(index + 1), materials: [\(StockActivity.material(index))], \(receivers)}\n"
        }
        return "stockAlert:\n  every: \(every.unitText)\n  rules:\n" + rules.joined()
    }

    func coreSecrets(in world: ActivityWorld) -> [String: String] {
        callsHook || attacks > 0 ? ["REHEARSAL_STOCK_HOOK_SECRET": secret(world.scenario)] : [:]
    }

    private func secret(_ scenario: Scenario) -> String {
        "hook-" + String(scenario.seed.derived("stock-hook-secret").value, radix: 36)
    }

    // MARK: The world

    /// One move: how much of a material lies there from then on.
    struct Step: Hashable, Sendable {
        var at: Duration
        var material: Int
        var quantity: Int
    }

    /// The moves, in order. No two of one material that are below leave the same quantity, so that a message's figure
    /// tells which breach it means.
    func plan(_ seed: Seed) -> [Step] {
        var generator = seed.stream("plan")
        var steps: [Step] = []
        for material in 0..<materials {
            var at = StockActivity.start + .milliseconds(Int.random(in: 0..<1000, using: &generator))
            var below = 0
            func add(isBelow: Bool) {
                if isBelow { below += 1 }
                let quantity = isBelow ? StockActivity.safetyStock - below : StockActivity.safetyStock + below % 2
                steps.append(Step(at: at, material: material, quantity: quantity))
            }
            for _ in 0..<breaches {
                add(isBelow: true)
                at += hold
                add(isBelow: false)
                at += hold
            }
            for _ in 0..<hovers {
                add(isBelow: true)
                at += StockActivity.hoverPause
                add(isBelow: false)
                at += StockActivity.hoverPause
            }
            // The last one stays: whatever happened meanwhile, in the end people must know of it.
            at += hold
            add(isBelow: true)
        }
        return steps.sorted { ($0.at, $0.material) < ($1.at, $1.material) }
    }

    func prepare(_ stage: ActivityStage) async throws {
        let company = stage.world.dingTalkWorld.company
        for index in 0..<materials {
            let number = StockActivity.material(index)
            stage.world.kingdee.addMaterial(
                number, name: "彩排物料\(index + 1)", safetyStock: Decimal(StockActivity.safetyStock))
            try stage.world.kingdee.setStock(of: number, in: "CK001", to: Decimal(StockActivity.safetyStock + 50))
            let told = department(index, in: company).map { company.members(of: $0) } ?? users(index, in: company)
            stage.record(
                StockActivity.self, "watch", of: number,
                [
                    "threshold": String(StockActivity.safetyStock), "users": told.sorted().joined(separator: ","),
                    "within": within.unitText,
                ])
        }
    }

    func run(_ stage: ActivityStage, from origin: Timestamp) async throws {
        try await withThrowingDiscardingTaskGroup { group in
            for step in plan(stage.seed) {
                let due = origin + step.at
                try await stage.time.sleep(until: due)
                let number = StockActivity.material(step.material)
                try stage.world.kingdee.setStock(of: number, in: "CK001", to: Decimal(step.quantity))
                stage.record(
                    StockActivity.self, "move", of: number, ["quantity": String(step.quantity)], due: due)
                if callsHook {
                    group.addTask { await call(stage, "genuine", number, "move-\(due.nanoseconds)-\(step.material)") }
                }
            }
            for attempt in 0..<attacks { await attack(stage, attempt) }
            try await stage.time.sleep(until: origin + length)
        }
    }

    func isQuiet(_ stage: ActivityStage) async throws -> Bool {
        var story = StockStory()
        for event in stage.history.events(from: 0) { story.add(event) }
        return story.places.allSatisfy { place in
            place.dips.allSatisfy { dip in
                let isDue = dip.mustBeTold(within: within, at: stage.time.now, isHurried: stage.scenario.isHurried)
                return !isDue || !dip.messages.isEmpty
            }
        }
    }

    // MARK: The hook

    private func attack(_ stage: ActivityStage, _ attempt: Int) async {
        let material = StockActivity.material(attempt % materials)
        let nonce = "attack-\(attempt)-\(stage.seed.derived("nonce").value % 1_000_000)"
        await call(stage, "genuine", material, nonce)
        await call(stage, "replayed", material, nonce)
        await call(stage, "stale", material, nonce + "-s", age: .seconds(3600))
        await call(stage, "early", material, nonce + "-e", age: .seconds(-3600))
        await call(stage, "tampered", material, nonce + "-t", signed: [material, "M1"])
        await call(stage, "forged", material, nonce + "-f", secret: "guessed")
    }

    /// Calls the hook, and again while it cannot be reached, as a plug-in would.
    private func call(
        _ stage: ActivityStage, _ kind: String, _ material: String, _ nonce: String, age: Duration = .zero,
        signed: [String]? = nil, secret guess: String? = nil
    ) async {
        let plugIn = StockPlugIn(
            authority: stage.coreAuthority, secret: guess ?? secret(stage.scenario),
            scheme: stage.scenario.system.scheme)
        for _ in 0..<5 {
            do {
                let call = plugIn.call([material], at: stage.time.now - age, nonce: nonce, signed: signed)
                let reply = try await stage.network.exchange(call, timeout: .seconds(5))
                return stage.record(
                    StockActivity.self, "hook", of: material,
                    ["kind": kind, "nonce": nonce, "status": String(reply.response.status.code)])
            } catch {
                stage.record(
                    StockActivity.self, "hook-unanswered", of: material, ["kind": kind, "nonce": nonce])
                guard (try? await stage.time.sleep(for: .seconds(1))) != nil else { return }  // the run is over
            }
        }
    }
}

extension Company {
    /// The userids of a department and of all below it.
    fileprivate func members(of department: Int64) -> [String] {
        let below = departments.filter { $0.parent == department }.flatMap { members(of: $0.id) }
        return employees.filter { $0.department == department }.map(\.userID) + below
    }
}
