import Seams

/// The mappings that are in force together, checked as a whole before any of them is.
struct MappingSet: Sendable {
    /// How approvals and Yida forms become documents.
    let routes: [Route]
    /// How other records are mapped.
    let records: [RecordKind: Mapping]

    /// Sorts the mappings of a configuration.
    ///
    /// - Throws: `StrayMapping`, `DuplicateRoute`, `MissingPredecessor`, or `NoRoute`.
    init(_ mappings: [Mapping], _ configuration: Configuration) throws {
        var records: [RecordKind: Mapping] = [:]
        var routes: [Route] = []
        for mapping in mappings {
            guard case .record(let name) = mapping.subject else {
                routes.append(Route(mapping))
                continue
            }
            let kind = try StrayMapping.kind(name, of: mapping, configuration)
            guard records[kind] == nil else { throw DuplicateRoute(flow: "record: \(name)", form: mapping.form) }
            records[kind] = mapping
        }
        try self.init(routes: routes, records: records, configuration)
    }

    /// As above, of routes that are made already.
    init(routes: [Route], records: [RecordKind: Mapping] = [:], _ configuration: Configuration) throws {
        let codes = configuration.dingTalk.processCodes
        self.routes = routes.filter { $0.isTaken(among: codes) }
        self.records = records
        guard !self.routes.isEmpty || routes.isEmpty && configuration.worksWithoutDocuments else {
            throw NoRoute(processCodes: codes)
        }
        if let missing = MissingPredecessor(among: self.routes) { throw missing }
        if let stray = StrayMapping(among: self.routes, configuration) { throw stray }
    }

    /// What they are, for the audit log.
    var summary: String {
        let documents = routes.map { "\($0.flow) to \($0.form) by \($0.version)" }
        let others = RecordKind.allCases.compactMap { kind in
            records[kind].map { "record \(kind.rawValue) to \($0.form) by \($0.version)" }
        }
        return (documents + others).joined(separator: "; ")
    }
}

/// A mapping whose records nobody reads, or that cannot become what its flow needs.
package struct StrayMapping: Error, Hashable, CustomStringConvertible {
    package var description: String

    /// What is wrong with where `routes` find their Yida forms, all of it; nil when all is well.
    init?(among routes: [Route], _ configuration: Configuration) {
        var apps: [String: String?] = [:]
        var mistakes: [String] = []
        for route in routes {
            guard case .yida(let form) = route.source else { continue }
            if let known = apps[form.id], known != form.app {
                mistakes.append(
                    "two mappings of \(form.id) name different applications; a form belongs to one: yida.app")
            }
            apps[form.id] = form.app
            if let mistake = StrayMapping.mistake(of: form, route.form, configuration) { mistakes.append(mistake) }
        }
        guard !mistakes.isEmpty else { return nil }
        description = mistakes.joined(separator: "\n")
    }

    private static func mistake(of form: YidaForm, _ document: String, _ configuration: Configuration) -> String? {
        let beginning = "a mapping turns forms of \(form.id) into \(document), but "
        guard let yida = configuration.yida else {
            return beginning + "there is no yida: in the configuration; write yida: {appType: APP_…, user: …}"
        }
        guard yida.application(of: form) == nil else { return nil }
        let known = yida.applications.map(\.appType)
        guard let app = form.app else {
            return beginning + "does not say of which application; add app: to its yida:, one of "
                + known.joined(separator: ", ")
        }
        return beginning + "there is no application \(app) under yida:\(Spelling.hint(for: app, among: known)); "
            + "there are \(known.joined(separator: ", "))"
    }

    private init(_ description: String) {
        self.description = description
    }

    /// The kind of record called `name`, whose flow runs and can use the mapping.
    static func kind(
        _ name: String, of mapping: Mapping, _ configuration: Configuration
    ) throws(StrayMapping) -> RecordKind {
        let known = RecordKind.allCases.map(\.rawValue)
        guard let kind = RecordKind(rawValue: name) else {
            throw StrayMapping(
                "a mapping of \(mapping.form) is for records called '\(name)', which do not come by themselves"
                    + "\(Spelling.hint(for: name, among: known)); the core maps \(known.joined(separator: ", ")) itself, "
                    + "others are tried by 'rehearsal map'")
        }
        guard kind.isOn(configuration) else {
            throw StrayMapping(
                "a mapping is for record: \(name), but there is no \(kind.section): in the configuration; add that section, "
                    + "or take the mapping out")
        }
        let mistakes = kind.mistakes(of: mapping)
        guard mistakes.isEmpty else {
            throw StrayMapping("the mapping of record: \(name) cannot run: \(mistakes.joined(separator: "; "))")
        }
        return kind
    }
}

extension Configuration {
    /// Whether there is anything to do without a single mapping of documents.
    var worksWithoutDocuments: Bool {
        organisation.isOn || stockAlert != nil || attendance != nil || signOn.isOn
    }
}
