package import Foundation
import Seams
import Simulators

/// A claim as a person submits it: the values of the standard expense template (`ProcessTemplate.expense`), in the
/// syntax of starting an instance (DingTalk《发起审批实例》, 补充参数说明: composite values are JSON text).
package enum ClaimForm {
    /// The filled components; optional ones are often left out, and read back as `"null"` then. Nothing here has an
    /// `extValue`: the platform adds those itself.
    package static func values(for claim: Claim) -> [(id: String, value: String, extValue: String?)] {
        guard claim.kind == .expense else { return PurchaseRequest.values(for: claim) }
        let total = total(of: claim)
        let filled = [
            ("TextField_REASON", claim.reason),
            ("InnerContactField_PAYEE", JSON.array([.string(claim.employee.userID)]).text),
            ("DepartmentField_COST", String(claim.costDepartment.id)),
            ("NumberField_TOTALFEN", "\(total * 100)"),
            ("CalculateField_TOTAL", separated("\(total)")),
            ("NumberField_OCCURRED", String(claim.occurred.milliseconds)),
            ("TableField_DETAIL", table(of: claim)),
        ]
        return (filled + optionalValues(of: claim)).map { (id: $0.0, value: $0.1, extValue: nil) }
    }

    /// The sum of the rows in yuan, exactly. Not the checkers' arithmetic: a slip in one of them must show.
    package static func total(of claim: Claim) -> Decimal {
        claim.rows.reduce(Decimal.zero) { $0 + (Decimal(string: $1.amount, locale: nil) ?? .zero) }
    }

    /// The rows: `[[{"name":"费用项目","value":"差旅费"},…],…]`, columns by the template's labels.
    private static func table(of claim: Claim) -> String {
        let rows = claim.rows.map { row in
            [
                "DDSelectField_ITEM": row.item.label, "MoneyField_AMOUNT": row.amount, "DDDateField_DATE": row.date,
                "TextField_NOTE": row.note,
            ]
        }
        return JSON.array(
            rows.map { values in
                .array(
                    columns.compactMap { column in
                        values[column.id].map { ["name": .string(column.label), "value": .string($0)] }
                    })
            }
        ).text
    }

    private static let columns =
        ProcessTemplate.expense(items: Company.standardExpenseItems)
        .components.first { $0.id == "TableField_DETAIL" }?.children ?? []

    /// What about every second person fills in as well, drawn by the claim's id.
    private static func optionalValues(of claim: Claim) -> [(String, String)] {
        let day = ShanghaiCalendar.dayNumber(of: claim.occurred)
        let trip = JSON.array([day - 3, day].map { .string(ShanghaiCalendar.date(of: $0)) })
        let attachment: JSON = [
            [
                "spaceId": "3019512345", "fileName": .string("发票-\(claim.id).pdf"), "fileSize": "183204",
                "fileType": "pdf", "fileId": .string("9\(claim.id.suffix(5))"),
            ]
        ]
        let optional = [
            ("MoneyField_LOAN", "0.30"), ("DDDateField_PAYBY", ShanghaiCalendar.date(of: day + 30)),
            ("DDDateRangeField_TRIP", trip.text), ("DDSelectField_PAYMENT", "银行转账"),
            ("DDAttachment_INVOICE", attachment.text), ("TextareaField_REMARK", "第一行：\(claim.reason)\n第二行：请尽快付款，谢谢！"),
        ]
        let draw = Seed(0)
        return optional.filter { draw.fraction([claim.id, $0.0]) < 0.5 }
    }

    /// `1005.005` as `1,005.005`, `12` as `12.00`: how the platform shows a computed sum.
    private static func separated(_ amount: String) -> String {
        let parts = amount.split(separator: ".", maxSplits: 1).map(String.init)
        let whole = Array(parts.first ?? "0")
        let fraction = parts.count == 2 ? parts[1] : ""
        let grouped = whole.enumerated().map { index, digit in
            index > 0 && (whole.count - index) % 3 == 0 ? ",\(digit)" : String(digit)
        }
        return grouped.joined() + "." + fraction + String(repeating: "0", count: max(0, 2 - fraction.count))
    }
}
