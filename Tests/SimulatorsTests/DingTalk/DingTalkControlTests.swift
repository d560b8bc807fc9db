import HTTPTypes
import Seams
import Testing
import VirtualTime

@testable import Simulators

/// The control API and the user actions.
@Suite
struct DingTalkControlTests {
    let bench = DingTalkBench()

    @Test
    func submitsShowsAndEndsInstances() async throws {
        let body: JSON = [
            "originator": .string(DingTalkBench.zhang), "claim": "c-1",
            "values": ["TextField_REASON": "出差", "NumberField_TOTALFEN": 100],
        ]
        let id = try #require(try await bench.simulator.control("POST", ["instances"], body)?["instance"]?.string)
        let shown = try await bench.simulator.control("GET", ["instances", id], [:])
        #expect(shown?["process_instance"]?["status"] == "RUNNING")
        let ended = try await bench.simulator.control("POST", ["instances", id, "approve"], ["remark": "好"])
        #expect(ended?["process_instance"]?["result"] == "agree")
        #expect(bench.facts.contains(.instanceFinished(instance: id, outcome: .agree, claim: "c-1", due: nil)))
        await #expect(throws: ControlError("the approval instance '\(id)' is COMPLETED already")) {
            try await bench.simulator.control("POST", ["instances", id, "refuse"], [:])
        }
        #expect(try await bench.simulator.control("POST", ["instances", id, "dance"], [:]) == nil)
        #expect(try await bench.simulator.control("GET", ["nothing"], [:]) == nil)
    }

    @Test
    func saysWhatIsWrongWithASubmission() {
        func message(_ submission: Submission) -> String {
            do {
                return try bench.simulator.submit(submission)
            } catch {
                return error.description
            }
        }
        let code = bench.world.templates[0].code
        #expect(
            message(Submission(processCode: "PROC-X", originator: "x", values: []))
                == "there is no template 'PROC-X'; there are: \(code)")
        #expect(
            message(Submission(processCode: code, originator: "x", values: [])) == "there is no employee 'x'")
        #expect(
            message(Submission(processCode: code, originator: DingTalkBench.zhang, department: 9, values: []))
                == "there is no department 9")
        let values = [SubmittedValue(id: "MoneyField_LOAN", value: "一百")]
        #expect(
            message(Submission(processCode: code, originator: DingTalkBench.zhang, values: values))
                == "'MoneyField_LOAN' must be a decimal number such as 1234.56")
    }

    @Test
    func recordsTheDueTimesOfTheSchedule() throws {
        let due = Timestamp(seconds: 5)
        let id = try bench.submit(due: due)
        try bench.simulator.finish(id, .agree, due: due)
        #expect(bench.facts.contains(.instanceFinished(instance: id, outcome: .agree, claim: "claim-1", due: due)))
        #expect(
            bench.facts.contains {
                if case .instanceStarted(id, _, DingTalkBench.zhang, "claim-1", due) = $0 { true } else { false }
            })
    }

    @Test
    func seedsPeopleDepartmentsAndTemplates() async throws {
        try bench.simulator.seed(
            try JSON(
                parsing: """
                    {"departments":[{"id":77,"name":"财务部"}],
                     "employees":[{"userid":"wang","name":"王五","mobile":"13900000000","department":77}],
                     "templates":[{"code":"PROC-2","name":"请款",
                       "components":[{"id":"T","label":"t","type":"TextField"}]}]}
                    """))
        #expect(try await bench.topapi("v2/user/get", ["userid": "wang"])["result"]?["dept_id_list"] == [77])
        let id = try bench.simulator.submit(
            Submission(processCode: "PROC-2", originator: "wang", values: [SubmittedValue(id: "t", value: "x")]))
        let shown = try await bench.simulator.control("GET", ["instances", id], [:])
        #expect(shown?["process_instance"]?["title"] == "王五提交的请款")
        #expect(throws: ControlError.self) { try bench.simulator.seed(["employees": [["name": "无"]]]) }
        #expect(throws: ControlError.self) { try bench.simulator.seed(["people": []]) }
    }

    @Test
    func tellsItsState() throws {
        let id = try bench.submit()
        let state = bench.simulator.state()
        #expect(state["employees"] == 3)
        #expect(state["instances"] == 1)
        #expect(state["running"] == 1)
        #expect(state["pendingEvents"] == 2)
        #expect(state["callback"] == JSON.null)
        #expect(state["list"]?.array?.first?["id"] == .string(id))
    }

    @Test
    func goesBackToTheWorldItStartedWith() async throws {
        let id = try bench.submit()
        let token = try await bench.token()
        bench.simulator.reset()
        #expect(bench.simulator.pendingEvents() == 0)
        #expect(bench.simulator.state()["instances"] == 0)
        #expect(try await bench.call(.get, "/auth/scopes?access_token=\(token)").body["errcode"] == 40014)
        #expect(throws: ControlError.self) { try bench.simulator.finish(id, .agree, due: nil) }
    }

    /// The same seed makes the same ids, whatever runs beside.
    @Test
    func repeatsItselfByItsSeed() throws {
        #expect(try bench.submit() == DingTalkBench().submit())
    }

    @Test
    func wakesForTheSignalAndForTheDeadline() async {
        let wakeUp = WakeUp()
        let time = ManualTime()
        wakeUp.signal()
        await wakeUp.wait(until: nil, on: time)  // kept from before
        async let signalled: Void = wakeUp.wait(until: time.now + .seconds(5), on: time)
        await bench.until { time.sleepers == 1 }
        wakeUp.signal()
        await signalled
        async let expired: Void = wakeUp.wait(until: time.now + .seconds(5), on: time)
        await bench.until { time.sleepers == 1 }
        time.advance(by: .seconds(5))
        await expired
        let task = Task { await wakeUp.wait(until: nil, on: time) }
        task.cancel()
        await task.value
    }
}
