import HTTPTypes
import Seams

/// Opens a session by application secret or password; a signed caller needs none.
///
/// Whatever goes wrong here, the call that needed the session was not sent.
struct LogIn: Sendable {
    private static let service = "Kingdee.BOS.WebApi.ServicesStub.AuthService"

    let settings: KingdeeSettings
    let network: any Network

    func send() async -> Result<KingdeeSession, PlatformFailure> {
        do {
            return .success(try await session())
        } catch {
            return .failure(Masking([settings.password, settings.appSecret]).masked(error))
        }
    }

    private func session() async throws(PlatformFailure) -> KingdeeSession {
        let user: [JSONValue] = [.string(settings.acctID), .string(settings.userName)]
        let lcid = JSONValue.number(String(settings.lcid))
        switch settings.authentication {
        case .signed: return .none
        case .appSecret:
            let secrets: [JSONValue] = [.string(settings.appID), .string(settings.appSecret)]
            return try await open("LoginByAppSecret", user + secrets + [lcid])
        case .password: return try await open("ValidateUser", user + [.string(settings.password), lcid])
        }
    }

    private func open(
        _ operation: String, _ parameters: [JSONValue]
    ) async throws(PlatformFailure) -> KingdeeSession {
        guard let base = BaseURL(settings.url) else { throw settings.misplaced }
        let body = JSONValue.members(["parameters": .array(parameters)]).jsonText
        let reply: HTTPReply
        do {
            let sent = try await network.exchange(
                base.call(.post, "\(LogIn.service).\(operation).common.kdsvc", json: body),
                timeout: settings.callTimeout)
            reply = Masking([settings.password, settings.appSecret]).masked(sent)
        } catch {
            throw .notSent("no session: \(error)")
        }
        return try judge(reply)
    }

    /// The log-in's reply is not wrapped in `Result`, unlike all others.
    private func judge(_ reply: HTTPReply) throws(PlatformFailure) -> KingdeeSession {
        guard reply.response.status.code == 200, let body = try? JSONValue(parsing: reply.body),
            let type = body["LoginResultType"]?.text
        else {
            switch KingdeeReply(reply, isWrite: false) {
            case .failure(.rejected(let reason)), .failure(.logInRefused(let reason)): throw .logInRefused(reason)
            default: break
            }
            throw .transient(
                reason: "no session: HTTP \(reply.response.status.code), \(ReplyText.excerpt(reply))")
        }
        guard type == "1" else {
            let words = body["Message"]?.text ?? "no message"
            throw .logInRefused(
                "\(ReplyText.brief(words)) (LoginResultType \(type), \(LogIn.results[type] ?? "unknown"));"
                    + " check user, secret and data centre")
        }
        guard let session = KingdeeSession(reply, bodyID: body["KDSVCSessionId"]?.text) else {
            throw .transient(reason: "no session: the log-in's reply names none")
        }
        return session
    }

    /// The manual's table of `LoginResultType`.
    private static let results = [
        "0": "user name or password wrong", "-1": "general failure", "-2": "password change advised",
        "-3": "password change required", "-4": "warning", "-5": "a form must be handled first",
        "-6": "cloud account not bound", "-7": "activation needed",
    ]
}

extension KingdeeSettings {
    /// The failure for a site address that is none.
    var misplaced: PlatformFailure {
        .rejected(reason: "'\(url)' is no site address; write for example https://host/k3cloud/")
    }
}
