extension FormDefinition {
    /// 费用报销单. Keys and spellings (`FPaySettlleTypeID`) as clients send them to real tenants; which fields a tenant
    /// requires is its own choice. `F_DT_SourceId` and `F_DT_TotalAmount` are custom fields, as a tenant adds them for an
    /// integration.
    static let expenseReimbursement = FormDefinition(
        id: "ER_ExpReimbursement", name: "费用报销单", key: "FID",
        number: NumberField(
            key: "FBillNo", name: "单据编号", automatic: AutomaticNumber(prefix: "FYBX", isDated: true, width: 6)),
        fields: [
            FieldDefinition("FBillTypeID", "单据类型", .base(form: "BOS_BillType"), required: true),
            FieldDefinition("FDate", "申请日期", .date, required: true),
            FieldDefinition("FProposerID", "申请人", .base(form: "BD_Empinfo"), required: true),
            FieldDefinition("FRequestDeptID", "申请部门", .base(form: "BD_Department"), required: true),
            FieldDefinition("FExpenseDeptID", "费用承担部门", .base(form: "BD_Department"), required: true),
            FieldDefinition("FOrgID", "申请组织", .base(form: "ORG_Organizations"), required: true),
            FieldDefinition("FExpenseOrgId", "费用承担组织", .base(form: "ORG_Organizations")),
            FieldDefinition("FPayOrgId", "付款组织", .base(form: "ORG_Organizations")),
            FieldDefinition("FCurrencyID", "币别", .base(form: "BD_Currency"), required: true),
            FieldDefinition("FLocCurrencyID", "本位币", .base(form: "BD_Currency")),
            FieldDefinition("FExchangeTypeID", "汇率类型", .base(form: "BD_RateType")),
            FieldDefinition("FExchangeRate", "汇率", .decimal),
            FieldDefinition("FCONTACTUNITTYPE", "往来单位类型", .text),
            FieldDefinition("FCONTACTUNIT", "往来单位", .anyBase(typeField: "FCONTACTUNITTYPE")),
            FieldDefinition("FPaySettlleTypeID", "结算方式", .base(form: "BD_SETTLETYPE")),
            FieldDefinition("FRequestType", "申请类型", .text),
            FieldDefinition("FPayBox", "申请付款", .flag),
            FieldDefinition("FrefundBox", "申请退款", .flag),
            FieldDefinition("FCausa", "事由", .text),
            FieldDefinition("F_DT_SourceId", "来源审批实例", .text),
            FieldDefinition("F_DT_TotalAmount", "来源合计金额", .decimal),
        ],
        entries: [
            EntryDefinition(
                "FEntity", "费用明细", required: true,
                fields: [
                    FieldDefinition("FExpID", "费用项目", .base(form: "BD_Expense"), required: true),
                    FieldDefinition("FInvoiceType", "发票类型", .text),
                    FieldDefinition("FTaxSubmitAmt", "不含税金额", .decimal),
                    FieldDefinition("FTaxRate", "税率", .decimal),
                    FieldDefinition("FTaxAmt", "税额", .decimal),
                    FieldDefinition("FExpenseDeptEntryID", "费用承担部门", .base(form: "BD_Department")),
                    FieldDefinition("FExpSubmitAmount", "申请报销金额", .decimal),
                    FieldDefinition("FRequestAmount", "申请付款金额", .decimal),
                    FieldDefinition("FExpenseAmount", "核定报销金额", .decimal, required: true),
                    FieldDefinition("FRemark", "备注", .text),
                ]),
            EntryDefinition("FRecInvInfo", "收票信息", fields: [FieldDefinition("FRecInv", "收票单", .bill)]),
        ])
}
