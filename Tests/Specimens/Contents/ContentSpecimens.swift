import Foundation
import Integration

extension Specimen {
    /// `0.29 * 100` is 28.999999999999996.
    static let sumsInDoubles = Specimen(
        "sums-in-doubles", "adds amounts up in binary floating point and cuts the cents off",
        fires: "right-content", in: "contents.yaml",
        product: ProductCore().with { $0.route = { BrokenForms.route($0, changing: BrokenForms.totalInDoubles) } })

    /// A claim of 00:30 in Shanghai is of the day before in UTC.
    static let datesInUTC = Specimen(
        "dates-in-utc", "takes the date of a time stamp in UTC instead of Asia/Shanghai",
        fires: "right-content", in: "contents.yaml",
        product: ProductCore().with { $0.editMapping = { $0.replacing("zone: Asia/Shanghai", with: "zone: UTC") } })

    /// The last row's amount is what is left of the total, and the total was rounded.
    static let roundsTheRows = Specimen(
        "rounds-the-rows", "rounds the rows' amounts to two places, so that they no longer add up to the total",
        fires: "right-content", in: "contents.yaml",
        product: ProductCore().with { core in
            core.editMapping = { $0.replacing("amount: yuan}", with: "amount: yuan, decimals: 2}") }
        })
}

/// Changes what the mapping gets to read.
private enum BrokenForms {
    static func route(
        _ route: Route, changing change: @escaping @Sendable (ApprovalInstance) -> ApprovalInstance
    ) -> Route {
        var broken = route
        broken.map = { try route.map(change($0), $1, $2) }
        return broken
    }

    private struct Row: Decodable {
        var rowValue: [Cell]?
    }

    private struct Cell: Decodable {
        var key: String?
        var value: String?
    }

    /// The total in cents, from the rows.
    static func totalInDoubles(_ instance: ApprovalInstance) -> ApprovalInstance {
        let table = instance.values.first { $0.id == "TableField_DETAIL" }?.value ?? "[]"
        let rows = (try? JSONDecoder().decode([Row].self, from: Data(table.utf8))) ?? []
        let amounts = rows.flatMap { $0.rowValue ?? [] }.filter { $0.key == "MoneyField_AMOUNT" }
            .compactMap { Double(($0.value ?? "").replacing(",", with: "")) }
        var changed = instance
        for index in changed.values.indices where changed.values[index].id == "NumberField_TOTALFEN" {
            changed.values[index].value = String(Int(amounts.reduce(0, +) * 100))
        }
        return changed
    }
}
