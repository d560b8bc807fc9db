/// How Kingdee tells the documents of one form apart, and how we find ours among them.
package struct DocumentForm: Hashable, Sendable {
    /// The form id, such as `GL_VOUCHER`.
    package var id: String
    /// The internal id's field: `FID`, for vouchers `FVOUCHERID`.
    package var keyField: String
    /// The number's field in queries: `FBillNo`, for vouchers `FVOUCHERGROUPNO` (sources disagree whether they have a
    /// `FBillNo`; the reference's section 6.10).
    package var numberField: String
    /// The field that carries the approval instance's id; it may belong to an entry.
    package var sourceField: String
    /// Whether the number is ours; otherwise Kingdee allots it on Save, and only the source tells whose a document is.
    package var isNumberOurs: Bool
    /// The field that says whether a document is cancelled (`A` no, `B` yes; the reference's section 5.1 [?]); nil when it is
    /// not asked for, since not every form has it.
    package var cancelField: String?

    /// The field where forms have it.
    package static let cancelField = "FCancelStatus"

    package init(
        id: String, keyField: String = "FID", numberField: String = "FBillNo", sourceField: String,
        isNumberOurs: Bool = true
    ) {
        self.id = id
        self.keyField = keyField
        self.numberField = numberField
        self.sourceField = sourceField
        self.isNumberOurs = isNumberOurs
    }
}

/// What a document is looked up by.
package enum DocumentTrace: Hashable, Sendable {
    /// Its number, whole.
    case number(String)
    /// What its source field contains.
    case source(String)
    /// Its internal id.
    case id(String)
}
