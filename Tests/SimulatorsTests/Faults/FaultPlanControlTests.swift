import Testing

@testable import Simulators

/// What the control API refuses: a rule that could never strike would be called active.
@Suite struct FaultPlanControlTests {
    @Test(arguments: [
        (#"{"fault":"link-refused","link":"core"}"#, "rule 1: fault: 'link-refused' strikes a link or the core"),
        (#"{"fault":"process-killed"}"#, "rule 1: fault: 'process-killed' strikes a link or the core"),
        (
            #"{"fault":"error-reply","on":"kingdee.View","reason":"lok"}"#,
            "rule 1: reason: kingdee has no reason 'lok'; did you mean 'lock'?"
        ),
        (#"{"fault":"error-reply","reason":"nobody-knows"}"#, "rule 1: reason: dingtalk has no reason 'nobody-knows'"),
        (
            #"{"fault":"delay","on":"kingdee.Savee"}"#,
            "rule 1: on: kingdee has no operation 'Savee'; did you mean 'Save'?"
        ),
        (#"{"fault":"delay","operations":"gettokn"}"#, "rule 1: operations: dingtalk and kingdee has no operation"),
    ])
    func refuses(rule: String, words: String) throws {
        let error = #expect(throws: (any Error).self) { try plan(rule) }
        #expect("\(try #require(error))".contains(words), "\(error.map { "\($0)" } ?? "")")
    }

    @Test(arguments: [
        #"{"fault":"error-reply","on":"kingdee.View","reason":"lock"}"#, #"{"fault":"error-reply","reason":"lock"}"#,
        #"{"fault":"error-reply","reason":"-1"}"#, #"{"fault":"delay","on":"kingdee.view"}"#,
        #"{"fault":"event-lost","operations":"bpms_instance_change"}"#, #"{"fault":"rate-limit","on":"dingtalk"}"#,
    ])
    func takesWhatCanStrike(rule: String) throws {
        #expect(try plan(rule).rules.count == 1)
    }

    private func plan(_ rule: String) throws -> FaultPlan {
        try FaultPlan(control: try JSON(parsing: Array(#"{"rules":[\#(rule)]}"#.utf8)))
    }
}
