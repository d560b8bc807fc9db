/// A method of `/router/rest`: which endpoint performs it, and how its answer is wrapped.
///
/// Methods `dingtalk.oapi.…` are those of the old family's paths under the ApiName rule (`/` becomes `.`). Older names
/// have no path of their own and stand in a table.
struct RouterMethod {
    enum Style: Sendable {
        /// `{"…_response":{"errcode":0,…}}`.
        case plain
        /// `{"…_response":{"result":{"ding_open_errcode":0,"success":true,…}}}`.
        case result
    }

    let name: String
    let endpoint: any DingTalkEndpoint.Type
    let style: Style

    /// The method that a request names; nil for one that is not there, or that needs more than one step.
    init?(_ name: String) {
        if let endpoint = RouterMethod.older[name] {
            (self.name, self.endpoint, style) = (name, endpoint, .result)
            return
        }
        for (prefix, folders) in RouterMethod.folders where name.hasPrefix(prefix) {
            let path = name.dropFirst(prefix.count).replacing(".", with: "/")
            for folder in folders {
                guard let endpoint = DingTalkCatalog.endpoint(method: "POST", path: folder + path),
                    endpoint.needsToken, endpoint != RouterRest.self, !(endpoint is any ProbingEndpoint.Type)
                else { continue }
                (self.name, self.endpoint, style) = (name, endpoint, prefix == "dingtalk.oapi." ? .plain : .result)
                return
            }
        }
        return nil
    }

    private static let older: [String: any DingTalkEndpoint.Type] = [
        "dingtalk.smartwork.bpms.processinstance.get": ProcessInstanceGet.self,
        "dingtalk.smartwork.bpms.processinstance.create": ProcessInstanceCreate.self,
        "dingtalk.smartwork.bpms.processinstance.list": RouterInstanceList.self,
        "dingtalk.smartwork.bpms.processinstanceid.list": ProcessInstanceListIDs.self,
        "dingtalk.corp.message.corpconversation.asyncsend": AsyncSend.self,
        "dingtalk.corp.message.corpconversation.getsendprogress": GetSendProgress.self,
        "dingtalk.corp.message.corpconversation.getsendresult": GetSendResult.self,
    ]

    /// Where the endpoints of a prefix live.
    private static let folders: [(String, [String])] = [
        ("dingtalk.oapi.", ["/topapi/", "/"]), ("dingtalk.smartwork.attends.", ["/topapi/attendance/"]),
    ]

    private var key: String { name.replacing(".", with: "_") + "_response" }

    func success(_ members: [JSON.Member], requestID: String) -> JSON {
        switch style {
        case .plain:
            wrapped([JSON.Member("errcode", 0), JSON.Member("errmsg", "ok")] + members, requestID)
        case .result:
            wrapped([
                JSON.Member(
                    "result",
                    .object([JSON.Member("ding_open_errcode", 0), JSON.Member("success", true)] + members))
            ])
        }
    }

    func failure(_ code: Int, _ text: String, requestID: String) -> JSON {
        switch style {
        case .plain:
            wrapped([JSON.Member("errcode", .number(code)), JSON.Member("errmsg", .string(text))], requestID)
        case .result:
            wrapped([
                JSON.Member(
                    "result", ["ding_open_errcode": .number(code), "success": false, "error_msg": .string(text)])
            ])
        }
    }

    private func wrapped(_ members: [JSON.Member], _ requestID: String? = nil) -> JSON {
        let tail = requestID.map { [JSON.Member("request_id", .string($0))] } ?? []
        return .object([JSON.Member(key, .object(members + tail))])
    }
}
