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
        } + [CatalogEntry(name: pageOperation, method: "GET", path: "/k3cloud/html5/index.aspx")]
    }

    package static func credentials(of call: HTTPCall) -> [String] {
        let headers = IdentityHeaders(call)
        return [BrowserPage.dataCenter(of: call), headers.sessionID, headers.signature?.dataCenter].compactMap(\.self)
    }

    package static var identityPrefixes: [String] { [WorldIdentity.accountPrefix] }

    package var secrets: [String] { services.world.secrets }

    package func read(_ call: HTTPCall) -> (facts: CallFacts, request: KingdeeRequest) {
        let request = KingdeeRequest(call, services.access.behaviour)
        switch request.target {
        case .operation(let operation):
            var facts = CallFacts(platform: .kingdee, operation: operation.name)
            facts.account = account(of: request)
            if case .success(let arguments) = request.arguments {
                facts.key = operation.key(arguments, services.documents)
                facts.form = services.form(arguments.formID)?.definition.id ?? nonEmpty(arguments.formID)
            }
            return (facts, request)
        case .page:
            var facts = CallFacts(platform: .kingdee, operation: KingdeeSimulator.pageOperation)
            facts.account = request.sessionID.flatMap(services.sessions.user)
            return (facts, request)
        case .unknownPath, .wrongMethod, .intercepted:
            return (CallFacts(platform: .kingdee, operation: "unknown"), request)
        }
    }

    package func perform(_ request: KingdeeRequest, call: Int) async -> PlatformAnswer {
        switch request.target {
        case .unknownPath: ServerPages.notFound
        case .wrongMethod: ServerPages.methodNotAllowed
        case .intercepted: ServerPages.intercepted
        case .page(let page): page.answer(services, at: services.time.now)
        case .operation(let operation): answer(request, operation, call)
        }
    }

    package func expireSession(of request: KingdeeRequest) {
        if let id = request.sessionID { _ = services.sessions.end(id) }
    }

    package func reset() {
        services.sessions.endAll()
        services.tasks.reset()
        services.access.reset()
        services.documents.reset()
    }

    /// The documents of a form as they are now, sorted by id; empty for a form that the fake does not carry.
    package func documents(form: String) -> [StoredDocument] {
        guard let form = services.form(form) else { return [] }
        let records = services.documents.transact { $0.books[form.position].all }
        return records.map { StoredDocument($0, form: form) }
    }

    /// What somebody enters who copies the first document of a form under another number; nil when there is none.
    package func copy(ofFirst id: String, as number: String, _ changes: [String: JSON]) -> JSON? {
        guard let form = services.form(id), let document = documents(form: id).first else { return nil }
        let own = [form.definition.key, form.definition.number.key, "FDocumentStatus", "FForbidStatus"]
        let rowKeys = Dictionary(form.definition.entries.map { ($0.key, $0.rowKey) }) { first, _ in first }
        let members = (document.content.members ?? []).filter { !own.contains($0.key) && changes[$0.key] == nil }
        let copied = members.map { member in
            guard let rowKey = rowKeys[member.key], let rows = member.value.array else { return member }
            let fresh = rows.map { row in JSON.object((row.members ?? []).filter { $0.key != rowKey }) }
            return JSON.Member(member.key, .array(fresh))
        }
        let changed = changes.sorted { $0.key < $1.key }.map { JSON.Member($0.key, $0.value) }
        return .object(copied + changed + [JSON.Member(form.definition.number.key, .string(number))])
    }

    private func answer(_ request: KingdeeRequest, _ operation: KingdeeOperation, _ number: Int) -> PlatformAnswer {
        let now = services.time.now
        let behaviour = services.access.behaviour
        guard operation.needsSession else {
            return perform(request, operation, in: nil, at: now, number).answer(at: now, behaviour)
        }
        switch SessionGate.admit(request, services, at: now) {
        case .wrongDataCenter: return ServerPages.wrongDataCenter(behaviour)
        case .refused(let refusal, let hollow):
            var reply = KingdeeReply(refusal: refusal, operation.family)
            reply.session = hollow
            return reply.answer(at: now, behaviour)
        case .admitted(let session, let isNew):
            var reply = perform(request, operation, in: session, at: now, number)
            if isNew, reply.session == nil { reply.session = session }
            return reply.answer(at: now, behaviour)
        }
    }

    private func perform(
        _ request: KingdeeRequest, _ operation: KingdeeOperation, in session: KingdeeSession?, at now: Timestamp,
        _ number: Int
    ) -> KingdeeReply {
        switch request.arguments {
        case .failure(let error):
            return KingdeeReply(serverFault: "请求数据不是有效的JSON格式：\(error.reason)", at: now)
        case .success(let arguments):
            if let session,
                let refusal = OperationGate.refusal(of: operation, arguments, user: session.user, services, at: now)
            {
                return refused(refusal, operation)
            }
            let reply = operation.perform(
                KingdeeCall(
                    arguments: arguments, user: session?.user ?? "", sessionID: request.sessionID, session: session,
                    now: now, number: number, services: services))
            guard arguments["beginmethod"] != nil else { return reply }
            return services.tasks.begin(
                reply, id: services.world.number.sealing(services.randomness.uuid("kingdee task")))
        }
    }

    /// A query without permission finds nothing, or is refused: both were observed.
    private func refused(_ refusal: KingdeeRefusal, _ operation: KingdeeOperation) -> KingdeeReply {
        let isQuery = operation.name == "ExecuteBillQuery" || operation.name == "BillQuery"
        guard isQuery, refusal.code == .noPermission, services.access.behaviour.unpermittedQuery == .nothing else {
            return KingdeeReply(refusal: refusal, operation.family)
        }
        return KingdeeReply([])
    }

    private func account(of request: KingdeeRequest) -> String? {
        if let id = request.sessionID, let user = services.sessions.user(of: id) { return user }
        if let user = request.signature?.user { return user }
        guard case .success(let arguments) = request.arguments else { return nil }
        return nonEmpty(arguments.text("username"))
    }

    private func nonEmpty(_ text: String) -> String? { text.isEmpty ? nil : text }
}
