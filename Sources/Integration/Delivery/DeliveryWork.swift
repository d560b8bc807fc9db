import Seams

/// One claimed item in a worker's hands.
struct DeliveryWork {
    /// As it is stored.
    var item: Item
    /// Ahead of the store by what is not stored yet.
    var machine: DeliveryMachine
    let route: Route
    /// Bodies that are not stored yet.
    var newBody: ItemBody?
    /// The items of an approval that this one revokes, to be told.
    var revokes: [ItemKey] = []
    /// The doubt that DingTalk was asked about.
    private(set) var askedDoubt: Timestamp?
    private var settlesDoubt = false
    /// What was found out at the source and is not stored yet, for the audit log.
    var finding: AuditEntry?
    /// The document's files, while they are moved.
    var transfer: FileTransfer?
    private var payload: String?

    init(_ item: Item, route: Route, policy: DeliveryPolicy) {
        self.item = item
        self.route = route
        machine = DeliveryMachine(item.progress, instance: item.key.instance, policy: route.policy(policy))
    }

    /// Takes a freshly mapped document.
    mutating func keep(_ instance: ApprovalInstance, _ mapped: MappedDocument?) {
        newBody = ItemBody(
            instance: instance, payload: mapped?.model, mappingVersion: mapped == nil ? nil : route.version)
        payload = mapped?.model
    }

    /// The frozen payload; with a known document, as a change of that document.
    ///
    /// - Throws: `MissingPayload` when the store has none.
    mutating func model(from store: ItemStore) async throws -> String {
        let payload = try await payload(from: store)
        guard let document = machine.progress.document else { return payload }
        return DeliveryWork.changing(document.id, payload, key: route.documents.keyField)
    }

    /// The frozen payload as it is.
    ///
    /// - Throws: `MissingPayload` when the store has none.
    mutating func payload(from store: ItemStore) async throws -> String {
        if payload == nil { payload = try await store.body(of: item.id).payload }
        guard let payload else { throw MissingPayload(item: item.id) }
        return payload
    }

    /// A step that stores what the machine has become.
    mutating func takeStep() -> ItemStep {
        var step = ItemStep(path: machine.takePath(), progress: machine.progress)
        step.body = newBody
        step.files = transfer?.takeSteps() ?? []
        newBody = nil
        step.revokes = revokes
        revokes = []
        step.finding = finding
        finding = nil
        step.settlesDoubt = settlesDoubt
        settlesDoubt = false
        return step
    }

    /// Whether it is said, and not yet looked into, that the approval is revoked. Asked once for each time it is said.
    mutating func mustConfirmRevocation() -> Bool {
        guard let doubted = item.doubted, doubted != askedDoubt else { return false }
        askedDoubt = doubted
        return true
    }

    /// DingTalk's answer settles the doubt; stored with the next step.
    mutating func settleDoubt() {
        settlesDoubt = true
    }

    /// A `Model` with a primary key changes that document (the reference's section 4.1). The key goes in front as text,
    /// so that no amount in the frozen payload is ever reformatted.
    static func changing(_ id: String, _ model: String, key: String = "FID") -> String {
        guard let brace = model.firstIndex(of: "{") else { return model }
        let rest = model[model.index(after: brace)...]
        let isEmpty = rest.first { !$0.isWhitespace } == "}"
        let isNumber = !id.isEmpty && id.utf8.allSatisfy { (48...57).contains($0) }
        return "{\"\(key)\":\(isNumber ? id : "\"\(id)\"")\(isEmpty ? "" : ",")\(rest)"
    }
}

/// An item is ready without a payload: our own mistake, or a damaged store.
struct MissingPayload: Error, CustomStringConvertible {
    let item: Int64

    var description: String { "item \(item) has no payload" }
}
