import HTTPTypes
import Seams

/// A reply of Kingdee, judged: what it gave, or why it did not.
///
/// Success is never taken from the HTTP status: business failures, faults, interceptions and lost sessions all come with
/// 200. A write counts as refused only on the word of a status block; otherwise its outcome is unknown.
enum KingdeeReply: Hashable, Sendable {
    /// The `Result` object of a call, or the rows of a query.
    case success(JSONValue)
    /// The session is not known to the server; the call had no effect.
    case sessionLost(String)
    case failure(PlatformFailure)

    /// How long to stay away after "call limit". Its window is not documented; the caller's rate finds its way.
    private static let limitPause = Duration.seconds(2)

    /// Judges a reply. With `isBatch` a refusal of single documents counts as a success, whose block tells them apart.
    init(_ reply: HTTPReply, isWrite: Bool, isBatch: Bool = false) {
        let status = reply.response.status.code
        let text = reply.text
        let trouble = { (reason: String) -> KingdeeReply in
            .failure(isWrite ? .outcomeUnknown(reason) : .transient(reason: reason))
        }
        if text.hasPrefix("response_error:") {
            self = trouble("server fault: \(ReplyText.brief(text))")
        } else if status == 429 {
            self = .failure(.throttled(reason: "HTTP 429: \(ReplyText.excerpt(reply))", retryAfter: .seconds(1)))
        } else if [200, 206].contains(status), !ReplyText.isPage(reply) {
            self = KingdeeReply.answer(reply, isWrite: isWrite, isBatch: isBatch)
        } else if (300..<500).contains(status), status != 408 {
            self = .failure(.rejected(reason: "HTTP \(status): \(ReplyText.excerpt(reply)); check the address"))
        } else {
            self = KingdeeReply.outage(reply) ?? trouble("HTTP \(status): \(ReplyText.excerpt(reply))")
        }
    }

    /// The answers with a server error's status that are refusals all the same; nil for a real outage.
    private static func outage(_ reply: HTTPReply) -> KingdeeReply? {
        if reply.text.contains("thirty passport") {
            return .failure(.logInRefused("\(ReplyText.brief(reply.text)): no such data centre; check acctID"))
        }
        // The old public-cloud gateway refuses with 519 before the product sees the call.
        guard reply.response.status.code == 519, let body = try? JSONValue(parsing: reply.body),
            let code = body["errcode"]?.text
        else { return nil }
        let words = body["description_cn"]?.text ?? body["description"]?.text ?? ""
        // 4002 and its like are about who asks, whatever is asked.
        let reason = "gateway \(code): \(words)"
        return .failure(code.hasPrefix("4") ? .logInRefused(reason) : .rejected(reason: reason))
    }

    private static func answer(_ reply: HTTPReply, isWrite: Bool, isBatch: Bool) -> KingdeeReply {
        guard let body = try? JSONValue(parsing: reply.body) else {
            return .failure(.outcomeUnknown("unreadable: \(ReplyText.excerpt(reply))"))
        }
        if let elements = body.elements { return list(elements, isWrite: isWrite) }
        guard let result = body["Result"], case .object = result else {
            // A session that is gone was seen to give `{}` to a read. It proves nothing about a write.
            let text = "no Result: \(ReplyText.excerpt(reply))"
            return isWrite ? .failure(.outcomeUnknown(text)) : .sessionLost(text)
        }
        return object(result, isWrite: isWrite, isBatch: isBatch)
    }

    /// A query's rows, an error in their disguise (`[[{"Result":…}]]`), or the interceptor's reply in the protocol of
    /// the user interface (`[{"actionname":…}]`).
    private static func list(_ elements: [JSONValue], isWrite: Bool) -> KingdeeReply {
        guard let first = elements.first else { return .success(.array([])) }
        if first["actionname"] != nil {
            let words = first["params"]?.elements?.first?["msg"]?.text ?? first.jsonText
            return .failure(
                .rejected(reason: "intercepted: \(ReplyText.brief(words)); take characters such as < out of the texts"))
        }
        let cell = first.elements?.first ?? first
        if elements.count == 1, let result = cell["Result"] { return object(result, isWrite: isWrite) }
        return .success(.array(elements))
    }

    private static func object(_ result: JSONValue, isWrite: Bool, isBatch: Bool = false) -> KingdeeReply {
        // View succeeds with a null block.
        guard let block = result["ResponseStatus"], !block.isNull else { return .success(result) }
        guard let isSuccess = block["IsSuccess"]?.flag else {
            return .failure(.outcomeUnknown("no IsSuccess: \(ReplyText.brief(block.jsonText))"))
        }
        if isBatch, !isSuccess, isItemised(block) { return .success(result) }
        return isSuccess ? .success(result) : refusal(block, isWrite: isWrite)
    }

    /// Whether a failed block is about single documents, and not about the whole call.
    private static func isItemised(_ block: JSONValue) -> Bool {
        if block["SuccessEntitys"]?.elements?.isEmpty == false { return true }
        let code = block["MsgCode"]?.text.flatMap(Int.init)
        let errors = block["Errors"]?.elements ?? []
        return !errors.isEmpty
            && errors.allSatisfy { error in
                guard error["DIndex"]?.text != nil else { return false }
                return switch KingdeeMessage.meaning(code: code, text: error["Message"]?.text ?? "") {
                case .duplicateNumber, .locked, .refused, .unknownObject: true
                case .sessionLost, .throttled, .fault: false
                }
            }
    }

    private static func refusal(_ block: JSONValue, isWrite: Bool) -> KingdeeReply {
        let done = block["SuccessEntitys"]?.elements ?? []
        guard done.isEmpty || !isWrite else {
            return .failure(.outcomeUnknown("failed, yet it lists successes: \(ReplyText.brief(block.jsonText))"))
        }
        let errors = (block["Errors"]?.elements ?? []).map { error in
            let field = error["FieldName"]?.text ?? ""
            return (field.isEmpty ? "" : "\(field): ") + (error["Message"]?.text ?? "")
        }
        let code = block["MsgCode"]?.text.flatMap(Int.init)
        let words = errors.isEmpty ? "no message" : ReplyText.brief(errors.joined(separator: "; "))
        let text = words + (code.map { " (MsgCode \($0))" } ?? "")
        switch KingdeeMessage.meaning(code: code, text: words) {
        case .sessionLost: return .sessionLost(text)
        case .duplicateNumber: return .failure(.duplicateNumber(text))
        case .locked: return .failure(.transient(reason: text))
        case .throttled: return .failure(.throttled(reason: text, retryAfter: limitPause))
        case .fault: return .failure(isWrite ? .outcomeUnknown(text) : .transient(reason: text))
        case .unknownObject: return .failure(.notFound(text))
        case .refused: return .failure(.rejected(reason: text))
        }
    }
}
