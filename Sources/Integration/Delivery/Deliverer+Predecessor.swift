import Seams

/// Documents of one approval that are made one after the other, as a voucher after its reimbursement.
extension Deliverer {
    /// How long a document waits without being woken. Its predecessor wakes it when it comes to rest; this is for a
    /// predecessor that was never stored, or whose rest was stored by an earlier release.
    private static let patience = Duration.seconds(600)

    /// Reads the instance, or takes it from the document that comes first.
    func begin(_ work: inout DeliveryWork) async throws -> DeliveryAction {
        guard let after = work.route.after else { return await readInstance(&work) }
        let key = ItemKey(flow: work.item.key.flow, instance: work.item.key.instance, form: after)
        guard let first = try await store.items(of: key.instance).first(where: { $0.key == key }) else {
            return work.machine.awaits(after, "not begun", until: time.now + Deliverer.patience)
        }
        switch first.progress.state {
        case .done:
            // As it was mapped then, and mended by a person perhaps: both documents say the same.
            guard let instance = try await store.body(of: first.id).instance, let document = first.progress.document
            else { return await readInstance(&work) }
            return await map(instance.having(document, of: after), &work)
        case .ignored, .abandoned, .revoked:
            return work.machine.predecessorIsOver(after, first.progress.state, first.progress.reason)
        default:
            return work.machine.awaits(after, first.progress.state.rawValue, until: time.now + Deliverer.patience)
        }
    }
}

extension DeliveryMachine {
    /// The document that comes first is not audited yet.
    mutating func awaits(_ form: String, _ state: String, until: Timestamp) -> DeliveryAction {
        progress.reason = "waits for \(form), which is \(state)"
        return .pause(.until(until, .predecessor))
    }

    /// The document that comes first will never be made.
    mutating func predecessorIsOver(_ form: String, _ state: ItemState, _ reason: String?) -> DeliveryAction {
        rest(in: state, reason ?? "\(form) is \(state.rawValue)")
    }
}

extension ApprovalInstance {
    /// The instance with what became of it so far: a component `document.ER_ExpReimbursement` holds the number of that
    /// document, and `document.ER_ExpReimbursement.id` its internal id. They are stored with it, so that it can be mapped
    /// again.
    func having(_ document: KingdeeDocument, of form: String) -> ApprovalInstance {
        let members = [(name: "document.\(form)", text: document.number), ("document.\(form).id", document.id)]
        guard record == nil else { return adding(members) }
        var instance = self
        for (id, value) in members {
            instance.values.removeAll { $0.id == id }
            instance.values.append(FormValue(id: id, name: form, componentType: "Document", value: value))
        }
        return instance
    }
}
