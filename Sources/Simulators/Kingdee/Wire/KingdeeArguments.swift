/// The arguments of an operation, whichever of the platform's body dialects carried them.
///
/// Accepted: a bare array; `{"parameters":[…]}`, also with the array as JSON text; the legacy envelope around it; a named
/// object whose `data` is an object or JSON text; form fields. The flattened form without `data` is accepted only where
/// a switch says so: no evidence says that a real server does.
struct KingdeeArguments: Sendable {
    /// Why a body could not be read.
    struct BodyError: Error, Hashable {
        var reason: String
    }

    private let named: JSON
    /// The `data` object; nil when there is none.
    let data: JSON?
    /// The form's id as sent, from beside `data` or from within; empty when missing.
    let formID: String

    /// Reads a body.
    ///
    /// - Parameters:
    ///   - parameters: the operation's parameter names in positional order.
    ///   - isFlattened: whether an object without `data` is itself the data.
    init(body: [UInt8], parameters: [String], isFlattened: Bool = false) throws(BodyError) {
        let value = try KingdeeArguments.value(of: body)
        var named = KingdeeArguments.named(value, parameters)
        if isFlattened, parameters.contains("data"), named.member(ignoringCase: "data") == nil,
            let members = named.members, !members.isEmpty
        {
            named = .object(members + [JSON.Member("data", named)])
        }
        self.named = named
        data = try named.member(ignoringCase: "data").flatMap(KingdeeArguments.object)
        formID =
            named.member(ignoringCase: "formid")?.scalarText ?? data?.member(ignoringCase: "FormId")?.scalarText ?? ""
    }

    /// The argument called `name`, regardless of case.
    subscript(name: String) -> JSON? { named.member(ignoringCase: name) }

    /// The argument called `name` as text; empty when missing.
    func text(_ name: String) -> String { self[name]?.scalarText ?? "" }

    private static func value(of body: [UInt8]) throws(BodyError) -> JSON {
        guard let first = body.first(where: { ![0x20, 0x09, 0x0A, 0x0D, 0xEF, 0xBB, 0xBF].contains($0) }) else {
            return .object([])
        }
        // Decided by the content, not by the content type: clients send JSON as a form and with a misspelt type.
        guard [UInt8(ascii: "{"), UInt8(ascii: "[")].contains(first) else { return formFields(body) }
        return try parsed(body)
    }

    private static func named(_ value: JSON, _ parameters: [String]) -> JSON {
        if let elements = value.array { return positional(elements, parameters) }
        guard let list = value.member(ignoringCase: "parameters") else { return value }
        let unwrapped = list.string.flatMap { try? JSON(parsing: $0) } ?? list  // no JSON: one plain argument
        return positional(unwrapped.array ?? [unwrapped], parameters)
    }

    private static func positional(_ elements: [JSON], _ parameters: [String]) -> JSON {
        .object(zip(parameters, elements).map { JSON.Member($0, $1) })
    }

    /// `data` is an object, or text of one, or text of text of one.
    private static func object(_ value: JSON) throws(BodyError) -> JSON? {
        var value = value
        var depth = 0
        while let text = value.string, depth < 3 {
            guard text.contains(where: { !$0.isWhitespace }) else { return nil }
            value = try parsed(Array(text.utf8))
            depth += 1
        }
        return value.members == nil ? nil : value
    }

    private static func parsed(_ bytes: [UInt8]) throws(BodyError) -> JSON {
        do {
            return try JSON(parsing: bytes)
        } catch {
            throw BodyError(reason: error.description)
        }
    }

    private static func formFields(_ body: [UInt8]) -> JSON {
        let pairs = URLEncodedText.pairs(String(decoding: body, as: UTF8.self)[...])
        return .object(pairs.map { JSON.Member($0.name, .string($0.value)) })
    }
}
