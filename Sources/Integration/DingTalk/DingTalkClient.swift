import HTTPTypes
import Logging
package import Seams

/// Calls DingTalk as one application: approvals, comments, and the events of stream mode.
///
/// All calls share one token, renewed once at most per call and by one call at a time. A call is one attempt: it is sent
/// a second time only after a reply which proves that the first was refused because of its token.
package struct DingTalkClient: Sendable {
    let settings: DingTalkSettings
    let network: any Network
    let time: any Time
    let randomness: any Randomness
    let log = Logger(label: "dingtalk")
    private let token: SharedCredential<String>
    private let denial: Denial
    /// Whether the stream of events is connected.
    let stream = StreamStanding()

    /// Makes a client; nothing is sent before the first call.
    package init(settings: DingTalkSettings, network: any Network, time: any Time, randomness: any Randomness) {
        self.settings = settings
        self.network = network
        self.time = time
        self.randomness = randomness
        let denial = Denial()
        self.denial = denial
        let request = TokenRequest(settings: settings, network: network, time: time, denial: denial)
        token = SharedCredential(time: time) { await request.send() }
    }

    /// Sends a call of the new API family with the token, and returns the reply's object.
    ///
    /// - Parameters:
    ///   - method: by default GET without a body and POST with one.
    ///   - body: the JSON to send.
    ///   - mayBeEmpty: whether a success may come without a body; it then counts as an empty object.
    func call(
        _ target: String, method: HTTPRequest.Method? = nil, body: JSONValue? = nil, isWrite: Bool,
        mayBeEmpty: Bool = false
    ) async throws(PlatformFailure) -> JSONValue {
        guard let base = BaseURL(settings.apiURL) else { throw settings.misplaced(settings.apiURL) }
        return try await withToken(isWrite: isWrite, mayBeEmpty: mayBeEmpty) { token in
            let headers: HTTPFields = [DingTalkClient.tokenHeader: token]
            return base.call(
                method ?? (body == nil ? .get : .post), target, headers: headers, json: body?.jsonText)
        }
    }

    /// Sends what `makeCall` makes of the token; once more with a new token when the first was refused.
    func withToken(
        isWrite: Bool, mayBeEmpty: Bool = false, _ makeCall: @Sendable (String) -> HTTPCall
    ) async throws(PlatformFailure) -> JSONValue {
        let first = try await token.current()
        switch try await send(makeCall(first.value), isWrite: isWrite, mayBeEmpty: mayBeEmpty, token: first.value) {
        case .success(let body): return body
        case .refused: break
        }
        let second = try await token.replacement(for: first)
        switch try await send(makeCall(second.value), isWrite: isWrite, mayBeEmpty: mayBeEmpty, token: second.value) {
        case .success(let body): return body
        case .refused(let reason): throw .sessionLost("DingTalk refuses a new token too: \(reason)")
        }
    }

    private enum Outcome {
        case success(JSONValue)
        case refused(String)
    }

    /// Sends a call that carries its own credentials.
    ///
    /// - Parameter secret: one of these, to be kept out of errors.
    func sendWithoutToken(
        _ call: HTTPCall, isWrite: Bool = false, hiding secret: String? = nil
    ) async throws(PlatformFailure) -> JSONValue {
        switch try await send(call, isWrite: isWrite, token: secret) {
        case .success(let body): return body
        case .refused(let reason): throw .rejected(reason: reason)
        }
    }

    private func send(
        _ call: HTTPCall, isWrite: Bool, mayBeEmpty: Bool = false, token: String?
    ) async throws(PlatformFailure) -> Outcome {
        let masking = Masking([token, settings.appSecret])
        try denial.check(at: time.now)
        let reply: HTTPReply
        do {
            reply = masking.masked(try await network.exchange(call, timeout: settings.callTimeout))
        } catch {
            throw masking.masked(PlatformFailure(error))
        }
        switch DingTalkReply(reply, isWrite: isWrite, mayBeEmpty: mayBeEmpty, now: time.now) {
        case .success(let body): return .success(body)
        case .tokenRefused(let reason): return .refused(masking.masked(reason))
        case .denied(let reason, let pause):
            throw denial.begin(masking.masked(reason), for: pause, at: time.now)
        case .failure(let failure): throw masking.masked(failure)
        }
    }

    static let tokenHeader = HTTPField.Name("x-acs-dingtalk-access-token") ?? .authorization
}

extension DingTalkSettings {
    /// The failure for an address that is none.
    func misplaced(_ url: String) -> PlatformFailure {
        .rejected(reason: "'\(url)' is no address; write for example https://api.dingtalk.com")
    }
}

extension PlatformFailure {
    /// The failure for an exchange without a reply.
    init(_ error: NetworkError) {
        self =
            switch error {
            case .notSent(let reason): .notSent(reason)
            case .outcomeUnknown(let reason): .outcomeUnknown(reason)
            }
    }
}
