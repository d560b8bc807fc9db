import Seams
import Testing

@Suite("Text in a terminal's columns")
struct ColumnTextTests {
    @Test(arguments: [
        ("short", 10, "short"), ("exactly", 7, "exactly"), ("longer than that", 7, "longer…"),
        ("规则规则", 8, "规则规则"), ("规则规则", 7, "规则规…"), ("规则规则", 6, "规则…"), ("a规b", 3, "a…"), ("x", 0, ""),
    ])
    func cutsWhatIsWider(_ text: String, _ columns: Int, _ shown: String) {
        #expect(text.cut(toColumns: columns) == shown)
        #expect(text.cut(toColumns: columns).columns <= columns)
    }
}
