/// What a notification says and to whom, as a mapping of `record: stock` makes it: DingTalk's `msg`, and `receivers` beside
/// it (《工作通知消息的消息类型》; a message has at most 2048 bytes as JSON).
struct StockMessage: Hashable, Sendable {
    /// The title of a message in markdown; nil for plain text.
    var title: String?
    var text: String
    /// Whom to tell instead of the rule's receivers; empty for these.
    var users: [String]

    private static let bytesMax = 2048
    private static let usersMax = 100
    private static let plain = "dingtalk-text"
    private static let markdown = "dingtalk-markdown"

    /// What a mapping lacks to become a message, each with a remedy.
    static func mistakes(of mapping: Mapping) -> [String] {
        let (fields, entries) = (mapping.fieldRules.map(\.name), mapping.entryNames)
        let wanted: [String]
        switch mapping.form {
        case plain: wanted = ["text.content"]
        case markdown: wanted = ["markdown.title", "markdown.text"]
        default: return ["form '\(mapping.form)' is no message; write form: \(markdown) or form: \(plain)"]
        }
        let missing = wanted.filter { !fields.contains($0) }.map { "head.\($0) is missing; write \($0): {template: …}" }
        let strange = (fields + entries).filter { !(wanted + ["receivers"]).contains($0) }.map { name in
            "'\(name)' is no part of a message; it has \(wanted.joined(separator: ", ")), and rows.receivers with userid"
        }
        return missing + strange
    }

    /// The breach as a record.
    static func record(of alert: StockAlert) -> JSONValue {
        .members([
            "number": .string(alert.number), "rule": .string(alert.key.rule),
            "organization": .string(alert.key.organization), "time": .string(ShanghaiTime.text(alert.opened)),
            "material": .members(["number": .string(alert.key.material), "name": .string(alert.name)]),
            "warehouse": .string(alert.key.warehouse), "quantity": .string(alert.quantity),
            "safety": .string(alert.threshold), "keepers": .array(alert.users.map(JSONValue.string)),
        ])
    }

    /// Reads what the mapping made. The text ends with the alert's number unless it names it: see `StockText`.
    ///
    /// - Throws: `UnusableMessage`.
    init(_ document: MappedDocument, of alert: StockAlert) throws {
        let value = try JSONValue(parsing: document.model)
        title = value["markdown"]?["title"]?.text
        guard let words = (value["markdown"]?["text"] ?? value["text"]?["content"])?.text, !words.isEmpty else {
            throw UnusableMessage(description: "the mapping makes an empty message")
        }
        text = words.contains(alert.number) ? words : "\(words)\n\n\(alert.number)"
        let named = (value["receivers"]?.elements ?? []).compactMap { $0["userid"]?.text }.filter { !$0.isEmpty }
        var seen: Set<String> = []
        users = Array(named.filter { seen.insert($0).inserted }.prefix(StockMessage.usersMax))
        let length = StockMessage.body(title: title, text: text).jsonText.utf8.count
        guard length <= StockMessage.bytesMax else {
            throw UnusableMessage(
                description: "the message has \(length) bytes; DingTalk takes \(StockMessage.bytesMax)")
        }
    }

    /// DingTalk's `msg`.
    static func body(title: String?, text: String) -> JSONValue {
        guard let title else { return .members(["msgtype": "text", "text": .members(["content": .string(text)])]) }
        return .members([
            "msgtype": "markdown", "markdown": .members(["title": .string(title), "text": .string(text)]),
        ])
    }
}

/// A mapping made something that DingTalk does not take as a message.
struct UnusableMessage: Error, CustomStringConvertible {
    var description: String
}
