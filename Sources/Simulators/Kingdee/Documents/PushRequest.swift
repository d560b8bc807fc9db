/// What a Push (下推) is asked for (《WebAPI接口说明书》, 下推接口), and the rule that it goes by.
struct PushRequest: Sendable {
    /// What is pushed.
    enum Selection: Sendable {
        case ids([String])
        case numbers([String])
        case rows([String])
    }

    let source: KingdeeForm
    let target: KingdeeForm
    let rule: PushRule
    let selection: Selection
    /// `TargetBillTypeId`: number or internal id; empty for the rule's.
    let billType: String
    /// `TargetOrgId`: number or internal id; empty for the source's.
    let organization: String
    /// Whether a target that cannot be saved is kept as a draft: `IsDraftWhenSaveFail`.
    let keepsDrafts: Bool
}

extension PushRequest {
    /// Reads the arguments.
    init(_ call: KingdeeCall) throws(KingdeeRefusal) {
        let data = try call.data()
        source = try call.form()
        selection = try PushRequest.selection(data)
        let ruleID = data.member(ignoringCase: "RuleId")?.scalarText ?? ""
        let targetID = data.member(ignoringCase: "TargetFormId")?.scalarText ?? ""
        let usesDefault = data.member(ignoringCase: "IsEnableDefaultRule")?.flagValue ?? false
        rule = try PushRequest.rule(ruleID, targetID, usesDefault, of: source, call.services.forms)
        guard let target = call.services.form(rule.targetForm) else { throw .noSuchForm(rule.targetForm) }
        self.target = target
        billType = data.member(ignoringCase: "TargetBillTypeId")?.scalarText ?? ""
        let organization = data.member(ignoringCase: "TargetOrgId")?.scalarText ?? ""
        self.organization = organization == "0" ? "" : organization
        keepsDrafts = data.member(ignoringCase: "IsDraftWhenSaveFail")?.flagValue ?? false
    }

    private static func selection(_ data: JSON) throws(KingdeeRefusal) -> Selection {
        let ids = DocumentSelection.texts(data.member(ignoringCase: "Ids"))
        let numbers = DocumentSelection.texts(data.member(ignoringCase: "Numbers"))
        let rows = DocumentSelection.texts(data.member(ignoringCase: "EntryIds"))
        switch (ids.isEmpty, numbers.isEmpty, rows.isEmpty) {
        case (false, true, true): return .ids(ids)
        case (true, false, true): return .numbers(numbers)
        case (true, true, false): return .rows(rows)
        default: throw .pushSelection
        }
    }

    /// The rule that `RuleId` names, or the default one. Without `IsEnableDefaultRule` a call must name its rule.
    private static func rule(
        _ id: String, _ targetID: String, _ usesDefault: Bool, of source: KingdeeForm, _ forms: FormCatalog
    ) throws(KingdeeRefusal) -> PushRule {
        let fitting = source.definition.pushRules.filter {
            targetID.isEmpty || $0.targetForm.lowercased() == targetID.lowercased()
        }
        guard id.isEmpty else {
            guard let rule = fitting.first(where: { $0.id.lowercased() == id.lowercased() }) else {
                throw .noPushRule(id)
            }
            return rule
        }
        guard usesDefault else { throw .parameterEmpty("RuleId") }
        guard !targetID.isEmpty else { throw .parameterEmpty("TargetFormId") }
        guard let rule = fitting.first(where: \.isDefault) else {
            throw forms.form(targetID) == nil
                ? .noSuchForm(targetID) : .noPushRule("\(source.definition.id)-\(targetID)")
        }
        return rule
    }
}
