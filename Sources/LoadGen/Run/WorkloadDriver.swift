import Seams
import Simulators

/// Lets people submit and decide approvals in the fake DingTalk, when the schedule says so.
///
/// An open workload follows its schedule whatever the system under test does; how late the driver itself was stands in
/// the history (`due` beside `time`), and a late driver voids the run.
struct WorkloadDriver: Sendable {
    let scenario: Scenario
    let claims: [Claim]
    let dingTalk: DingTalkSimulator
    let processCode: String
    let tracker: RunTracker
    let time: any Time

    /// Runs the whole workload, counted from `origin`.
    ///
    /// - Throws: `ControlError` when the platform refuses a submission, which no scenario should cause.
    func run(from origin: Timestamp) async throws {
        guard !claims.isEmpty else { return }
        if case .closed(let users, let thinkTime) = scenario.workload.arrivals {
            return try await runClosed(users: users, thinkTime: thinkTime)
        }
        let dues = scenario.workload.arrivals.dues(of: claims.count, seed: scenario.seed) ?? []
        for (claim, offset) in zip(claims, dues) {
            let due = origin + offset
            if due > time.now { try await time.sleep(until: due) }
            _ = try perform(claim, due: due)
        }
    }

    /// Each of `users` people takes every users-th claim.
    private func runClosed(users: Int, thinkTime: Duration) async throws {
        try await withThrowingDiscardingTaskGroup { group in
            for user in 0..<users {
                let own = claims.enumerated().filter { $0.offset % users == user }.map(\.element)
                group.addTask {
                    for claim in own {
                        let instance = try perform(claim, due: time.now)
                        if claim.outcome == .agree, !claim.isPoisoned { try await waitForDocument(of: instance) }
                        try await time.sleep(for: thinkTime)
                    }
                }
            }
        }
    }

    private func perform(_ claim: Claim, due: Timestamp) throws -> String {
        if let form = claim.kind.yidaForm(of: claim) {
            var values = MaterialRequest.values(for: claim)
            let app = dingTalk.yidaApplication(of: form.formUUID) ?? ""
            let files = try claim.files.map { try dingTalk.put(yidaFile: $0.name, $0.content, of: app) }
            MaterialRequest.attach(files, to: &values)
            let instance = try dingTalk.fillIn(
                YidaSubmission(
                    form: form.formUUID, originator: claim.employee.userID, values: values, claim: claim.id, due: due))
            guard form.processCode != nil, let outcome = claim.outcome else { return instance }
            try dingTalk.finishForm(instance, outcome, due: due)
            return instance
        }
        var values = ClaimForm.values(for: claim).map {
            SubmittedValue(id: $0.id, value: $0.value, extValue: $0.extValue)
        }
        let files = try ClaimFiles(claim.files, in: dingTalk)
        if scenario.workload.files != nil { files.attach(to: &values) }
        if scenario.workload.suite { values = [.suite(of: values)] }
        let submission = Submission(
            processCode: processCode, originator: claim.employee.userID, department: claim.employee.department,
            values: values, claim: claim.id, due: due)
        let instance = try dingTalk.submit(submission)
        if let comment = files.comment { try dingTalk.comment(instance, "补充附件，请查收", file: comment) }
        if let outcome = claim.outcome { try dingTalk.finish(instance, outcome, due: due, file: files.decision) }
        for file in files.deleted where claim.outcome == .agree { try dingTalk.delete(file: file, of: instance) }
        return instance
    }

    /// Waits until the document is audited, at most the scenario's settling time: then the user gives up.
    private func waitForDocument(of instance: String) async throws {
        let deadline = time.now + scenario.settleWithin
        while !tracker.isAudited(instance), time.now < deadline { try await time.sleep(for: .milliseconds(20)) }
    }
}

extension SubmittedValue {
    /// The value of the suite that holds a whole form: its components by id.
    fileprivate static func suite(of values: [SubmittedValue]) -> SubmittedValue {
        let parts = values.map { JSON.Member($0.id, .string($0.value)) }
        return SubmittedValue(id: ProcessTemplate.suite, value: JSON.object(parts).text)
    }
}
