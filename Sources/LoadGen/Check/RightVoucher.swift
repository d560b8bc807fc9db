import Simulators

/// Each approved expense claim has exactly one voucher: audited, balanced, with the claim's accounts and amounts, on the
/// department that bears the cost and the person to whom it is owed, in the claim's period, with its reason, and referring
/// to the reimbursement that was audited before it.
package struct RightVoucher: Checker {
    package static let name = "right-voucher"
    package static let claim = BilingualText(
        "each approval has one balanced voucher that says what the claim says and names its reimbursement",
        "每个审批恰有一张借贷平衡、与报销一致并注明报销单号的凭证")
    package static let unit = BilingualText("vouchers", "张凭证")

    /// The form of vouchers, and the field by which they name their approval.
    static let form = "GL_VOUCHER"
    static let sourceField = "FEntity.FEXPLANATION"

    /// The account of each expense item, and the one that the sum is owed on: the checkers' own table.
    private static let accounts = [
        "CI001": "6602.01", "CI002": "6602.03", "CI003": "6602.02", "CI004": "6602.04", "CI005": "6602.05",
    ]
    private static let owed = "2241"
    /// Where the vouchers of the runs' company belong: book, voucher word, organisation; and the currency of each row.
    private static let places = [
        ("FAccountBookID.FNumber", "001"), ("FVOUCHERGROUPID.FNumber", "PRE001"), ("FACCBOOKORGID.FNumber", "100"),
    ]
    private static let currency = "PRE001"

    package static func applies(to scenario: Scenario) -> Bool { scenario.expectations.vouchers }

    package static func check(_ run: RunIndex) -> Verdict {
        var record = run.record
        record.scenario.expectations.form = form
        record.scenario.expectations.sourceField = sourceField
        let ledger = RunIndex(record)
        var findings: [Finding] = []
        for instance in ledger.instances {
            findings += problems(of: instance, run, ledger).map { problem in
                Finding(
                    subject: instance.id, message: problem,
                    evidence: ledger.documents(of: instance).map(\.created.sequence))
            }
        }
        for stray in ledger.documents where stray.isFromCall && stray.instance == nil {
            findings.append(
                Finding(
                    subject: stray.label,
                    message: BilingualText("a voucher names no approval of this run", "凭证未注明本次运行的任何审批"),
                    evidence: [stray.created.sequence]))
        }
        return Verdict(
            findings, examined: ledger.instances.count(where: \.needsDocument),
            nothing: BilingualText("there was no approval that needs a voucher", "没有需要凭证的审批"))
    }

    private static func problems(of instance: InstanceRecord, _ run: RunIndex, _ ledger: RunIndex) -> [BilingualText] {
        let vouchers = ledger.documents(of: instance)
        guard instance.needsDocument else {
            return vouchers.isEmpty || instance.isApproved
                ? [] : [BilingualText("was not approved and has a voucher", "未通过审批却有凭证")]
        }
        guard vouchers.count == 1, let voucher = vouchers.first else {
            return [BilingualText("has \(vouchers.count) vouchers instead of one", "有 \(vouchers.count) 张凭证，应为 1 张")]
        }
        guard voucher.isAudited else {
            return [
                BilingualText("its voucher was never audited; status \(voucher.status)", "其凭证未审核，状态 \(voucher.status)")
            ]
        }
        guard let claim = run.claim(of: instance), let content = voucher.content else {
            return [BilingualText("its voucher cannot be read", "其凭证内容无法读取")]
        }
        let known = run.instance(instance.id)
        let reimbursement = known.flatMap { run.documents(of: $0).first(where: \.isAudited) }
        return order(voucher, reimbursement) + head(claim, content) + rows(claim, content, reimbursement?.number)
    }

    private static func order(_ voucher: DocumentRecord, _ reimbursement: DocumentRecord?) -> [BilingualText] {
        guard let audited = reimbursement?.audited, audited.sequence < voucher.created.sequence else {
            return [BilingualText("its voucher is older than its audited reimbursement", "凭证早于已审核的报销单")]
        }
        return []
    }

    private static func head(_ claim: Claim, _ content: JSON) -> [BilingualText] {
        let date = ShanghaiDate.text(claim.occurred)
        let parts = date.split(separator: "-").compactMap { Int($0) }.map(String.init)
        var problems: [BilingualText] = []
        for field in ["FDate", "FBUSDATE"] {
            let actual = String(value(field, content).prefix(10))
            if actual != date { problems.append(difference(field, actual, date)) }
        }
        for (field, expected) in places where value(field, content) != expected {
            problems.append(difference(field, value(field, content), expected))
        }
        for (field, expected) in zip(["FYEAR", "FPERIOD"], parts)
        where !DecimalText.equal(value(field, content), expected) {
            problems.append(difference(field, value(field, content), expected))
        }
        return problems
    }

    private static func rows(_ claim: Claim, _ content: JSON, _ reimbursement: String?) -> [BilingualText] {
        let amounts = claim.rows.map { Cents.rounded($0.amount) ?? $0.amount }
        let sum = DecimalText.sum(of: amounts) ?? ""
        let expected =
            zip(claim.rows, amounts).map { row, amount in
                Row(
                    account: accounts[row.item.number] ?? "", dimension: "FFLEX5", whose: claim.costDepartment.number,
                    amount: amount, isDebit: true)
            } + [
                Row(
                    account: owed, dimension: "FFLEX7", whose: claim.employee.staffNumber, amount: sum, isDebit: false)
            ]
        let rows = ContentPath("FEntity").rows(in: content) ?? []
        guard rows.count == expected.count else {
            return [
                BilingualText(
                    "its voucher has \(rows.count) rows instead of \(expected.count)",
                    "凭证有 \(rows.count) 行，应为 \(expected.count) 行")
            ]
        }
        var problems: [BilingualText] = []
        for (index, (row, wanted)) in zip(rows, expected).enumerated() {
            let place = "row \(index + 1)"
            let texts = [
                ("FACCOUNTID.FNumber", wanted.account), ("FCURRENCYID.FNumber", currency),
                ("FDetailID.FDETAILID__\(wanted.dimension).FNumber", wanted.whose),
            ]
            for (field, text) in texts where value(field, row) != text {
                problems.append(difference("\(field) of \(place)", value(field, row), text))
            }
            let amounts = [
                ("FDEBIT", wanted.isDebit ? wanted.amount : "0"), ("FCREDIT", wanted.isDebit ? "0" : wanted.amount),
                ("FAMOUNTFOR", wanted.amount),
            ]
            for (field, amount) in amounts where !DecimalText.equal(value(field, row), amount) {
                problems.append(difference("\(field) of \(place)", value(field, row), amount))
            }
            let explanation = value("FEXPLANATION", row)
            for part in [reimbursement, claim.reason].compactMap(\.self) where !explanation.contains(part) {
                problems.append(difference("the explanation of \(place)", explanation, "… \(part) …"))
            }
        }
        return problems
    }

    /// What a row of a voucher must say.
    private struct Row {
        var account: String
        /// The dimension of the account, such as `FFLEX5`, and the number that must stand in it.
        var dimension: String
        var whose: String
        var amount: String
        var isDebit: Bool
    }

    private static func value(_ path: String, _ content: JSON) -> String {
        ContentPath(path).values(in: content).first?.scalarText ?? ""
    }

    private static func difference(_ place: String, _ actual: String, _ expected: String) -> BilingualText {
        BilingualText(
            "\(place) is '\(actual)' instead of '\(expected)'", "\(place) 为 '\(actual)'，应为 '\(expected)'")
    }
}

/// Amounts as a ledger keeps them.
enum Cents {
    /// The amount with at most two decimals, half up; nil when it is no plain positive number. By digits alone: money
    /// never passes through binary floating point.
    static func rounded(_ amount: String) -> String? {
        let parts = amount.split(separator: ".", omittingEmptySubsequences: false)
        guard let whole = parts.first, parts.count <= 2, !whole.isEmpty, parts.joined().allSatisfy(\.isWholeNumber)
        else { return nil }
        let fraction = parts.count == 2 ? String(parts[1]) : ""
        guard fraction.count > 2 else { return amount }
        let kept = "\(whole).\(fraction.prefix(2))"
        let isUp = fraction.dropFirst(2).first.flatMap(\.wholeNumberValue) ?? 0 >= 5
        return isUp ? DecimalText.sum(of: [kept, "0.01"]) : kept
    }
}
