import Testing

@testable import LoadGen

@Suite struct ScenarioMistakesTests {
    @Test(arguments: [
        // what is no scenario at all
        ("", "x.yaml:1: is empty; begin with scenario: and a name"),
        ("# nothing but a comment\n", "x.yaml:1: is empty; begin with scenario: and a name"),
        ("- a list", "x.yaml:1: the file: is no mapping; write 'key: value' lines"),
        (
            "scenario: x\nworld: {employees: 3\nseed: 1\n",
            "x.yaml:3: is no YAML: did not find expected ',' or '}'; check the indentation, the quotes and the brackets here"
        ),
        (
            "scenario: x\n\tproves: y\n",
            "x.yaml:2: is no YAML: a tab stands at the beginning of the line; indent it with blanks"
        ),
        (
            "scenario: x\nproves：y\nseed: 1\n",
            "x.yaml:2: is no YAML: a full-width colon '：' stands where YAML wants ': '; write a plain colon and a blank"
        ),
        ("scenario: x\nseed: 1\nseed: 2\n", "x.yaml:3: the key 'seed' stands here twice; keep one"),
        (
            "scenario: x\n---\nscenario: y\n",
            "x.yaml:2: is no scenario: but found another document; a file holds one scenario"
        ),
        // what every scenario needs
        (
            "seed: 7",
            """
            x.yaml:1: scenario is missing; write for example scenario: lost-replies
            x.yaml:1: proves is missing; write for example proves: nothing is lost when replies are
            x.yaml:1: workload is missing; write for example workload: {approvals: 100, arrivals: {burst: 1s}}
            """
        ),
        (
            "scenario: lost replies\nproves:\nworkload: {}\n",
            """
            x.yaml:1: scenario: 'lost replies' is no name; write up to 80 letters, digits and hyphens
            x.yaml:2: proves: has no value; write for example nothing is lost when replies are
            x.yaml:3: workload.approvals is missing; write for example approvals: 100
            x.yaml:3: workload.arrivals is missing; write for example arrivals: {burst: 1s}
            """
        ),
    ])
    func refusesWhatIsNoScenario(text: String, expected: String) {
        #expect(mistakes(text, whole: true) == expected)
    }

    @Test(arguments: [
        ("sed: 7", "x.yaml:4: unknown key 'sed'; did you mean 'seed'?"),
        ("audit-logs: {}", "x.yaml:4: unknown key 'audit-logs'; did you mean 'audit-log'?"),
        ("seed: -1", "x.yaml:4: seed: '-1' is no seed; write a whole number from 0 to 18446744073709551615"),
        ("seed: [1]", "x.yaml:4: seed: is no single value; write a whole number from 0 to 18446744073709551615"),
        ("settle-within: 60", "x.yaml:4: settle-within: '60' has no unit; write for example 60s or 60ms"),
        ("settle-within: 2h", "x.yaml:4: settle-within: '2h' is outside 1s to 1h"),
        ("world: 120", "x.yaml:4: world: is no mapping; write 'key: value' lines"),
        ("world:\n  employes: 5", "x.yaml:5: world: unknown key 'employes'; did you mean 'employees'?"),
        ("world: {employees: 0}", "x.yaml:4: world.employees: '0' is no whole number from 1 to 100000"),
        ("world: {tls: yes}", "x.yaml:4: world.tls: 'yes' is neither true nor false"),
        ("world: {delivery: websocket}", "x.yaml:4: world.delivery: 'websocket' is unknown; write callback or stream"),
        (
            "world:\n  redelivery:\n    - 10s\n    - -30s\n    - soon",
            """
            x.yaml:7: world.redelivery: '-30s' is negative; write for example 30s
            x.yaml:8: world.redelivery: 'soon' is no duration; write for example 250ms, 2s or 1m
            """
        ),
        (
            "world: {redelivery: 10s}",
            "x.yaml:4: world.redelivery: is no list; write for example redelivery: [10s, 30s]"
        ),
        (
            "world: {forms: {ER_ExpReimbursement: {unique: true}}}",
            "x.yaml:4: world.forms.ER_ExpReimbursement: unknown key 'unique'; known: hides-created, overwrite-number, unique-number"
        ),
        (
            "interventions:\n  - {when: later, replay-dead-letters: {}}",
            "x.yaml:5: intervention 1.when: 'later' is neither quiet nor a time since the start of the workload such as 30s"
        ),
        (
            "interventions:\n  - {when: 2m, replay-dead-letters: {}}",
            "x.yaml:5: intervention 1.when: '2m' is after the end: the workload takes 1s and settle-within is 1m"
        ),
        (
            "interventions:\n  - when: quiet\n    replay: {}",
            """
            x.yaml:5: intervention 1: says no action; write for example replay-dead-letters: {}
            x.yaml:6: intervention 1: unknown key 'replay'; known: adopt-found, replay-dead-letters, when
            """
        ),
    ])
    func refusesMistakenWorlds(text: String, expected: String) {
        #expect(mistakes(text) == expected)
    }

