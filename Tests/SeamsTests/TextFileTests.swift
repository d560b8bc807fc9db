import Foundation
import Seams
import Testing

@Suite struct TextFileTests {
    @Test func takesTheMarkOfWindowsAway() throws {
        #expect(try TextFile.text(Data([0xEF, 0xBB, 0xBF] + Array("差旅费".utf8)), of: "a.csv") == "差旅费")
        #expect(try TextFile.text(Data(), of: "a.csv") == "")
    }

    @Test(arguments: [[0xB2, 0xEE, 0xC2, 0xC3], [0xFF, 0xFE, 0x61, 0x00], [0xEF, 0xBB, 0xBF, 0xC3]] as [[UInt8]])
    func namesAFileInAnotherEncoding(bytes: [UInt8]) {
        let error = #expect(throws: NotUTF8.self) { try TextFile.text(Data(bytes), of: "a.csv") }
        #expect(error?.description == "a.csv: is not UTF-8; save it as UTF-8")
    }

    @Test(arguments: [
        ("a: 1\n差旅费：CI001\nb: 2\n", 3, 2, "a full-width colon"),
        ("a: 1\n\tb: 2\n", 2, 2, "a tab stands at the beginning"),
        ("FDate：{from: X}\n", 1, 1, "a full-width colon"), ("a: {b: 1，c: 2}\n", 1, 1, "full-width punctuation"),
        ("a: “x: y”\n", 1, 1, "a full-width quote '“'"), ("a: ［b］\nc: 1\n", 2, 1, "a full-width bracket '［'"),
        ("a:\t\tb\n", 1, 1, "a tab stands in the line"),
    ])
    func findsTheSlip(text: String, near: Int, line: Int, words: String) throws {
        let slip = try #require(YAMLSlip(near: near, in: text))
        #expect(slip.line == line && slip.advice.hasPrefix(words), "\(slip)")
    }

    @Test(arguments: [
        "", "a: 说明：x\n", "a: \"差旅费：x\"\n", "# 差旅费：x\n", "a: {b: '1，c: 2'}\n", "a: 他说“好”\n", "- a: 1\n", "a: [b\n",
        "差旅费：x\n1\n2\n3\n4\n5\n6\n7: [\n",
    ])
    func findsNoneWhereThereIsNone(text: String) {
        #expect(YAMLSlip(near: 99, in: text) == nil)
    }
}
