import Foundation
import Testing

@testable import Integration

@Suite struct JSONValueTests {
    @Test(arguments: [
        #"{"b":1,"a":[true,false,null],"text":"中文 \" \\ \n"}"#,
        #"[0.29,1005.005,-0.10,1e3,74296847418,123456789012345678901234567890.123456789]"#,
        #""""#, "[]", "{}", "0",
    ])
    func keepsDigitsAndOrder(text: String) throws {
        #expect(try JSONValue(parsing: text).jsonText == text)
    }

    @Test func readsEscapes() throws {
        let value = try JSONValue(parsing: #""\u62a5\u9500 \ud83d\ude00 \/ \t""#)
        #expect(value.text == "报销 😀 / \t")
        #expect(value.jsonText == #""报销 😀 / \t""#)
        #expect(JSONValue.string("\u{01}").jsonText == #""\u0001""#)
    }

    @Test func skipsAByteOrderMark() throws {
        #expect(try JSONValue(parsing: [0xEF, 0xBB, 0xBF] + Array("{}".utf8)) == .object([]))
    }

    @Test(arguments: [
        ("", 0), ("{", 1), (#"{"a" 1}"#, 5), ("[1,]", 3), ("[1 2]", 3), ("01", 2), ("1.", 2), ("-", 1), ("tru", 0),
        (#""abc"#, 4), ("{} x", 3), (#"{"a":1,}"#, 7), (#""\x""#, 3), (#""\ud83d""#, 7), (#""\u12"#, 3), ("\"\n\"", 1),
        ("response_error:", 0), ("+1", 0), ("NaN", 0),
    ])
    func pointsAtTheMistake(text: String, offset: Int) {
        let error = #expect(throws: JSONTextError.self) { try JSONValue(parsing: text) }
        #expect(error?.offset == offset)
    }

    @Test func refusesBrokenUTF8() {
        #expect(throws: JSONTextError.self) { try JSONValue(parsing: [0x22, 0xE4, 0xB8, 0x22]) }
    }

    @Test func survivesADeepText() {
        #expect(throws: JSONTextError.self) { try JSONValue(parsing: String(repeating: "[", count: 1_000_000)) }
    }

    @Test func findsMembersInAnyCase() throws {
        let value = try JSONValue(parsing: #"{"UserId":"a","userid":"b"}"#)
        #expect(value["UserId"]?.text == "a" && value["userid"]?.text == "b" && value["USERID"]?.text == "a")
        #expect(value["nobody"] == nil && JSONValue.null["x"] == nil)
    }

    @Test(arguments: [
        ("0.29", "0.29"), ("1005.005", "1005.005"), ("-12", "-12"), ("1.50", "1.5"), ("007", "7"),
        ("99999999999999999.99", "99999999999999999.99"),
    ])
    func readsDecimalsExactly(text: String, expected: String) {
        #expect(DecimalText.plain(text).map { "\($0)" } == expected)
    }

    @Test(arguments: [
        "", "-", "12abc", "1.2.3", "1.", ".5", "1,000", "１２", "1e3", "¥1", " 1", "+1",
        String(repeating: "9", count: 31),
    ])
    func refusesWhatIsNoDecimal(text: String) {
        #expect(DecimalText.plain(text) == nil)
    }

    @Test(
        arguments: [
            ("1,005.005", "1005.005"), ("1,234,567.89", "1234567.89"), ("-1,000", "-1000"), ("999", "999"),
            ("1,00", nil), ("1,0000", nil), (",100", nil), ("1000,000", nil), ("1,000.1,0", nil), ("1,,000", nil),
        ] as [(String, String?)])
    func takesSeparatorsOnlyBeforeThreeDigits(text: String, expected: String?) {
        #expect(DecimalText.grouped(text).map { "\($0)" } == expected)
    }

    @Test(arguments: [
        (0, "1970-01-01"), (-1, "1969-12-31"), (19_782, "2024-02-29"), (20_468, "2026-01-15"), (11_016, "2000-02-29"),
        (47_540, "2100-02-28"), (47_541, "2100-03-01"),
    ])
    func countsDays(days: Int, text: String) {
        let date = CivilDate(daysSinceEpoch: days)
        #expect(date.description == text)
        #expect(date.daysSinceEpoch == days)
    }

    @Test func knowsNoDayThatTheCalendarLacks() {
        #expect(CivilDate(year: 2026, month: 2, day: 29) == nil)
        #expect(CivilDate(year: 2024, month: 2, day: 29) != nil)
        #expect(CivilDate(year: 2026, month: 13, day: 1) == nil)
    }
}
