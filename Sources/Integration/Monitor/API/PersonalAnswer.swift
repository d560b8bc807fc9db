import Foundation
import HTTPTypes
import Seams

/// Masks personal fields in the operator API's answers, whichever resource they come from, for whom they do not concern.
///
/// A field is personal by its name, see `PersonalNames` (of the member, or of the component it belongs to: `id`, `name`, `label` or `key`
/// beside `value`), or by the shape of what it holds, see `PersonalText`. Ids of ours and of the platforms are left alone,
/// since the page links by them: some of them are as long as a bank card.
struct PersonalAnswer: Sendable {
    private static let ids: Set<String> = [
        "id", "key", "instance", "number", "hash", "nanoseconds", "next", "chain", "document", "flow", "form", "userid",
        "subject", "event", "cursor", "version", "mappingversion", "actor",
    ]

    /// Members that say what the value beside them is.
    private static let titles = ["id", "name", "label", "key", "field"]

    private let names: PersonalNames

    /// Adds names of the configuration: component ids, labels, or document fields.
    init(names: [String] = []) {
        self.names = PersonalNames(names)
    }

    /// The reply as `caller` may see it.
    func seen(_ reply: HTTPReply, by caller: Operator) -> HTTPReply {
        guard !caller.role.allows(.seePersonalFields) else { return reply }
        var reply = reply
        if let value = try? JSONValue(parsing: reply.body) {  // anything else is text
            reply.body = Array((masked(value, name: "").jsonText + "\n").utf8)
        } else {
            reply.body = Array(PersonalText.masked(reply.text).utf8)
        }
        return reply
    }

    private func masked(_ value: JSONValue, name: String) -> JSONValue {
        switch value {
        case .null, .bool: return value
        case .number(let text): return isPersonal(name) ? .string(PersonalText.maskedWhole(text)) : value
        case .string(let text):
            if isPersonal(name) { return .string(text == "null" ? text : PersonalText.maskedWhole(text)) }
            return PersonalAnswer.ids.contains(name.lowercased()) ? value : .string(masked(text))
        case .array(let elements): return .array(elements.map { masked($0, name: name) })
        case .object(let members):
            let isTitled = PersonalAnswer.titles.contains { title in
                value[title]?.text.map(isPersonal) ?? false
            }
            return .object(
                members.map { member in
                    let isValue = ["value", "extvalue", "extendvalue", "old", "new", "text"].contains(
                        member.name.lowercased())
                    let name = isTitled && isValue ? "mobile" : member.name
                    return JSONValue.Member(member.name, masked(member.value, name: name))
                })
        }
    }

    /// A text; JSON inside it, as tables have, by its own names.
    private func masked(_ text: String) -> String {
        guard text.hasPrefix("{") || text.hasPrefix("["), let inner = try? JSONValue(parsing: text) else {
            return PersonalText.masked(text)
        }
        return masked(inner, name: "").jsonText
    }

    private func isPersonal(_ name: String) -> Bool { names.contains(name) }
}

extension Operator {
    /// The person with the rights of a lower role, to see what others see: `?as=viewer`. Nobody gains a right by it.
    ///
    /// - Throws: `APIError` for a role that is none, or that may do more.
    func viewing(as name: String?) throws(APIError) -> Operator {
        guard let name else { return self }
        guard let role = Role(rawValue: name) else {
            let names = Role.allCases.map(\.rawValue).joined(separator: ", ")
            throw APIError(.badRequest, "as is '\(name)'; there are \(names)")
        }
        guard Permission.allCases.allSatisfy({ !role.allows($0) || self.role.allows($0) }) else {
            throw APIError(.forbidden, "the role \(self.role.rawValue) may not look as \(name)")
        }
        return Operator(name: self.name, role: role)
    }
}
