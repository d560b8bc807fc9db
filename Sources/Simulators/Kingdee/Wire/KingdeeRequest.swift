import HTTPTypes
import Seams

/// A request after reading: which operation, with which arguments, by whom.
package struct KingdeeRequest: Sendable {
    enum Target: Sendable {
        case operation(KingdeeOperation)
        case unknownPath
        case wrongMethod
    }

    let target: Target
    /// The arguments; the error stands for a body that no dialect explains.
    let arguments: Result<KingdeeArguments, KingdeeArguments.BodyError>
    /// The session id from the cookie or one of the two headers.
    let sessionID: String?
    /// The SDK's signature, when the request carries one.
    let signature: RequestSignature?

    /// Reads a call. Nothing is looked up or changed.
    init(_ call: HTTPCall) {
        let operation = KingdeeOperation.named(path: call.path)
        let headers = IdentityHeaders(call.request.headerFields)
        sessionID = headers.sessionID
        signature = headers.signature
        if call.request.method != .post, call.path.lowercased().hasPrefix("/k3cloud") {
            target = .wrongMethod
        } else {
            target = operation.map(Target.operation) ?? .unknownPath
        }
        guard let operation, call.request.method == .post else {
            arguments = .failure(.init(reason: "no operation"))
            return
        }
        arguments = Result { () throws(KingdeeArguments.BodyError) in
            try KingdeeArguments(body: call.body, parameters: operation.parameters)
        }
    }
}

/// The header fields that say who calls.
struct IdentityHeaders {
    var sessionID: String?
    var signature: RequestSignature?

    /// The cookie wins over the headers; the order is an assumption, since clients send the same id in each.
    init(_ fields: HTTPFields) {
        var header: String?
        var key: String?
        var appData: String?
        var value: String?
        for field in fields {
            switch field.name.canonicalName {
            case "cookie": sessionID = sessionID ?? IdentityHeaders.cookie(field.value)
            case "kdservice-sessionid", "sid": header = header ?? field.value
            case "x-kd-appkey": key = field.value
            case "x-kd-appdata": appData = field.value
            case "x-kd-signature": value = field.value
            default: break
            }
        }
        sessionID = sessionID ?? header
        if let appData { signature = RequestSignature(appID: key ?? "", appData: appData, signature: value ?? "") }
    }

    private static func cookie(_ value: String) -> String? {
        for pair in value.split(separator: ";") {
            let pair = pair.drop { $0 == " " }
            guard pair.lowercased().hasPrefix("kdservice-sessionid=") else { continue }
            return String(pair.dropFirst("kdservice-sessionid=".count))
        }
        return nil
    }
}
