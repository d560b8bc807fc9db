/// What a Save was asked to do besides storing (《WebAPI接口说明书》, 保存接口).
///
/// Options without effect here, because no source tells their rule or the fake has nothing for them to act on:
/// `ValidateRepeatJson`, `InterationFlags`, `IsControlPrecision`, `IsAutoAdjustField`, `IsEntryBatchFill`, `BatchCount`.
/// Base data is verified whether or not `IsVerifyBaseDataField` asks for it, so that a wrong number is never silent.
struct SaveOptions: Sendable {
    /// The fields that an update may touch, in lower case; empty means all.
    var updated: Set<String>
    /// What to echo in `NeedReturnData`.
    var returned: [String]
    /// Whether an update deletes the stored rows that it does not mention.
    var deletesRows: Bool
    /// Whether required fields and business rules are checked. Uniqueness is enforced anyway.
    var validates: Bool
    /// Whether to submit and audit in the same call.
    var submitsAndAudits: Bool
    /// Whether this is a Draft: status Z, hardly any check.
    var isDraft: Bool

    /// Reads the options beside `Model`; Booleans also arrive as text, lists also as `""`.
    init(_ data: JSON, isDraft: Bool) {
        updated = Set(SaveOptions.names(data.member(ignoringCase: "NeedUpDateFields")).map { $0.lowercased() })
        returned = SaveOptions.names(data.member(ignoringCase: "NeedReturnFields"))
        deletesRows = data.member(ignoringCase: "IsDeleteEntry")?.boolean ?? true
        validates = !isDraft && data.member(ignoringCase: "ValidateFlag")?.boolean ?? true
        submitsAndAudits = !isDraft && data.member(ignoringCase: "IsAutoSubmitAndAudit")?.boolean ?? false
        self.isDraft = isDraft
    }

    private static func names(_ list: JSON?) -> [String] {
        let names = list?.array?.compactMap(\.string) ?? list?.string?.split(separator: ",").map(String.init) ?? []
        return names.filter { !$0.isEmpty }
    }
}
