import Seams

/// Keeps mobile numbers, bank accounts and identity numbers from people who need not see them: by the field's name, and by
/// what the value looks like.
enum PersonalFields {
    private static let names = PersonalNames()

    /// Whether a field of this name is one.
    static func isPersonal(_ name: String) -> Bool { names.contains(name) }

    static func masked(_ value: JSONValue) -> JSONValue {
        switch value {
        case .object(let members):
            .object(
                members.map { member in
                    guard let text = member.value.text, isPersonal(member.name) else {
                        return JSONValue.Member(member.name, masked(member.value))
                    }
                    return JSONValue.Member(member.name, .string(hidden(text)))
                })
        case .array(let elements): .array(elements.map(masked))
        case .string(let text): .string(masked(text))
        case .null, .bool, .number: value
        }
    }

    /// Each member masked as if it had this name.
    static func masked(_ value: JSONValue, named name: String) -> JSONValue {
        guard case .object(let members) = value else { return masked(value) }
        return .object(
            members.map { member in
                let whole = masked(.object([JSONValue.Member(name, member.value)]))
                return JSONValue.Member(member.name, whole[name] ?? .null)
            })
    }

    /// The text with each run of digits masked that could be a mobile number (11), a bank account (16 to 19) or an identity
    /// number (18, the last one may be X), and what is one by its shape, see `PersonalText`.
    static func masked(_ text: String) -> String {
        let masked = text.replacing(/[0-9０-９]{10,}[0-9０-９XxＸｘ]/) { match in
            let digits = String(match.output)
            let isMobile = digits.count == 11 && (digits.hasPrefix("1") || digits.hasPrefix("１"))
            return isMobile || (16...19).contains(digits.count) ? hidden(digits) : digits
        }
        return PersonalText.masked(masked)
    }

    private static func hidden(_ text: String) -> String {
        text.count <= 4 ? "***" : "\(text.prefix(3))***\(text.suffix(2))"
    }
}
