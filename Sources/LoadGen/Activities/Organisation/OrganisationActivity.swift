import HTTPTypes
import Seams
import Simulators
import Synchronization

/// People join, move, rename and leave in the fake DingTalk, departments come and go, and now and then somebody edits
/// Kingdee behind its back.
final class OrganisationActivity: Activity {
    static let key = "organisation"

    let plan: OrganisationPlan
    private let memory = Mutex(OrganisationMemory())

    init?(_ section: inout ScenarioSection) {
        guard let plan = OrganisationPlan(&section) else { return nil }
        self.plan = plan
    }

    init(_ plan: OrganisationPlan) {
        self.plan = plan
    }

    var length: Duration { plan.arrivals.length(of: plan.total) ?? .zero }

    /// An event that never came is made up for by the next list of DingTalk's people, every four minutes by default.
    var recovery: Duration { .seconds(300) }

    func coreSettings(in world: ActivityWorld) -> [String: String] {
        var settings = ["organisation.number": world.world.kingdeeWorld.organization]
        // An edit is found by comparing; nobody wants to wait ten minutes for it.
        if plan.edits > 0 { settings["organisation.compareEvery"] = "10s" }
        if plan.posts == .main { settings["organisation.posts"] = plan.posts.rawValue }
        if plan.vanished > 0 { settings["organisation.listEvery"] = "10s" }
        return settings
    }

    func prepare(_ stage: ActivityStage) async throws {
        let company = stage.world.kingdeeWorld.company
        // A scenario may run several times in a process: nothing of an earlier run is left.
        memory.withLock { $0 = OrganisationMemory() }
        switch plan.kingdee {
        case .empty:
            stage.world.kingdee.clear(form: "BD_Empinfo")
            stage.world.kingdee.clear(form: "BD_Department")
        case .same:
            for department in company.departments {
                stage.record(Self.self, "known", of: department.number, ["name": department.name])
            }
        }
        let actor = OrganisationActor(stage: stage, seed: stage.seed)
        try await actor.prepare(manifold: plan.manifold)
        guard plan.strangers > 0 else { return }
        var state = OrganisationMemory()
        state.reserved = claimants(stage)
        for _ in 0..<plan.strangers { try await actor.vanish("stranger", &state) }
        let prepared = state
        memory.withLock { $0 = prepared }
    }

    func run(_ stage: ActivityStage, from origin: Timestamp) async throws {
        try await waitForFirstStep(stage)
        let changes = plan.changes(seed: stage.seed)
        let dues = plan.arrivals.dues(of: changes.count, seed: stage.seed) ?? []
        let actor = OrganisationActor(stage: stage, seed: stage.seed)
        var state = memory.withLock { $0 }
        // Who claims something stays out of it: a claim of somebody who left is another story.
        state.reserved.formUnion(claimants(stage))
        var crowd = actor.crowd(without: state.reserved)
        let origin = max(origin, stage.time.now)
        for (change, offset) in zip(changes, dues) {
            let due = origin + offset
            try await follow(before: due, &state, actor)
            if due > stage.time.now { try await stage.time.sleep(until: due) }
            try await actor.perform(change, among: crowd, due: due, &state)
            crowd = actor.crowd(without: state.reserved)
            let now = state
            memory.withLock { $0 = now }
        }
        try await follow(before: .init(nanoseconds: .max), &state, actor)
        for _ in 0..<plan.vanished { try await actor.vanish("vanish", &state) }
        let now = state
        memory.withLock { $0 = now }
    }

    /// Whoever joined for a moment leaves when it is over; whoever left for a while comes back.
    private func follow(
        before limit: Timestamp, _ state: inout OrganisationMemory, _ actor: OrganisationActor
    ) async throws {
        let due = state.sequels.filter { $0.due < limit }.sorted { $0.due < $1.due }
        state.sequels.removeAll { $0.due < limit }
        for sequel in due {
            if sequel.due > actor.stage.time.now { try await actor.stage.time.sleep(until: sequel.due) }
            switch sequel.what {
            case .leave(let userID): try await actor.leave(userID, sequel.due)
            case .comeBack(let person, let userID):
                try await actor.comeBack(person, as: userID, sequel.due, &state)
            }
        }
    }

    private func claimants(_ stage: ActivityStage) -> Set<String> {
        let claims = ClaimMaker.claims(for: stage.scenario, company: stage.world.dingTalkWorld.company)
        return Set(claims.map(\.employee.userID))
    }

    /// Whoever leaves before a core ever saw them is out of its reach: DingTalk tells nothing more of such a person. So
    /// nothing happens before the core knows whom Kingdee has, which shows by what it filled in.
    private func waitForFirstStep(_ stage: ActivityStage) async throws {
        guard plan.kingdee == .same, plan.total > 0 else { return }
        let deadline = stage.time.now + recovery
        let excepted = memory.withLock { $0.excepted }
        while stage.time.now < deadline, !OrganisationView(stage, plan.posts, except: excepted).mismatches.isEmpty {
            try await stage.time.sleep(for: .milliseconds(100))
        }
    }

