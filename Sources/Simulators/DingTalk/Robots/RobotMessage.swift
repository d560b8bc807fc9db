import Seams

/// A custom robot's message, checked as the platform does (「自定义机器人发送群消息」). Names are camelCase here, unlike
/// in work notifications.
struct RobotMessage: Sendable {
    let body: JSON
    /// Where keywords and forbidden words are looked for.
    let words: String

    init(_ body: JSON) throws(DingTalkRefusal) {
        guard let type = body["msgtype"]?.string else { throw .business(40035, "缺少参数 msgtype") }
        guard let needs = RobotMessage.needs[type] else { throw .robotTypeWrong }
        guard let content = body[type], content.members != nil else { throw .business(40035, "缺少参数 \(type)") }
        self.body = body
        var texts: [String] = []
        RobotMessage.collect(content, into: &texts)
        words = texts.joined(separator: "\n")
        for name in needs where content[name]?.scalarText?.isEmpty ?? true { throw RobotMessage.missing(type, name) }
        if type == "actionCard" { try RobotMessage.checkCard(content) }
        if type == "feedCard" { try RobotMessage.checkFeed(content) }
    }

    private static let needs: [String: [String]] = [
        "text": ["content"], "markdown": ["title", "text"], "link": ["title", "text", "messageUrl"],
        "actionCard": ["title", "text"], "feedCard": [],
    ]

    private static func checkCard(_ content: JSON) throws(DingTalkRefusal) {
        guard let buttons = content["btns"]?.array else {
            for name in ["singleTitle", "singleURL"] where content[name]?.scalarText?.isEmpty ?? true {
                throw missing("actionCard", name)
            }
            return
        }
        guard !buttons.isEmpty, buttons.allSatisfy({ $0["title"]?.string != nil && $0["actionURL"]?.string != nil })
        else { throw missing("actionCard", "btns") }
    }

    private static func checkFeed(_ content: JSON) throws(DingTalkRefusal) {
        let links = content["links"]?.array ?? []
        guard !links.isEmpty, links.allSatisfy({ $0["title"]?.string != nil && $0["messageURL"]?.string != nil })
        else { throw missing("feedCard", "links") }
    }

    private static func missing(_ type: String, _ name: String) -> DingTalkRefusal {
        .business(40035, "缺少参数 \(type).\(name)")
    }

    /// All texts inside; the parser has bounded the depth.
    private static func collect(_ value: JSON, into texts: inout [String]) {
        switch value {
        case .string(let text): texts.append(text)
        case .array(let elements): for element in elements { collect(element, into: &texts) }
        case .object(let members): for member in members { collect(member.value, into: &texts) }
        case .null, .bool, .number: break
        }
    }
}
