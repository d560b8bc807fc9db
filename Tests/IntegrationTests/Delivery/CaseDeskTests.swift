import Seams
import Testing
import VirtualTime

@testable import Integration

/// A person's decisions, on a store in memory.
@Suite struct CaseDeskTests {
    @Test func mendsAndReplaysADeadLetterUnderTheSameNumber() async throws {
        let office = try await DeliveryOffice()
        try await office.receive(.make(item: "未知"))
        let dead = try await office.work()
        #expect(dead?.progress.state == .dead)
        #expect(dead?.progress.reason == "no expense item is called '未知'")
        _ = try await office.desk.replay("INST-1", set: ["TableField_1.DDSelectField_1": "差旅"])
        let done = try await office.work()
        #expect(done?.progress.state == .done)
        #expect(office.kingdee.documents.map(\.number) == [dead?.number])
    }

    /// Amounts may be read by every auditor; texts may hold anything, and numbers may be those of people.
    @Test(arguments: [
        ("99.00", "from 1234.56 to 99.00"), ("99 元", "from 1234.56 to a text of 4 characters"),
        ("13812345678", "to a text of 11 characters"), ("138 1234 5678", "to a text of 13 characters"),
        ("6222020200112233446", "to a text of 19 characters"), ("三月去上海", "to a text of 5 characters"),
    ])
    func tellsTheAuditLogWhatWasSetWithoutPersonalFields(value: String, told: String) async throws {
        let office = try await DeliveryOffice()
        try await office.receive(.make(item: "未知"))
        _ = try await office.work()
        let change = ["MoneyField_1": value, "TableField_1.DDSelectField_1": "差旅"]
        _ = try? await office.desk.replay("INST-1", set: change, by: "wang")
        let entries = try await AuditStore(office.store.database).search(AuditQuery()).map(\.entry)
        let replay = try #require(entries.first { $0.kind == .operation })
        #expect(replay.actor == "wang" && replay.detail.contains("; set MoneyField_1 "), "\(replay.detail)")
        #expect(replay.detail.contains(told), "\(replay.detail)")
        if value != "99.00" { #expect(!replay.detail.contains(value), "\(replay.detail)") }
    }

    @Test func keepsALetterDeadWhenMendingDoesNotHelp() async throws {
        let office = try await DeliveryOffice()
        try await office.receive(.make(item: "未知"))
        _ = try await office.work()
        await #expect(throws: CaseError.refused("no expense item is called '未知'")) {
            try await office.desk.replay("INST-1", set: ["MoneyField_1": "1"])
        }
        #expect(try await office.store.deadLetters(limit: 10).count == 1)
    }

    @Test func changesTheDocumentThatARefusedSubmitLeftBehind() async throws {
        let refused = PlannedFault(operation: .submit, call: 1, fault: .refused(.rejected(reason: "over budget")))
        let office = try await DeliveryOffice(faults: [refused])
        try await office.receive(.make())
        #expect(try await office.work()?.progress.state == .dead)
        _ = try await office.desk.replay("INST-1", set: ["MoneyField_1": "99.00"])
        #expect(try await office.work()?.progress.state == .done)
        #expect(office.kingdee.documents.count == 1)
        #expect(office.kingdee.documents.first?.model.contains("\"FAmount\":99.00") == true)
    }

    @Test func adoptsWhatSomebodyElseMade() async throws {
        let office = try await DeliveryOffice()
        let key = ItemKey(flow: "PROC-CLAIM", instance: "INST-1", form: "ER_ExpReimbursement")
        let number = DocumentNumber.make(for: key)
        office.kingdee.edit { books in
            books.documents = [.init(id: "7", number: number, status: "A", source: "by hand", model: "{}")]
        }
        try await office.receive(.make())
        #expect(try await office.work()?.progress.state == .human)
        _ = try await office.desk.adopt("INST-1", documentID: nil, number: nil)
        #expect(try await office.work()?.progress.state == .done)
        #expect(office.kingdee.documents.map(\.status) == ["C"])
    }

    @Test func redoesWhatHasNoDocument() async throws {
        let office = try await DeliveryOffice()
        let key = ItemKey(flow: "PROC-CLAIM", instance: "INST-1", form: "ER_ExpReimbursement")
        let number = DocumentNumber.make(for: key)
        office.kingdee.edit { books in
            books.documents = [.init(id: "7", number: number, status: "A", source: "by hand", model: "{}")]
        }
        try await office.receive(.make())
        #expect(try await office.work()?.progress.state == .human)
        office.kingdee.edit { $0.documents = [] }
        _ = try await office.desk.redo("INST-1")
        #expect(try await office.work()?.progress.state == .done)
    }

    @Test func refusesWhatDoesNotFit() async throws {
        let office = try await DeliveryOffice()
        try await office.receive(.make())
        _ = try await office.work()
        await #expect(throws: CaseError.refused("the item is done, not dead")) {
            try await office.desk.replay("INST-1", set: [:])
        }
        await #expect(throws: CaseError.unknown("INST-9")) { try await office.desk.abandon("INST-9") }
    }
}
