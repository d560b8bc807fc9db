import HTTPTypes
package import Seams

/// The fake Kingdee Cloud Galaxy server: sessions, documents and queries of its WebAPI, as real clients see them.
///
/// Sources: 《金蝶云星空WebAPI接口说明书 V6.0》, the official SDKs, and replies captured from real tenants. What no source
/// tells is said where it is decided. Documents change one at a time behind one lock, and each change is recorded in the
/// history inside that lock.
package final class KingdeeSimulator: SimulatedPlatform {
    package let platform = Platform.kingdee
    let services: KingdeeServices

    /// Makes a server for the one data centre of `world`.
    package init(world: KingdeeWorld, time: any Time, randomness: any Randomness, history: History) {
        services = KingdeeServices(world: world, time: time, randomness: randomness, history: history)
    }

    /// Makes a server with what `parent` has now, or with what it began with, under another identity. Sessions stay with
    /// the parent.
    init(
        forking parent: KingdeeSimulator, fromItsStart: Bool, as identity: WorldIdentity, randomness: any Randomness,
        history: History
    ) {
        services = KingdeeServices(
            forking: parent.services, fromItsStart: fromItsStart, as: identity, randomness: randomness,
            history: history)
    }

    package static var catalog: [CatalogEntry] {
        KingdeeOperation.all.map { operation in
            CatalogEntry(
                name: operation.name, method: "POST",
                path: "/k3cloud/\(operation.service.rawValue).\(operation.name).common.kdsvc")
        }
    }

    package static func credentials(of call: HTTPCall) -> [String] {
        let headers = IdentityHeaders(call.request.headerFields)
        return [headers.sessionID, headers.signature?.dataCenter].compactMap(\.self)
    }

    package static var identityPrefixes: [String] { [WorldIdentity.accountPrefix] }

    package var secrets: [String] { services.world.secrets }

    package func read(_ call: HTTPCall) -> (facts: CallFacts, request: KingdeeRequest) {
        let request = KingdeeRequest(call)
        guard case .operation(let operation) = request.target else {
            return (CallFacts(platform: .kingdee, operation: "unknown"), request)
        }
        var facts = CallFacts(platform: .kingdee, operation: operation.name)
        facts.account = account(of: request)
        if case .success(let arguments) = request.arguments {
            facts.key = operation.key(arguments, services.documents)
            facts.form = FormCatalog.form(arguments.formID)?.definition.id ?? nonEmpty(arguments.formID)
        }
        return (facts, request)
    }

    package func perform(_ request: KingdeeRequest, call: Int) async -> PlatformAnswer {
        switch request.target {
        case .unknownPath: return ServerPages.notFound
        case .wrongMethod: return ServerPages.methodNotAllowed
        case .operation(let operation): return answer(request, operation, call)
        }
    }

    package func expireSession(of request: KingdeeRequest) {
        if let id = request.sessionID { _ = services.sessions.end(id) }
    }

    package func reset() {
        services.sessions.endAll()
        services.tasks.reset()
        services.documents.reset()
    }

    /// The documents of a form as they are now, sorted by id; empty for a form that the fake does not carry.
    package func documents(form: String) -> [StoredDocument] {
        guard let form = FormCatalog.form(form) else { return [] }
        let records = services.documents.transact { $0.books[form.position].all }
        return records.map { StoredDocument($0, form: form) }
    }

    private func answer(_ request: KingdeeRequest, _ operation: KingdeeOperation, _ number: Int) -> PlatformAnswer {
        let now = services.time.now
        let admission = operation.needsSession ? SessionGate.admit(request, services, at: now) : .admitted(user: "")
        switch admission {
        case .wrongDataCenter: return ServerPages.wrongDataCenter
        case .refused(let hollow):
            var reply = KingdeeReply(refusal: .sessionLost, operation.family)
            reply.session = hollow
            return reply.answer(at: now)
        case .admitted(let user, let session):
            var reply = perform(request, operation, user: user, at: now, number)
            reply.session = reply.session ?? session
            return reply.answer(at: now)
        }
    }

    private func perform(
        _ request: KingdeeRequest, _ operation: KingdeeOperation, user: String, at now: Timestamp, _ number: Int
    ) -> KingdeeReply {
        switch request.arguments {
        case .failure(let error):
            return KingdeeReply(serverFault: "请求数据不是有效的JSON格式：\(error.reason)", at: now)
        case .success(let arguments):
            let reply = operation.perform(
                KingdeeCall(
                    arguments: arguments, user: user, sessionID: request.sessionID, now: now, number: number,
                    services: services))
            guard arguments["beginmethod"] != nil else { return reply }
            return services.tasks.begin(reply, id: services.randomness.uuid("kingdee task"))
        }
    }

    private func account(of request: KingdeeRequest) -> String? {
        if let id = request.sessionID, let user = services.sessions.user(of: id) { return user }
        if let user = request.signature?.user { return user }
        guard case .success(let arguments) = request.arguments else { return nil }
        return nonEmpty(arguments.text("username"))
    }

    private func nonEmpty(_ text: String) -> String? { text.isEmpty ? nil : text }
}
