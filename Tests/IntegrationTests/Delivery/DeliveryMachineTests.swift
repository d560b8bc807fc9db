import Seams
import Testing

@testable import Integration

/// The state machine, by table and without anything around it.
@Suite struct DeliveryMachineTests {
    let now = Timestamp(seconds: 1_768_440_600)

    private func machine(
        _ state: ItemState, tries: Int = 0, document: KingdeeDocument? = nil, policy: DeliveryPolicy = DeliveryPolicy()
    ) -> DeliveryMachine {
        var progress = ItemProgress(state: state)
        progress.tries = tries
        progress.document = document
        progress.sentAt = tries > 0 ? now : nil
        progress.payloadHash = "hash"
        progress.sentHash = "hash"
        return DeliveryMachine(progress, instance: "INST-1", policy: policy)
    }

    private func document(_ status: String, source: String? = "DingTalk INST-1", id: String = "1") -> KingdeeDocument {
        KingdeeDocument(id: id, number: "DT1", status: status, source: source)
    }

    private static func unguarded() -> DeliveryPolicy {
        var policy = DeliveryPolicy()
        policy.numberEnforced = false
        return policy
    }

    // MARK: Claiming

    @Test(arguments: [
        (ItemState.received, DeliveryAction.readInstance), (.open, .readInstance), (.ready, .save),
        (.saveIntent, .lookUp), (.saveUnknown, .lookUp), (.saved, .submit), (.submitIntent, .lookUp),
        (.submitUnknown, .lookUp), (.submitted, .audit), (.auditIntent, .lookUp), (.auditUnknown, .lookUp),
        (.done, .rest), (.ignored, .rest), (.dead, .rest), (.human, .rest), (.abandoned, .rest),
    ])
    func goesOnWhereItStood(state: ItemState, expected: DeliveryAction) {
        var machine = machine(state, tries: 1)
        #expect(machine.resumed(at: now) == expected)
    }

    @Test(arguments: [
        (ItemState.saveIntent, ItemState.saveUnknown), (.submitIntent, .submitUnknown), (.auditIntent, .auditUnknown),
    ])
    func takesAnIntentWithoutASenderForUnknown(intent: ItemState, unknown: ItemState) {
        var machine = machine(intent, tries: 1)
        _ = machine.resumed(at: now)
        #expect(machine.progress.state == unknown)
        #expect(machine.progress.tries == 1)  // it may have had an effect
    }

    /// Where Kingdee's queries hide documents in status A, "there is none" is not believed, revoked or not.
    @Test func leavesWhatIsNotFoundToAPersonWhereTheMappingSaysSo() {
        var policy = DeliveryMachineTests.unguarded()
        (policy.onNotFound, policy.onRevoke) = (.person, .delete)
        let late = now + .seconds(3600)
        var saving = machine(.saveUnknown, tries: 1, policy: policy)
        #expect(saving.found([]) == .rest)
        #expect(saving.progress.state == .human && saving.progress.reason?.contains("INST-1") == true)
        var revoked = machine(.saveUnknown, tries: 1, policy: policy)
        #expect(revoked.revoked("revoked", at: late) == .lookUp)
        #expect(revoked.foundToTakeBack([], at: late) == .rest)
        #expect(revoked.progress.state == .human)
        // What we deleted ourselves is gone.
        revoked.takenBack()
        #expect(revoked.foundToTakeBack([document("A")], at: late) == .undo(.delete))
        revoked.undoStarts(.delete)
        #expect(revoked.undone(.delete, at: late) == .lookUp)
        #expect(revoked.foundToTakeBack([], at: late) == .rest)
        #expect(revoked.progress.state == .revoked)
    }

    // MARK: Saving

    static let afterSave: [(PlatformFailure, ItemState, DeliveryAction, Int)] = [
        (.outcomeUnknown("lost"), .saveUnknown, .lookUp, 1),
        (.duplicateNumber("used"), .saveUnknown, .lookUp, 1),
        (.rejected(reason: "no such employee"), .dead, .rest, 1),
        (.notFound("no such form"), .dead, .rest, 1),
        (.notSent("refused"), .ready, .pause(.backOff(step: 1, .kingdeeUnreachable)), 0),
        (.transient(reason: "locked"), .ready, .pause(.backOff(step: 1, .kingdeeUnreachable)), 0),
        (.sessionLost("gone"), .ready, .pause(.backOff(step: 1, .kingdeeUnreachable)), 0),
        (
            .throttled(reason: "slow", retryAfter: .seconds(7)), .ready,
            .pause(.until(Timestamp(seconds: 1_768_440_607), .throttled)), 0
        ),
    ]

    @Test(arguments: afterSave)
    func sortsTheFailuresOfASave(failure: PlatformFailure, state: ItemState, action: DeliveryAction, tries: Int) {
        var machine = machine(.ready)
        machine.saveStarts(at: now)
        #expect(machine.progress.state == .saveIntent)
        #expect(machine.saveFailed(failure, at: now) == action)
        #expect(machine.progress.state == state)
        #expect(machine.progress.tries == tries)
    }

