import Seams

/// Which requests an expectation means: every part that is given must fit.
///
/// `{"operation":"Save","form":"ER_ExpReimbursement","key":"EXP-1","account":"demo","refused":false,
/// "body":{"data.Model.FCausa":"客户拜访"}}`. A path of `body` goes through members by name, regardless of case, and
/// through arrays by index; JSON inside text is looked into.
struct CallPattern: Sendable {
    let operation: String?
    let key: String?
    let form: String?
    let account: String?
    /// Whether the platform must have refused; nil when that does not matter.
    let isRefused: Bool?
    /// The reason of the refusal, such as `MsgCode 11`.
    let reason: String?
    let body: [JSON.Member]

    static let keys = ["operation", "key", "form", "account", "refused", "reason", "body"]

    /// Reads a pattern.
    ///
    /// - Throws: `ControlError` that names the unknown or wrong part.
    init(_ json: JSON) throws(ControlError) {
        guard let members = json.members, !members.isEmpty else {
            throw ControlError(#"calls: say which, such as {"operation":"Save","key":"EXP-1"}"#)
        }
        for member in members where !CallPattern.keys.contains(member.key) {
            throw ControlError(
                "calls: unknown '\(member.key)'" + Spelling.hint(for: member.key, among: CallPattern.keys))
        }
        operation = json["operation"]?.scalarText
        key = json["key"]?.scalarText
        form = json["form"]?.scalarText
        account = json["account"]?.scalarText
        isRefused = json["refused"]?.boolean
        reason = json["reason"]?.scalarText
        body = json["body"]?.members ?? []
    }

    /// What of `entry` differs from the pattern; empty when it fits.
    func differences(_ entry: CallJournal.Entry) -> [Difference] {
        var differences: [Difference] = []
        func compare(_ part: String, _ expected: String?, _ found: String?, weight: Int) {
            guard let expected, expected.lowercased() != found?.lowercased() else { return }
            differences.append(Difference(part: part, expected: expected, found: found, weight: weight))
        }
        compare("operation", operation, entry.facts.operation, weight: 8)
        compare("key", key, entry.facts.key, weight: 4)
        compare("form", form, entry.facts.form, weight: 3)
        compare("account", account, entry.facts.account, weight: 2)
        if !body.isEmpty {
            let sent = RequestBody.json(entry.body)
            for member in body {
                compare("body \(member.key)", member.value.plainText, sent.value(at: member.key)?.plainText, weight: 1)
            }
        }
        if let isRefused, entry.status == nil || (entry.error != nil) != isRefused {
            let found = entry.status == nil ? "still under way" : entry.error.map { "refused with \($0)" } ?? "accepted"
            differences.append(
                Difference(part: "outcome", expected: isRefused ? "refused" : "accepted", found: found, weight: 1))
        }
        compare("reason", reason, entry.error, weight: 1)
        return differences
    }

    /// One part that is not as expected.
    struct Difference: Hashable, Sendable {
        let part: String
        let expected: String
        let found: String?
        let weight: Int

        var sentence: String { "\(part) is \(found.map { "'\($0)'" } ?? "missing"), expected '\(expected)'" }
    }
}

/// A request's body for looking into it.
enum RequestBody {
    /// The JSON of a JSON body, or an object of texts of a form body; null when it is neither.
    static func json(_ body: [UInt8]) -> JSON {
        if let json = try? JSON(parsing: body) { return json }  // a form body is tried next
        let members = URLEncodedText.members(String(decoding: body, as: UTF8.self)[...])
        return .object(members.sorted { $0.key < $1.key }.map { JSON.Member($0.key, .string($0.value)) })
    }
}

extension JSON {
    /// The value at a path such as `data.Model.FEntity.0.FExpID.FNumber`.
    func value(at path: String) -> JSON? {
        var value = self
        for part in path.split(separator: ".") {
            if let text = value.string, let inner = try? JSON(parsing: text) { value = inner }  // else it is just text
            if let elements = value.array {
                guard let index = Int(part), elements.indices.contains(index) else { return nil }
                value = elements[index]
            } else {
                guard let member = value.member(ignoringCase: String(part)) else { return nil }
                value = member
            }
        }
        return value
    }

    /// Text for comparing: scalars without quotes, containers as compact JSON.
    fileprivate var plainText: String { scalarText ?? text }
}
