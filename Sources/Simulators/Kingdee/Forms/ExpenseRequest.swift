extension FormDefinition {
    /// 费用申请单.
    static let expenseRequest = FormDefinition(
        id: "ER_ExpenseRequest", name: "费用申请单", key: "FID",
        number: NumberField(
            key: "FBillNo", name: "单据编号", automatic: AutomaticNumber(prefix: "FYSQ", isDated: true, width: 6)),
        fields: [
            FieldDefinition("FBillTypeID", "单据类型", .base(form: "BOS_BillType"), required: true),
            FieldDefinition("FDate", "申请日期", .date, required: true),
            FieldDefinition("FOrgID", "申请组织", .base(form: "ORG_Organizations"), required: true),
            FieldDefinition("FCostOrgID", "费用承担组织", .base(form: "ORG_Organizations")),
            FieldDefinition("FPayOrgID", "付款组织", .base(form: "ORG_Organizations")),
            FieldDefinition("FStaffID", "申请人", .base(form: "BD_Empinfo"), required: true),
            FieldDefinition("FDeptID", "申请部门", .base(form: "BD_Department"), required: true),
            FieldDefinition("FCostDeptID", "费用承担部门", .base(form: "BD_Department")),
            FieldDefinition("FCurrencyID", "币别", .base(form: "BD_Currency"), required: true),
            FieldDefinition("FLocCurrencyID", "本位币", .base(form: "BD_Currency")),
            FieldDefinition("FExchangeTypeID", "汇率类型", .base(form: "BD_RateType")),
            FieldDefinition("FTOCONTACTUNITTYPE", "往来单位类型", .text),
            FieldDefinition("FTOCONTACTUNIT", "往来单位", .anyBase(typeField: "FTOCONTACTUNITTYPE")),
            FieldDefinition("FReason", "事由", .text),
            FieldDefinition("FIsBorrow", "申请借款", .flag),
        ],
        entries: [
            EntryDefinition(
                "FEntity", "费用明细", required: true,
                fields: [
                    FieldDefinition("FExpenseItemID", "费用项目", .base(form: "BD_Expense"), required: true),
                    FieldDefinition("FOrgAmount", "申请金额", .decimal, required: true),
                    FieldDefinition("FLocAmount", "申请金额本位币", .decimal),
                    FieldDefinition("FCheckedOrgAmount", "核定金额", .decimal),
                    FieldDefinition("FEntryCostDeptID", "费用承担部门", .base(form: "BD_Department")),
                    FieldDefinition("FRemark", "备注", .text),
                ])
        ])
}
