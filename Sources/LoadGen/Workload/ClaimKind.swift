/// What people ask for in approvals: the template in the fake DingTalk, and the document it becomes.
package enum ClaimKind: String, CaseIterable, Sendable {
    /// Expense claims, which become reimbursements.
    case expense
    /// Purchase requests, which become purchase requisitions.
    case purchase

    /// The template's place among the fake DingTalk's.
    var template: Int { self == .expense ? 0 : 1 }

    /// The form that it becomes.
    var form: String { self == .expense ? "ER_ExpReimbursement" : "PUR_Requisition" }

    /// The field by which a document names its approval.
    var sourceField: String { self == .expense ? "FCausa" : "F_DT_SourceId" }

    /// The mapping that ships with the built-in core.
    var mapping: String { self == .expense ? "standard-expense" : "purchase-requisition" }
}
