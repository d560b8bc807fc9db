import Seams
import Testing

@testable import Integration

@Suite struct MatchPatternTests {
    /// Expressions that backtrack for years, and texts that make them.
    @Test(
        .timeLimit(.minutes(2)),
        arguments: [
            (#"^([A-Za-z0-9]+\s?)+$"#, String(repeating: "a", count: 26) + "!"),
            (#"^(a+)+$"#, String(repeating: "a", count: 5000) + "b"),
            (#"^(a|a)*$"#, String(repeating: "a", count: 60) + "b"),
            (#"^(.*)*x$"#, String(repeating: "加急", count: 200)), (#"(x+x+)+y"#, String(repeating: "x", count: 60)),
            (#"^(?=(\w+\s?)+$)x"#, String(repeating: "w", count: 40) + "!"),
            (#"^(\w{1,20}){1,20}$"#, String(repeating: "w", count: 60) + "!"),
            (#"(?:(a+)+)\1$"#, String(repeating: "a", count: 60) + "b"),
        ])
    func endsInTime(pattern: String, text: String) throws {
        let clock = ContinuousClock()
        let took = clock.measure {
            let error = #expect(throws: TransformRefusal.self) {
                try MatchPattern(pattern, steps: 30_000).finds(in: text)
            }
            #expect(error?.reason == "looking for \(pattern) in it takes too many steps")
        }
        #expect(took < .seconds(30))
    }

    @Test func isAMistakeOfTheFieldAndOfTheCondition() throws {
        let text = String(repeating: "a", count: 40) + "!"
        for rule in [
            #"{from: X, match: "^(a+)+$"}"#, #"{constant: a, when: {from: X, matches: "^(a+)+$"}}"#,
            #"{constant: a, when: {not: {from: X, matches: "^(a+)+$"}}}"#,
        ] {
            let mapping = try Mapping.make(rule: rule)
            let error = #expect(throws: MappingError.self) { try mapping.field(.make([.make("X", text)])) }
            #expect(error?.problems.map(\.reason) == ["looking for ^(a+)+$ in it takes too many steps"])
            #expect(error?.problems.first?.field == "F")
        }
    }

    @Test(arguments: [10_001, 1_000_000])
    func searchesLongTextsToo(length: Int) throws {
        let text = "加急" + String(repeating: "长", count: length / 3)
        let instance = ApprovalInstance.make([.make("X", text)])
        #expect(try Mapping.make(rule: #"{constant: a, when: {from: X, matches: "^加急"}}"#).field(instance) == #""a""#)
        #expect(
            try Mapping.make(rule: #"{constant: a, when: {not: {from: X, matches: "^加急"}}}"#).field(instance) == nil)
        let end = ApprovalInstance.make([.make("X", text + "HT-0042")])
        #expect(try Mapping.make(rule: #"{from: X, match: "HT-([0-9]+)"}"#).field(end) == #""0042""#)
    }

    @Test func findsWhereItsGroupTakesNoPart() throws {
        let pattern = try MatchPattern("(HT)|加急")
        #expect(try pattern.finds(in: "加急"))
        #expect(try pattern.part(of: "加急") == nil)
    }

    @Test(arguments: [
        ("(", nil), ("a)", nil), ("*a", nil), ("[a", nil), ("a{3,2}", nil), ("a**", nil), ("\\", nil), (#"\x4"#, nil),
        ("(?<=a)b", "it looks back"), ("[]", "[] is empty"), ("[a-z&&[^b]]", "&& within []"), (#"\X"#, #"\X"#),
        ("(?x)a", "(?x is not known here"), (#"\p{Greek}"#, #"\p{Greek}"#), (#"(a)\2"#, "there is no group 2"),
        ("[z-a]", "the wrong way round"), ("(a{1000}){1000}", "repeats too much"),
        (String(repeating: "(", count: 200), "nested too deep"),
    ])
    func refuses(text: String, reason: String?) {
        let error = #expect(throws: MatchSyntaxError.self) { try MatchPattern(text) }
        #expect(
            reason.map { error?.reason?.contains($0) == true } ?? (error?.reason == nil),
            "\(text) \(String(describing: error))")
    }

    @Test(arguments: [
        (#"合同号[:：]\s*([A-Z]+-[0-9]+)"#, "见合同号：HT-0042，附件", "HT-0042"), ("[一-龥]+", "x合同y", "合同"),
        (#"\p{Han}{2,3}?"#, "合同书", "合同"), ("(?i)ht-(\\d+)", "HT-7", "7"), (#"\bHT"#, "合同HT-42", "HT"),
        (#"\bb"#, "a_b", nil), (#"(?m)^b$"#, "a\nb\nc", "b"), ("^b", "a\nb", nil), (#"a\Z"#, "a\n", "a"),
        ("a$", "a\n", nil),
        (#"(?<编号>\d{4})-\k<编号>"#, "2026-2026", "2026"), (#"\Qa.b\E"#, "a.b", "a.b"), ("a{,2}", "aaa", "aa"),
        ("a{x}", "a{x}", "a{x}"),
        ("(?s:a.b)", "a\nb", "a\nb"), ("a.b", "a\nb", nil), (#"\u4e00\x41"#, "一A", "一A"),
        ("[[:alpha:]]+", "1ab2", "ab"),
        ("(a*)*b", "aab", ""), ("(?:a|(b))+", "ba", "b"), ("(?>a+)a", "aaa", nil), ("a++", "aaa", "aaa"),
        ("(?!a).", "ab", "b"),
        ("\\$\\{[^}]+\\}", "x ${a} y", "${a}"), ("[\\w.-]+@[\\w.-]+", "mail: a.b@c-d.cn!", "a.b@c-d.cn"),
        ("é", "café", "é"),
        ("👍+", "好👍👍", "👍👍"), ("[^，]+", "，张三，李四", "张三"),
    ])
    func finds(pattern: String, text: String, part: String?) throws {
        #expect(try MatchPattern(pattern).part(of: text) == part)
        #expect(try MatchPattern(pattern).finds(in: text) == (part != nil))
    }

    /// Small expressions of all kinds find in small texts what Swift's own `Regex` finds.
    @Test(arguments: 0..<12)
    func agreesWithTheLibrary(round: Int) throws {
        var compared = 0
        var random = Seed(UInt64(round)).stream("expressions")
        for _ in 0..<40 {
            let pattern = Grammar.choice(3, &random)
            guard let regex = try? Regex(pattern) else {
                Issue.record("\(pattern) is none for the library")
                continue
            }
            let mine = try MatchPattern("(\(pattern))", steps: 20_000)
            for _ in 0..<6 {
                let text = Grammar.text(&random)
                // Where stars are within stars within stars, even seven characters take too many steps.
                guard let found = (try? [mine.part(of: text)])?.first else { continue }
                compared += 1
                let theirs = text.firstMatch(of: regex)
                let expected = theirs.map { String($0.output[0].substring ?? "?") }
                #expect(found == expected, "\(pattern) in \(text.debugDescription)")
            }
        }
        #expect(compared >= 200)
    }
}

/// Random expressions and texts.
private enum Grammar {
    static func choice(_ depth: Int, _ random: inout some RandomNumberGenerator) -> String {
        (0..<Int.random(in: 1...2, using: &random)).map { _ in sequence(depth, &random) }.joined(separator: "|")
    }

    private static func sequence(_ depth: Int, _ random: inout some RandomNumberGenerator) -> String {
        (0..<Int.random(in: 1...3, using: &random)).map { _ in
            let quantifier =
                ["", "", "", "*", "+", "?", "*?", "+?", "{2}", "{1,2}", "{0,2}?", "++"]
                .randomElement(using: &random) ?? ""
            let atom = atom(depth, &random)
            // The library goes its own ways where a group that may be empty is possessive.
            return atom + (quantifier == "++" && atom.hasSuffix(")") ? "+" : quantifier)
        }.joined()
    }

    private static func atom(_ depth: Int, _ random: inout some RandomNumberGenerator) -> String {
        if depth > 0, Int.random(in: 0..<3, using: &random) == 0 {
            let inner = choice(depth - 1, &random)
            return ["(?:\(inner))", "(?=\(inner))(?:a)", "(?i:\(inner))", "(?>\(inner))"].randomElement(using: &random)
                ?? ""
        }
        let atoms = [
            "a", "b", "合", "1", ".", "[ab]", "[^a]", "[一-龥]", #"\d"#, #"\w"#, #"\s"#, #"\p{Han}"#, #"[\w-]"#, #"\D"#,
            " ",
        ]
        return atoms.randomElement(using: &random) ?? "a"
    }

    static func text(_ random: inout some RandomNumberGenerator) -> String {
        (0..<Int.random(in: 0...7, using: &random)).map { _ in
            ["a", "b", "A", "合", "同", "1", " ", "-", "\n", "８", "_", "é"].randomElement(using: &random) ?? "a"
        }.joined()
    }
}
