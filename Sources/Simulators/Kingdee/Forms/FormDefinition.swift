/// A business form: a bill or a kind of base data. Declared by a form file, listed in `FormCatalog`.
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
    /// What documents of this form can be pushed down to.
    var pushRules: [PushRule] = []
    /// The id of the first document.
    var firstID: Int64 = 100_001
    /// The English name.
    var englishName = ""
    /// Whether it is computed by the platform (即时库存): queried, but never saved, and without a primary key of its own.
    var isBalance = false
    /// Whether Save and Draft are refused: users are made elsewhere, balances are computed.
    var isReadOnly = false
    /// Whether each organisation sees only its own (数据隔离): queries list the rows of the caller's organisation.
    var isIsolated = false
    /// Whether Save refuses a number that exists.
    var enforcesUniqueNumber = true
    /// Whether the code rule replaces the number that the client sent.
    var overwritesNumber = false
    /// What a tenant can do with its documents beside the usual operations.
    var operations: [FormOperation] = []
    /// The names of its business rules.
    var rules: [String] = []
    /// What is there at the start.
    var rows: [Row] = []

    /// A document that is there at the start.
    struct Row: Sendable {
        var number = ""
        var name = ""
        var fields: [String: FieldValue] = [:]
    }

    /// The fields that all base data has.
    static let commonFields = [
        FieldDefinition("FName", "名称", .text, required: true),
        FieldDefinition("FCreateOrgId", "创建组织", .base(form: "ORG_Organizations")),
        FieldDefinition("FUseOrgId", "使用组织", .base(form: "ORG_Organizations")),
    ]
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
    var automatic: AutomaticNumber
}

/// A code rule (编码规则): how numbers are made for documents that bring none.
struct AutomaticNumber: Sendable {
    /// Whether no numbers are made: a document must bring its own.
    var isOff = false
    var prefix = ""
    /// Whether the date follows the prefix: `FYBX20260803000026`.
    var isDated = false
    /// The digits of the running number, which starts at 1 for each prefix and date.
    var width = 0
}
