import Foundation
import HTTPTypes
import Seams

/// A request to the fake DingTalk after reading: routed and parsed, with nothing done yet.
package struct DingTalkRequest: Sendable {
    /// What answers it; nil for a path that does not exist.
    let endpoint: (any DingTalkEndpoint.Type)?
    let family: APIFamily
    let method: String
    let path: String
    /// The decoded query.
    let query: [String: String]
    /// The body as JSON; a form body is an object of texts. Null when there is none.
    let body: JSON
    /// The parts of a multipart body; nil for any other body.
    let form: MultipartForm?
    /// The body's media type in lower case, without its parameters; nil when the client named none.
    let mediaType: String?
    /// Where the request comes from: what a proxy in front wrote into `X-Forwarded-For`, else the loopback address,
    /// since the fake serves nothing else.
    let sourceAddress: String
    /// Whether there is a body that cannot be read.
    let isBodyBroken: Bool
    /// The token, when it stands where the request's family looks for it.
    let token: String?
    /// Host and port that the client called.
    let authority: String?
    /// The part of a file that the client asks for.
    let range: String?

    init(_ call: HTTPCall) {
        path = String(call.path)
        method = call.request.method.rawValue
        authority = call.request.authority
        range = call.request.headerFields[.range]
        family = APIFamily(path: path)
        endpoint = DingTalkCatalog.endpoint(method: method, path: path)
        query = URLEncodedText.members(call.query)
        let contentType = call.request.headerFields[.contentType]
        mediaType = contentType?.prefix { $0 != ";" }.lowercased().filter { $0 != " " }
        let forwarded = call.request.headerFields[.forwardedFor]?.prefix { $0 != "," }.filter { $0 != " " }
        sourceAddress = forwarded.flatMap { $0.isEmpty ? nil : String($0.prefix(45)) } ?? "127.0.0.1"
        form = mediaType == "multipart/form-data" ? MultipartForm(call.body, contentType: contentType ?? "") : nil
        let body = form.map { JSON.object($0.texts) } ?? DingTalkRequest.body(of: call)
        self.body = body ?? .null
        isBodyBroken = body == nil
        switch family {
        case .root: token = query["access_token"]
        // Also as a member of a form body (observed); in a JSON body it is not looked for.
        case .topapi: token = query["access_token"] ?? (call.hasFormBody ? self.body["access_token"]?.string : nil)
        case .router: token = query["session"] ?? (call.hasFormBody ? self.body["session"]?.string : nil)
        case .modern: token = call.request.headerFields[.dingTalkToken]
        }
    }

    /// The operation's name in aims and history.
    var operation: String {
        endpoint?.operation ?? String(path.dropFirst().prefix(100))
    }

    private static func body(of call: HTTPCall) -> JSON? {
        guard !call.body.isEmpty, call.request.method != .get else { return .null }
        guard !call.hasFormBody else {
            let members = URLEncodedText.members(String(decoding: call.body, as: UTF8.self)[...])
            return .object(members.sorted { $0.key < $1.key }.map { JSON.Member($0.key, .string($0.value)) })
        }
        return try? JSON(parsing: call.body)  // the platform says no more than "not JSON" either
    }
}

extension HTTPCall {
    fileprivate var hasFormBody: Bool {
        request.headerFields[.contentType]?.lowercased().hasPrefix("application/x-www-form-urlencoded") ?? false
    }
}

extension HTTPField.Name {
    /// Where the new family takes the token from. The literal is a valid field name, so the fallback is never used.
    static let dingTalkToken = HTTPField.Name("x-acs-dingtalk-access-token") ?? .authorization
    /// Who called a proxy in front. The fallback is never used, as above.
    static let forwardedFor = HTTPField.Name("x-forwarded-for") ?? .via
    /// The request id that the new family puts on each reply. The fallback is never used, as above.
    static let dingTalkRequestID = HTTPField.Name("x-acs-request-id") ?? .eTag
}
