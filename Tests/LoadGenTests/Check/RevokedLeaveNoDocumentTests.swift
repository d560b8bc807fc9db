import Seams
import Simulators
import Testing

@testable import LoadGen

@Suite struct RevokedLeaveNoDocumentTests {
    private static let activity: ScenarioActivity? = {
        let text = "scenario: planted\nproves: that checkers see\nrevocations: {share: 0.5}\n"
        return (try? ScenarioFile.parse(text: text, file: "planted.yaml"))?.activities.first
    }()

    /// Three approvals go well; the first is revoked afterwards, and its document deleted unless the test says otherwise.
    private func history(
        deletes: Bool = true, revocation: String? = nil, _ more: (inout HistoryBuilder) -> Void = { _ in }
    ) throws -> RunRecord {
        let activity = try #require(RevokedLeaveNoDocumentTests.activity)
        var history = HistoryBuilder.healthy(3) { $0.activities = [activity] }
        history.add(.instanceRevoked(instance: "A-1", way: "terminate", revocation: revocation), at: 500)
        if deletes { delete(&history, "A-1", at: 600) }
        more(&history)
        return history.record()
    }

    private func delete(_ history: inout HistoryBuilder, _ instance: String, at milliseconds: Int) {
        let (number, form) = ("EXP-\(instance)", "ER_ExpReimbursement")
        let call = history.call("Delete", number, at: milliseconds)
        history.add(.documentDeleted(call: call, form: form, id: "id-\(number)", number: number), at: milliseconds)
    }

    private func voucher(_ instance: String) -> HistoryFact {
        .documentSaved(
            call: 99, form: "GL_VOUCHER", id: "7", number: "1", created: true, status: "A",
            content: #"{"FEntity":[{"FEXPLANATION":"报销 \#(instance)"}]}"#)
    }

    @Test func holdsWhenTheRevokedOneIsGoneAndTheOthersStand() throws {
        let run = try history()
        #expect(RevokedLeaveNoDocument.check(run) == .holds(examined: 3))
        #expect(NothingLost.check(run) == .holds(examined: 2))
        #expect(NoDuplicates.check(run) == .holds(examined: 3))
        #expect(NoPhantoms.check(run) == .holds(examined: 3))
    }

    @Test func seesADocumentThatIsLeft() throws {
        let verdict = try RevokedLeaveNoDocument.check(history(deletes: false))
        #expect(verdict.subjects == ["A-1"])
        #expect(verdict.messages.contains("was revoked and still has ER_ExpReimbursement EXP-A-1"))
    }

    @Test func seesADocumentOfAnotherFormThatIsLeft() throws {
        let run = try history { $0.add(voucher("A-1"), at: 300) }
        #expect(RevokedLeaveNoDocument.check(run).messages.contains("GL_VOUCHER 1"))
    }

    @Test func seesADocumentThatComesAfterTheDeletion() throws {
        let run = try history { $0.deliver("A-1", number: "EXP-late", at: 700) }
        #expect(RevokedLeaveNoDocument.check(run).subjects == ["A-1"])
    }

    @Test func seesThatTheWrongOneWasTakenBack() throws {
        let run = try history { delete(&$0, "A-2", at: 650) }
        #expect(RevokedLeaveNoDocument.check(run).subjects == ["A-2"])
        #expect(NothingLost.check(run).subjects == ["A-2"])
    }

    @Test func countsTheApprovalThatRevokesAsNone() throws {
        let run = try history(revocation: "R-1") { history in
            history.approve("R-1", at: 480)
        }
        #expect(NothingLost.check(run) == .holds(examined: 2))
        #expect(RevokedLeaveNoDocument.check(run) == .holds(examined: 3))
        let made = try history(revocation: "R-1") { history in
            history.approve("R-1", at: 480)
            history.deliver("R-1", at: 700)
        }
        #expect(NoPhantoms.check(made).subjects == ["R-1"])
    }

    /// A deleted approval stands in no listing: who never heard of it cannot know.
    @Test func excusesADeletionThatNobodyToldOf() throws {
        let activity = try #require(RevokedLeaveNoDocumentTests.activity)
        for isTold in [false, true] {
            var history = HistoryBuilder.healthy(2) { $0.activities = [activity] }
            history.approve("A-9", at: 400)
            history.deliver("A-9", at: 450)
            history.add(.instanceRevoked(instance: "A-9", way: "delete", revocation: nil), at: 500)
            history.add(.eventCreated(event: "gone", type: "bpms_instance_change", instance: "A-9"), at: 500)
            if isTold { history.add(.eventAcknowledged(event: "gone", instance: "A-9", attempt: 1), at: 510) }
            let verdict = RevokedLeaveNoDocument.check(history.record())
            #expect(verdict.subjects == (isTold ? ["A-9"] : []))
        }
    }

    @Test func excusesNoDeletionWhereTheyAreToBeFound() throws {
        let text = "scenario: planted\nproves: that checkers see\nrevocations: {find-deleted: true}\n"
        let scenario = try? ScenarioFile.parse(text: text, file: "planted.yaml")
        let activity = try #require(scenario?.activities.first)
        var history = HistoryBuilder.healthy(2) { $0.activities = [activity] }
        history.add(.instanceRevoked(instance: "A-1", way: "delete", revocation: nil), at: 500)
        #expect(RevokedLeaveNoDocument.check(history.record()).subjects == ["A-1"])
    }

    @Test func holdsWhenTheDocumentIsCancelledAsLongAsItIs() throws {
        for (mark, subjects) in [("B", []), ("A", ["A-1"])] {
            let run = try history(deletes: false) { history in
                for state in ["B", mark] {
                    history.add(
                        .documentSaved(
                            call: 99, form: "ER_ExpReimbursement", id: "id-EXP-A-1", number: "EXP-A-1", created: false,
                            status: "D", content: #"{"FCausa":"出差 A-1","FCancelStatus":"\#(state)"}"#), at: 600)
                }
            }
            #expect(RevokedLeaveNoDocument.check(run).subjects == subjects)
        }
    }

    @Test func isUndecidedWhenNothingHadToBeTakenBack() throws {
        let activity = try #require(RevokedLeaveNoDocumentTests.activity)
        var none = HistoryBuilder.healthy(2) { $0.activities = [activity] }
        #expect(RevokedLeaveNoDocument.check(none.record()).isUndecided)
        none.approve("A-9", at: 400)
        none.add(.instanceRevoked(instance: "A-9", way: "delete", revocation: nil), at: 500)
        #expect(RevokedLeaveNoDocument.check(none.record()).isUndecided)
    }
}
