import Foundation
import HTTPTypes
import Integration
import Seams
import Synchronization

/// A small client of Kingdee's own: logs in with an application's secret, and saves several documents in one call. It
/// does not repeat a call that was refused because of its session.
final class PlainKingdee: Sendable {
    private static let services = "Kingdee.BOS.WebApi.ServicesStub"

    private let settings: KingdeeSettings
    private let network: any Network
    private let session = Mutex<String?>(nil)

    init(_ settings: KingdeeSettings, over network: any Network) {
        self.settings = settings
        self.network = network
    }

    /// Saves documents whose models are these JSON texts; one outcome for each, in their order.
    ///
    /// - Parameter isWhole: also submits and audits them in the same call.
    func save(
        form: String, models: [String], isWhole: Bool = false
    ) async throws(PlatformFailure) -> [Result<KingdeeDocument, PlatformFailure>] {
        let body = """
            {"formid":"\(form)","data":{"NeedReturnFields":["FBillNo"],"IsAutoSubmitAndAudit":\(isWhole),\
            "Model":[\(models.joined(separator: ","))]}}
            """
        let id = try await sessionID()
        let reply = try await send("DynamicFormService.BatchSave", body, ["kdservice-sessionid": id])
        guard let status = reply.result?.status else { throw .outcomeUnknown("no status block") }
        if status.code == 1, !status.isSuccess {
            session.withLock { $0 = nil }
            throw .sessionLost("the session is gone")
        }
        guard !status.entities.isEmpty || models.count > 1 else {
            throw PlainKingdee.refusal(status, at: 0)
        }
        return models.indices.map { index in
            guard let entity = status.entities.first(where: { $0.index == index }) else {
                return .failure(PlainKingdee.refusal(status, at: index))
            }
            return .success(
                KingdeeDocument(id: "\(entity.id)", number: entity.number ?? "", status: isWhole ? "C" : "A"))
        }
    }

    private static func refusal(_ status: PlainReply.Status, at index: Int) -> PlatformFailure {
        let text = status.errors.filter { $0.index == index }.map(\.message).joined(separator: "; ")
        switch status.code {
        case 6: return .outcomeUnknown(text)
        case 13: return .transient(reason: text)
        case 14: return .throttled(reason: text, retryAfter: .seconds(2))
        default: return text.contains("已经被使用") ? .duplicateNumber(text) : .rejected(reason: text)
        }
    }

    private func sessionID() async throws(PlatformFailure) -> String {
        if let id = session.withLock({ $0 }) { return id }
        let parameters = [settings.acctID, settings.userName, settings.appID, settings.appSecret]
        let body = "{\"parameters\":[\(parameters.map { "\"\($0)\"" }.joined(separator: ",")),2052]}"
        let reply: PlainReply
        do {
            reply = try await send("AuthService.LoginByAppSecret", body, [:])
        } catch {
            throw .notSent("no session: \(error)")
        }
        guard let id = reply.sessionID, !id.isEmpty else { throw .notSent("no session") }
        session.withLock { $0 = id }
        return id
    }

    private func send(
        _ operation: String, _ body: String, _ headers: [String: String]
    ) async throws(PlatformFailure) -> PlainReply {
        let parts = settings.url.split(separator: "/", omittingEmptySubsequences: true).map(String.init)
        let path = (parts.dropFirst(2) + ["\(PlainKingdee.services).\(operation).common.kdsvc"]).joined(separator: "/")
        var request = HTTPRequest(
            method: .post, scheme: "http", authority: parts.count > 1 ? parts[1] : "", path: "/\(path)")
        request.headerFields[.contentType] = "application/json"
        for (name, value) in headers.sorted(by: { $0.key < $1.key }) {
            if let name = HTTPField.Name(name) { request.headerFields[name] = value }
        }
        do {
            let reply = try await network.exchange(
                HTTPCall(request: request, body: Array(body.utf8)), timeout: settings.callTimeout)
            return try JSONDecoder().decode(PlainReply.self, from: Data(reply.body))
        } catch let error as NetworkError {
            guard case .notSent(let reason) = error else { throw .outcomeUnknown("\(error)") }
            throw .notSent(reason)
        } catch {
            throw .outcomeUnknown("the reply is not Kingdee's")
        }
    }
}
