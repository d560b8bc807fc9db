import Foundation
import HTTPTypes
import Seams

/// A reply of DingTalk, judged: what it gave, or why it did not.
enum DingTalkReply: Hashable, Sendable {
    /// The reply's JSON object.
    case success(JSONValue)
    /// The token was not accepted; the call had no effect.
    case tokenRefused(String)
    /// The platform denies every call from our address for this long.
    case denied(String, Duration)
    case failure(PlatformFailure)

    /// How long an address stays denied (《调用频率限制》: 10,000 calls in 20 s cost 5 minutes).
    private static let denial = Duration.seconds(300)

    /// Judges the reply to a call.
    ///
    /// - Parameters:
    ///   - isWrite: whether the call changes something: a fault of the platform then leaves its outcome unknown.
    ///   - mayBeEmpty: whether a success may come without a body, as Yida's updates do.
    ///   - now: for a penalty that ends at a stated time.
    init(_ reply: HTTPReply, isWrite: Bool, mayBeEmpty: Bool = false, now: Timestamp) {
        let status = reply.response.status
        if mayBeEmpty, status.kind == .successful, reply.body.isEmpty {
            self = .success(.object([]))
            return
        }
        guard !ReplyText.isPage(reply) else {
            self = DingTalkReply.page(reply, isWrite: isWrite)
            return
        }
        guard let body = try? JSONValue(parsing: reply.body), case .object = body else {
            // What is wrong with the text does not matter: it is no answer of the platform.
            let text = "HTTP \(status.code), unreadable: \(ReplyText.excerpt(reply))"
            self = .failure(status.code < 500 || isWrite ? .outcomeUnknown(text) : .transient(reason: text))
            return
        }
        if body["punish"]?.text == "deny" {
            self = .denied("DingTalk denies this address for 5 minutes", DingTalkReply.denial)
            return
        }
        guard let refusal = DingTalkRefusal(body, status: status) else {
            self = .success(body)
            return
        }
        self = DingTalkReply.judge(refusal, status: status, isWrite: isWrite, now: now)
    }

    /// A gateway's page after a server error; a wrong address' page; with any other status a denied address' page.
    private static func page(_ reply: HTTPReply, isWrite: Bool) -> DingTalkReply {
        let status = reply.response.status.code
        let text = "HTTP \(status) page: \(ReplyText.excerpt(reply))"
        if [301, 302, 307, 308, 404, 405].contains(status) {
            return .failure(.rejected(reason: "\(text); no API answers here: check the address"))
        }
        guard status >= 500 else { return .denied(text, denial) }
        return .failure(isWrite ? .outcomeUnknown(text) : .transient(reason: text))
    }

    private static func judge(
        _ refusal: DingTalkRefusal, status: HTTPResponse.Status, isWrite: Bool, now: Timestamp
    ) -> DingTalkReply {
        let meaning = DingTalkReason.meaning(of: refusal.reason) ?? (status.code >= 500 ? .fault : .refused)
        let text = refusal.description
        switch meaning {
        case .tokenRefused: return .tokenRefused(text)
        case .throttled(let pause):
            let stated = PenaltyEnd(in: refusal.message)?.time
            let pause = stated.map { max(.milliseconds(100), $0 - now) } ?? pause
            return .failure(.throttled(reason: text, retryAfter: pause))
        case .busy: return .failure(.transient(reason: text))
        case .fault: return .failure(isWrite ? .outcomeUnknown(text) : .transient(reason: text))
        case .unknownObject: return .failure(.notFound(text))
        case .refused: return .failure(.rejected(reason: text))
        }
    }
}

/// The reason and words of a refusal, from either envelope.
struct DingTalkRefusal: CustomStringConvertible {
    /// `sub_code` when present, else the number after `subcode=`, else `errcode`; in the new family `code`.
    let reason: String
    let message: String
    /// The permissions that the application lacks.
    let requiredScopes: [String]

    /// Reads the refusal; nil when the reply is a success.
    init?(_ body: JSONValue, status: HTTPResponse.Status) {
        let errcode = body["errcode"]?.text
        let isRefused = errcode.map { $0 != "0" } ?? (status.kind != .successful || body["success"]?.flag == false)
        guard isRefused else { return nil }
        message = body["errmsg"]?.text ?? body["message"]?.text ?? body["sub_msg"]?.text ?? ""
        let wrapped = message.firstMatch(of: /subcode=([^,\]\s]+)/).map { String($0.1) }
        reason =
            body["sub_code"]?.text ?? wrapped ?? errcode ?? body["code"]?.text ?? "HTTP \(status.code)"
        let listed = body["accessdenieddetail"]?["requiredScopes"]?.elements?.compactMap(\.text) ?? []
        let inText = message.firstMatch(of: /requiredScopes=\[([^\]]*)\]/).map { String($0.1) } ?? ""
        requiredScopes = listed + inText.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
    }

    var description: String {
        guard requiredScopes.isEmpty else {
            return "\(reason): the application lacks the permission \(requiredScopes.joined(separator: ", "));"
                + " grant it in the developer console"
        }
        return message.isEmpty ? reason : "\(reason): \(ReplyText.brief(message))"
    }
}
