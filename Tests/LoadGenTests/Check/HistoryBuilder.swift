import Seams

@testable import LoadGen
@testable import Simulators

/// Plants histories: a run whose every approval goes well unless the test says otherwise.
///
/// Times count in milliseconds from the start of the workload. Document contents are written out by hand here, so that
/// they do not come from the arithmetic under test.
struct HistoryBuilder {
    static let start = Timestamp(seconds: 1_790_000_000)

    var scenario: Scenario
    var claims: [String: Claim] = [:]
    private var facts: [(milliseconds: Int, fact: HistoryFact)] = []
    private var calls = 0

    init(_ adjust: (inout Scenario) -> Void = { _ in }) {
        scenario = Scenario(
            name: "planted", proves: "that checkers see", seed: Seed(7), world: WorldSettings(),
            system: SystemSettings(),
            workload: WorkloadSettings(approvals: 2, arrivals: .burst(within: .seconds(1))), faults: [],
            interventions: [], expectations: Expectations(), settleWithin: .seconds(10))
        adjust(&scenario)
    }

    /// A run of so many approvals in which all goes well, `A-1`, `A-2` …, 100 ms apart.
    static func healthy(_ approvals: Int = 2, _ adjust: (inout Scenario) -> Void = { _ in }) -> HistoryBuilder {
        var history = HistoryBuilder(adjust)
        for index in 1...approvals {
            history.approve("A-\(index)", at: index * 100)
            history.deliver("A-\(index)", at: index * 100 + 50)
        }
        return history
    }

    /// Adds a fact.
    mutating func add(_ fact: HistoryFact, at milliseconds: Int) {
        facts.append((milliseconds, fact))
    }

    /// Submits an instance with a claim, ends it, and lets the system acknowledge the event about it.
    mutating func approve(
        _ instance: String, at milliseconds: Int = 100, late: Int = 0, outcome: InstanceOutcome? = .agree,
        isAcknowledged: Bool = true, isPoisoned: Bool = false
    ) {
        let claim = "claim-\(instance)"
        claims[claim] = .planted(claim, outcome: outcome, isPoisoned: isPoisoned)
        let due = HistoryBuilder.start + .milliseconds(milliseconds)
        add(
            .instanceStarted(
                instance: instance, processCode: "PROC-1", originator: "015201", claim: claim,
                due: due - .milliseconds(20)),
            at: milliseconds - 20 + late)
        guard let outcome else { return }
        add(.instanceFinished(instance: instance, outcome: outcome, claim: claim, due: due), at: milliseconds + late)
        let event = "event-\(instance)"
        add(.eventCreated(event: event, type: "bpms_instance_change", instance: instance), at: milliseconds + late)
        add(
            .eventSent(event: event, instance: instance, attempt: 1, channel: "callback", copy: false),
            at: milliseconds + late + 1)
        guard isAcknowledged else { return }
        add(.eventAcknowledged(event: event, instance: instance, attempt: 1), at: milliseconds + late + 3)
    }

    /// Saves, submits and audits the document of an instance, 10 ms apart.
    mutating func deliver(
        _ instance: String, number: String? = nil, at milliseconds: Int = 150, isAudited: Bool = true,
        replacing text: String = "", with replacement: String = ""
    ) {
        let number = number ?? "EXP-\(instance)"
        let id = "id-\(number)"
        let form = "ER_ExpReimbursement"
        let content = HistoryBuilder.content(number, source: "出差 \(instance)")
        let call = call("Save", number, at: milliseconds)
        add(
            .documentSaved(
                call: call, form: form, id: id, number: number, created: true, status: "A",
                content: text.isEmpty ? content : content.replacing(text, with: replacement)),
            at: milliseconds)
        guard isAudited else { return }
        for (offset, operation, from, to) in [(10, "Submit", "A", "B"), (20, "Audit", "B", "C")] {
            let call = self.call(operation, number, at: milliseconds + offset)
            add(
                .documentStatusChanged(
                    call: call, form: form, id: id, number: number, operation: operation, from: from, to: to),
                at: milliseconds + offset)
        }
    }

