import Synchronization

/// Which approvals become which documents, and how: one mapping, as delivery sees it.
package struct Route: Sendable {
    /// Where its instances are read.
    package enum Source: Hashable, Sendable {
        /// DingTalk's approvals.
        case approvals
        /// A form of Yida.
        case yida(YidaForm)

        /// What the calls that read it fail together with; empty for approvals.
        var lane: String {
            if case .yida(let form) = self { form.lane } else { "" }
        }
    }

    /// The approval form's process code, or the Yida form's `flow`.
    package var flow: String
    package var source = Source.approvals
    /// The fields of a Yida form that are told how it ended; nil for none.
    package var writeBack: YidaWriteBack?
    /// The Kingdee form id.
    package var form: String
    /// The document's field that carries the approval instance's id.
    package var sourceField: String
    /// The mapping's version, stored with each payload.
    package var version: String
    /// The form of the same approval whose document must be audited before this one is made; nil for none.
    package var after: String?
    /// What becomes of the document when the approval is revoked; nil as the configuration says.
    package var onRevoke: RevocationRule?
    /// What becomes of a Save without an answer whose document no look-up finds.
    package var onNotFound = NotFoundRule.saveAgain
    /// How Kingdee tells the form's documents apart.
    package var documents: DocumentForm
    /// Which of the approval's files the document gets; nil for none.
    package var attachments: AttachmentRule?
    /// The dictionaries that the mapping asks of Kingdee.
    package var queries: [QueriedDictionary] = []
    /// Maps an instance to a document with this number, by what is known. What it throws is shown to people as it is.
    package var map:
        @Sendable (_ instance: ApprovalInstance, _ number: String, _ knowledge: MappingKnowledge) throws
            -> MappedDocument

    /// A route whose mapping asks nothing.
    package init(
        flow: String, form: String, sourceField: String, version: String,
        map: @escaping @Sendable (_ instance: ApprovalInstance, _ number: String) throws -> MappedDocument
    ) {
        self.flow = flow
        self.form = form
        self.sourceField = sourceField
        self.version = version
        documents = DocumentForm(id: form, sourceField: sourceField)
        self.map = { instance, number, _ in try map(instance, number) }
    }

    /// The route that a mapping file describes.
    package init(_ mapping: Mapping) {
        self.init(
            flow: mapping.flow, form: mapping.form, sourceField: mapping.sourceField, version: mapping.version,
            map: { try mapping.map($0, number: $1) })
        queries = mapping.queries
        map = { try mapping.map($0, number: $1, knowledge: $2) }
        after = mapping.after
        onRevoke = mapping.onRevoke
        onNotFound = mapping.onNotFound
        documents = mapping.documents
        attachments = mapping.attachments
        if case .yida(let form) = mapping.subject { source = .yida(form) }
        writeBack = mapping.writeBack
    }

    /// Whether it is among the approval forms to take; empty takes all. Yida's forms are always taken.
    func isTaken(among processCodes: [String]) -> Bool {
        source != .approvals || processCodes.isEmpty || processCodes.contains(flow)
    }

    /// Whether the files of an instance can be carried over, as far as its form tells: before there is a document.
    ///
    /// - Throws: `UnreadableAttachment`, or `FileNotAllowed` when the document must have it.
    func checkFiles(of instance: ApprovalInstance) throws {
        guard let attachments else { return }
        for file in try instance.files(by: attachments) where attachments.isRequired {
            guard let reason = attachments.refusal(of: file) else { continue }
            throw FileNotAllowed(position: file.position, reason: reason)
        }
    }

    /// The bounds for this form: a number that Kingdee allots guards nothing.
    func policy(_ policy: DeliveryPolicy) -> DeliveryPolicy {
        var own = policy
        if let onRevoke { own.onRevoke = onRevoke }
        own.onNotFound = onNotFound
        own.attaches = attachments != nil
        guard !documents.isNumberOurs else { return own }
        own.numberEnforced = false
        own.numberHonoured = false
        return own
    }
}

/// All routes of a core. Copies share them: a mapping that is loaded again is in force everywhere at once.
package struct RouteTable: Sendable {
    private final class Box: Sendable {
        let routes: Mutex<[Route]>

        init(_ routes: [Route]) {
            self.routes = Mutex(routes)
        }
    }

    private let box: Box
    private var routes: [Route] { box.routes.withLock(\.self) }

    /// All of them, in order.
    package var all: [Route] { routes }

    /// Collects routes.
    ///
    /// - Throws: `DuplicateRoute` when two of them make the same document of the same approval.
    package init(_ routes: [Route]) throws(DuplicateRoute) {
        try RouteTable.check(routes)
        box = Box(routes)
    }

    /// Puts others in their place, all at once.
    ///
    /// - Throws: `DuplicateRoute`; the old ones then stay.
    func replace(_ routes: [Route]) throws(DuplicateRoute) {
        try RouteTable.check(routes)
        box.routes.withLock { $0 = routes }
    }

    private static func check(_ routes: [Route]) throws(DuplicateRoute) {
        var seen: Set<[String]> = []
        for route in routes where !seen.insert([route.flow, route.form]).inserted {
            throw DuplicateRoute(flow: route.flow, form: route.form)
        }
    }

    /// The dictionaries that mappings ask of Kingdee, each once.
    var queries: [QueriedDictionary] {
        var seen: Set<String> = []
        return routes.flatMap(\.queries).filter { seen.insert($0.id).inserted }
    }

    /// The approvals' process codes, each once, in the order of the routes.
    package var flows: [String] {
        var seen: Set<String> = []
        return routes.filter { $0.source == .approvals }.map(\.flow).filter { seen.insert($0).inserted }
    }

    /// The Yida forms, each once, in the order of the routes.
    package var yidaForms: [YidaForm] {
        var seen: Set<String> = []
        return routes.compactMap { route in
            guard case .yida(let form) = route.source, seen.insert(form.id).inserted else { return nil }
            return form
        }
    }

    /// The fields of a form that are the core's own.
    package func writtenFields(flow: String) -> Set<String> {
        Set(routes.filter { $0.flow == flow }.flatMap { $0.writeBack?.fields ?? [] })
    }

    /// What an instance of this form may become; empty for a form that no mapping knows.
    package func keys(flow: String, instance: String) -> [ItemKey] {
        routes.filter { $0.flow == flow }.map { ItemKey(flow: flow, instance: instance, form: $0.form) }
    }

    /// The route that an item takes; nil when its mapping was removed.
    package func route(of key: ItemKey) -> Route? {
        routes.first { $0.flow == key.flow && $0.form == key.form }
    }
}

/// Two mappings make the same document of the same approval: one of them must go.
package struct DuplicateRoute: Error, Hashable, CustomStringConvertible {
    package var flow: String
    package var form: String

    package var description: String {
        "two mappings turn \(YidaForm.owns(flow: flow) ? "forms" : "approvals") of \(flow) into \(form): keep one of them"
    }
}

/// A mapping waits for a document that no mapping makes.
package struct MissingPredecessor: Error, Hashable, CustomStringConvertible {
    package var form: String
    package var after: String

    /// The first of `routes` that waits in vain; nil when all is well.
    init?(among routes: [Route]) {
        let forms = Set(routes.map { [$0.flow, $0.form] })
        let waiting = routes.first { route in
            route.after.map { $0 == route.form || !forms.contains([route.flow, $0]) } ?? false
        }
        guard let waiting, let after = waiting.after else { return nil }
        form = waiting.form
        self.after = after
    }

    package var description: String {
        "the mapping of \(form) says after: \(after), which no mapping of that approval makes: add one or take it out"
    }
}
