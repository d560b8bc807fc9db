import LoadGen
import Seams
import Simulators
import Testing

@Suite struct LossCheckersTests {
    @Test func passesAHealthyRun() {
        let record = HistoryBuilder.healthy(3).record()
        #expect(NoDuplicates.check(record) == .holds(examined: 3))
        #expect(NothingLost.check(record) == .holds(examined: 3))
        #expect(NothingAcknowledgedLost.check(record) == .holds(examined: 3))
        #expect(NoPhantoms.check(record) == .holds(examined: 3))
    }

    @Test(
        arguments: [NoDuplicates.self, NothingLost.self, NothingAcknowledgedLost.self, NoPhantoms.self]
            as [any Checker.Type])
    func refusesToJudgeAnEmptyRun(checker: any Checker.Type) {
        #expect(checker.check(HistoryBuilder.empty()).isUndecided)
        #expect(checker.check(HistoryBuilder().record()).isUndecided)
    }

    @Test func findsASecondDocument() {
        var history = HistoryBuilder.healthy()
        history.deliver("A-2", number: "EXP-again", at: 700)
        let verdict = NoDuplicates.check(history.record())
        #expect(verdict.subjects == ["A-2"])
        #expect(verdict.messages.contains("EXP-A-2, EXP-again"))
    }

    @Test func findsADuplicateThatWasDeletedLater() {
        var history = HistoryBuilder.healthy()
        history.deliver("A-1", number: "EXP-again", at: 700)
        history.add(
            .documentDeleted(call: 99, form: "ER_ExpReimbursement", id: "id-EXP-again", number: "EXP-again"), at: 800)
        let verdict = NoDuplicates.check(history.record())
        #expect(verdict.subjects == ["A-1"])
        #expect(verdict.messages.contains("deleted later"))
    }

    @Test func doesNotCallAReplacementADuplicate() {
        var history = HistoryBuilder()
        history.approve("A-1")
        history.deliver("A-1", number: "EXP-draft", at: 150, isAudited: false)
        history.add(
            .documentDeleted(call: 99, form: "ER_ExpReimbursement", id: "id-EXP-draft", number: "EXP-draft"), at: 180)
        history.deliver("A-1", at: 200)
        #expect(NoDuplicates.check(history.record()) == .holds(examined: 1))
    }

    @Test func ignoresWhatAPersonPutIntoKingdee() {
        var history = HistoryBuilder.healthy()
        history.add(
            .documentSaved(
                call: nil, form: "ER_ExpReimbursement", id: "old", number: "OLD-1", created: true, status: "C",
                content: #"{"FCausa":"A-1"}"#), at: -100)
        #expect(NoDuplicates.check(history.record()) == .holds(examined: 2))
        #expect(NoPhantoms.check(history.record()) == .holds(examined: 2))
    }

    @Test func findsALostApproval() {
        var history = HistoryBuilder.healthy()
        history.approve("A-3", at: 400, isAcknowledged: false)
        let record = history.record()
        #expect(NothingLost.check(record).subjects == ["A-3"])
        #expect(NothingLost.check(record).messages.contains("has no document"))
        #expect(NothingAcknowledgedLost.check(record) == .holds(examined: 3))  // nothing was promised
    }

    @Test func findsALostApprovalThatTheSystemHadAcknowledged() {
        var history = HistoryBuilder.healthy()
        history.approve("A-3", at: 400)
        #expect(NothingLost.check(history.record()).subjects == ["A-3"])
        #expect(NothingAcknowledgedLost.check(history.record()).subjects == ["A-3"])
    }

    @Test func anAcknowledgedStartPromisesNothing() {
        var history = HistoryBuilder()
        history.add(.instanceStarted(instance: "A-1", processCode: "P", originator: "U", claim: nil, due: nil), at: 10)
        history.add(.eventCreated(event: "e1", type: "bpms_instance_change", instance: "A-1"), at: 11)
        history.add(.instanceFinished(instance: "A-1", outcome: .agree, claim: nil, due: nil), at: 20)
        history.add(.eventCreated(event: "e2", type: "bpms_instance_change", instance: "A-1"), at: 21)
        history.add(.eventAcknowledged(event: "e1", instance: "A-1", attempt: 1), at: 30)
        #expect(NothingAcknowledgedLost.check(history.record()) == .holds(examined: 1))
        #expect(NothingLost.check(history.record()).subjects == ["A-1"])
    }

    @Test func findsADocumentThatWasNeverAudited() {
        var history = HistoryBuilder.healthy()
        history.approve("A-3", at: 400)
        history.deliver("A-3", at: 450, isAudited: false)
        #expect(NothingLost.check(history.record()).messages.contains("never audited; it ended with status A"))
    }

    @Test func findsADeletedDocument() {
        var history = HistoryBuilder.healthy(1)
        history.add(
            .documentDeleted(call: 99, form: "ER_ExpReimbursement", id: "id-EXP-A-1", number: "EXP-A-1"), at: 800)
        #expect(NothingLost.check(history.record()).messages.contains("was deleted"))
    }

    @Test func aPoisonedApprovalMayLackADocumentUntilItIsReplayed() {
        var history = HistoryBuilder.healthy()
        history.approve("P-1", at: 400, isPoisoned: true)
        history.add(.deadLetter(key: "letter-1", instance: "P-1", reason: "unknown item"), at: 2000)
        #expect(NothingLost.check(history.record()) == .holds(examined: 2))
        #expect(NothingAcknowledgedLost.check(history.record()) == .holds(examined: 3))
        history.add(.intervention(action: "replay-dead-letter", target: "letter-1", detail: ""), at: 3000)
        #expect(NothingLost.check(history.record()).subjects == ["P-1"])
        history.deliver("P-1", at: 3100)
        #expect(NothingLost.check(history.record()) == .holds(examined: 3))
    }

    @Test(arguments: [InstanceOutcome.refuse, .terminate, nil])
    func findsADocumentOfAnInstanceThatWasNotApproved(outcome: InstanceOutcome?) {
        var history = HistoryBuilder.healthy()
        history.approve("R-1", at: 400, outcome: outcome)
        #expect(NoPhantoms.check(history.record()) == .holds(examined: 3))
        history.deliver("R-1", at: 450)
        #expect(NoPhantoms.check(history.record()).subjects == ["R-1"])
    }

    @Test func findsADocumentThatNamesNoInstance() {
        var history = HistoryBuilder.healthy()
        history.deliver("nobody", at: 450)
        let verdict = NoPhantoms.check(history.record())
        #expect(verdict.subjects == ["EXP-nobody"])
        #expect(verdict.messages.contains("FCausa"))
    }

    @Test func findsADocumentMadeBeforeTheApproval() {
        var history = HistoryBuilder()
        history.approve("A-1", at: 500)
        history.deliver("A-1", at: 490)
        #expect(NoPhantoms.check(history.record()).messages.contains("10 ms before the approval"))
    }

    @Test func tellsInstancesApartWhoseIdsBeginAlike() {
        var history = HistoryBuilder.healthy(12)
        let record = history.record()
        #expect(NoDuplicates.check(record) == .holds(examined: 12))
        history.approve("A-120", at: 5000)
        #expect(NothingLost.check(history.record()).subjects == ["A-120"])
    }
}
