import Seams
import Simulators

/// A claim turned into a purchase request: materials for expense items, quantities for amounts, a day of need for a day
/// of expense. It keeps the claim's people, reasons and rows, so that both kinds draw from the same streams.
enum PurchaseRequest {
    /// The request of a claim.
    static func made(of claim: Claim, as kind: ClaimKind = .purchase) -> Claim {
        var request = claim
        request.kind = kind
        let materials = ProcessTemplate.materials.map { label, number in
            var item = ClaimMaker.poison  // the type's own initialiser is out of reach here
            (item.label, item.number) = (label, number)
            return item
        }
        for index in request.rows.indices where request.rows[index].item != ClaimMaker.poison {
            let draw = Seed(0).fraction([claim.id, "material", String(index)])
            request.rows[index].item = materials[min(materials.count - 1, Int(draw * Double(materials.count)))]
        }
        return request
    }

    /// The filled components of the template `ProcessTemplate.purchase`.
    static func values(for claim: Claim) -> [(id: String, value: String, extValue: String?)] {
        let columns =
            ProcessTemplate.purchase.components.first { $0.id == "TableField_MATERIALS" }?.children ?? []
        let rows = claim.rows.map { row in
            let values = [
                "DDSelectField_MATERIAL": row.item.label, "NumberField_QUANTITY": row.amount,
                "DDDateField_NEEDED": row.date, "TextField_SPEC": row.note,
            ]
            return JSON.array(
                columns.compactMap { column in
                    values[column.id].map { ["name": .string(column.label), "value": .string($0)] }
                })
        }
        let day = ShanghaiCalendar.dayNumber(of: claim.occurred)
        return [
            ("TextField_PURPOSE", claim.reason), ("DepartmentField_USE", String(claim.costDepartment.id)),
            ("DDDateField_APPLIED", ShanghaiCalendar.date(of: day)), ("TableField_MATERIALS", JSON.array(rows).text),
        ].map { (id: $0.0, value: $0.1, extValue: nil) }
    }
}
