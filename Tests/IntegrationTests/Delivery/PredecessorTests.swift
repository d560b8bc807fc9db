import Seams
import Testing
import VirtualTime

@testable import Integration

/// Two documents of one approval, the second one after the first.
@Suite struct PredecessorTests {
    private static var routes: [Route] {
        var voucher = Route(flow: "PROC-CLAIM", form: "GL_VOUCHER", sourceField: "FCausa", version: "1") {
            instance, _ in
            let first = instance.values.first { $0.id == "document.ER_ExpReimbursement" }?.value ?? "none"
            let model = "{\"FBillNo\":\"\",\"FCausa\":\"\(first) \(instance.id)\"}"
            return MappedDocument(form: "GL_VOUCHER", model: model)
        }
        voucher.after = "ER_ExpReimbursement"
        voucher.documents.isNumberOurs = false
        return [voucher, .make()]
    }

    private func items(_ office: DeliveryOffice) async throws -> [ItemState?] {
        let items = try await office.store.items(of: "INST-1")
        return ["ER_ExpReimbursement", "GL_VOUCHER"].map { form in
            items.first { $0.key.form == form }?.progress.state
        }
    }

    @Test func makesTheVoucherAfterItsReimbursement() async throws {
        let office = try await DeliveryOffice(routes: Self.routes)
        try await office.receive(.make())
        try await office.work()
        #expect(try await items(office) == [.done, .done])
        let documents = office.kingdee.documents
        #expect(documents.map(\.status) == ["C", "C"])
        #expect(documents.last?.source == "\(documents[0].number) INST-1")
        #expect(office.dingTalk.calls(.readInstance) == 1)
    }

    @Test func waitsForAReimbursementThatMustBeMended() async throws {
        let office = try await DeliveryOffice(routes: Self.routes)
        try await office.receive(.make(item: "未知"))
        try await office.work()
        #expect(try await items(office) == [.dead, .received])
        _ = try await office.desk.replay(
            "INST-1", form: "ER_ExpReimbursement", set: ["TableField_1.DDSelectField_1": "差旅"])
        try await office.work()
        #expect(try await items(office) == [.done, .done])
    }

    @Test func makesNoVoucherOfARefusedClaim() async throws {
        let office = try await DeliveryOffice(routes: Self.routes)
        try await office.receive(.make(result: "refuse"))
        try await office.work()
        #expect(try await items(office) == [.ignored, .ignored])
        #expect(office.kingdee.documents.isEmpty)
    }

    /// Vouchers have no number of ours that Kingdee would refuse a second time.
    @Test(arguments: [CallFault.replyLost, .requestLost, .late(.seconds(5)), .late(.seconds(40))])
    func makesOneVoucherWhateverBecomesOfItsSave(fault: CallFault) async throws {
        let office = try await DeliveryOffice(
            routes: Self.routes, faults: [PlannedFault(operation: .save, call: 2, fault: fault)])
        try await office.receive(.make())
        try await office.work()
        #expect(try await items(office) == [.done, .done])
        office.time.advance(by: .seconds(120))  // what is still under way lands meanwhile
        #expect(office.kingdee.documents.count == 2)
    }

    @Test func tellsOfBothDocumentsOnce() async throws {
        let office = try await DeliveryOffice(routes: Self.routes)
        try await office.receive(.make())
        try await office.work()
        let notices = try await office.store.claimNotices(limit: 10, at: office.time.now, lease: office.time.now)
        let number = office.kingdee.documents[0].number
        #expect(notices.count == 1)
        #expect(notices.first?.draft.text.contains("ER_ExpReimbursement \(number)；GL_VOUCHER") == true)
    }

    @Test func refusesToWaitForWhatNobodyMakes() {
        let missing = MissingPredecessor(among: Self.routes.filter { $0.form == "GL_VOUCHER" })
        #expect(missing.map { "\($0)" }?.contains("after: ER_ExpReimbursement") == true)
        #expect(MissingPredecessor(among: Self.routes) == nil)
    }
}
