import Seams
import Testing
import VirtualTime

@testable import Integration

/// What becomes of a document whose approval is revoked; what may die meanwhile is the matter of `RevocationCrashTests`.
@Suite struct RevocationTests {
    private let withdrawn = ApprovalInstance.make(status: "TERMINATED", result: "")

    private func done(
        _ onRevoke: RevocationRule, routes: [Route] = [.make()], faults: [PlannedFault] = []
    ) async throws -> DeliveryOffice {
        let office = try await DeliveryOffice(routes: routes, faults: faults, onRevoke: onRevoke)
        try await office.receive(.make())
        #expect(try await office.work()?.progress.state == .done)
        office.time.advance(by: .seconds(3600))
        return office
    }

    private func revoke(_ office: DeliveryOffice) async throws {
        office.dingTalk.put(withdrawn)
        try await office.announce(change: "terminate")
    }

    @Test func leavesTheDocumentToAPersonUnlessToldOtherwise() async throws {
        let office = try await done(.alert)
        try await revoke(office)
        let held = try await office.work()
        #expect(held?.progress.state == .human)
        #expect(held?.progress.reason?.hasPrefix("the approval was withdrawn; its document DT") == true)
        #expect(office.kingdee.documents.map(\.status) == ["C"])
        _ = try await office.desk.revoke("INST-1")
        #expect(try await office.work()?.progress.state == .revoked)
        #expect(office.kingdee.documents.isEmpty)
    }

    @Test func isAskedOnceWhenTheEventComesAgain() async throws {
        let office = try await done(.alert)
        try await revoke(office)
        try await office.work()
        let reads = office.dingTalk.calls(.readInstance)
        try await office.announce(change: "terminate")
        try await office.work()
        #expect(office.dingTalk.calls(.readInstance) == reads)
    }

    @Test func deletesAnAuditedDocument() async throws {
        let office = try await done(.delete)
        try await revoke(office)
        #expect(try await office.work()?.progress.state == .revoked)
        #expect(office.kingdee.documents.isEmpty)
        #expect(office.kingdee.calls(.unaudit) == 1)
        #expect(office.kingdee.calls(.delete) == 1)
    }

    @Test func cancelsWhereItIsToldTo() async throws {
        let office = try await done(.cancel)
        try await revoke(office)
        #expect(try await office.work()?.progress.state == .revoked)
        #expect(office.kingdee.calls(.cancel) == 1)
        #expect(office.kingdee.documents.map(\.isCancelled) == [true])
    }

    @Test func cancelsNothingThatAPersonHasCancelled() async throws {
        let office = try await done(.cancel)
        office.kingdee.edit { $0.documents[0].isCancelled = true }
        try await revoke(office)
        #expect(try await office.work()?.progress.state == .revoked)
        #expect(office.kingdee.calls(.cancel) == 0)
        let actions = try await AuditStore(office.store.database).search(AuditQuery()).map(\.entry.action)
        #expect(actions.contains("find cancelled ER_ExpReimbursement"))
    }

    @Test func tellsWhatKingdeeSaysWhenItRefuses() async throws {
        let refused = PlannedFault(
            operation: .unaudit, call: 1, fault: .refused(.rejected(reason: "单据所在期间已结账")))
        let office = try await done(.delete, faults: [refused])
        try await revoke(office)
        let held = try await office.work()
        #expect(held?.progress.state == .human)
        #expect(held?.progress.reason?.contains("单据所在期间已结账") == true)
        // The period is opened, and a person has it tried again.
        _ = try await office.desk.revoke("INST-1")
        #expect(try await office.work()?.progress.state == .revoked)
    }

    @Test func takesBackNothingOfAnApprovalThatStands() async throws {
        let office = try await done(.alert)
        try await office.announce(change: "terminate")
        #expect(try await office.work()?.progress.state == .done)
        await #expect(throws: CaseError.self) { try await office.desk.revoke("INST-1") }
        #expect(office.kingdee.documents.map(\.status) == ["C"])
        let notices = try await office.store.claimNotices(limit: 10, at: office.time.now, lease: office.time.now)
        #expect(notices.count == 1)
    }

    /// Events may run ahead of what DingTalk shows.
    @Test func looksAgainWhenDingTalkLagsBehindItsEvent() async throws {
        let office = try await done(.delete)
        try await office.announce(change: "terminate")
        try await office.work(until: office.time.now + .seconds(1))
        #expect(try await office.store.items(of: "INST-1").first?.waiting == .revocation)
        office.dingTalk.put(withdrawn)
        #expect(try await office.work()?.progress.state == .revoked)
    }

    @Test func doesNotBelieveAnEventAboutAnApprovalThatIsOnTheWay() async throws {
        let office = try await DeliveryOffice(onRevoke: .delete)
        try await office.receive(.make())
        try await office.announce(change: "delete")
        #expect(try await office.work()?.progress.state == .done)
    }

    @Test func remembersARevocationOfAnApprovalItDoesNotKnow() async throws {
        let office = try await DeliveryOffice(onRevoke: .delete)
        var revocation = ApprovalInstance.make(id: "INST-2")
        (revocation.bizAction, revocation.mainInstanceID) = ("REVOKE", "INST-1")
        try await office.receive(revocation)
        try await office.work()
        try await office.receive(.make())
        #expect(try await office.work()?.progress.state == .ignored)
        #expect(office.kingdee.documents.isEmpty)
        #expect(try await office.store.items(of: "INST-2").map(\.progress.state) == [.ignored])
    }

