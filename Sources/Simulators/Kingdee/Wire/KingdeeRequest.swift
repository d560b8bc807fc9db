import HTTPTypes
import Seams

/// A request after reading: which operation, with which arguments, by whom.
package struct KingdeeRequest: Sendable {
    enum Target: Sendable {
        case operation(KingdeeOperation)
        /// A page for a browser.
        case page(BrowserPage)
        case unknownPath
        case wrongMethod
        /// A body that looks like markup, where the interceptor is switched on.
        case intercepted
    }

    let target: Target
    /// The arguments; the error stands for a body that no dialect explains.
    let arguments: Result<KingdeeArguments, KingdeeArguments.BodyError>
    /// The session id from the cookie or one of the two headers.
    let sessionID: String?
    /// The SDK's signature, when the request carries one.
    let signature: RequestSignature?

    /// Reads a call. Nothing is looked up or changed.
    init(_ call: HTTPCall, _ behaviour: KingdeeBehaviour = KingdeeBehaviour()) {
        let headers = IdentityHeaders(call)
        sessionID = headers.sessionID
        signature = headers.signature
        arguments = KingdeeRequest.arguments(of: call, behaviour)
        if let page = BrowserPage(call, sessionID: headers.sessionID) {
            target = .page(page)
        } else if call.request.method != .post, call.path.lowercased().hasPrefix("/k3cloud") {
            target = .wrongMethod
        } else if behaviour.interceptsMarkup, Interceptor.stops(call.body) {
            target = .intercepted
        } else {
            target = KingdeeOperation.named(path: call.path).map(Target.operation) ?? .unknownPath
        }
    }

    private static func arguments(
        of call: HTTPCall, _ behaviour: KingdeeBehaviour
    ) -> Result<KingdeeArguments, KingdeeArguments.BodyError> {
        guard let operation = KingdeeOperation.named(path: call.path), call.request.method == .post else {
            return .failure(.init(reason: "no operation"))
        }
        return Result { () throws(KingdeeArguments.BodyError) in
            try KingdeeArguments(
                body: call.body, parameters: operation.parameters, isFlattened: behaviour.acceptsFlattenedBodies)
        }
    }
}

/// The header fields that say who calls.
struct IdentityHeaders {
    var sessionID: String?
    var signature: RequestSignature?

    /// The cookie wins over the headers; the order is an assumption, since clients send the same id in each.
    init(_ call: HTTPCall) {
        var gateway = GatewaySignature(path: String(call.path))
        var header: String?
        var key: String?
        var appData: String?
        var value: String?
        for field in call.request.headerFields {
            switch field.name.canonicalName {
            case "cookie": sessionID = sessionID ?? IdentityHeaders.cookie(field.value)
            case "kdservice-sessionid", "sid": header = header ?? field.value
            case "x-kd-appkey": key = field.value
            case "x-kd-appdata": appData = field.value
            case "x-kd-signature": value = field.value
            case "x-api-clientid": gateway.clientID = field.value
            case "x-api-timestamp": gateway.timestamp = field.value
            case "x-api-nonce": gateway.nonce = field.value
            case "x-api-signature": gateway.signature = field.value
            default: break
            }
        }
        sessionID = sessionID ?? header
        guard let appData else { return }
        signature = RequestSignature(appID: key ?? "", appData: appData, signature: value ?? "", gateway: gateway)
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
