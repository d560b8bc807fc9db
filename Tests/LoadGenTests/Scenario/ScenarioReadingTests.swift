import Seams
import Simulators
import Testing

@testable import LoadGen

@Suite struct ScenarioReadingTests {
    @Test func readsEverythingAScenarioCanSay() throws {
        let scenario = try scenario(whole, whole: true)
        #expect(scenario.name == "everything")
        #expect(scenario.proves == "that all of it can be read")
        #expect(scenario.seed == Seed(18_446_744_073_709_551_615))
        #expect(scenario.world.employees == 12)
        #expect(scenario.world.departments == 3)
        #expect(scenario.world.delivery == .stream)
        #expect(scenario.world.deliveryTimeout == .milliseconds(800))
        #expect(scenario.world.redelivery == [.seconds(1), .milliseconds(2500)])
        #expect(scenario.world.tls)
        let rule = FormRule(enforcesUniqueNumber: false, overwritesNumber: true)
        #expect(scenario.world.formRules == ["ER_ExpReimbursement": rule])
        #expect(scenario.system.command == ["./core", "--port", "${core.port}"])
        #expect(scenario.system.environment == ["SECRET": "${kingdee.appSecret}", "EMPTY": ""])
        #expect(scenario.system.ready == "http://127.0.0.1:${core.port}/up")
        #expect(scenario.system.startWithin == .seconds(5))
        #expect(!scenario.system.isBuiltIn)
        #expect(scenario.settleWithin == .seconds(90))
    }

    @Test func readsWorkloadAndExpectations() throws {
        let scenario = try scenario(whole, whole: true)
        #expect(scenario.workload.approvals == 30)
        #expect(scenario.workload.arrivals == .ramp(from: 1, to: 5))
        #expect(scenario.workload.rows == 2...7)
        #expect(scenario.workload.outcomeCounts == OutcomeCounts(approved: 21, refused: 3, terminated: 3, running: 3))
        #expect(scenario.workload.poisoned == 2)
        #expect(scenario.interventions.map(\.at) == [nil, .seconds(4)])
        #expect(
            scenario.interventions.first?.action
                == .replayDeadLetters(set: ["TableField_DETAIL.DDSelectField_ITEM": "差旅费"]))
        #expect(scenario.expectations.latencyMax == nil)
        #expect(scenario.expectations.latencyP99 == .seconds(4))
        #expect(scenario.expectations.recoveryWithin == .seconds(15))
        #expect(scenario.expectations.apiSuccessRate == 0.99)
        #expect(scenario.expectations.attemptsMax == 3)
        #expect(scenario.expectations.deadLetters == nil)
        #expect(scenario.expectations.content == ["FDate": "occurred-date"])
    }

    @Test func readsSeveralWorkersAndWhichOfThemIsStruck() throws {
        let text = """
            system: {store: postgresql, workers: 2}
            faults: [{fault: process-killed, worker: 2, restart-after: never}, {fault: process-paused}]
            """
        let read = try scenario(text)
        #expect(read.system.store == .postgreSQL)
        #expect(read.system.workers == 2)
        let faults = read.faults.compactMap { $0.fault as? any ProcessFault }
        #expect(faults.map(\.worker) == [2, 1])
        #expect(faults.first?.strike == .kill(restartAfter: nil, ioStep: 0))
    }

    @Test func readsFaults() throws {
        let faults = try scenario(whole, whole: true).faults
        #expect(faults.map(\.id) == ["lost", "2-link-reset", "3-process-killed", "4-process-paused"])
        #expect(faults[0].aim.operations == ["Save", "Submit"])
        #expect(faults[0].aim.probability == 0.3)
        #expect(faults.map(\.from) == [.zero, .seconds(1), .seconds(2), .seconds(6)])
        #expect(faults[1].until == .seconds(3))
    }

    @Test func closesTheWindowOfAProcessFaultWhenTheProcessIsBack() throws {
        let faults = try scenario(whole, whole: true).faults
        #expect(faults[2].until == .seconds(4))
        #expect(faults[3].until == .seconds(7), "a second at least, so that the window is seen to open")
    }

    @Test func keepsTheDefaultsOfWhatIsLeftOut() throws {
        let scenario = try scenario("world:\nfaults:\nexpect:\n")
        #expect(scenario.seed == Seed(1))
        #expect(scenario.world.redelivery == [.seconds(10), .seconds(30)])
        #expect(scenario.system.isBuiltIn)
        #expect(scenario.system.kingdeeAuthentication == .appSecret)
        #expect(scenario.faults.isEmpty)
        #expect(scenario.expectations.latencyMax == .seconds(5))
        #expect(scenario.expectations.deadLetters == 0)
    }

    @Test func expectsADeadLetterForEachPoisonedClaim() throws {
        let text = "scenario: x\nproves: y\nworkload: {approvals: 5, arrivals: {burst: 1s}, poisoned: 2}\n"
        #expect(try scenario(text, whole: true).expectations.deadLetters == 2)
        #expect(try scenario(text + "expect: {dead-letters: 1}", whole: true).expectations.deadLetters == 1)
    }

    @Test(arguments: [
        ("{burst: 1s}", Arrivals.burst(within: .seconds(1))),
        ("{constant: 600/m}", .constant(perSecond: 10)),
        ("{poisson: 7200/h}", .poisson(perSecond: 2)),
        ("{ramp: {from: 1/s, to: 2.5/s}}", .ramp(from: 1, to: 2.5)),
        ("{closed: {users: 3, think-time: 500ms}}", .closed(users: 3, thinkTime: .milliseconds(500))),
    ])
    func readsArrivals(text: String, expected: Arrivals) throws {
        let text = "scenario: x\nproves: y\nworkload: {approvals: 5, arrivals: \(text)}\n"
        #expect(try scenario(text, whole: true).workload.arrivals == expected)
    }

    private let whole = """
        scenario: everything
        proves: >-
          that all of it
          can be read
        seed: 18446744073709551615
        world:
          employees: 12
          departments: 3
          delivery: stream
          delivery-timeout: 800ms
          redelivery: [1s, 2.5s]
          tls: true
          forms: {ER_ExpReimbursement: {unique-number: false, overwrite-number: true}}
        system:
          command: [./core, --port, "${core.port}"]
          environment: {SECRET: "${kingdee.appSecret}", EMPTY: ""}
          ready: http://127.0.0.1:${core.port}/up
          start-within: 5s
        workload:
          approvals: 30
          arrivals: {ramp: {from: 1/s, to: 5/s}}
          rows: 2-7
          refused: 0.1
          terminated: 0.1
          running: 0.1
          poisoned: 2
        faults:
          - {fault: lost-after-commit, name: lost, on: kingdee, operations: [Save, Submit], probability: 0.3}
          - {fault: link-reset, link: core, at: 1s, for: 2s}
          - {fault: process-killed, at: 2s, restart-after: 2s}
          - {fault: process-paused, at: 6s, hold: 200ms}
        interventions:
          - {when: quiet, replay-dead-letters: {set: {TableField_DETAIL.DDSelectField_ITEM: 差旅费}}}
          - {when: 4s, replay-dead-letters: {}}
        expect:
          latency-max: none
          latency-p99: 4s
          recovery-within: 15s
          api-success-rate: 0.99
          attempts-max: 3
          dead-letters: any
          content: {FDate: occurred-date}
        settle-within: 90s
        """
}
