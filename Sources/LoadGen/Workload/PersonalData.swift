import Seams

/// A mobile number, a bank account and an identity number that belong to nobody, with right check digits: what the core
/// must mask for whom they do not concern.
struct PersonalData {
    /// How people write a number: plain, in groups, behind the country's number, in full width.
    enum Writing: CaseIterable {
        case plain, spaced, hyphened, withCountry, wide, wideAndSpaced
    }

    let mobile: String
    let bankAccount: String
    let identity: String
    /// How all three are written down.
    let writing: Writing

    /// Draws from a stream of its own, so that nothing else in a claim changes; the ways of writing come in turn.
    init(seed: Seed, number: Int) {
        var generator = seed.stream("personal")
        func digits(_ count: Int) -> String {
            (0..<count).map { _ in String(Int.random(in: 0...9, using: &generator)) }.joined()
        }
        // 199 0000: a block for tests, as far as that exists; 000000: a division that no person was ever born in.
        mobile = "1990000" + digits(4)
        bankAccount = PersonalData.withLuhnDigit("622999" + digits(12))
        identity = PersonalData.withIdentityDigit("000000" + "19800101" + digits(3))
        writing = Writing.allCases[number % Writing.allCases.count]
    }

    /// What is written down, by kind.
    var written: [String: String] {
        let country = writing == .withCountry ? "+86 " : ""
        return [
            "mobile": country + write(mobile, by: [3, 4, 4]), "bank-account": write(bankAccount, by: [4, 4, 4, 4, 3]),
            "identity": write(identity, by: [6, 8, 4]),
        ]
    }

    private func write(_ number: String, by lengths: [Int]) -> String {
        let separator =
            switch writing {
            case .plain, .wide: ""
            case .spaced: " "
            case .hyphened, .withCountry: "-"
            case .wideAndSpaced: "\u{3000}"
            }
        var rest = Substring(number)
        let text = lengths.map { length in
            defer { rest = rest.dropFirst(length) }
            return String(rest.prefix(length))
        }.joined(separator: separator)
        guard writing == .wide || writing == .wideAndSpaced else { return text }
        return String(String.UnicodeScalarView(text.unicodeScalars.map { $0.isASCII ? PersonalData.wide($0) : $0 }))
    }

    /// The character of full width: its block repeats ASCII's order.
    private static func wide(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        Unicode.Scalar(scalar.value + 0xFEE0) ?? scalar
    }

    /// The number that is written down: it stands in `plain(text)` of every text that has it in whatever writing.
    static func number(in written: String) -> String {
        let plain = plain(written)
        return plain.hasPrefix("+86") ? String(plain.dropFirst(3)) : plain
    }

    /// The text with nothing between its characters and none of full width.
    static func plain(_ text: String) -> String {
        var plain = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            let isWide = ("\u{FF01}"..."\u{FF5E}").contains(scalar)
            let narrow = isWide ? Unicode.Scalar(scalar.value - 0xFEE0) ?? scalar : scalar
            if ![" ", "-", "\u{3000}"].contains(narrow) { plain.append(narrow) }
        }
        return String(plain)
    }

    /// ISO/IEC 7812-1: every second digit from the right counts twice, the sum is a multiple of ten.
    static func withLuhnDigit(_ digits: String) -> String {
        let sum = digits.compactMap(\.wholeNumberValue).reversed().enumerated().reduce(0) { sum, next in
            let doubled = next.offset.isMultiple(of: 2) ? next.element * 2 : next.element
            return sum + (doubled > 9 ? doubled - 9 : doubled)
        }
        return digits + String((10 - sum % 10) % 10)
    }

    /// GB 11643-1999: the weight of a digit is a power of two modulo 11, the whole is 1 modulo 11.
    static func withIdentityDigit(_ digits: String) -> String {
        let sum = digits.compactMap(\.wholeNumberValue).enumerated().reduce(0) { sum, next in
            sum + next.element * ((1 << (17 - next.offset)) % 11)
        }
        let check = (12 - sum % 11) % 11
        return digits + (check == 10 ? "X" : String(check))
    }
}

extension Claim {
    /// Writes the data into the reason, as people do.
    mutating func add(_ data: PersonalData) {
        let written = data.written
        personalData = written
        let parts = [("手机", "mobile"), ("卡号", "bank-account"), ("身份证", "identity")]
        for (name, kind) in parts { reason += "，\(name) \(written[kind] ?? "")" }
    }
}
