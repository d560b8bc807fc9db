/// Which approvals become which documents, and how: one mapping, as delivery sees it.
package struct Route: Sendable {
    /// The approval form's process code.
    package var flow: String
    /// The Kingdee form id.
    package var form: String
    /// The document's field that carries the approval instance's id.
    package var sourceField: String
    /// The mapping's version, stored with each payload.
    package var version: String
    /// Maps an instance to a document with this number. What it throws is shown to people as it is.
    package var map: @Sendable (_ instance: ApprovalInstance, _ number: String) throws -> MappedDocument

    package init(
        flow: String, form: String, sourceField: String, version: String,
        map: @escaping @Sendable (_ instance: ApprovalInstance, _ number: String) throws -> MappedDocument
    ) {
        self.flow = flow
        self.form = form
        self.sourceField = sourceField
        self.version = version
        self.map = map
    }

    /// The route that a mapping file describes.
    package init(_ mapping: Mapping) {
        self.init(
            flow: mapping.processCode, form: mapping.form, sourceField: mapping.sourceField, version: mapping.version,
            map: { try mapping.map($0, number: $1) })
    }
}

/// All routes of a core.
package struct RouteTable: Sendable {
    private let routes: [Route]

    /// All of them, in order.
    package var all: [Route] { routes }

    /// Collects routes.
    ///
    /// - Throws: `DuplicateRoute` when two of them make the same document of the same approval.
    package init(_ routes: [Route]) throws(DuplicateRoute) {
        self.routes = routes
        var seen: Set<[String]> = []
        for route in routes where !seen.insert([route.flow, route.form]).inserted {
            throw DuplicateRoute(flow: route.flow, form: route.form)
        }
    }

    /// The process codes, each once, in the order of the routes.
    package var flows: [String] {
        var seen: Set<String> = []
        return routes.map(\.flow).filter { seen.insert($0).inserted }
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
        "two mappings turn approvals of \(flow) into \(form): keep one of them"
    }
}
