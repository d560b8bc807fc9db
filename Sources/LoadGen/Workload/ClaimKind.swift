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
    /// Forms of two Yida applications in turn: with an approval, as plain data, and as plain data of the second one.
    case yidaApplications = "yida-applications"

    /// The template's place among the fake DingTalk's.
    var template: Int { self == .purchase ? 1 : 0 }

    /// The Yida forms that people fill in, in turn; none for approvals.
    var yidaForms: [YidaForm] {
        switch self {
        case .expense, .purchase: []
        case .yida: [.materialRequest]
        case .yidaData: [.materialRecord]
        case .yidaApplications: [.materialRequest, .materialRecord, .storesRecord]
        }
    }

    /// The Yida form of a claim; nil for an approval.
    func yidaForm(of claim: Claim) -> YidaForm? {
        let forms = yidaForms
        guard !forms.isEmpty else { return nil }
        let number = Int(claim.id.drop { !$0.isNumber }) ?? 0
        return forms[number % forms.count]
    }

    /// The form that it becomes.
    var form: String { self == .expense ? "ER_ExpReimbursement" : "PUR_Requisition" }

    /// The field by which a document names its approval.
    var sourceField: String { self == .expense ? "FCausa" : "F_DT_SourceId" }

    /// The mappings that ship with the built-in core.
    var mappings: [String] {
        switch self {
        case .expense: ["standard-expense"]
        case .purchase: ["purchase-requisition"]
        case .yida: ["yida-requisition"]
        case .yidaData: ["yida-data-requisition"]
        case .yidaApplications:
            ["yida-purchasing-requisition", "yida-purchasing-data-requisition", "yida-stores-requisition"]
        }
    }
}
