import Seams
import Testing

@testable import LoadGen
@testable import Simulators

@Suite struct ApprovalCheckersTests {
    // MARK: Vouchers

    private static func voucher(
        debit: String = "1005.01", account: String = "6602.02", reimbursement: String = "EXP-A-1", period: Int = 11,
        reason: String = "出差", day: String = "2026-11-01", book: String = "001", word: String = "PRE001",
        department: String = "BM000003", person: String = "E0007", currency: String = "PRE001", owed: String = "1005.3"
    ) -> String {
        func number(_ text: String) -> String { #"{"FNumber":"\#(text)"}"# }
        func row(_ account: String, _ debit: String, _ credit: String, _ dimension: String, _ whose: String) -> String {
            #"{"FEXPLANATION":"\#(reason) \#(reimbursement) A-1","FACCOUNTID":\#(number(account)),"#
                + #""FCURRENCYID":\#(number(currency)),"FDetailID":{"FDETAILID__\#(dimension)":\#(number(whose))},"#
                + #""FAMOUNTFOR":\#(debit == "0" ? owed : debit),"FDEBIT":\#(debit),"FCREDIT":\#(credit)}"#
        }
        let rows = [
            row("6602.01", "0.29", "0", "FFLEX5", department), row(account, debit, "0", "FFLEX5", department),
            row("2241", "0", "1005.3", "FFLEX7", person),
        ]
        return #"{"FDate":"2026-11-01","FBUSDATE":"\#(day)","FYEAR":2026,"FPERIOD":\#(period),"#
            + #""FAccountBookID":\#(number(book)),"FVOUCHERGROUPID":\#(number(word)),"FACCBOOKORGID":\#(number("100")),"#
            + #""FEntity":[\#(rows.joined(separator: ","))]}"#
    }

    private func history(_ vouchers: [String], at milliseconds: Int = 300) -> RunRecord {
        var history = HistoryBuilder.healthy(1) { $0.expectations.vouchers = true }
        for (index, content) in vouchers.enumerated() {
            let call = history.call("Save", "", at: milliseconds)
            history.add(
                .documentSaved(
                    call: call, form: "GL_VOUCHER", id: "v\(index)", number: "\(index + 1)", created: true, status: "A",
                    content: content),
                at: milliseconds)
            history.add(
                .documentStatusChanged(
                    call: call, form: "GL_VOUCHER", id: "v\(index)", number: "\(index + 1)", operation: "Audit",
                    from: "B", to: "C"),
                at: milliseconds + 10)
        }
        return history.record()
    }

    @Test func acceptsTheRightVoucher() {
        #expect(RightVoucher.check(history([Self.voucher()])) == .holds(examined: 1))
    }

    @Test(arguments: [
        [], [voucher(), voucher()], [voucher(debit: "1005.00")], [voucher(account: "6602.01")],
        [voucher(reimbursement: "EXP-B")], [voucher(period: 10)], [voucher(reason: "")], [voucher(day: "2026-10-31")],
        [voucher(book: "002")], [voucher(word: "PRE002")], [voucher(department: "BM000001")],
        [voucher(person: "E0001")], [voucher(currency: "PRE007")], [voucher(owed: "0")],
    ])
    func seesAWrongVoucher(vouchers: [String]) {
        guard case .violated(let findings) = RightVoucher.check(history(vouchers)) else {
            Issue.record("not seen")
            return
        }
        #expect(!findings.isEmpty)
    }

    @Test func seesAVoucherBeforeItsReimbursement() {
        guard case .violated = RightVoucher.check(history([Self.voucher()], at: 120)) else {
            Issue.record("not seen")
            return
        }
    }

    @Test(arguments: [
        ("1005.005", "1005.01"), ("0.29", "0.29"), ("2.674", "2.67"), ("0.995", "1"), ("12", "12"), ("1e3", nil),
    ])
    func roundsHalfCentsUp(amount: String, expected: String?) {
        #expect(Cents.rounded(amount) == expected)
    }

    // MARK: Order

    @Test func seesWhoOvertakes() {
        var history = HistoryBuilder { $0.expectations.inOrder = .seconds(1) }
        history.approve("A-1", at: 100)
        history.approve("A-2", at: 1200)
        history.deliver("A-2", at: 2000)
        history.deliver("A-1", at: 2100)
        guard case .violated(let findings) = InOrder.check(history.record()) else {
            Issue.record("not seen")
            return
        }
        #expect(findings.map(\.subject) == ["A-1"])
    }

    @Test func allowsWorkersSideBySide() {
        var history = HistoryBuilder { $0.expectations.inOrder = .seconds(2) }
        history.approve("A-1", at: 100)
        history.approve("A-2", at: 1200)
        history.deliver("A-2", at: 2000)
        history.deliver("A-1", at: 2100)
        #expect(InOrder.check(history.record()) == .holds(examined: 2))
        guard case .undecided = InOrder.check(HistoryBuilder.empty { $0.expectations.inOrder = .seconds(1) }) else {
            Issue.record("passed without a document")
            return
        }
    }

    /// A fault ends at 5 s; thirty approvals wait for that, and one of them comes out of turn: the newest.
    @Test(arguments: [(0, true), (15, true), (17, false)])
    func excusesTheFirstRoundAfterAFault(place: Int, holds: Bool) {
        var history = HistoryBuilder { $0.expectations.inOrder = .seconds(1) }
        history.fault("down", from: 0, until: 5000)
        var order = Array(1...30)
        for index in order { history.approve("A-\(index)", at: index * 150) }
        order.insert(order.removeLast(), at: place)
        for (offset, index) in order.enumerated() { history.deliver("A-\(index)", at: 5100 + offset * 40) }
        let last = InOrder.check(history.record())
        #expect((last == .holds(examined: 30)) == holds)
    }

    // MARK: Operations

    @Test(arguments: [(2, true), (3, false)])
    func countsTriesOfAnOperation(failures: Int, holds: Bool) {
        var history = HistoryBuilder { $0.expectations.operationSuccessRate = 0.9998 }
        for index in 0..<failures { history.call("Save", "N", at: 100 + index, error: "locked") }
        history.call("Save", "N", at: 200)
        history.call("Submit", "N", at: 300)
        let verdict = OperationSuccessRate.check(history.record())
        #expect((verdict == .holds(examined: 2)) == holds)
        #expect(verdict.findings.isEmpty == holds)
    }

    @Test func countsAnOperationThatNeverSucceeds() {
        var history = HistoryBuilder { $0.expectations.operationSuccessRate = 0.9998 }
        history.call("Save", "N", at: 100, error: "locked")
        #expect(OperationSuccessRate.check(history.record()).findings.count == 1)
    }

    // MARK: Penalties

    @Test(arguments: [(50, true), (600, false), (1100, true)])
    func seesACallWithinThePenalty(pause: Int, holds: Bool) throws {
        var settings = FaultSettings(["penalty": "1s"])
        let limit = try RateLimit(&settings)
        var history = HistoryBuilder {
            $0.expectations.penaltyKept = true
            $0.faults = [FaultRule(id: "limit", fault: limit)]
        }
        let call = history.call("Save", "N", at: 100, error: "throttled")
        history.add(.faultFired(rule: "limit", call: call, target: "kingdee.Save"), at: 100)
        history.call("Save", "N", at: 100 + pause)
        #expect((PenaltyKept.check(history.record()) == .holds(examined: 1)) == holds)
    }

    @Test func decidesNothingWithoutARefusal() {
        let record = HistoryBuilder.empty { $0.expectations.penaltyKept = true }
        guard case .undecided = PenaltyKept.check(record) else {
            Issue.record("passed without a refusal")
            return
        }
    }
}
