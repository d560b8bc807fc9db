import Testing

@testable import Integration

@Suite struct MendingTests {
    @Test func setsAComponent() throws {
        let mended = try ApprovalInstance.make().mended(["MoneyField_1": "1005.005"])
        #expect(mended.values[0].value == "1005.005")
        #expect(mended.values[1] == ApprovalInstance.make().values[1])
    }

    @Test func setsAColumnInAllRowsAndDropsTheIdsBehindIt() throws {
        let mended = try ApprovalInstance.make(item: "未知").mended(["TableField_1.DDSelectField_1": "差旅"])
        let text = mended.values[1].value
        #expect(text.contains("\"value\":\"差旅\""))
        #expect(!text.contains("未知"))
        #expect(text.contains("\"value\":\"0.29\""))
    }

    @Test func reportsEveryMistakeWithTheNearName() {
        let error = #expect(throws: MendingError.self) {
            try ApprovalInstance.make().mended([
                "MoneyFeld_1": "1", "TableField_1.DDSelectField_9": "x", "MoneyField_1.A": "2",
            ])
        }
        #expect(
            error?.mistakes == [
                "unknown component 'MoneyFeld_1'; did you mean 'MoneyField_1'?", "'MoneyField_1' is no table with rows",
                "unknown column of TableField_1 'DDSelectField_9'; did you mean 'DDSelectField_1'?",
            ])
    }

    @Test(arguments: [
        ("{\"FBillNo\":\"DT1\",\"FAmount\":1005.005}", "{\"FID\":100001,\"FBillNo\":\"DT1\",\"FAmount\":1005.005}"),
        ("{}", "{\"FID\":100001}"),
    ])
    func turnsAPayloadIntoAChange(model: String, expected: String) {
        #expect(DeliveryWork.changing("100001", model) == expected)
    }

    @Test func derivesTheNumberFromTheKeyAlone() {
        let key = ItemKey(
            flow: "PROC-CLAIM", instance: "kNpmUavZQwSHP_ZJvVdL7g07561689326476", form: "ER_ExpReimbursement")
        let number = DocumentNumber.make(for: key)
        #expect(number == "DTSBPTDPW8DYJ4RDKDY9N5")  // computed with Python's hashlib
        var other = key
        other.form = "ER_ExpenseRequest"
        #expect(DocumentNumber.make(for: other) != number)
    }

    @Test(arguments: [
        ("INST-1", true), ("DingTalk INST-1", true), ("钉钉审批INST-1。", true), ("INST-1,INST-2", true),
        ("INST-17", false), ("XINST-1", false), ("INST-1=", false), ("INST-17 INST-1", true), ("", false),
    ])
    func recognisesItsInstanceAsAWholeWord(source: String, expected: Bool) {
        let document = KingdeeDocument(id: "1", number: "DT1", status: "A", source: source)
        #expect(document.names(instance: "INST-1") == expected)
    }
}
