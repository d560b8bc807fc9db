extension PushRule {
    /// The rules that the fake brings along for a form, besides those of its definition. The platform presets such rules,
    /// under ids and with mappings that no source gives: the id is an assumption.
    static func standard(from formID: String) -> [PushRule] {
        formID == "ER_ExpenseRequest" ? [expenseRequestToReimbursement] : []
    }

    /// 费用申请单 to 费用报销单: the approved amounts become what is to be reimbursed.
    private static let expenseRequestToReimbursement = PushRule(
        targetForm: "ER_ExpReimbursement", id: "ER_ExpenseRequest-ER_ExpReimbursement", billType: "FYBX001_SYS",
        head: fields([
            ("FDate", "FDate"), ("FStaffID", "FProposerID"), ("FDeptID", "FRequestDeptID"),
            ("FCostDeptID", "FExpenseDeptID"), ("FOrgID", "FOrgID"), ("FCostOrgID", "FExpenseOrgId"),
            ("FPayOrgID", "FPayOrgId"), ("FCurrencyID", "FCurrencyID"), ("FLocCurrencyID", "FLocCurrencyID"),
            ("FExchangeTypeID", "FExchangeTypeID"), ("FTOCONTACTUNITTYPE", "FCONTACTUNITTYPE"),
            ("FTOCONTACTUNIT", "FCONTACTUNIT"), ("FReason", "FCausa"),
        ]),
        entries: [
            Entry(
                source: "FEntity", target: "FEntity",
                fields: fields([
                    ("FExpenseItemID", "FExpID"), ("FOrgAmount", "FExpSubmitAmount"),
                    ("FCheckedOrgAmount", "FRequestAmount"), ("FOrgAmount", "FExpenseAmount"),
                    ("FCheckedOrgAmount", "FExpenseAmount"), ("FEntryCostDeptID", "FExpenseDeptEntryID"),
                    ("FRemark", "FRemark"),
                ]))
        ])

    private static func fields(_ pairs: [(source: String, target: String)]) -> [Field] {
        pairs.map { Field(source: $0.source, target: $0.target) }
    }
}
