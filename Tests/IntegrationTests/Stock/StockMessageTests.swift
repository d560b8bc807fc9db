import Seams
import Testing

@testable import Integration

@Suite struct StockMessageTests {
    private let alert = StockAlert(
        id: 1, number: "SA93J5C0J912",
        key: StockKey(rule: "screws", organization: "100", material: "M1", warehouse: "CK001"), name: "螺丝",
        quantity: "120.5", threshold: "1000", opened: Timestamp(seconds: 1_768_442_400), text: "built in",
        users: ["u1"], departments: [], state: .pending, epoch: 1, tries: 0, pauses: 0)

    private func message(_ yaml: String) throws -> StockMessage {
        let mapping = try Mapping.load(yaml: yaml, file: "alert.yaml")
        #expect(StockMessage.mistakes(of: mapping).isEmpty)
        return try StockMessage(
            try mapping.map(record: StockMessage.record(of: alert), number: alert.number), of: alert)
    }

    private static let text = """
        record: stock
        form: dingtalk-text
        head:
          text.content: {template: "${material.number}: ${quantity} < ${safety} (${warehouse}, ${time})"}
        """

    @Test func endsWithTheNumberOfTheAlert() throws {
        let made = try message(StockMessageTests.text)
        #expect(made.title == nil && made.users == [])
        #expect(made.text == "M1: 120.5 < 1000 (CK001, 2026-01-15 10:00:00)\n\nSA93J5C0J912")
        let own = try message(StockMessageTests.text.replacing("${time}", with: "${number}"))
        #expect(own.text == "M1: 120.5 < 1000 (CK001, SA93J5C0J912)")
    }

    @Test func namesItsReceivers() throws {
        let made = try message(
            """
            record: stock
            form: dingtalk-markdown
            head: {markdown.title: {template: "库存 ${material.name}"}, markdown.text: {from: quantity}}
            rows:
              receivers: {once: true, fields: {userid: {from: material.number, dictionary: keepers}}}
            dictionaries: {keepers: {M1: u7}}
            """)
        #expect(made.title == "库存 螺丝" && made.users == ["u7"])
        #expect(StockMessage.body(title: made.title, text: made.text)["msgtype"]?.text == "markdown")
    }

    @Test func refusesAMessageThatIsTooLong() throws {
        #expect(throws: UnusableMessage.self) {
            try message(StockMessageTests.text.replacing("${time}", with: String(repeating: "长", count: 700)))
        }
    }

    @Test(arguments: [
        ("form: BD_MATERIAL\nhead: {FName: {from: name}}", "form 'BD_MATERIAL' is no message"),
        ("form: dingtalk-markdown\nhead: {markdown.title: {from: rule}}", "head.markdown.text is missing"),
        ("form: dingtalk-text\nhead: {text.content: {from: rule}, colour: {from: rule}}", "'colour' is no part"),
    ])
    func namesWhatIsMissing(yaml: String, words: String) throws {
        let mapping = try Mapping.load(yaml: "record: stock\n" + yaml, file: "alert.yaml")
        #expect(StockMessage.mistakes(of: mapping).joined(separator: "; ").contains(words))
    }
}
