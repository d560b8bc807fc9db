import Seams
import Testing

@testable import LoadGen

@Suite struct ExpectationArithmeticTests {
    @Test(arguments: [
        (1_793_464_200, "2026-11-01"), (1_793_462_399, "2026-10-31"), (1_709_136_000, "2024-02-29"),
        (-32_400, "1969-12-31"), (4_107_513_600, "2100-03-01"), (0, "1970-01-01"),
    ])
    func datesAreThoseOfShanghai(seconds: Int64, date: String) {
        #expect(ShanghaiDate.text(Timestamp(seconds: seconds)) == date)
    }

    @Test(arguments: [
        (["0.29", "1005.005"], "1005.295"), (["0.1", "0.2"], "0.3"), (["100.00"], "100"), ([], "0"),
        (["999.995", "0.005"], "1000"),
        (["99999999999999999999999999999999999999999.1", "0.9"], "1" + String(repeating: "0", count: 41)),
        (["1e3", "1e-3"], "1000.001"),
    ])
    func sumsAreExact(amounts: [String], sum: String) {
        #expect(DecimalText.sum(of: amounts) == sum)
    }

    @Test(arguments: ["", "abc", "1.", ".5", "1.2.3", "1e", "1e99999999999999999999", "--1", "1,000", "٣"])
    func refusesWhatIsNoNumber(text: String) {
        #expect(DecimalText.sum(of: [text]) == nil)
        #expect(!DecimalText.equal(text, text))
    }

    @Test(arguments: [
        ("100", "1e2", true), ("0.290", "0.29", true), ("-0", "0", true), ("-1", "1", false),
        ("0.1", "0.10000001", false),
    ])
    func comparesByValue(left: String, right: String, equal: Bool) {
        #expect(DecimalText.equal(left, right) == equal)
    }
}
