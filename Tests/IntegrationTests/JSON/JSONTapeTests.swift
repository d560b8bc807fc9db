import Foundation
import Seams
import Testing

@testable import Integration

/// The tape beside a recursive descent that was written apart from it.
@Suite struct JSONTapeTests {
    private static func outcome(_ bytes: [UInt8]) -> Result<JSONValue, JSONTextError> {
        do throws(JSONTextError) {
            return .success(try JSONValue(parsing: bytes))
        } catch {
            return .failure(error)
        }
    }

    private static func reference(_ bytes: [UInt8]) -> Result<JSONValue, JSONTextError> {
        do throws(JSONTextError) {
            var parser = ReferenceJSONParser(bytes: bytes)
            return .success(try parser.document())
        } catch {
            return .failure(error)
        }
    }

    private static let corpus: [String] = [
        "", " ", "null", "true", "false", "nul", "truee", "0", "-0", "-", "00", "1.", "1.5e", "1e+", "1E-7",
        "-12.50e+3",
        "123456789012345678901234567890.123456789e999999", "[]", "[ ]", "[1,]", "[1 2]", "[,1]", "{}", "{ }", "{\"a\"}",
        "{\"a\":}", "{\"a\":1,}", "{\"a\":1 \"b\":2}", "{a:1}", "{\"a\":1,\"a\":2}", "[[],{},[{}]]", "[1]x", "\"",
        "\"\\",
        "\"\\u", "\"\\u12", "\"\\u00zz\"", "\"\\ud83d\\ude00\"", "\"\\ud83d\"", "\"\\ud83d\\n\"", "\"\\ud83dx\"",
        "\"\\ude00\"", "\"\\ud83d\\u0041\"", "\"\\u+123\"", "\"中文\\n报销\"", "\"a\u{1}b\"", "\"12345678\u{1}\"",
        "\"1234567\\\"89\"", "\"\\x\"", "\"\\/\\b\\f\\r\\t\"", "\u{FEFF}{}",
        "{\"k\":[1,{\"k\":[2,{\"k\":3}]}]}", "\t\r\n [1] \n",
        "{\"UserId\":1,\"userid\":2}", "[\"\\u62a5\\u9500\",\"\u{10FFFF}\",\"é\"]", "\"\u{7F}\"",
        String(repeating: "[", count: 128) + String(repeating: "]", count: 128),
        String(repeating: "[", count: 129) + String(repeating: "]", count: 129),
        String(repeating: "{\"a\":", count: 128) + "1" + String(repeating: "}", count: 128),
        String(repeating: "{\"a\":", count: 200),
    ]

    @Test(arguments: corpus)
    func judgesAsTheReferenceDoes(text: String) {
        let bytes = Array(text.utf8)
        #expect(JSONTapeTests.outcome(bytes) == JSONTapeTests.reference(bytes))
    }

    @Test(arguments: [
        [0xE4, 0xB8], [0xC0, 0x80], [0xC1, 0xBF], [0xE0, 0x80, 0x80], [0xE0, 0xA0, 0x80], [0xED, 0xA0, 0x80],
        [0xED, 0x9F, 0xBF], [0xF0, 0x80, 0x80, 0x80], [0xF0, 0x90, 0x80, 0x80], [0xF4, 0x8F, 0xBF, 0xBF],
        [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0x80], [0xFF], [0xE4, 0xB8, 0x41], [0xC3, 0xA9],
        [0xE4, 0x5C, 0x6E, 0xB8, 0xAD], [0xF1, 0x80, 0x80],
    ])
    func judgesUTF8AsTheReferenceDoes(text: [UInt8]) {
        for padding in 0..<9 {
            let bytes = [0x22] + [UInt8](repeating: 0x61, count: padding) + text + [0x22]
            #expect(JSONTapeTests.outcome(bytes) == JSONTapeTests.reference(bytes))
            let outside = [UInt8](repeating: 0x20, count: padding) + text
            #expect(JSONTapeTests.outcome(outside) == JSONTapeTests.reference(outside))
        }
    }

    /// Byte salad from texts that are nearly JSON: what one refuses the other refuses at the same byte.
    @Test func agreesOnDamagedTexts() {
        var generator = Seed(20_260_115).stream("tape")
        let seeds = JSONTapeTests.corpus.map { Array($0.utf8) }
        let salt = Array("\"\\{}[],:0eE+-.u\u{1} tfn".utf8) + [0x80, 0xE4, 0xBD, 0xED, 0xFF]
        for _ in 0..<20_000 {
            var bytes = (seeds.randomElement(using: &generator) ?? []) + (seeds.randomElement(using: &generator) ?? [])
            for _ in 0..<Int.random(in: 0...4, using: &generator) {
                let place = Int.random(in: 0...bytes.count, using: &generator)
                let byte = salt.randomElement(using: &generator) ?? 0
                switch Int.random(in: 0..<3, using: &generator) {
                case 0: bytes.insert(byte, at: place)
                case 1 where place < bytes.count: bytes[place] = byte
                default: bytes.removeSubrange(place..<min(bytes.count, place + 2))
                }
            }
            let (tape, reference) = (JSONTapeTests.outcome(bytes), JSONTapeTests.reference(bytes))
            guard tape == reference else {
                Issue.record("\(String(decoding: bytes, as: UTF8.self)): \(tape) instead of \(reference)")
                return
            }
        }
    }

    @Test func findsMembersAsATreeDoes() throws {
        let text = #"{"a":1,"B":{"c":[1,{"d":"x"}],"\u0063c":2},"Übung":3,"b":4,"extValue":null}"#
        let (view, tree) = (try JSONTape(parsing: Array(text.utf8)).root, try JSONValue(parsing: text))
        for name in ["a", "A", "B", "b", "Übung", "ÜBUNG", "übung", "extvalue", "ext", "none", ""] {
            #expect(view[name]?.value == tree[name])
        }
        #expect(view["B"]?["CC"]?.text == "2" && tree["B"]?["CC"]?.text == "2")
        #expect(view["B"]?["c"]?.elements?.last?["d"]?.text == "x")
        #expect(view["a"]?["x"] == nil && view["a"]?.elements == nil && view["B"]?.text == nil)
    }

    @Test func keepsWhatIsStored() throws {
        var instance = ApprovalInstance.make()
        instance.values.append(
            FormValue(id: "x\"\n", name: "\u{1}中文", componentType: "T", value: "null", extValue: "{\"a\":[1]}"))
        let text = instance.storedText()
        #expect(try ApprovalInstance(stored: text) == instance)
        // What earlier releases stored is the same text; members that came later were left out where they say nothing.
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let coded = String(decoding: try encoder.encode(instance), as: UTF8.self)
        let earlier = coded.replacing("\"bizAction\":\"\",", with: "").replacing("\"mainInstanceID\":\"\",", with: "")
        #expect(earlier.count < coded.count && text == earlier)
        instance.bizAction = "REVOKE"
        instance.mainInstanceID = "INST-0"
        #expect(try ApprovalInstance(stored: instance.storedText()) == instance)
        #expect(throws: UnreadableSnapshot.self) { try ApprovalInstance(stored: "{\"id\":\"1\",\"values\":[]}") }
    }
}