    @Test(arguments: [
        (
            "system: {core: our-own}",
            "x.yaml:4: system.core: 'our-own' is unknown; write built-in, or command: [./my-core] in its place"
        ),
        (
            "system: {core: built-in, command: [./core]}",
            "x.yaml:4: system.core: stands beside command; keep one of them"
        ),
        (
            "system: {command: ./core}",
            "x.yaml:4: system.command: is no list; write for example command: [./my-core, --port, \"${core.port}\"]"
        ),
        ("system: {command: []}", "x.yaml:4: system.command: has no word; write for example [./my-core]"),
        (
            "system:\n  command:\n    - ./core\n    - --port\n    - ${core.prot}",
            "x.yaml:8: system.command: unknown name '${core.prot}'; did you mean '${core.port}'?"
        ),
        (
            "system:\n  environment:\n    SECRET: ${kingdee.appsecrt}",
            "x.yaml:6: system.environment.SECRET: unknown name '${kingdee.appsecrt}'; did you mean '${kingdee.appSecret}'?"
        ),
        (
            "system: {command: [./core], ready: 'localhost:${core.port}'}",
            "x.yaml:4: system.ready: 'localhost:${core.port}' is no http or https URL; write for example http://127.0.0.1:${core.port}/health"
        ),
        (
            "system: {callback: 'http://x'}",
            "x.yaml:4: system.callback: the built-in core has its own; it belongs to a command"
        ),
        (
            "system: {command: [./core], settings: {delivery.attempts: 3}}",
            "x.yaml:4: system.settings: belongs to the built-in core; give a command what it needs by its arguments and environment"
        ),
        (
            "system: {kingdee-authentication: pasword}",
            "x.yaml:4: system.kingdee-authentication: 'pasword' is unknown; did you mean 'password'?"
        ),
        (
            "system: {workers: 2}",
            "x.yaml:4: system.workers: 2 workers need a store that they share; write store: postgresql beside it"
        ),
        (
            "system: {store: postgres}",
            "x.yaml:4: system.store: 'postgres' is unknown; did you mean 'postgresql'?"
        ),
        (
            "system: {command: [./core], store: postgresql, workers: 2}",
            """
            x.yaml:4: system.store: belongs to the built-in core; give a command what it needs by its arguments and environment
            x.yaml:4: system.workers: belongs to the built-in core; give a command what it needs by its arguments and environment
            """
        ),
        (
            "system: {store: postgresql, workers: 2}\nfaults: [{fault: process-killed, worker: 3}]",
            "x.yaml:5: fault 1: worker: there is no worker 3; system.workers is 2, so write one from 1 to 2"
        ),
    ])
    func refusesMistakenSystems(text: String, expected: String) {
        #expect(mistakes(text) == expected)
    }