    /// A call to Kingdee that is answered at once, or cut; returns its number.
    @discardableResult
    mutating func call(
        _ operation: String, _ key: String?, at milliseconds: Int, error: String? = nil, cut: Bool? = nil
    ) -> Int {
        calls += 1
        add(.callArrived(call: calls, platform: .kingdee, operation: operation, key: key), at: milliseconds)
        if let cut {
            add(
                .callCut(
                    call: calls, platform: .kingdee, operation: operation, key: key, performed: cut, milliseconds: 3),
                at: milliseconds + 3)
        } else {
            add(
                .callAnswered(
                    call: calls, platform: .kingdee, operation: operation, key: key, status: 200, error: error,
                    milliseconds: 3),
                at: milliseconds + 3)
        }
        return calls
    }

    /// Opens a fault's window, lets it strike so often, and closes it.
    mutating func fault(_ rule: String, from: Int, until: Int?, strikes: Int = 1) {
        add(.faultArmed(rule: rule, fault: "gateway-outage", summary: "the gateway answers"), at: from)
        for strike in 0..<strikes { add(.faultFired(rule: rule, call: nil, target: "kingdee.Save"), at: from + strike) }
        if let until { add(.faultDisarmed(rule: rule), at: until) }
    }

    /// The history with its frame, sorted by time. `settlesAt` ends the workload, `endsAt` the run.
    func record(settlesAt: Int = 1000, endsAt: Int = 9000) -> RunRecord {
        let frame: [(Int, HistoryFact)] = [
            (-200, .runStarted(format: 1, scenario: scenario.name, seed: scenario.seed.value)),
            (0, .phase(name: "workload")), (settlesAt, .phase(name: "settling")), (endsAt, .phase(name: "judging")),
        ]
        let all = (frame + facts).enumerated().sorted { ($0.element.0, $0.offset) < ($1.element.0, $1.offset) }.map(
            \.element)
        let lines = all + [(endsAt, .runEnded(events: all.count + 1))]
        let events = lines.enumerated().map { index, line in
            HistoryEvent(sequence: index, time: HistoryBuilder.start + .milliseconds(line.0), fact: line.1)
        }
        return RunRecord(scenario: scenario, events: events, claims: claims)
    }

    /// A history in which nothing happened at all.
    static func empty(_ adjust: (inout Scenario) -> Void = { _ in }) -> RunRecord {
        RunRecord(scenario: HistoryBuilder(adjust).scenario, events: [], claims: [:])
    }

    /// The document of `Claim.planted`, as Kingdee stores it.
    static func content(_ number: String, source: String) -> String {
        #"{"FBillNo":"\#(number)","FDate":"2026-11-01","FCausa":"\#(source)","FProposerID":{"FNumber":"E0007"},"#
            + #""FExpenseDeptID":{"FNumber":"BM000003"},"F_DT_TotalAmount":1005.295,"FEntity":["#
            + #"{"FExpID":{"FNumber":"CI001"},"FExpenseAmount":0.29,"FRequestAmount":0.290,"FRemark":"高铁票"},"#
            + #"{"FExpID":{"FNumber":"CI003"},"FExpenseAmount":1005.005,"FRequestAmount":1005.005,"FRemark":"办公用品"}]}"#
    }
}

extension Claim {
    /// A claim of 0.29 and 1005.005 yuan, spent half an hour after midnight of 1 November 2026 in Shanghai, which is
    /// still October in UTC.
    static func planted(
        _ id: String = "claim-1", outcome: InstanceOutcome? = .agree, isPoisoned: Bool = false
    ) -> Claim {
        let employee = Company.Employee(
            userID: "015201", unionID: "uni1", name: "张伟", mobile: "13800000000", staffNumber: "E0007", department: 3)
        return Claim(
            id: id, employee: employee,
            costDepartment: Company.Department(id: 3, parent: 1, name: "华东销售部", number: "BM000003"), reason: "出差",
            occurred: Timestamp(seconds: 1_793_464_200),
            rows: [
                Row(
                    item: Company.ExpenseItem(label: "差旅费", number: "CI001"), amount: "0.29", date: "2026-11-01",
                    note: "高铁票"),
                Row(
                    item: Company.ExpenseItem(label: "办公费", number: "CI003"), amount: "1005.005", date: "2026-11-01",
                    note: "办公用品"),
            ],
            outcome: outcome, isPoisoned: isPoisoned)
    }
}
