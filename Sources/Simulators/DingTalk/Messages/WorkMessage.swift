/// A work notification's content, checked as the platform does (「消息通知类型」).
struct WorkMessage: Sendable {
    /// Bytes of the whole message as JSON.
    private static let bytesMax = 2048
    private static let markdownMax = 5000

    let type: String
    /// The message as it was sent.
    let body: JSON
    /// Its words, for the history.
    let words: String

    /// Checks a message of the form `{"msgtype":"x","x":{…}}`.
    init(_ message: JSON, media: MediaStore) throws(DingTalkRefusal) {
        guard let type = message["msgtype"]?.string else { throw .business(40035, "缺少参数 msg.msgtype") }
        guard WorkMessage.types.contains(type) else { throw .messageTypeWrong }
        guard let content = message[type], content.members != nil else { throw .messageIncomplete }
        guard message.bytes.count <= WorkMessage.bytesMax else { throw .business(40035, "不合法的参数 msg") }
        self.type = type
        body = message
        words = WorkMessage.words(of: content)
        try check(content, media)
    }

    private static let types: Set<String> = [
        "text", "image", "voice", "file", "link", "oa", "markdown", "action_card",
    ]

    private func check(_ content: JSON, _ media: MediaStore) throws(DingTalkRefusal) {
        switch type {
        case "text": try need(["content"], of: content)
        case "image": try checkMedium(content, media, .image)
        case "file": try checkMedium(content, media, .file)
        case "voice":
            try checkMedium(content, media, .voice)
            try need(["duration"], of: content)
            guard let seconds = content["duration"]?.integer, (1...60).contains(seconds) else {
                throw invalid("duration")
            }
        case "link": try need(["messageUrl", "picUrl", "title", "text"], of: content)
        case "markdown":
            try need(["title", "text"], of: content)
            guard content["text"]?.scalarText?.count ?? 0 <= WorkMessage.markdownMax else { throw .messageTooLong }
        case "action_card": try checkCard(content)
        default: try checkOA(content)
        }
    }

    private func checkOA(_ content: JSON) throws(DingTalkRefusal) {
        try need(["message_url"], of: content)
        guard let head = content["head"], head.members != nil else { throw missing("head") }
        try need(["bgcolor"], of: head, below: "head.")
        guard let body = content["body"], body.members != nil else { throw missing("body") }
        for row in body["form"]?.array ?? [] {
            guard row["key"]?.scalarText != nil, row["value"]?.scalarText != nil else { throw invalid("body.form") }
        }
    }

    /// One button over the whole card, or several; not neither.
    private func checkCard(_ content: JSON) throws(DingTalkRefusal) {
        try need(["title", "markdown"], of: content)
        guard let buttons = content["btn_json_list"] else {
            return try need(["single_title", "single_url"], of: content)
        }
        guard let list = buttons.array, !list.isEmpty else { throw invalid("btn_json_list") }
        for button in list { try need(["title", "action_url"], of: button, below: "btn_json_list.") }
        guard ["0", "1"].contains(content["btn_orientation"]?.scalarText ?? "") else {
            throw invalid("btn_orientation")
        }
    }

    private func checkMedium(_ content: JSON, _ media: MediaStore, _ kind: MediaKind) throws(DingTalkRefusal) {
        try need(["media_id"], of: content)
        guard media[content["media_id"]?.scalarText ?? ""]?.kind == kind else { throw .mediaIDWrong }
    }

    private func need(_ names: [String], of content: JSON, below path: String = "") throws(DingTalkRefusal) {
        for name in names where content[name]?.scalarText?.isEmpty ?? true { throw missing(path + name) }
    }

    private func missing(_ name: String) -> DingTalkRefusal { .business(40035, "缺少参数 msg.\(type).\(name)") }

    private func invalid(_ name: String) -> DingTalkRefusal { .business(40035, "不合法的参数 msg.\(type).\(name)") }

    private static func words(of content: JSON) -> String {
        let body = content["body"]
        let parts = [
            content["title"], content["content"], content["text"], content["markdown"], body?["title"],
            body?["content"],
        ]
        let words = parts.compactMap { $0?.string }
        return words.isEmpty ? content.text : words.joined(separator: " ")
    }
}
