import HTTPTypes
import Seams

/// Writes answers and refusals as the gateway of a request's family does.
struct DingTalkReply {
    let family: APIFamily
    let randomness: any Randomness

    /// The reply of an operation that succeeded.
    func success(_ answer: JSON) -> PlatformAnswer {
        switch family {
        case .modern: PlatformAnswer(.reply(reply(.ok, answer)))
        case .router: PlatformAnswer(.reply(reply(.ok, answer)))
        case .root, .topapi:
            PlatformAnswer(.reply(reply(.ok, enveloped([("errcode", 0), ("errmsg", "ok")], answer.members ?? []))))
        }
    }

    /// The reply of an operation that was refused.
    func refusal(_ refusal: DingTalkRefusal) -> PlatformAnswer {
        let reason = refusal.reason(in: family)
        switch refusal {
        case .page(let status):
            return PlatformAnswer(.reply(GatewayPage.reply(status: status)), error: reason)
        case .addressBannedPage:
            return PlatformAnswer(.reply(DingTalkReply.bannedPage), error: reason)
        case .modern(let status, let code, let message, let scopes):
            return PlatformAnswer(.reply(modern(status, code, message, scopes)), error: reason)
        default:
            return PlatformAnswer(.reply(reply(.ok, body(of: refusal))), error: reason)
        }
    }

    private static let bannedPage = HTTPReply(
        .forbidden, contentType: "text/html; charset=utf-8",
        body: "<html><head><title>403 Forbidden</title></head><body><h1>访问过于频繁，请稍后再试</h1></body></html>")

    private func body(of refusal: DingTalkRefusal) -> JSON {
        switch refusal {
        case .business(let code, let text):
            return enveloped([("errcode", .number(code)), ("errmsg", .string(text))])
        case .gateway(let code, let text):
            return family == .root
                ? enveloped([("errcode", Int(code).map(JSON.number) ?? .string(code)), ("errmsg", .string(text))])
                : wrapped(88, "ding talk error", code, text)
        case .backend(let code, let text): return wrapped(15, "Remote service error", code, text)
        case .gatewayTimeout: return enveloped([("errcode", 88), ("errmsg", "ding talk error")])
        case .unknownName(let name):
            let text = "不合法ApiName，ApiName = \(name)"
            let message = JSON.string("Invalid method[submsg=\(text)]")
            return enveloped([("errcode", 22), ("sub_msg", .string(text)), ("errmsg", message)])
        case .addressBanned:
            let id = JSON.string(randomness.uuid("dingtalk.request").replacing("-", with: ""))
            return ["status": 1111, "wait": 5, "source": "x5", "punish": "deny", "uuid": id]
        case .routed(let answer, _): return answer
        case .unknownPath, .modern, .page, .addressBannedPage:
            return ["errcode": 404, "errmsg": "请求的URI地址不存在"]
        }
    }

    private func wrapped(_ code: Int, _ title: String, _ subCode: String, _ text: String) -> JSON {
        let message = "\(title)[subcode=\(subCode),submsg=\(text)]"
        guard family != .router else {
            return [
                "error_response": [
                    "code": .number(code), "msg": .string(message), "sub_code": .string(subCode),
                    "sub_msg": .string(text), "request_id": .string(oldRequestID()),
                ]
            ]
        }
        return enveloped([
            ("errcode", .number(code)), ("sub_code", .string(subCode)), ("sub_msg", .string(text)),
            ("errmsg", .string(message)),
        ])
    }

    private func enveloped(_ head: [(String, JSON)], _ members: [JSON.Member] = []) -> JSON {
        let tail = family == .root ? [] : [JSON.Member("request_id", .string(oldRequestID()))]
        return .object(head.map { JSON.Member($0, $1) } + members + tail)
    }

    private func modern(_ status: Int, _ code: String, _ message: String, _ scopes: [String]) -> HTTPReply {
        let id = randomness.uuid("dingtalk.request").uppercased()
        var members: [JSON.Member] = [
            JSON.Member("code", .string(code)), JSON.Member("requestid", .string(id)),
            JSON.Member("message", .string(message)),
        ]
        if !scopes.isEmpty {
            members.append(
                JSON.Member("accessdenieddetail", ["requiredScopes": .array(scopes.map(JSON.string))]))
        }
        return reply(HTTPResponse.Status(code: status), .object(members), requestID: id)
    }

    /// Null is an empty body.
    private func reply(_ status: HTTPResponse.Status, _ body: JSON, requestID: String? = nil) -> HTTPReply {
        let charset = [.modern: "application/json;charset=utf-8", .topapi: "application/json;charset=UTF-8"][family]
        var fields: HTTPFields = [.contentType: charset ?? "application/json"]
        fields[.server] = "DingTalk/1.0.0"
        if family == .modern {
            fields[.dingTalkRequestID] = requestID ?? randomness.uuid("dingtalk.request").uppercased()
            fields[.accessControlAllowOrigin] = "*"
        }
        return HTTPReply(
            response: HTTPResponse(status: status, headerFields: fields), body: body == .null ? [] : body.bytes)
    }

    /// 13 characters `[0-9a-z]`, as seen on answers below `/topapi/`.
    func oldRequestID() -> String {
        "16" + randomness.text(11, from: "0123456789abcdefghijklmnopqrstuvwxyz", "dingtalk.request")
    }
}