    @Test(arguments: [
        (
            "approvals: 0, arrivals: {burst: 1s}",
            "x.yaml:3: workload.approvals: '0' is no whole number from 1 to 1000000"
        ),
        (
            "approvals: 10, arrivals: {burst: 1}",
            "x.yaml:3: workload.arrivals.burst: '1' has no unit; write for example 1s or 1ms"
        ),
        (
            "approvals: 10, arrivals: {constant: 50}",
            "x.yaml:3: workload.arrivals.constant: '50' is no rate; write for example 50/s or 1000/m"
        ),
        (
            "approvals: 10, arrivals: {poisson: 0/s}",
            "x.yaml:3: workload.arrivals.poisson: '0/s' is outside the rates above 0 and up to 100000/s"
        ),
        (
            "approvals: 10, arrivals: {ramp: {from: 1/s}}",
            "x.yaml:3: workload.arrivals.ramp.to is missing; write for example to: 10/s"
        ),
        (
            "approvals: 10, arrivals: {closed: {think-time: 1s}}",
            "x.yaml:3: workload.arrivals.closed.users is missing; write for example users: 20"
        ),
        (
            "approvals: 10, arrivals: {bust: 1s}",
            "x.yaml:3: workload.arrivals: unknown key 'bust'; did you mean 'burst'?"
        ),
        (
            "approvals: 10, arrivals: {burst: 1s, poisson: 5/s}",
            "x.yaml:3: workload.arrivals: write exactly one of burst, constant, poisson, ramp, closed, such as {burst: 1s}"
        ),
        (
            "approvals: 10, arrivals: {}",
            "x.yaml:3: workload.arrivals: write exactly one of burst, constant, poisson, ramp, closed, such as {burst: 1s}"
        ),
        (
            "approvals: 10, arrivals: {burst: 1s}, rows: 4-1",
            "x.yaml:3: workload.rows: '4-1' is no range of rows; write for example 3 or 1-4, within 1 to 500"
        ),
        (
            "approvals: 10, arrivals: {burst: 1s}, refused: 30%",
            "x.yaml:3: workload.refused: '30%' is no number from 0 to 1"
        ),
        (
            "approvals: 10, arrivals: {burst: 1s}, refused: 0.5, terminated: 0.4, running: 0.3",
            "x.yaml:3: workload: refused, terminated and running are 1.2 together; write shares that sum to at most 1"
        ),
        (
            "approvals: 10, arrivals: {burst: 1s}, refused: 0.5, poisoned: 6",
            "x.yaml:3: workload.poisoned: '6' is more than the 5 that are approved, and only those reach the mapping"
        ),
    ])
    func refusesMistakenWorkloads(members: String, expected: String) {
        #expect(mistakes("scenario: x\nproves: y\nworkload: {\(members)}", whole: true) == expected)
    }

    @Test(arguments: [
        ("{fault: lost-aftr-commit}", "x.yaml:5: unknown fault 'lost-aftr-commit'; did you mean 'lost-after-commit'?"),
        ("{on: kingdee}", "x.yaml:5: fault 1: fault is missing; write for example fault: lost-after-commit"),
        ("{fault: delay, by: 2}", "x.yaml:5: fault 1: by: '2' is no duration; write for example 250ms, 2s or 1m"),
        ("{fault: delay, bye: 2s}", "x.yaml:5: fault 1: bye: unknown setting; did you mean 'by'?"),
        (
            "{fault: delay, on: kingdom}",
            "x.yaml:5: fault 1: on: 'kingdom' is neither dingtalk nor kingdee, nor one of them with an operation"
        ),
        (
            "{fault: link-reset}",
            "x.yaml:5: fault 1: link says which link: dingtalk, kingdee, or core (DingTalk's callbacks to the core)"
        ),
        (
            "{fault: link-reset, link: core, probability: 0.5}",
            "x.yaml:5: fault 1: probability: means nothing for link-reset; it strikes the whole link; remove 'probability'"
        ),
        (
            "{fault: process-paused, for: 3s}",
            "x.yaml:5: fault 1: for: means nothing for process-paused; it strikes once; say how long by hold (a pause) or restart-after (a kill)"
        ),
        (
            "{fault: delay, link: kingdee}",
            "x.yaml:5: fault 1: link: means nothing for delay; it strikes single calls; aim it by on, such as on: kingdee.Save"
        ),
        (
            "{fault: event-lost, on: kingdee.Save}",
            "x.yaml:5: fault 1: on: event-lost strikes DingTalk's events; remove it, or write on: dingtalk.bpms_instance_change"
        ),
        (
            "{fault: delay, on: kingdee.Sav}",
            "x.yaml:5: fault 1: on: kingdee has no operation 'Sav'; did you mean 'Save'?"
        ),
        (
            "{fault: delay, on: dingtalk, operations: [workflow/processInstances]}",
            "x.yaml:5: fault 1: operations: dingtalk has no operation 'workflow/processInstances'; did you mean 'workflow/processInstances/get'?"
        ),
        (
            "{fault: error-reply, on: kingdee.Save, reason: MsgCod 4}",
            "x.yaml:5: fault 1: reason: kingdee has no reason 'MsgCod 4'; did you mean 'MsgCode 4'?"
        ),
        (
            "{fault: error-reply, reason: '-1'}",
            "x.yaml:5: fault 1: reason: kingdee has no reason '-1'; known: MsgCode 4, MsgCode 13, throttled"
        ),
        ("{fault: error-reply, on: kingdee}", "x.yaml:5: fault 1: reason is missing; write for example reason: '-1'"),
        (
            "{fault: delay, at: 61s}",
            "x.yaml:5: fault 1: at: '61s' is after the end: the workload takes 1s and settle-within is 1m"
        ),
        (
            "{fault: delay, at: 5s, for: 2m}",
            "x.yaml:5: fault 1: for: ends too late: '125s' is after the end: the workload takes 1s and settle-within is 1m"
        ),
        ("{fault: delay, by: {fixed: 2s}}", "x.yaml:5: fault 1: by: is no single value; write 'by: value'"),
    ])
    func refusesMistakenFaults(rule: String, expected: String) {
        #expect(mistakes("faults:\n  - \(rule)\n") == expected)
    }

