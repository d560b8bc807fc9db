import Seams

/// The fields of an employee as a mapping of `record: user` makes them, beside posts, number and organisation, which are
/// the core's own.
///
/// Mapped is what both `v2/user/get` and `v2/user/list` tell: what only one of them has would come and go with each
/// listing.
struct EmployeeMapping: Sendable {
    /// The fact that holds why somebody cannot be mapped.
    static let problem = "mapping-problem"
    /// The fact that is there where the mapping wants no employee.
    static let unwanted = "mapping-unwanted"

    private static let ownFields = [
        "FCreateOrgId", "FUseOrgId", "FPostEntity", DirectoryKind.employee.key, DirectoryKind.employee.numberField,
    ]
    private static let tellsApart = [
        "role_list", "leader_in_dept", "dept_order_list", "manager_userid", "leader", "dept_order",
    ]

    let mapping: Mapping

    /// What a mapping has too much to make employees, each with a remedy.
    static func mistakes(of mapping: Mapping) -> [String] {
        let (fields, entries) = (mapping.fieldRules.map(\.name), mapping.entryNames)
        var mistakes: [String] = []
        if mapping.form != DirectoryKind.employee.form {
            mistakes.append("form '\(mapping.form)' is no employee; write form: \(DirectoryKind.employee.form)")
        }
        mistakes += (fields + entries).filter { ownFields.contains($0) }.map { name in
            "\(name) is the core's own (organisation.number, posts, and the job number); take it out"
        }
        mistakes += entries.filter { !ownFields.contains($0) }.map { name in
            "rows.\(name) cannot be kept in step; only fields of the head can"
        }
        return mistakes
    }

    /// The fields that are kept in step, each under its key in Kingdee, such as `FName` or `FBranchID.FNumber`.
    var fields: [DirectorySettings.Field] {
        mapping.headFields.map { DirectorySettings.Field(fact: $0.key, key: $0.key) }
    }

    /// Adds to the facts what the mapping makes of a person.
    ///
    /// - Throws: `OracleFailure` where Kingdee could not be asked; a mistake is a fact of its own.
    func add(
        _ person: JSONValue, to facts: inout DirectoryContent, _ oracle: any MappingOracle
    ) async throws(OracleFailure) {
        guard case .object(let all) = person else { return }
        let members = all.filter { !EmployeeMapping.tellsApart.contains($0.name) }
        let record = JSONValue.object(members)
        do {
            let document = try await oracle.document { try mapping.map(record: record, knowledge: $0) }
            let model = try JSONValue(parsing: document.model)
            for field in mapping.headFields {
                let value = model.at(path: field.key)
                if value?.elements != nil || value?.memberNames.isEmpty == false {
                    facts[EmployeeMapping.problem] =
                        "\(field.key) is no text; only texts, numbers and references can be kept in step"
                }
                // Without a permission a member is absent: then nothing is known, rather than nothing there.
                let isTold =
                    field.sources.isEmpty
                    || field.sources.contains { source in
                        members.contains { source == $0.name || source.hasPrefix("\($0.name).") }
                    }
                if let text = value?.text ?? (isTold ? "" : nil) { facts[field.key] = DirectoryMapping.trimmed(text) }
            }
        } catch let failure as OracleFailure {
            throw failure
        } catch is DocumentNotWanted {
            facts[EmployeeMapping.unwanted] = mapping.version
        } catch {
            facts[EmployeeMapping.problem] = "\(error)"
        }
    }
}

extension Mapping {
    /// The head's fields that carry a value of their own: where each stands in the document, down to the member of a
    /// reference, and the names that it is taken from.
    var headFields: [(key: String, sources: [String])] {
        fieldRules.map { rule in
            guard let member = rule.emptyValue.memberNames.first else { return (rule.name, rule.sources) }
            return ("\(rule.name).\(member)", rule.sources)
        }
    }
}
