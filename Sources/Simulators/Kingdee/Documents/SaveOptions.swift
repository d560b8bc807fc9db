/// What a Save was asked to do besides storing (《WebAPI接口说明书》, 保存接口).
///
/// `IsEntryBatchFill` chooses how the server fills rows, not what they hold, and `SubSystemId` names a module: neither has
/// an effect that a client could see.
struct SaveOptions: Sendable {
    /// The keys that an update may touch, in lower case; empty means all.
    var updated: Set<String>
    /// What to echo in `NeedReturnData`.
    var returned: [String]
    /// Whether an update deletes the stored rows that it does not mention.
    var deletesRows: Bool
    /// Whether required fields and business rules are checked. Uniqueness is enforced anyway.
    var validates: Bool
    /// Whether wrong base data is refused whatever else is not checked: `IsVerifyBaseDataField`.
    var verifiesBaseData: Bool
    /// Whether the form's set-up empties fields with wrong base data without a word.
    var dropsWrongBaseData = false
    /// Whether base data is found by number. When it is not (`NumberSearch` false), the value under a number's key is
    /// taken for an internal id; no source tells more.
    var searchesNumbers: Bool
    /// Whether fields are applied in the order of the metadata (`IsAutoAdjustField`), not in the order sent.
    var sortsFields: Bool
    /// Whether amounts with more decimals than their field has are refused: `IsControlPrecision`.
    var controlsPrecision: Bool
    /// Whether a `Model` that was saved already is refused: `ValidateRepeatJson`.
    var refusesRepeated: Bool
    /// Whether to submit and audit in the same call.
    var submitsAndAudits: Bool
    /// The user who is noted as creator, by account or id; empty, or a user that does not exist, means the caller. The
    /// manual says only “creator”.
    var creator: String
    /// `InterationFlags` and `IgnoreInterationFlag`.
    var answers: InteractionAnswers
    /// Whether this is a Draft: status Z, hardly any check.
    var isDraft: Bool

    /// Reads the options beside `Model`; Booleans also arrive as text, lists also as `""`.
    init(_ data: JSON, isDraft: Bool) {
        func flag(_ name: String, _ usual: Bool) -> Bool { data.member(ignoringCase: name)?.flagValue ?? usual }
        updated = Set(SaveOptions.names(data.member(ignoringCase: "NeedUpDateFields")).map { $0.lowercased() })
        returned = SaveOptions.names(data.member(ignoringCase: "NeedReturnFields"))
        deletesRows = flag("IsDeleteEntry", true)
        validates = !isDraft && flag("ValidateFlag", true)
        verifiesBaseData = flag("IsVerifyBaseDataField", false)
        searchesNumbers = flag("NumberSearch", true)
        sortsFields = flag("IsAutoAdjustField", false)
        controlsPrecision = flag("IsControlPrecision", false)
        refusesRepeated = flag("ValidateRepeatJson", false)
        submitsAndAudits = !isDraft && flag("IsAutoSubmitAndAudit", false)
        creator = data.member(ignoringCase: "Creator")?.scalarText ?? ""
        answers = InteractionAnswers(data)
        self.isDraft = isDraft
    }

    /// Whether an update may touch what one of `keys` names.
    func mayUpdate(_ keys: [String]) -> Bool {
        updated.isEmpty || keys.contains { updated.contains($0.lowercased()) }
    }

    private static func names(_ list: JSON?) -> [String] {
        let names = list?.array?.compactMap(\.string) ?? list?.string?.split(separator: ",").map(String.init) ?? []
        return names.map { $0.filter { !$0.isWhitespace } }.filter { !$0.isEmpty }
    }
}
