import Seams
import Simulators
import Testing

@testable import LoadGen

@Suite struct TakenBackInOrderTests {
    /// Two approvals have a reimbursement each, and the first a voucher too. It is revoked, and both of its documents are
    /// taken back at these times.
    private func history(voucherAt: Int?, reimbursementAt: Int?) throws -> RunRecord {
        let text = "scenario: planted\nproves: that checkers see\nrevocations: {share: 0.5}\n"
        let activity = try #require(ScenarioFile.parse(text: text, file: "planted.yaml").activities.first)
        var history = HistoryBuilder.healthy(2) { scenario in
            scenario.activities = [activity]
            scenario.expectations.vouchers = true
        }
        history.add(
            .documentSaved(
                call: 99, form: "GL_VOUCHER", id: "7", number: "1", created: true, status: "A",
                content: #"{"FEntity":[{"FEXPLANATION":"报销 A-1"}]}"#),
            at: 300)
        history.add(.instanceRevoked(instance: "A-1", way: "terminate", revocation: nil), at: 500)
        if let voucherAt {
            history.add(.documentDeleted(call: 101, form: "GL_VOUCHER", id: "7", number: "1"), at: voucherAt)
        }
        if let reimbursementAt {
            history.add(
                .documentStatusChanged(
                    call: 102, form: "ER_ExpReimbursement", id: "id-EXP-A-1", number: "EXP-A-1", operation: "UnAudit",
                    from: "C", to: "D"),
                at: reimbursementAt)
            history.add(
                .documentDeleted(call: 103, form: "ER_ExpReimbursement", id: "id-EXP-A-1", number: "EXP-A-1"),
                at: reimbursementAt + 100)
        }
        return history.record()
    }

    @Test func holdsWhenTheVoucherGoesFirst() throws {
        #expect(try TakenBackInOrder.check(history(voucherAt: 600, reimbursementAt: 700)) == .holds(examined: 3))
    }

    @Test func seesAReimbursementThatIsOpenedBeforeItsVoucherIsGone() throws {
        let verdict = try TakenBackInOrder.check(history(voucherAt: 750, reimbursementAt: 700))
        #expect(verdict.subjects == ["A-1"])
        #expect(
            verdict.messages
                == "ER_ExpReimbursement EXP-A-1 was taken back while GL_VOUCHER 1, which was made after it, still stood"
        )
        #expect(try TakenBackInOrder.check(history(voucherAt: nil, reimbursementAt: 700)).subjects == ["A-1", "A-1"])
    }

    @Test func saysNothingWhereNothingIsTakenBack() throws {
        let run = try history(voucherAt: nil, reimbursementAt: nil)
        #expect(TakenBackInOrder.check(run).isUndecided)
        #expect(!TakenBackInOrder.applies(to: RunIndex(run)))
        #expect(TakenBackInOrder.applies(to: RunIndex(try history(voucherAt: 600, reimbursementAt: 700))))
        #expect(TakenBackInOrder.check(HistoryBuilder.empty()).isUndecided)
    }
}
