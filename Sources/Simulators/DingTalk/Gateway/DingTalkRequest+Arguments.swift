import Foundation

extension DingTalkRequest {
    /// The argument `name` of the body, else of the query. A text that a form body carries for a list or an object is
    /// read as the JSON that it holds (old family).
    func argument(_ name: String) -> JSON? {
        let value = body[name] ?? query[name].map(JSON.string)
        guard case .string(let text)? = value, text.hasPrefix("[") || text.hasPrefix("{") else {
            return value == .null ? nil : value
        }
        return (try? JSON(parsing: text)) ?? value
    }

    /// The argument as text; nil when it is missing or empty.
    func text(_ name: String) -> String? {
        let text = (body[name] ?? query[name].map(JSON.string))?.scalarText
        return text?.isEmpty == false ? text : nil
    }

    /// The argument as text.
    ///
    /// - Throws: the family's refusal when it is missing or empty.
    func requiredText(_ name: String) throws(DingTalkRefusal) -> String {
        guard let text = text(name) else { throw missing(name) }
        return text
    }

    /// The argument as a whole number; nil when it is missing.
    ///
    /// - Throws: the family's refusal when it is something else.
    func integer(_ name: String) throws(DingTalkRefusal) -> Int64? {
        guard let value = argument(name) else { return nil }
        guard let number = value.integer else { throw invalid(name) }
        return number
    }

    /// The argument as a whole number.
    ///
    /// - Throws: the family's refusal when it is missing or something else.
    func requiredInteger(_ name: String) throws(DingTalkRefusal) -> Int64 {
        guard let number = try integer(name) else { throw missing(name) }
        return number
    }

    /// The argument as a list of texts: an array, or a text with commas as the old family has it.
    func list(_ name: String) -> [String] {
        guard let value = argument(name) else { return [] }
        if let elements = value.array { return elements.compactMap(\.scalarText) }
        return (value.scalarText ?? "").split(separator: ",").map { String($0) }
    }

    /// The decoded path segment at `index`, counted from 0; empty when there is none.
    func segment(_ index: Int) -> String {
        let segments = path.split(separator: "/")
        guard segments.indices.contains(index) else { return "" }
        return String(segments[index]).removingPercentEncoding ?? String(segments[index])
    }

    /// The refusal for an argument that is not there.
    func missing(_ name: String) -> DingTalkRefusal {
        family == .modern
            ? .modern(status: 400, code: "invalidParameter", message: "缺少参数：\(name)")
            : .business(40035, "缺少参数 \(name)")
    }

    /// The refusal for an argument that is not what it should be.
    func invalid(_ name: String) -> DingTalkRefusal {
        family == .modern
            ? .modern(status: 400, code: "invalidParameter", message: "不合法的参数：\(name)")
            : .business(40035, "不合法的参数 \(name)")
    }
}