    @Test func waitsUntilALateSaveCannotComeAnyMoreWhereNumbersAreNotEnforced() {
        var machine = machine(.ready, policy: DeliveryMachineTests.unguarded())
        machine.saveStarts(at: now)
        let settled = now + .seconds(20) + .seconds(30)
        #expect(
            machine.saveFailed(.outcomeUnknown("lost"), at: now + .seconds(5)) == .pause(.until(settled, .settling)))
        #expect(machine.resumed(at: settled - .nanoseconds(1)) == .pause(.until(settled, .settling)))
        #expect(machine.resumed(at: settled) == .lookUp)
    }

    @Test func countsTheSettleTimeFromTheEndOfACallThatStartedLate() {
        var machine = machine(.ready, policy: DeliveryMachineTests.unguarded())
        machine.saveStarts(at: now)
        let end = now + .seconds(100)  // the disk stalled before the call was made
        #expect(machine.saveFailed(.outcomeUnknown("lost"), at: end) == .pause(.until(end + .seconds(30), .settling)))
    }

    @Test func neverSavesAgainBeforeALookUp() {
        for policy in [DeliveryPolicy(), DeliveryMachineTests.unguarded()] {
            var machine = machine(.ready, policy: policy)
            machine.saveStarts(at: now)
            let action = machine.saveFailed(.outcomeUnknown("lost"), at: now)
            #expect(action != .save)
            #expect(machine.resumed(at: now + .seconds(1000)) == .lookUp)
        }
    }

    @Test(arguments: [
        ("Z", ItemState.saved, DeliveryAction.submit), ("A", .saved, .submit), ("B", .submitted, .audit),
        ("C", .done, .rest), ("D", .human, .rest), ("?", .human, .rest),
    ])
    func adoptsWhatALostSaveMade(status: String, state: ItemState, action: DeliveryAction) {
        var machine = machine(.saveUnknown, tries: 1)
        #expect(machine.found([document(status)]) == .compare(document(status)))
        #expect(machine.compared(document(status), difference: nil) == action)
        #expect(machine.progress.state == state)
        #expect(machine.progress.document?.id == "1")
    }

    @Test func leavesToAPersonADocumentWithOtherContent() {
        var machine = machine(.saveUnknown, tries: 1)
        #expect(machine.compared(document("A"), difference: "FDate is '2026-01-01' instead of '2026-01-02'") == .rest)
        #expect(machine.progress.state == .human)
        #expect(machine.progress.reason?.contains("other content: FDate is") == true)
    }

    @Test func savesAgainWhenTheLookUpFindsNothing() {
        var machine = machine(.saveUnknown, tries: 1)
        #expect(machine.found([]) == .pause(.backOff(step: 1, .retry)))
        #expect(machine.progress.state == .ready)
        #expect(machine.resumed(at: now) == .save)
    }

    @Test func givesUpAfterThreeAttemptsThatCouldHaveHadAnEffect() {
        var machine = machine(.saveUnknown, tries: 3)
        #expect(machine.found([]) == .rest)
        #expect(machine.progress.state == .dead)
    }

    @Test func neverGivesUpOnAPlatformThatIsDown() {
        var machine = machine(.ready)
        for step in 1...100 {
            machine.saveStarts(at: now)
            #expect(
                machine.saveFailed(.notSent("refused"), at: now) == .pause(.backOff(step: step, .kingdeeUnreachable)))
        }
        #expect(machine.progress.state == .ready)
    }

    @Test(arguments: [
        [KingdeeDocument(id: "1", number: "DT1", status: "A", source: "somebody else's")],
        [KingdeeDocument(id: "1", number: "DT1", status: "A", source: nil)],
        [
            KingdeeDocument(id: "1", number: "DT1", status: "A", source: "DingTalk INST-1"),
            KingdeeDocument(id: "2", number: "DT1", status: "A", source: "DingTalk INST-1"),
        ],
    ])
    func leavesToAPersonWhatIsNotClearlyOurs(documents: [KingdeeDocument]) {
        var machine = machine(.saveUnknown, tries: 1)
        #expect(machine.found(documents) == .rest)
        #expect(machine.progress.state == .human)
    }

    @Test func believesARefusalOnlyIfNoEarlierAttemptSucceeded() {
        var machine = machine(.ready, tries: 1)
        machine.saveStarts(at: now)
        #expect(machine.saveFailed(.rejected(reason: "period closed"), at: now) == .lookUp)
        var other = machine
        #expect(machine.found([document("A")]) == .compare(document("A")))
        #expect(machine.compared(document("A"), difference: nil) == .submit)
        #expect(other.found([]) == .rest)
        #expect(other.progress.state == .dead)
        #expect(other.progress.reason == "rejected: period closed")
    }

    @Test(arguments: [
        PlatformFailure.notSent("down"), .outcomeUnknown("slow"), .transient(reason: "busy"), .sessionLost("gone"),
    ])
    func staysUnknownWhileTheLookUpFails(failure: PlatformFailure) {
        var machine = machine(.saveUnknown, tries: 2)
        for _ in 0..<50 {
            guard case .pause = machine.lookUpFailed(failure, at: now) else { return #expect(Bool(false), "gave up") }
        }
        #expect(machine.progress.state == .saveUnknown)
        #expect(machine.progress.tries == 2)
    }

    // MARK: Submit and audit

    @Test(arguments: [
        // the lost Submit: found status, then what
        (ItemState.submitUnknown, "A", ItemState.saved, DeliveryAction.pause(.backOff(step: 1, .retry))),
        (.submitUnknown, "B", .submitted, .audit),
        (.submitUnknown, "C", .done, .rest),
        (.submitUnknown, "D", .human, .rest),
        (.auditUnknown, "B", .submitted, .pause(.backOff(step: 1, .retry))),
        (.auditUnknown, "C", .done, .rest),
    ])
    func goesByTheStatusAfterALostCall(
        state: ItemState, status: String, expected: ItemState, action: DeliveryAction
    ) {
        var machine = machine(state, tries: 1, document: document("A"))
        #expect(machine.found([document(status)]) == action)
        #expect(machine.progress.state == expected)
    }

    @Test func asksForTheStatusWhenASubmitIsRefused() {
        var machine = machine(.saved, document: document("A"))
        machine.submitStarts()
        #expect(machine.submitFailed(.rejected(reason: "over budget"), at: now) == .lookUp)
        var other = machine
        #expect(machine.found([document("B")]) == .audit)  // somebody had submitted it
        #expect(other.found([document("A")]) == .rest)
        #expect(other.progress.state == .dead)
        #expect(other.progress.reason == "rejected: over budget")
    }

    @Test func leavesToAPersonADocumentThatIsGone() {
        var machine = machine(.auditUnknown, tries: 1, document: document("B"))
        #expect(machine.found([document("B", id: "2")]) == .rest)
        #expect(machine.progress.state == .human)
    }

    // MARK: Reading

    @Test(arguments: [
        ("COMPLETED", "agree", ApprovalVerdict.approved), ("COMPLETED", "refuse", .over("the approval was refused")),
        ("TERMINATED", "", .over("the approval was withdrawn")), ("CANCELED", "", .over("the approval was withdrawn")),
        ("RUNNING", "", .undecided), ("NEW", "", .undecided), ("COMPLETED", "", .undecided),
    ])
    func judgesAnInstance(status: String, result: String, expected: ApprovalVerdict) {
        #expect(ApprovalVerdict(.make(status: status, result: result)) == expected)
    }

    @Test func readsAgainForAWhileWhenTheStatusLags() {
        var machine = machine(.received)
        for step in 1...6 {
            let action = machine.instanceIsNotApproved(.undecided, wasAnnounced: true, rereadAt: now)
            #expect(action == .pause(.backOff(step: step, .running)))
        }
        let later = now + .seconds(60)
        #expect(
            machine.instanceIsNotApproved(.undecided, wasAnnounced: true, rereadAt: later)
                == .pause(.until(later, .running)))
        #expect(machine.progress.state == .open)
    }

    @Test func makesNothingOfARefusedApproval() {
        var machine = machine(.received)
        #expect(machine.instanceIsNotApproved(.over("refused"), wasAnnounced: true, rereadAt: now) == .rest)
        #expect(machine.progress.state == .ignored)
    }

    // MARK: Persons

    @Test func looksUpFirstWhenAReplayedItemWasEverSent() {
        var machine = machine(.dead, tries: 3)
        machine.replayed(hash: "another hash")
        #expect(machine.resumed(at: now) == .lookUp)
        #expect(machine.found([document("A")]) == .save)  // an update: the document is ours, with the old content
        #expect(machine.isUpdate)
    }

    @Test func leavesToAPersonAnAuditedDocumentWithTheContentFromBeforeMending() {
        var machine = machine(.dead, tries: 3)
        machine.replayed(hash: "another hash")
        #expect(machine.found([document("C")]) == .rest)
        #expect(machine.progress.state == .human)
    }

    @Test func goesOnByStatusWhenAReplayChangesNothing() {
        var machine = machine(.dead, document: document("A"))
        machine.replayed(hash: "hash")
        #expect(machine.resumed(at: now) == .lookUp)
        #expect(machine.found([document("A")]) == .submit)
    }

    @Test func repeatsALostChangeOfADocumentButNotForever() {
        var machine = machine(.ready, document: document("A"))
        for step in 1...2 {
            machine.saveStarts(at: now)
            #expect(machine.saveFailed(.outcomeUnknown("lost"), at: now) == .pause(.backOff(step: step, .retry)))
        }
        machine.saveStarts(at: now)
        #expect(machine.saveFailed(.outcomeUnknown("lost"), at: now) == .rest)
        #expect(machine.progress.state == .dead)
    }

    @Test func trustsAPersonsChoiceWhateverTheSourceSays() {
        var machine = machine(.human, tries: 1)
        machine.adopted(id: "7", number: "FYBX7")
        #expect(machine.resumed(at: now) == .lookUp)
        #expect(machine.found([KingdeeDocument(id: "7", number: "FYBX7", status: "B", source: "x")]) == .audit)
    }
}
