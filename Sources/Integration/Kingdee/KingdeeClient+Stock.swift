import Foundation
import Seams

/// Reading stock: `ExecuteBillQuery` on `BD_MATERIAL` and `STK_Inventory` (the reference's sections 6.12 and 6.13).
extension KingdeeClient {
    /// More rows than this of one material are not read: 2 million.
    private static let stockPagesMax = 1000

    /// Materials by number, from the `start`-th on, at most `limit`; fewer mean that there are no more.
    ///
    /// - Parameters:
    ///   - organization: the using organisation's number; empty is the user's current one.
    ///   - condition: a filter over materials; empty for all.
    func materials(
        organization: String, where condition: String, from start: Int, limit: Int
    ) async throws(PlatformFailure) -> (materials: [StockMaterial], isLast: Bool) {
        let own = organization.isEmpty ? "" : "FUseOrgId.FNumber=\(KingdeeClient.literal(organization))"
        let filter = [own, condition].filter { !$0.isEmpty }.map { "(\($0))" }.joined(separator: " and ")
        let rows = try await rows(
            form: "BD_MATERIAL", columns: ["FNumber", "FName", "FUseOrgId.FNumber", "FSafeStock"], filter: filter,
            order: "FNumber ASC", from: start, limit: limit)
        var materials: [StockMaterial] = []
        for cells in rows {
            guard let number = cells[0].text, !number.isEmpty else {
                throw .outcomeUnknown("a row of BD_MATERIAL has no number")
            }
            let safety = cells[3].decimal.flatMap { $0 > 0 ? $0 : nil }
            materials.append(
                StockMaterial(
                    organization: cells[2].text ?? organization, number: number, name: cells[1].text ?? "",
                    safetyStock: safety))
        }
        return (materials, rows.count < limit)
    }

    /// How much there is of `materials` in each warehouse of an organisation; materials without a row are left out.
    ///
    /// Rows move while pages are read, so a sum over several pages may count a row twice or not at all. A list of
    /// materials whose rows fill a page is halved and asked again; only one material alone is read by pages.
    func levels(
        organization: String, materials: [String], quantity: String, filter: String
    ) async throws(PlatformFailure) -> [StockLevel] {
        guard !materials.isEmpty else { return [] }
        let list = materials.map(KingdeeClient.literal).joined(separator: ",")
        var conditions = ["FMaterialId.FNumber in (\(list))"]
        if !organization.isEmpty { conditions.append("FStockOrgId.FNumber=\(KingdeeClient.literal(organization))") }
        if !filter.isEmpty { conditions.append("(\(filter))") }
        let condition = conditions.joined(separator: " and ")
        let columns = ["FStockOrgId.FNumber", "FMaterialId.FNumber", "FStockId.FNumber", quantity]
        var sums: [StockLevel: Decimal] = [:]
        for page in 0..<KingdeeClient.stockPagesMax {
            let rows = try await rows(
                form: "STK_Inventory", columns: columns, filter: condition,
                order: "FMaterialId.FNumber ASC,FStockOrgId.FNumber ASC,FStockId.FNumber ASC",
                from: page * KingdeeClient.rowsPerPage, limit: KingdeeClient.rowsPerPage)
            let isFull = rows.count >= KingdeeClient.rowsPerPage
            if isFull, materials.count > 1 {
                let middle = materials.count / 2
                let halves = [Array(materials[..<middle]), Array(materials[middle...])]
                var levels: [StockLevel] = []
                for half in halves {
                    levels += try await self.levels(
                        organization: organization, materials: half, quantity: quantity, filter: filter)
                }
                return levels
            }
            for row in rows {
                let level = try StockLevel(row)
                var key = level
                key.quantity = 0
                sums[key, default: 0] += level.quantity
            }
            guard isFull else {
                return sums.map { key, sum in
                    var level = key
                    level.quantity = sum
                    return level
                }.sorted { ($0.organization, $0.material, $0.warehouse) < ($1.organization, $1.material, $1.warehouse) }
            }
        }
        throw .outcomeUnknown("the inventory of \(materials.joined(separator: ", ")) does not end")
    }
}

extension StockLevel {
    /// Reads a row of organisation, material, warehouse and quantity.
    fileprivate init(_ cells: [JSONValue]) throws(PlatformFailure) {
        guard let material = cells[1].text, let quantity = cells[3].isNull ? 0 : cells[3].decimal else {
            throw .outcomeUnknown("a row of STK_Inventory has no material or quantity")
        }
        self.init(
            organization: cells[0].text ?? "", material: material, warehouse: cells[2].text ?? "", quantity: quantity)
    }
}
