import HTTPTypes
import Seams
import Simulators

/// People who come from DingTalk to Kingdee without a password, and others who try to get in by tricks.
///
/// What counts is what a browser sees: whose home page it ends at, and whether it was asked for a password.
struct SignOns: Activity {
    static let key = "sign-ons"

    /// How long the core lets a sign-on take: short, so that an expired one can be waited for.
    static let stateLife = Duration.seconds(15)

    /// How many people come.
    let people: Int
    /// How many of them a second.
    let perSecond: Double
    /// The share of those who come by the workbench; the others by the login page.
    let inApp: Double
    /// How long a sign-on may take, from the first request to Kingdee's home page.
    let within: Duration
    /// Whether each trick is tried.
    let hasAttacks: Bool

    init(people: Int, perSecond: Double, inApp: Double, within: Duration, hasAttacks: Bool) {
        self.people = people
        self.perSecond = perSecond
        self.inApp = inApp
        self.within = within
        self.hasAttacks = hasAttacks
    }

    init?(_ section: inout ScenarioSection) {
        guard section.requires("people", write: "20"), let people = section.integer("people", in: 1...5000) else {
            return nil
        }
        self.init(
            people: people, perSecond: section.rate("rate") ?? 5, inApp: section.share("in-app") ?? 0.5,
            within: section.duration("within", in: .milliseconds(10) ... .seconds(60)) ?? .seconds(5),
            hasAttacks: section.boolean("attacks") ?? true)
    }

    var length: Duration {
        let arrivals = Duration.nanoseconds(Int64(Double(people) / perSecond * 1e9))
        return hasAttacks ? max(arrivals, SignOns.stateLife + .seconds(3)) : arrivals
    }

    func coreSettings(in world: ActivityWorld) -> [String: String] {
        [
            "signOn.publicURL": "\(world.scenario.system.scheme)://127.0.0.1:\(world.corePort)",
            "signOn.corpID": world.world.dingTalkWorld.corpID, "signOn.loginURL": world.dingTalkURL,
            "signOn.scriptURL": "\(world.dingTalkURL)/dingtalk.open.js",
            "signOn.stateLife": SignOns.stateLife.unitText,
        ]
    }

    /// The Kingdee account of an employee: not the staff number, so that a core that mistakes one for the other is seen.
    static func account(of employee: Company.Employee) -> String { "u\(employee.staffNumber.lowercased())" }

    /// Gives everybody a Kingdee user but the one who has none, and disables another one's.
    func prepare(_ stage: ActivityStage) async throws {
        let cast = try SignOnCast(stage, people: people)
        for employee in cast.visitors + [cast.trickster, cast.disabled] {
            var user = [JSON.Member("employee", .string(employee.staffNumber))]
            if employee.userID == cast.disabled.userID { user.append(JSON.Member("disabled", true)) }
            _ = try await stage.world.kingdee.control(
                "PUT", ["users", SignOns.account(of: employee)], .object(user))
        }
    }

    func run(_ stage: ActivityStage, from origin: Timestamp) async throws {
        let cast = try SignOnCast(stage, people: people)
        try await withThrowingDiscardingTaskGroup { group in
            for (index, employee) in cast.visitors.enumerated() {
                let due = origin + .nanoseconds(Int64(Double(index) / perSecond * 1e9))
                // Spread evenly: of ten in a row, the first so many.
                let isInApp = Double(index % 10) < (inApp * 10).rounded()
                group.addTask {
                    try await stage.time.sleep(until: due)
                    // When it begins is the harness's doing; when it ends is the system's.
                    stage.record(SignOns.self, "came", of: employee.userID, due: due)
                    try await SignOns.enter(employee, isInApp: isInApp, due: due, stage)
                }
            }
            guard hasAttacks else { return }
            for trick in SignOnTrick.allCases {
                group.addTask {
                    try await SignOns.attack(trick, cast, stage)
                }
            }
        }
    }

    // MARK: Where anything may go wrong

    /// How often somebody tries again who does not get in, where the scenario does not promise that all goes well.
    private static let triesMax = 60
    private static let patience = Duration.seconds(2)

    /// Somebody signs on; whom something kept from it tries again, as people do.
    private static func enter(
        _ employee: Company.Employee, isInApp: Bool, due: Timestamp, _ stage: ActivityStage
    ) async throws {
        var view = await SignOnVisit(stage).enter(employee.userID, isInApp: isInApp)
        for _ in 0..<(stage.scenario.isHurried ? 0 : triesMax) where ![.home, .password].contains(view.end) {
            record(view, of: employee, isInApp: isInApp, due: due, stage, as: "tried")
            try await stage.time.sleep(for: patience)
            view = await SignOnVisit(stage).enter(employee.userID, isInApp: isInApp)
        }
        record(view, of: employee, isInApp: isInApp, due: due, stage)
    }

    /// Tries a trick until it is answered as such: what a fault did to it tells nothing.
    private static func attack(_ trick: SignOnTrick, _ cast: SignOnCast, _ stage: ActivityStage) async throws {
        for _ in 0..<(stage.scenario.isHurried ? 0 : triesMax) {
            // Before the trick itself, something went wrong.
            if let view = try? await trick.play(cast, stage), view.end != .failed, view.status < 500 {
                return stage.record(SignOns.self, "attacked", of: trick.rawValue, view.detail)
            }
            try await stage.time.sleep(for: patience)
        }
        let view = try await trick.play(cast, stage)
        stage.record(SignOns.self, "attacked", of: trick.rawValue, view.detail)
    }

    /// Records where a sign-on ended.
    static func record(
        _ view: SignOnView, of employee: Company.Employee, isInApp: Bool, due: Timestamp, _ stage: ActivityStage,
        as action: String = "entered"
    ) {
        var detail = view.detail
        detail["channel"] = isInApp ? "in-app" : "browser"
        detail["expected"] = account(of: employee)
        detail["due"] = String(due.nanoseconds)
        stage.record(SignOns.self, action, of: employee.userID, detail)
    }

    /// Reads the core's own log of sign-ons.
    func conclude(_ stage: ActivityStage) async throws {
        guard let core = stage.core else { return }
        let reply = try await core.call(.get, "/api/sign-ons?limit=10000")
        let lines = try JSON(parsing: reply.text)["signOns"]?.array ?? []
        stage.record(SignOns.self, "log-read", of: "core", ["lines": String(lines.count)])
        for line in lines {
            stage.record(
                SignOns.self, "audited", of: line["actor"]?.string ?? "",
                ["account": line["subject"]?.string ?? "", "detail": line["detail"]?.string ?? ""])
        }
    }
}

/// Who plays which part.
struct SignOnCast: Sendable {
    let visitors: [Company.Employee]
    /// Who tries tricks in his own name.
    let trickster: Company.Employee
    /// Whose Kingdee user is disabled.
    let disabled: Company.Employee
    /// Who has no Kingdee user.
    let stranger: Company.Employee

    init(_ stage: ActivityStage, people: Int) throws {
        let employees = stage.world.dingTalkWorld.company.employees
        guard employees.count >= people + 3 else {
            throw ControlError(
                "sign-ons: \(people) people and 3 for the tricks are more than world.employees \(employees.count)")
        }
        visitors = Array(employees.prefix(people))
        let others = employees.suffix(3).map(\.self)
        (trickster, disabled, stranger) = (others[0], others[1], others[2])
    }
}
