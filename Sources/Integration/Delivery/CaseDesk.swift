package import Logging
package import Seams

/// Where a person moves items on that cannot move by themselves. Each decision is one durable, audited step.
package struct CaseDesk: Sendable {
    private let store: ItemStore
    private let routes: RouteTable
    private let policy: DeliveryPolicy
    private let oracle: any MappingOracle
    private let time: any Time
    private let logger: Logger

    package init(
        store: ItemStore, routes: RouteTable, policy: DeliveryPolicy, oracle: any MappingOracle = SilentOracle(),
        time: any Time, logger: Logger
    ) {
        self.store = store
        self.routes = routes
        self.policy = policy
        self.oracle = oracle
        self.time = time
        self.logger = logger
    }

    /// Mends the stored instance of a dead item and replays it with the mapping in force, under the same key and number.
    ///
    /// - Throws: `CaseError`; the item then stays dead.
    package func replay(
        _ instance: String, form: String? = nil, set values: [String: String], by actor: String = "token"
    ) async throws -> Item {
        try await decide(instance, form, in: [.dead], "replayed", by: actor) { item, machine, decision in
            let body = try await store.body(of: item.id)
            guard let stored = body.instance else {
                guard values.isEmpty else { throw CaseError.refused("the instance was never read: replay it unmended") }
                machine.replayedFromStart()
                return nil
            }
            guard let route = routes.route(of: item.key) else {
                throw CaseError.refused("no mapping turns approvals of \(item.key.flow) into \(item.key.form)")
            }
            do {
                let mended = try stored.mended(values)
                let mapped = try await oracle.document { try route.map(mended, item.number, $0) }
                machine.replayed(hash: mapped.hash)
                decision.detail += stored.changes(to: mended, of: values.keys.sorted())
                return ItemBody(instance: mended, payload: mapped.model, mappingVersion: route.version)
            } catch {
                throw CaseError.refused("\(error)")
            }
        }
    }

    /// What a replay with these values would send to Kingdee, and what the item's document was before, if it ever could be
    /// mapped. Changes nothing.
    ///
    /// - Throws: `CaseError`, with why the values cannot be mapped.
    package func preview(
        _ instance: String, form: String? = nil, set values: [String: String]
    ) async throws -> (number: String, document: MappedDocument, former: String?) {
        let items = try await store.items(of: instance).filter { form == nil || $0.key.form == form }
        guard let item = items.first else { throw CaseError.unknown(instance) }
        let body = try await store.body(of: item.id)
        guard let stored = body.instance else {
            throw CaseError.refused("the instance was never read: there is nothing to map")
        }
        guard let route = routes.route(of: item.key) else {
            throw CaseError.refused("no mapping turns approvals of \(item.key.flow) into \(item.key.form)")
        }
        do {
            let mended = try stored.mended(values)
            return (item.number, try await oracle.document { try route.map(mended, item.number, $0) }, body.payload)
        } catch {
            throw CaseError.refused("\(error)")
        }
    }

    /// Declares a document to be the right one; by default the one that was found.
    package func adopt(
        _ instance: String, form: String? = nil, documentID: String?, number: String?,
        by actor: String = "token"
    ) async throws -> Item {
        try await decide(instance, form, in: [.human], "adopted", by: actor) { item, machine, decision in
            let found = item.progress.document
            guard let id = documentID ?? found?.id, let number = number ?? found?.number else {
                throw CaseError.refused("say which: {\"document\":\"100101\",\"number\":\"…\"}")
            }
            machine.adopted(id: id, number: number)
            decision.detail += "; document \(number), id \(id)"
            return nil
        }
    }

    /// Declares that there is no right document, and has one made.
    package func redo(_ instance: String, form: String? = nil, by actor: String = "token") async throws -> Item {
        try await decide(instance, form, in: [.human], "redone", by: actor) { item, machine, _ in
            let isMapped = try await store.body(of: item.id).payload != nil
            if isMapped { machine.redone() } else { machine.replayedFromStart() }
            return nil
        }
    }

    /// Has the document of a revoked approval taken back, whatever the configuration says.
    package func revoke(_ instance: String, form: String? = nil, by actor: String = "token") async throws -> Item {
        try await decide(instance, form, in: [.human], "taken back", by: actor) { item, machine, _ in
            guard item.progress.revocation != nil else {
                throw CaseError.refused("the approval was not revoked: adopt, redo or abandon it")
            }
            machine.takenBack()
            return nil
        }
    }

    /// Gives an item up for good.
    package func abandon(
        _ instance: String, form: String? = nil, by actor: String = "token"
    ) async throws -> Item {
        try await decide(instance, form, in: [.dead, .human], "abandoned", by: actor) { _, machine, _ in
            machine.abandoned()
            return nil
        }
    }

    private func decide(
        _ instance: String, _ form: String?, in states: [ItemState], _ what: String, by actor: String,
        _ change: (Item, inout DeliveryMachine, inout AuditEntry) async throws -> ItemBody?
    ) async throws -> Item {
        let items = try await store.items(of: instance).filter { form == nil || $0.key.form == form }
        guard !items.isEmpty else { throw CaseError.unknown(instance) }
        guard let item = items.first(where: { states.contains($0.progress.state) }) else {
            let names = states.map(\.rawValue).joined(separator: " or ")
            throw CaseError.refused("the item is \(items[0].progress.state.rawValue), not \(names)")
        }
        let bounds = routes.route(of: item.key)?.policy(policy) ?? policy
        var machine = DeliveryMachine(item.progress, instance: instance, policy: bounds)
        var decision = AuditEntry(
            at: time.now, kind: .operation, actor: actor, action: "\(what) \(item.key.form)",
            subject: item.progress.document?.number ?? item.number,
            detail: "instance \(instance), was \(item.progress.state.rawValue)")
        let body = try await change(item, &machine, &decision)
        var step = ItemStep(path: machine.takePath(), progress: machine.progress)
        step.body = body
        decision.detail += "; is \(machine.progress.state.rawValue)"
        step.decision = decision
        step.note = "\(what) by a person"
        step.due = machine.progress.state.isResting ? nil : time.now
        do {
            let stored = try await store.store(step, of: item, at: time.now)
            logger.notice("a person decided", metadata: ["item": "\(item.key)", "decision": "\(what)"])
            return stored
        } catch is StaleClaim {
            throw CaseError.refused("somebody else decided meanwhile: look again")
        }
    }
}

extension ApprovalInstance {
    /// What was set, by name, old to new. Amounts and other numbers as they are; of texts only the length, since anything
    /// may stand in them.
    fileprivate func changes(to mended: ApprovalInstance, of paths: [String]) -> String {
        paths.map { path in
            let id = String(path.prefix { $0 != "." })
            let change = path == id ? " from \(told(component(id))) to \(told(mended.component(id)))" : ""
            return "; set \(path)\(change)"
        }.joined()
    }

    private func component(_ id: String) -> String { values.place(of: id).map { values[$0].value } ?? "" }

    private func told(_ value: String) -> String {
        let isNumber = DecimalText.plain(value) != nil && !PersonalText.isPersonal(value)
        return isNumber ? value : "a text of \(value.count) characters"
    }
}

/// Why a person's decision was not carried out.
package enum CaseError: Error, Hashable, CustomStringConvertible {
    /// No item belongs to this instance.
    case unknown(String)
    /// The decision does not fit the item; the text says why.
    case refused(String)

    package var description: String {
        switch self {
        case .unknown(let instance): "no item belongs to the approval instance '\(instance)'"
        case .refused(let reason): reason
        }
    }
}
