import Foundation

/// What a form does beyond its fields, chosen by name in its file: the few things that data alone cannot say.
struct BusinessRule: Sendable {
    /// The name in form files, such as `voucher`.
    let name: String
    /// Completes a document before it is checked.
    var complete: @Sendable (inout DocumentRecord, KingdeeForm) -> Void = { _, _ in }
    /// What is wrong with a document beyond its single fields.
    var check: @Sendable (DocumentRecord, KingdeeForm) -> [KingdeeRefusal] = { _, _ in [] }
    /// What else is stored with a document.
    var store: @Sendable (inout DocumentRecord, KingdeeForm, inout DocumentState, DocumentState.Effect) -> Void = {
        _, _, _, _ in
    }

    /// All rules. Adding one is a line here.
    static let all: [BusinessRule] = [.voucher, .assignments]

    static func named(_ name: String) -> BusinessRule? { all.first { $0.name == name } }
}

extension BusinessRule {
    /// Year and period follow the date; debit and credit are equal. The platform's texts for it are not known.
    static let voucher = BusinessRule(name: "voucher", complete: fillPeriod, check: unbalanced)

    /// A post of an employee is an assignment of its own (任岗信息), whose id the row keeps (a captured View reply).
    static let assignments = BusinessRule(
        name: "assignments",
        store: { record, form, state, effect in
            state.assignPosts(of: &record, form, by: effect.user, at: effect.now)
        })

    private static func fillPeriod(_ record: inout DocumentRecord, _ form: KingdeeForm) {
        guard let dateField = form.headField("FDate"), case .date(let date)? = record.head[dateField] else { return }
        for (key, value) in [("FYEAR", date.year), ("FPERIOD", date.month)] {
            guard let field = form.headField(key), record.head[field] == nil else { continue }
            record.head[field] = .number(String(value))
        }
    }

    private static func unbalanced(_ record: DocumentRecord, _ form: KingdeeForm) -> [KingdeeRefusal] {
        guard let entry = form.entry("FEntity"), let debitField = form.entryField("FDEBIT", entry: entry),
            let creditField = form.entryField("FCREDIT", entry: entry)
        else { return [] }
        var refusals: [KingdeeRefusal] = []
        var balance: Decimal = 0
        for (index, row) in record.entries[entry].enumerated() {
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
