import Testing

@testable import LoadGen

/// The expectations that belong to the checkers of budgets and comments.
@Suite struct ExpectationReadingTests {
    @Test func readsTheRequestBudgetAndTheDemandForComments() throws {
        let expectations = try scenario(
            """
            faults: [{fault: delay}]
            expect: {calls-per-approval-max: 12.5, log-ins-max: 4, burst-max: 40, write-back: true}
            """
        ).expectations
        #expect(expectations.callsPerApprovalMax == 12.5)
        #expect(expectations.logInsMax == 4)
        #expect(expectations.burstMax == 40)
        #expect(expectations.writeBack == true)
    }

    @Test func leavesThemOpenByDefault() throws {
        let expectations = try scenario("expect: {}").expectations
        #expect(expectations.callsPerApprovalMax == nil && expectations.logInsMax == nil)
        #expect(expectations.burstMax == nil && expectations.writeBack == nil)
    }

    @Test(arguments: [
        ("calls-per-approval-max: 0", "calls-per-approval-max: '0' is no number above 0 and up to 100000"),
        ("calls-per-approval-max: nan", "calls-per-approval-max: 'nan' is no number above 0 and up to 100000"),
        ("log-ins-max: few", "log-ins-max: 'few' is no whole number from 0 to 1000000"),
        (
            "burst-max: 20",
            "burst-max: there is no fault that could make calls come in bursts; remove it, or declare faults"
        ),
        ("write-back: maybe", "write-back: 'maybe' is neither true nor false"),
    ])
    func refusesMistakes(member: String, expected: String) {
        #expect(mistakes("expect: {\(member)}") == "x.yaml:4: expect.\(expected)")
    }
}
