extension KingdeeOperation {
    /// 弹性域保存: keeps combinations of flexible dimensions (核算维度); the same combination has the same id.
    static let flexSave = documentOperation("FlexSave", parameters: ["formid", "data"]) { call throws(KingdeeRefusal) in
        guard !call.arguments.formID.isEmpty else { throw .formMissing }
        guard call.arguments.formID.lowercased().hasPrefix("bd_flexitem") else {
            throw .noSuchForm(call.arguments.formID)
        }
        let model = try call.data().member(ignoringCase: "Model")
        let items = model?.array ?? (model?.members == nil ? [] : [model ?? .null])
        guard !items.isEmpty else { throw .parameterEmpty("Model") }
        var status = StatusBlock()
        for (index, item) in items.enumerated() {
            call.services.documents.transact { state in
                do throws(KingdeeRefusal) {
                    let combination = try DimensionItems.combination(item, state, call.services)
                    let id = state.side.dimensions.id(of: combination)
                    status.entities.append(.init(id: id, number: "", index: index))
                } catch {
                    status.errors.append(error.at(index))
                }
            }
        }
        return KingdeeReply(status)
    }
}

/// The combinations of flexible dimensions that were saved, with their ids.
struct DimensionItems: Sendable {
    private var ids: [String: Int64] = [:]
    /// The usual meaning of the dimensions; each tenant sets its own.
    private static let forms = ["FFLEX5": "BD_Department", "FFLEX7": "BD_Empinfo", "FFLEX9": "BD_Expense"]

    /// The id of a combination, a new one if need be.
    mutating func id(of combination: String) -> Int64 {
        if let id = ids[combination] { return id }
        let id = 100_001 + Int64(ids.count)
        ids[combination] = id
        return id
    }

    /// A combination in one spelling, its base data looked up.
    static func combination(
        _ item: JSON, _ state: DocumentState, _ services: KingdeeServices
    ) throws(KingdeeRefusal) -> String {
        guard let members = item.members, !members.isEmpty else { throw .parameterEmpty("Model") }
        var parts: [String] = []
        for member in members {
            let key = member.key.uppercased()
            guard let id = forms[key], let form = services.form(id) else { throw .noSuchField(member.key) }
            let number = member.value.member(ignoringCase: "FNumber")?.scalarText ?? ""
            guard let record = state.books[form.position].first(number: number) else {
                throw KingdeeRefusal(.noSuchField, "字段“\(form.definition.name)”的值“\(number)”不存在", field: member.key)
            }
            parts.append("\(key)=\(record.id)")
        }
        return parts.sorted().joined(separator: ",")
    }
}