    @Test func putsAnAmendedApprovalInTheOldOnesPlace() async throws {
        let office = try await done(.delete)
        var amended = ApprovalInstance.make(id: "INST-2", amount: "99.00")
        (amended.bizAction, amended.mainInstanceID) = ("MODIFY", "INST-1")
        try await office.receive(amended)
        #expect(try await office.work()?.progress.state == .revoked)
        #expect(office.kingdee.documents.map(\.source) == ["DingTalk INST-2"])
    }

    private static var routes: [Route] {
        var voucher = Route(flow: "PROC-CLAIM", form: "GL_VOUCHER", sourceField: "FCausa", version: "1") {
            instance, _ in
            MappedDocument(form: "GL_VOUCHER", model: "{\"FBillNo\":\"\",\"FCausa\":\"voucher \(instance.id)\"}")
        }
        voucher.after = "ER_ExpReimbursement"
        voucher.documents.isNumberOurs = false
        return [voucher, .make()]
    }

    @Test func takesTheLaterDocumentBackFirst() async throws {
        let office = try await done(.delete, routes: Self.routes)
        try await revoke(office)
        try await office.work()
        #expect(office.kingdee.documents.isEmpty)
        #expect(office.kingdee.deletions == ["GL_VOUCHER", "ER_ExpReimbursement"])
    }

    @Test func waitsForALaterDocumentThatKingdeeKeeps() async throws {
        let refused = PlannedFault(operation: .unaudit, call: 1, fault: .refused(.rejected(reason: "凭证已过账")))
        let office = try await done(.delete, routes: Self.routes, faults: [refused])
        try await revoke(office)
        try await office.work()
        let items = try await office.store.items(of: "INST-1")
        let reimbursement = items.first { $0.key.form == "ER_ExpReimbursement" }
        #expect(reimbursement?.waiting == .successor)
        #expect(reimbursement?.progress.reason?.contains("GL_VOUCHER, which is human") == true)
        _ = try await office.desk.revoke("INST-1", form: "GL_VOUCHER")
        try await office.work()
        #expect(office.kingdee.documents.isEmpty)
    }

    @Test func findsAWithdrawnApprovalWhoseEventWasLost() async throws {
        let setup = try await CatchUpTests.Setup()
        setup.dingTalk.put(.make(id: "A"))
        setup.time.advance(by: .seconds(10))
        _ = await setup.catchUp.pass(rereading: true)
        let item = try #require(try await setup.store.claim(limit: 1, at: setup.time.now, lease: setup.time.now).first)
        var step = ItemStep(path: [.done], progress: ItemProgress(state: .done))
        step.progress.sentAt = setup.time.now
        try await setup.store.store(step, of: item, at: setup.time.now)
        setup.dingTalk.put(.make(id: "A", status: "TERMINATED", result: ""))
        _ = await setup.catchUp.pass(rereading: false)
        #expect(try await setup.store.items(of: "A").first?.doubted == nil)  // it is not time yet
        setup.time.advance(by: .seconds(3600))
        _ = await setup.catchUp.pass(rereading: false)
        let doubted = try await setup.store.items(of: "A").first
        #expect(doubted?.doubted == setup.time.now)
        #expect(doubted?.due == setup.time.now)
    }

    /// A canceled approval stands in no listing that can be asked for, a deleted one in none at all.
    @Test(arguments: ["CANCELED", "deleted", "RUNNING"])
    func findsAnApprovalThatIsNoLongerAmongTheCompleted(what: String) async throws {
        let setup = try await CatchUpTests.Setup()
        for id in ["A", "B"] { setup.dingTalk.put(.make(id: id)) }
        setup.time.advance(by: .seconds(10))
        _ = await setup.catchUp.pass(rereading: true)
        for item in try await setup.store.claim(limit: 2, at: setup.time.now, lease: setup.time.now) {
            try await setup.store.store(
                ItemStep(path: [.done], progress: ItemProgress(state: .done)), of: item, at: setup.time.now)
        }
        if what == "deleted" {
            setup.dingTalk.remove("A")
        } else {
            setup.dingTalk.put(.make(id: "A", status: what, result: ""))
        }
        setup.time.advance(by: .seconds(7200))
        _ = await setup.catchUp.pass(rereading: false)
        #expect(try await setup.store.items(of: "A").first?.doubted == nil)  // it is not time yet
        setup.time.advance(by: .seconds(86_400))
        _ = await setup.catchUp.pass(rereading: false)
        #expect(try await setup.store.items(of: "A").first?.doubted == setup.time.now)
        #expect(try await setup.store.items(of: "B").first?.doubted == nil)
    }

    // MARK: What a look-up finds

    @Test func adoptsNoDocumentWithOtherContent() async throws {
        let office = try await DeliveryOffice(
            faults: [
                PlannedFault(operation: .save, call: 1, fault: .replyLost),
                PlannedFault(operation: .find, call: 1, fault: .refused(.transient(reason: "busy"))),
            ])
        try await office.receive(.make())
        try await office.work(until: office.time.now + .milliseconds(1))
        office.kingdee.edit { books in
            for index in books.documents.indices {
                books.documents[index].model = books.documents[index].model.replacing("1234.56", with: "9999.00")
            }
        }
        let held = try await office.work()
        #expect(held?.progress.state == .human)
        #expect(held?.progress.reason?.contains("with our number and other content") == true)
        #expect(office.kingdee.documents.map(\.status) == ["A"])
    }

    @Test func comparesOnlyWhatItDidNotSeeSaved() async throws {
        let office = try await DeliveryOffice()
        try await office.receive(.make())
        try await office.work()
        #expect(office.kingdee.calls(.compare) == 0)
    }
}
