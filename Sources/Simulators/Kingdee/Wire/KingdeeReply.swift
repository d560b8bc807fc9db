import HTTPTypes
import Seams

/// What an operation answers, before it becomes HTTP.
struct KingdeeReply: Sendable {
    private enum Body: Sendable {
        case json(JSON)
        case text(String)
    }

    private let body: Body
    /// Why the platform refused, for the history; nil on success.
    let error: String?
    /// The session that the reply hands out in cookies and header.
    var session: KingdeeSession?

    /// The reply as JSON; nil for one that is mere text.
    var json: JSON? {
        if case .json(let json) = body { json } else { nil }
    }

    /// A JSON reply. Compact on the wire: a real client looks for the literal text `"issuccess":false`.
    init(_ json: JSON, error: String? = nil) {
        body = .json(json)
        self.error = error
    }

    /// A reply that is nothing but a status block.
    init(_ status: StatusBlock) {
        self.init(status.result, error: status.error)
    }

    /// A refusal of the whole call, wrapped as the operation's family does.
    init(refusal: KingdeeRefusal, _ family: KingdeeOperation.Family) {
        let status = StatusBlock(refusal)
        switch family {
        case .result: self.init(status)
        case .rows: self.init([[status.result]], error: status.error)
        case .logIn:
            self = LogIn.refusal(
                LogInFailure(type: .failure, chinese: refusal.message, english: refusal.message), .simplifiedChinese)
        }
    }

    /// An unhandled server fault: status 200 and a text that is no JSON. Only its beginning is observed; the layout of
    /// the rest is an assumption.
    init(serverFault text: String, at now: Timestamp) {
        body = .text("response_error:发生时间：\(LocalMoment(now).spacedText),错误编号：\(now.milliseconds),错误信息：\(text)")
        error = "response_error"
    }

    /// The reply over HTTP: always 200, since failures are told in the body.
    func answer(at now: Timestamp, _ behaviour: KingdeeBehaviour = KingdeeBehaviour()) -> PlatformAnswer {
        var response = HTTPResponse(status: .ok, headerFields: [.contentType: behaviour.contentType])
        session?.hand(to: &response, at: now)
        switch body {
        case .json(var json):
            if !behaviour.sendsMessageCodes { json = json.withoutMessageCodes }
            return PlatformAnswer(.reply(HTTPReply(response: response, body: json.bytes)), error: error)
        case .text(let text):
            response.headerFields[.contentType] = "text/plain; charset=utf-8"
            return PlatformAnswer(.reply(HTTPReply(response: response, body: Array(text.utf8))), error: error)
        }
    }
}

extension JSON {
    /// The reply as old versions wrote it: `MsgCode` came later than the rest of the status block.
    fileprivate var withoutMessageCodes: JSON {
        if let rows = array, rows.count == 1, let cells = rows[0].array, cells.count == 1, cells[0]["Result"] != nil {
            return [[cells[0].withoutMessageCodes]]
        }
        guard let result = self["Result"]?.members else { return self }
        let members = result.map { member in
            guard member.key == "ResponseStatus", let status = member.value.members else { return member }
            return Member(member.key, .object(status.filter { $0.key != "MsgCode" }))
        }
        return ["Result": .object(members)]
    }
}
