import Foundation

/// One material in one stock of one organisation, with its quantities: rows of `STK_Inventory` summed.
struct StockRow: Sendable {
    var organization = ""
    var material = ""
    var stock = ""
    var lot = ""
    var unit = ""
    var quantity: Decimal = 0
    var available: Decimal = 0
    var id: Int64 = 0

    /// The stock as it is now, by organisation, material, stock and lot; empty when the fake carries no inventory.
    static func all(_ services: KingdeeServices) -> [StockRow] {
        guard let form = services.form("STK_Inventory") else { return [] }
        var rows: [String: StockRow] = [:]
        for record in services.documents.transact({ $0.books[form.position].all }) {
            let row = StockRow(record, form)
            let key = [row.organization, row.material, row.stock, row.lot].joined(separator: "|")
            var sum = rows[key] ?? row
            if rows[key] != nil {
                sum.quantity += row.quantity
                sum.available += row.available
            }
            rows[key] = sum
        }
        return rows.sorted { $0.key < $1.key }.map(\.value)
    }

    private init(_ record: DocumentRecord, _ form: KingdeeForm) {
        func text(_ key: String) -> String {
            guard let place = form.headField(key), let value = record.head[place] else { return "" }
            return switch value {
            case .text(let text), .number(let text), .bill(let text): text
            case .reference(_, let number): number
            default: ""
            }
        }
        func number(_ keys: [String]) -> Decimal? {
            keys.lazy.compactMap { form.headField($0).flatMap { record.head[$0]?.decimal } }.first
        }
        organization = text("FStockOrgId")
        material = text("FMaterialId")
        stock = text("FStockId")
        lot = text("FLot")
        unit = text("FBaseUnitId")
        quantity = number(["FBaseQty", "FQty"]) ?? 0
        available = number(["FBaseAVBQty", "FAVBQty"]) ?? quantity
        id = record.id
    }

    /// A quantity as JSON, with at least one decimal digit as in captured replies.
    static func json(_ quantity: Decimal) -> JSON {
        let text = quantity.description
        return .number(text.contains(".") ? text : text + ".0")
    }
}
