import Simulators

/// What people ask for in approvals: the template in the fake DingTalk, and the document it becomes.
package enum ClaimKind: String, CaseIterable, Sendable {
    /// Expense claims, which become reimbursements.
    case expense
    /// Purchase requests, which become purchase requisitions.
    case purchase
    /// Material requests in a Yida form with an approval, which become purchase requisitions.
    case yida
    /// The same as plain data of Yida.
    case yidaData = "yida-data"

    /// The template's place among the fake DingTalk's.
    var template: Int { self == .purchase ? 1 : 0 }

    /// The Yida form that people fill in; nil for an approval.
    var yidaForm: YidaForm? {
        switch self {
        case .expense, .purchase: nil
        case .yida: .materialRequest
        case .yidaData: .materialRecord
        }
    }

    /// The form that it becomes.
    var form: String { self == .expense ? "ER_ExpReimbursement" : "PUR_Requisition" }

    /// The field by which a document names its approval.
    var sourceField: String { self == .expense ? "FCausa" : "F_DT_SourceId" }

    /// The mapping that ships with the built-in core.
    var mapping: String {
        switch self {
        case .expense: "standard-expense"
        case .purchase: "purchase-requisition"
        case .yida: "yida-requisition"
        case .yidaData: "yida-data-requisition"
        }
    }
}
