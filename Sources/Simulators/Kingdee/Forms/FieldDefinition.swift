/// One field of a form, on the head or in the rows of an entry.
struct FieldDefinition: Sendable {
    /// What a field holds, and which form of value `Model` must carry for it.
    enum Kind: Hashable, Sendable {
        case text
        /// A number; also accepted as text of one.
        case decimal
        case date
        /// A check box: `true` or `"true"`.
        case flag
        /// A reference to base data of a form, such as `{"FNumber":"100"}`. A form that the fake does not carry is not
        /// verified.
        case base(form: String)
        /// A reference whose form is the value of another head field (往来单位).
        case anyBase(typeField: String)
        /// A reference to a bill: `{"FBillNo":"…"}`. Not verified.
        case bill
        /// A flexible dimension: `{"FDETAILID__FFLEX5":{"FNumber":"…"}}`; the forms behind the dimensions by their key.
        case dimensions([String: String])
    }

    /// The key as in `Model`, such as `FProposerID`.
    let key: String
    /// The Chinese name that messages use.
    let name: String
    let kind: Kind
    let isRequired: Bool
    /// The name in a View reply. Most lose their `F`; a few keep it.
    let property: String
    /// Whether history and control API mask the value.
    let isPersonal: Bool
    /// The most characters of a text; nil for no limit.
    var length: Int?
    /// The digits after the point of a decimal; nil keeps what was sent.
    var scale: Int?
    /// Whether the platform fills it: what a client sends is ignored.
    var isReadOnly = false
    /// What a new document has when the client sends nothing, as text.
    var defaultText: String?

    init(
        _ key: String, _ name: String, _ kind: Kind, required: Bool = false, property: String? = nil,
        personal: Bool = false
    ) {
        self.key = key
        self.name = name
        self.kind = kind
        isRequired = required
        self.property = property ?? FieldDefinition.property(of: key)
        isPersonal = personal
    }

    /// The key without its `F`; custom fields (`F_DT_…`) keep it.
    static func property(of key: String) -> String {
        guard key.utf8.count > 1, key.hasPrefix("F"), key.dropFirst().first?.isLetter == true else { return key }
        return String(key.dropFirst())
    }
}

/// An entry (单据体) of a form: rows below the head.
struct EntryDefinition: Sendable {
    /// The key in `Model`, such as `FEntity`.
    let key: String
    let name: String
    /// Whether a document needs at least one row.
    let isRequired: Bool
    let fields: [FieldDefinition]
    /// The key of a row's internal id.
    var rowKey = "FEntryID"
    /// Whether it is a sub-head (子单据头): one row, which `Model` carries as an object.
    var isSubHead = false
    /// The name in a View reply.
    var property: String { FieldDefinition.property(of: key) }

    init(_ key: String, _ name: String, required: Bool = false, fields: [FieldDefinition]) {
        self.key = key
        self.name = name
        isRequired = required
        self.fields = fields
    }
}

/// What the platform itself keeps of each document.
enum SystemField: String, CaseIterable, Sendable {
    case created = "FCreateDate"
    case creator = "FCreatorId"
    case modified = "FModifyDate"
    case modifier = "FModifierId"
    case audited = "FApproveDate"
    case auditor = "FApproverId"
    case forbidden = "FForbidStatus"

    var name: String {
        switch self {
        case .created: "创建日期"
        case .creator: "创建人"
        case .modified: "修改日期"
        case .modifier: "修改人"
        case .audited: "审核日期"
        case .auditor: "审核人"
        case .forbidden: "禁用状态"
        }
    }

    var kind: FieldDefinition.Kind {
        switch self {
        case .created, .modified, .audited: .date
        case .creator, .modifier, .auditor: .base(form: "SEC_User")
        case .forbidden: .text
        }
    }
}

extension FieldDefinition {
    /// A plain text as the value that the field stores; nil when it does not fit.
    func stored(_ text: String) -> FieldValue? {
        switch kind {
        case .text: .text(text)
        case .decimal: FieldDefinition.isNumber(text) ? .number(text) : nil
        case .date: CivilDate(text).map(FieldValue.date)
        case .flag: Bool(text).map(FieldValue.flag)
        case .base(let form): .reference(form: form, number: text)
        case .bill: .bill(text)
        case .anyBase, .dimensions: nil
        }
    }

    private static func isNumber(_ text: String) -> Bool {
        if case .number? = try? JSON(parsing: text) { true } else { false }  // what JSON refuses is no number
    }
}
