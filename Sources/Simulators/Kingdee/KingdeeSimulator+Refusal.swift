import Seams

extension KingdeeSimulator {
    package static var operations: [String] { KingdeeOperation.all.map(\.name) + [pageOperation] }

    /// The browser's pages (single sign-on, home page, log-in form), as in fault aims.
    static let pageOperation = "SignOn"

    /// `throttled` (call limit), `lock` (somebody edits the bill), `session` (lost), `response_error` (a server fault as
    /// text), and each code as `MsgCode 0` … `MsgCode 15`.
    package static let refusalReasons: [String] =
        ["throttled", "lock", "session", "response_error"] + MessageCode.allCases.map { "MsgCode \($0.rawValue)" }

    package func refusal(_ reason: String, of request: KingdeeRequest) -> PlatformAnswer {
        let now = services.time.now
        guard reason != "response_error" else {
            return KingdeeReply(serverFault: "System.NullReferenceException: 未将对象引用设置到对象的实例。", at: now)
                .answer(at: now)
        }
        guard case .operation(let operation) = request.target else { return ServerPages.notFound }
        return KingdeeReply(refusal: refusal(reason, request, operation), operation.family).answer(at: now)
    }

    private func refusal(
        _ reason: String, _ request: KingdeeRequest, _ operation: KingdeeOperation
    ) -> KingdeeRefusal {
        switch reason {
        case "throttled": return .sample(.callLimit)
        case "session": return .sessionLost
        case "lock": return lockConflict(request, operation, code: .unclassified)
        case "MsgCode 13": return lockConflict(request, operation, code: .networkControl)
        default:
            let code = reason.split(separator: " ").last.flatMap { Int($0) }.flatMap(MessageCode.init)
            return .sample(code ?? .exception)
        }
    }

    private func lockConflict(
        _ request: KingdeeRequest, _ operation: KingdeeOperation, code: MessageCode
    ) -> KingdeeRefusal {
        let arguments = try? request.arguments.get()  // an unreadable body names no document
        let form = arguments.flatMap { services.form($0.formID) }
        let key = arguments.flatMap { operation.key($0, services.documents) }
        return .locked(by: services.world.userName, form?.definition.name ?? "业务单据", key ?? "0", code: code)
    }
}