    func isQuiet(_ stage: ActivityStage) async throws -> Bool {
        let state = memory.withLock { $0 }
        // Fewer records than people: what is missing need not be looked for one by one, 20 times a second.
        let missing =
            stage.world.dingTalk.employeeCount() - stage.world.kingdee.memberCount(form: "BD_Empinfo")
        guard missing <= state.excepted.count else { return false }
        guard OrganisationView(stage, plan.posts, except: state.excepted).mismatches.isEmpty else { return false }
        guard let core = stage.core else { return true }
        if !state.vanished.isEmpty {
            guard let leaves = try? await OrganisationDesk(core).openLeaves() else { return false }
            guard state.vanished.isSubset(of: leaves.flatMap(\.numbers)) else { return false }
        }
        guard state.edits.contains(where: { $0.decision == nil }) else {
            // What it wrote is in Kingdee before the answer is heard, and noted, in the core. One that cannot be asked is
            // believed, unless it has decisions to carry out.
            return (try? await OrganisationDesk(core).isAtRest()) ?? state.edits.isEmpty
        }
        // A change made in Kingdee is to be held, which only the core can tell.
        guard let held = try? await OrganisationDesk(core).open() else { return false }
        return state.edits.allSatisfy { edit in edit.decision != nil || held.contains { $0.number == edit.number } }
    }

    func intervene(_ stage: ActivityStage) async throws -> Bool {
        guard let core = stage.core else { return false }
        let desk = OrganisationDesk(core)
        var state = memory.withLock { $0 }
        guard !state.edits.isEmpty || !state.vanished.isEmpty else { return false }
        do {
            try await decideLeaves(desk, &state, stage)
            let held = try await desk.open()
            for index in state.edits.indices {
                // Each is decided once: a decision that the core loses shows in the end.
                guard state.edits[index].decision == nil,
                    let conflict = held.first(where: { $0.number == state.edits[index].number })
                else { continue }
                stage.record(Self.self, "held", of: conflict.number, ["fields": conflict.fields.joined(separator: ",")])
                let isConfirmed = plan.decision == .confirm || (plan.decision == .alternate && index.isMultiple(of: 2))
                stage.record(Self.self, isConfirmed ? "confirm" : "reject", of: conflict.number)
                try await desk.decide(conflict.id, isConfirmed: isConfirmed)
                (state.edits[index].decision, state.edits[index].difference) = (isConfirmed, conflict.difference)
                if isConfirmed { state.excepted.remove(conflict.number) }
            }
        } catch {
            stage.history.record(.note(text: "conflicts could not be decided: \(error)"))
        }
        let now = state
        memory.withLock { $0 = now }
        return true
    }

    private func decideLeaves(
        _ desk: OrganisationDesk, _ state: inout OrganisationMemory, _ stage: ActivityStage
    ) async throws {
        guard !state.vanished.isEmpty else { return }
        for (index, leave) in try await desk.openLeaves().enumerated() {
            let isConfirmed =
                plan.leavesDecision == .confirm || (plan.leavesDecision == .alternate && index.isMultiple(of: 2))
            for number in leave.numbers {
                stage.record(Self.self, "held", of: number, ["fields": "status"])
                stage.record(
                    Self.self, isConfirmed ? "confirm" : "reject", of: number, ["leaves": String(leave.id)])
            }
            try await desk.decideLeave(leave.id, isConfirmed: isConfirmed)
            state.vanished.subtract(leave.numbers)
            if isConfirmed { state.excepted.subtract(leave.numbers) }
        }
    }

    func conclude(_ stage: ActivityStage) async throws {
        try await recordSecondQuestions(stage)
        let view = OrganisationView(stage, plan.posts, except: memory.withLock { $0.excepted })
        for mismatch in view.mismatches.prefix(100) {
            stage.record(Self.self, "mismatch", of: mismatch.subject, ["what": mismatch.what])
        }
        stage.record(
            Self.self, "compared", of: "all",
            ["records": String(view.examined), "mismatches": String(view.mismatches.count)])
    }
}

extension OrganisationActivity {
    /// What is asked once more about a difference that a person has decided on.
    private func recordSecondQuestions(_ stage: ActivityStage) async throws {
        let edits = memory.withLock { $0.edits.filter { $0.decision != nil } }
        guard !edits.isEmpty, let core = stage.core else { return }
        let open = try await OrganisationDesk(core).open()
        for edit in edits where open.contains(where: { $0.number == edit.number && $0.difference == edit.difference }) {
            stage.record(Self.self, "asked-again", of: edit.number)
        }
    }
}

/// What the activity knows of what it did.
struct OrganisationMemory: Sendable {
    /// A change that somebody made in Kingdee.
    struct Edit: Hashable, Sendable {
        var number: String
        /// Nil until a person decided; true for DingTalk's side.
        var decision: Bool?
        /// What was decided on.
        var difference = ""
    }

    /// Counts new people and departments: the last eight digits of mobile numbers.
    var nextMobile = 20_000_000
    var edits: [Edit] = []
    /// The numbers of those who vanished, or were never there, and about whom nobody decided yet.
    var vanished: Set<String> = []
    /// The numbers whose record in Kingdee is not to be as DingTalk's.
    var excepted: Set<String> = []
    /// The userids of those who came, moved or were renamed.
    var touched: Set<String> = []
    /// The userids that are left alone from now on.
    var reserved: Set<String> = []
    /// What follows from what happened, and when.
    var sequels: [Sequel] = []

    struct Sequel: Sendable {
        enum What: Sendable {
            /// Who joined for a moment leaves.
            case leave(String)
            /// Who left for a while comes back, under this userid.
            case comeBack(Company.Employee, String)
        }

        var what: What
        var due: Timestamp
    }
}
