import Seams

/// A mobile number, a bank account and an identity number that belong to nobody, with right check digits: what the core
/// must mask for whom they do not concern.
struct PersonalData {
    let mobile: String
    let bankAccount: String
    let identity: String

    /// Draws from a stream of its own, so that nothing else in a claim changes.
    init(seed: Seed) {
        var generator = seed.stream("personal")
        func digits(_ count: Int) -> String {
            (0..<count).map { _ in String(Int.random(in: 0...9, using: &generator)) }.joined()
        }
        // 199 0000: a block for tests, as far as that exists; 000000: a division that no person was ever born in.
        mobile = "1990000" + digits(4)
        bankAccount = PersonalData.withLuhnDigit("622999" + digits(12))
        identity = PersonalData.withIdentityDigit("000000" + "19800101" + digits(3))
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
        personalData = ["mobile": data.mobile, "bank-account": data.bankAccount, "identity": data.identity]
        reason += "，手机 \(data.mobile)，卡号 \(data.bankAccount)，身份证 \(data.identity)"
    }
}
