import Foundation

extension FormDefinition {
    /// 凭证. Its number belongs to account book, period and voucher group and is allotted by the platform on Save;
    /// sources disagree on its column (`FVOUCHERGROUPNO`, `FBillNo`, `FNumber`), so queries know all three.
    static let voucher = FormDefinition(
        id: "GL_VOUCHER", name: "凭证", key: "FVOUCHERID",
        number: NumberField(
            key: "FVOUCHERGROUPNO", name: "凭证号", otherColumns: ["FBillNo", "FNumber"],
            scope: ["FAccountBookID", "FYEAR", "FPERIOD", "FVOUCHERGROUPID"], automatic: AutomaticNumber()),
        fields: [
            FieldDefinition("FAccountBookID", "账簿", .base(form: "BD_AccountBook"), required: true),
            FieldDefinition("FDate", "日期", .date, required: true),
            FieldDefinition("FBUSDATE", "业务日期", .date),
            FieldDefinition("FYEAR", "会计年度", .decimal),
            FieldDefinition("FPERIOD", "期间", .decimal),
            FieldDefinition("FVOUCHERGROUPID", "凭证字", .base(form: "BD_VoucherGroup"), required: true),
            FieldDefinition("FATTACHMENTS", "附件数", .decimal),
            FieldDefinition("FISADJUSTVOUCHER", "是否调整期凭证", .flag),
            FieldDefinition("FSystemID", "来源系统", .base(form: "BOS_Subsystem")),
            FieldDefinition("FSourceBillKey", "业务类型", .base(form: "BOS_BusinessObject")),
            FieldDefinition("FACCBOOKORGID", "核算组织", .base(form: "ORG_Organizations")),
        ],
        entries: [
            EntryDefinition(
                "FEntity", "分录", required: true,
                fields: [
                    FieldDefinition("FEXPLANATION", "摘要", .text, required: true),
                    FieldDefinition("FACCOUNTID", "科目编码", .base(form: "BD_Account"), required: true),
                    FieldDefinition("FCURRENCYID", "币别", .base(form: "BD_Currency"), required: true),
                    FieldDefinition("FEXCHANGERATETYPE", "汇率类型", .base(form: "BD_RateType")),
                    FieldDefinition("FEXCHANGERATE", "汇率", .decimal),
                    FieldDefinition("FAMOUNTFOR", "原币金额", .decimal),
                    FieldDefinition("FDEBIT", "借方金额", .decimal),
                    FieldDefinition("FCREDIT", "贷方金额", .decimal),
                    FieldDefinition("FDetailID", "核算维度", .dimensions(dimensionForms)),
                ])
        ],
        complete: fillPeriod, check: unbalanced)

    /// The usual meaning of the flexible dimensions; each tenant sets its own.
    private static let dimensionForms = ["FFLEX5": "BD_Department", "FFLEX7": "BD_Empinfo", "FFLEX9": "BD_Expense"]

    /// Year and period follow the date when the client leaves them out.
    private static func fillPeriod(_ record: inout DocumentRecord, _ form: KingdeeForm) {
        guard let dateField = form.headField("FDate"), case .date(let date)? = record.head[dateField] else { return }
        for (key, value) in [("FYEAR", date.year), ("FPERIOD", date.month)] {
            guard let field = form.headField(key), record.head[field] == nil else { continue }
            record.head[field] = .number(String(value))
        }
    }

    /// Rules of the general ledger; the platform's texts for them are not known.
    private static func unbalanced(_ record: DocumentRecord, _ form: KingdeeForm) -> [KingdeeRefusal] {
        guard let debitField = form.entryField("FDEBIT", entry: 0),
            let creditField = form.entryField("FCREDIT", entry: 0)
        else { return [] }
        var refusals: [KingdeeRefusal] = []
        var balance: Decimal = 0
        for (index, row) in record.entries[0].enumerated() {
            let debit = row.fields[debitField]?.decimal ?? 0
            let credit = row.fields[creditField]?.decimal ?? 0
            balance += debit - credit
            guard debit == 0, credit == 0 else { continue }
            refusals.append(KingdeeRefusal(.validation, "第\(index + 1)行分录的借方金额和贷方金额不能同时为零", field: "FDEBIT"))
        }
        if balance != 0 { refusals.append(KingdeeRefusal(.validation, "凭证借贷不平衡", field: "FDEBIT")) }
        return refusals
    }
}
