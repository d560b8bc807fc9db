import Simulators
import Testing

@Suite
struct JSONTests {
    @Test(arguments: [
        #"{"IsSuccess":false,"Id":100101,"FAmount":1005.005,"名":"张三 😀","空":null,"数":[1,-2.50,1e3,true]}"#,
        #"[]"#, #""\"\\\n\t\u0001""#, "0", "-0.29",
    ])
    func keepsOrderAndDigits(text: String) throws {
        #expect(try JSON(parsing: text).text == text)
    }

    @Test
    func readsEscapesAndSurrogates() throws {
        #expect(try JSON(parsing: #""\u4f60\u597d \ud83d\ude00 \/ \b""#) == .string("你好 😀 / \u{8}"))
        #expect(try JSON(parsing: #""\ud83d!""#) == .string("\u{FFFD}!"))
        #expect(try JSON(parsing: "\u{FEFF} {} ") == .object([]))
    }

    @Test(arguments: [
        "", "{", "[1,]", "{\"a\" 1}", "01", "1.", "tru", "\"\u{1}\"", "{\"a\":1}x", "nul", "-", "\"\\x\"", "[1 2]",
        String(repeating: "[", count: 200),
    ])
    func refusesWhatIsNotJSON(text: String) {
        #expect(throws: JSONError.self) { try JSON(parsing: text) }
    }

    @Test
    func refusesBrokenUTF8() {
        #expect(throws: JSONError.self) { try JSON(parsing: [0x22, 0xC3, 0x28, 0x22]) }
    }

    @Test
    func findsMembersRegardlessOfCase() throws {
        let value = try JSON(parsing: #"{"FNUMBER":"1","flag":"True","n":"42"}"#)
        #expect(value.member(ignoringCase: "FNumber")?.string == "1")
        #expect(value["FNumber"] == nil)
        #expect(value["flag"]?.boolean == true)
        #expect(value["n"]?.integer == 42)
    }
}
