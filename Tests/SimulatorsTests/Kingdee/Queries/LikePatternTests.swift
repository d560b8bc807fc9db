import Testing

@testable import Simulators

@Suite struct LikePatternTests {
    @Test(arguments: [
        ("abc", "ABC", true), ("abc", "abcd", false), ("a%", "a", true), ("%c", "abc", true), ("%b%", "abc", true),
        ("a_c", "abc", true), ("a_c", "ac", false), ("%", "", true), ("", "", true), ("", "a", false),
        ("[ab]x", "bx", true), ("[ab]x", "cx", false), ("[^ab]x", "cx", true), ("[0-9]%", "7up", true),
        ("100[%]", "100%", true), ("100[%]", "1000", false), ("%客户_", "大客户群", true), ("a[b", "a[b", true),
        ("%客户%拜%", "大客户的拜访", true), ("客%客", "客", false), ("%É%", "xéy", true), ("ab%bc", "abc", false),
        ("%%", "x", true), ("", "", true), ("%ab", "aab", true), ("a%", "ba", false), ("Ａ%", "ａb", true),
        ("%a%a%a%a%a%b", String(repeating: "a", count: 200), false),
    ])
    func matches(pattern: String, text: String, fits: Bool) {
        #expect(LikePattern(pattern).matches(text) == fits)
    }
}
