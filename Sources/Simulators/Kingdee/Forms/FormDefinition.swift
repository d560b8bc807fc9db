/// A business form: a bill or a kind of base data. Declared in one file each, listed in `FormCatalog`.
struct FormDefinition: Sendable {
    /// The form id, such as `ER_ExpReimbursement`.
    let id: String
    /// The Chinese name that messages use.
    let name: String
    /// The primary key's name, such as `FID`.
    let key: String
    let number: NumberField
    let fields: [FieldDefinition]
    var entries: [EntryDefinition] = []
    /// Base data can be forbidden and referred to; bills cannot.
    var isBaseData = false
    /// The id of the first document.
    var firstID: Int64 = 100_001
    /// Completes a document before it is checked.
    var complete: @Sendable (inout DocumentRecord, KingdeeForm) -> Void = { _, _ in }
    /// What is wrong with a document beyond its single fields.
    var check: @Sendable (DocumentRecord, KingdeeForm) -> [KingdeeRefusal] = { _, _ in [] }

    /// A kind of base data with number, name and organisations.
    static func baseData(
        _ id: String, _ name: String, key: String, prefix: String = "", fields: [FieldDefinition] = [],
        entries: [EntryDefinition] = [], firstID: Int64 = 100_001, numberSpellings: [String] = []
    ) -> FormDefinition {
        FormDefinition(
            id: id, name: name, key: key,
            number: NumberField(
                key: "FNumber", name: "编码", otherSpellings: numberSpellings,
                automatic: AutomaticNumber(prefix: prefix, width: 6)),
            fields: [
                FieldDefinition("FName", "名称", .text, required: true),
                FieldDefinition("FCreateOrgId", "创建组织", .base(form: "ORG_Organizations")),
                FieldDefinition("FUseOrgId", "使用组织", .base(form: "ORG_Organizations")),
            ] + fields,
            entries: entries, isBaseData: true, firstID: firstID)
    }
}

/// Where a form keeps its number, and how the code rule makes one.
struct NumberField: Sendable {
    /// The key, such as `FBillNo`.
    let key: String
    let name: String
    /// Other keys that carry the number in `Model` and in queries.
    var otherSpellings: [String] = []
    /// Other keys that a query finds the number under.
    var otherColumns: [String] = []
    /// Fields within which a number must be unique; empty means the whole form.
    var scope: [String] = []
    let automatic: AutomaticNumber
}

/// A code rule (编码规则): how numbers are made for documents that bring none.
struct AutomaticNumber: Sendable {
    var prefix = ""
    /// Whether the date follows the prefix: `FYBX20260803000026`.
    var isDated = false
    /// The digits of the running number, which starts at 1 for each prefix and date.
    var width = 0
}