    @Test func refusesTheSameNameForTwoFaults() {
        let text = "faults:\n  - {fault: delay, name: slow}\n  - {fault: slow-body}\n  - {fault: delay, name: slow}\n"
        #expect(mistakes(text) == "x.yaml:7: fault 3: name: 'slow' is taken by fault 1 (line 5); choose another")
    }

    @Test func findsEveryMistakeOfOneFault() {
        let text = """
            faults:
              - fault: delay
                at: now
                by: 2
                probability: 2
                sped: 1
            """
        #expect(
            mistakes(text) == """
                x.yaml:6: fault 1: at: 'now' is no duration; write for example 250ms, 2s or 1m
                x.yaml:7: fault 1: by: '2' is no duration; write for example 250ms, 2s or 1m
                x.yaml:8: fault 1: probability: '2' is no number from 0 to 1
                x.yaml:9: fault 1: sped: unknown setting; it knows by, up-to
                """)
    }

    @Test(arguments: [
        ("{latency-max: 5}", "x.yaml:4: expect.latency-max: '5' has no unit; write for example 5s or 5ms"),
        (
            "{latency-max: 2s, latency-p99: 3s}",
            "x.yaml:4: expect.latency-p99: '3s' can never be exceeded, since latency-max is 2s"
        ),
        (
            "{recovery-within: 15s}",
            "x.yaml:4: expect.recovery-within: there is no fault to recover from; remove it, or declare faults"
        ),
        ("{api-success-rate: 99}", "x.yaml:4: expect.api-success-rate: '99' is no number from 0 to 1"),
        ("{dead-letters: few}", "x.yaml:4: expect.dead-letters: 'few' is no whole number from 0 to 1000000"),
        ("{latency-mx: 5s}", "x.yaml:4: expect: unknown key 'latency-mx'; did you mean 'latency-max'?"),
        (
            "{content: {FDate: occured-date}}",
            "x.yaml:4: expect.content.FDate: unknown fact 'occured-date'; did you mean 'occurred-date'?"
        ),
    ])
    func refusesMistakenExpectations(members: String, expected: String) {
        #expect(mistakes("expect: \(members)") == expected)
    }

    @Test func findsMistakesOfAllSectionsAtOnce() {
        let text = """
            scenario: x
            proves: y
            world: {employees: many}
            system: {start-within: 0s}
            workload: {approvals: 10}
            faults: [{fault: nonsense-of-no-name}]
            expect: {attempts-max: 0}
            """
        let lines = mistakes(text, whole: true).split(separator: "\n").map { $0.prefix { $0 != " " } }
        #expect(lines == ["x.yaml:3:", "x.yaml:4:", "x.yaml:5:", "x.yaml:6:", "x.yaml:7:"])
    }

    /// Damage of any kind ends in a scenario or in messages with lines, never in a crash.
    @Test func survivesEveryCutAndEveryMissingLine() {
        let text = scenarioHead + "faults:\n  - {fault: delay, by: 2s}\nexpect: {latency-max: 5s}\n"
        let cuts = text.indices.map { String(text[..<$0]) }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let gaps = lines.indices.map { index in
            lines.enumerated().filter { $0.offset != index }.map { String($0.element) }.joined(separator: "\n")
        }
        for damaged in cuts + gaps {
            let found = mistakes(damaged, whole: true)
            #expect(found.isEmpty || found.hasPrefix("x.yaml:"))
        }
    }

    @Test func survivesNestingAndAliasesWithoutEnd() {
        #expect(mistakes(String(repeating: "[", count: 100_000), whole: true).hasPrefix("x.yaml:1: is no YAML"))
        let bomb = (1...40).reduce("a0: &a0 [x, x]\n") { $0 + "a\($1): &a\($1) [*a\($1 - 1), *a\($1 - 1)]\n" }
        #expect(mistakes(bomb).hasPrefix("x.yaml:4: unknown key 'a0'"))
    }
}
