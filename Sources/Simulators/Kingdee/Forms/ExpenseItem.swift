extension FormDefinition {
    /// 费用项目. What `FExpID` and `FExpenseItemID` refer to. The name of its key is an assumption.
    static let expenseItem = FormDefinition.baseData("BD_Expense", "费用项目", key: "FEXPID", prefix: "CI")
}
