import HTTPTypes
import Seams

/// Gets an application token: `POST /v1.0/oauth2/accessToken` (《获取企业内部应用的accessToken》). It serves both hosts.
///
/// Whatever goes wrong here, the call that needed the token was not sent.
struct TokenRequest: Sendable {
    let settings: DingTalkSettings
    let network: any Network
    let time: any Time
    let denial: Denial

    func send() async -> Result<String, PlatformFailure> {
        do {
            return .success(try await token())
        } catch {
            return .failure(Masking([settings.appSecret]).masked(error))
        }
    }

    private func token() async throws(PlatformFailure) -> String {
        guard let base = BaseURL(settings.apiURL) else { throw settings.misplaced(settings.apiURL) }
        let body: JSONValue = .members([
            "appKey": .string(settings.appKey), "appSecret": .string(settings.appSecret),
        ])
        let call = base.call(.post, "v1.0/oauth2/accessToken", json: body.jsonText)
        try denial.check(at: time.now)
        let reply: HTTPReply
        do {
            // The reason of a ban is kept for the calls that follow.
            reply = Masking([settings.appSecret]).masked(
                try await network.exchange(call, timeout: settings.callTimeout))
        } catch {
            throw .notSent("no token: \(error)")
        }
        switch DingTalkReply(reply, isWrite: false, now: time.now) {
        case .success(let body):
            guard let token = body["accessToken"]?.text, !token.isEmpty else {
                throw .transient(reason: "the token's reply has no accessToken")
            }
            return token
        case .tokenRefused(let reason): throw .logInRefused("no token: \(reason)")
        case .denied(let reason, let pause): throw denial.begin(reason, for: pause, at: time.now)
        case .failure(.outcomeUnknown(let reason)): throw .notSent("no token: \(reason)")
        case .failure(.rejected(let reason)):
            throw .logInRefused("no token for \(settings.appKey): \(reason); check app key and secret")
        case .failure(let failure): throw failure
        }
    }
}
