import HTTPTypes
package import Seams

/// Calls Kingdee Cloud Galaxy as one integration user: saves, submits, audits, finds and reads documents.
///
/// All calls share one session, renewed once at most per call and by one call at a time. A call is one attempt: it is
/// sent a second time only after a status block which proves that the first was refused because of its session.
package struct KingdeeClient: Sendable {
    private static let service = "Kingdee.BOS.WebApi.ServicesStub.DynamicFormService"

    private let settings: KingdeeSettings
    private let network: any Network
    private let time: any Time
    private let randomness: any Randomness
    private let sessions: SharedCredential<KingdeeSession>

    /// Makes a client; nothing is sent before the first call.
    package init(settings: KingdeeSettings, network: any Network, time: any Time, randomness: any Randomness) {
        self.settings = settings
        self.network = network
        self.time = time
        self.randomness = randomness
        let logIn = LogIn(settings: settings, network: network)
        sessions = SharedCredential(time: time) { await logIn.send() }
    }

    /// Sends an operation of the dynamic form service; once more in a new session when the first call's was lost.
    ///
    /// - Parameters:
    ///   - body: the named form, `{"formid":…,"data":…}`, JSON text.
    ///   - isBatch: whether the body has several documents, whose single refusals the caller tells apart.
    ///   - timeout: how long an exchange may take, where that is not the usual.
    func call(
        _ operation: String, body: String, isWrite: Bool, isBatch: Bool = false, timeout: Duration? = nil
    ) async throws(PlatformFailure) -> JSONValue {
        let first = try await sessions.current()
        switch try await send(operation, body, in: first, isWrite: isWrite, isBatch: isBatch, timeout) {
        case .success(let result): return result
        case .lost: break
        }
        let second = try await sessions.replacement(for: first)
        switch try await send(operation, body, in: second, isWrite: isWrite, isBatch: isBatch, timeout) {
        case .success(let result): return result
        case .lost(let reason):
            guard settings.authentication == .signed else { throw .sessionLost(reason) }
            throw .logInRefused("\(reason); with signed calls this means wrong credentials")
        }
    }

    private enum Outcome {
        case success(JSONValue)
        case lost(String)
    }

    private func send(
        _ operation: String, _ body: String, in session: SharedCredential<KingdeeSession>.Issue, isWrite: Bool,
        isBatch: Bool, _ timeout: Duration?
    ) async throws(PlatformFailure) -> Outcome {
        guard let base = BaseURL(settings.url) else { throw settings.misplaced }
        let masking = Masking([settings.appSecret, settings.password, session.value.id])
        let target = "\(KingdeeClient.service).\(operation).common.kdsvc"
        let headers = headers(path: base.path + target, session.value)
        let reply: HTTPReply
        do {
            let sent = try await network.exchange(
                base.call(.post, target, headers: headers, json: body), timeout: timeout ?? settings.callTimeout)
            reply = masking.masked(sent)
        } catch {
            throw masking.masked(PlatformFailure(error))
        }
        switch KingdeeReply(reply, isWrite: isWrite, isBatch: isBatch) {
        case .success(let result):
            // A signed caller is handed its session with any reply, and hands it back to spare the server the signature.
            if settings.authentication == .signed, let given = KingdeeSession(reply), given.id != session.value.id {
                await sessions.refine(session, to: given)
            }
            return .success(result)
        case .sessionLost(let reason): return .lost(masking.masked(reason))
        case .failure(let failure): throw masking.masked(failure)
        }
    }

    private func headers(path: String, _ session: KingdeeSession) -> HTTPFields {
        var fields = session.headers
        guard settings.authentication == .signed else { return fields }
        let signature = KingdeeSignature(settings: settings)
        let nonce = randomness.uuid("kingdee-nonce").filter { $0 != "-" }
        for (name, value) in signature.headers(path: path, timestamp: String(time.now.seconds), nonce: nonce) {
            if let name = HTTPField.Name(name) { fields[name] = value }
        }
        return fields
    }
}
