package import Foundation
import Seams

/// Goods that come and go: what stock documents do to the inventory (即时库存), which clients can only query.
extension KingdeeSimulator {
    /// Puts `quantity` of a material into a warehouse, whatever lay there before; further rows of the place, with lots or
    /// states of their own, are emptied. Recorded as a change of `STK_Inventory`.
    ///
    /// - Throws: `ControlError` when there is no such material or warehouse.
    package func setStock(of material: String, in warehouse: String, to quantity: Decimal) throws(ControlError) {
        guard let form = services.form("STK_Inventory") else {
            throw ControlError("this server carries no STK_Inventory")
        }
        let organization = services.world.organization
        let places = try place(material, warehouse, organization)
        let journal = DocumentJournal(history: services.history, call: nil)
        let now = services.time.now
        services.documents.transact { state in
            let book = state.books[form.position]
            var rows = book.all.filter { record in
                places.allSatisfy { key, value in form.headField(key).map { record.head[$0] == value } ?? false }
            }
            let isNew = rows.isEmpty
            if isNew { rows = [DocumentRecord(form: form, by: PresetBaseData.creator, at: now)] }
            for index in rows.indices {
                var record = rows[index]
                for (key, value) in places { form.headField(key).map { record.head[$0] = value } }
                let amount = FieldValue.number(index == 0 ? "\(quantity)" : "0")
                for key in ["FQty", "FBaseQty", "FAVBQty", "FBaseAVBQty"] {
                    form.headField(key).map { record.head[$0] = amount }
                }
                record.status = .audited
                record.modified = now
                state.books[form.position].store(&record)
                journal.saved(record, form, created: isNew)
            }
        }
    }

    /// Adds a material (物料), or changes its name and safety stock (安全库存).
    package func addMaterial(_ number: String, name: String, safetyStock: Decimal?) {
        let fields = safetyStock.map { ["FSafeStock": FieldValue.number("\($0)")] } ?? [:]
        services.documents.transact { state in
            state.addBaseData(
                "BD_MATERIAL", number: number, name: name, organization: services.world.organization,
                at: services.time.now, fields: fields)
        }
    }

    /// `POST inventory` with `{"material","warehouse","quantity"}`; `POST materials` with `{"number","name"?,
    /// "safetyStock"?}`; `GET inventory`. Nil for anything else.
    func controlStock(_ method: String, _ path: [String], _ body: JSON) throws(ControlError) -> JSON? {
        switch (method, path) {
        case ("GET", ["inventory"]):
            return ["inventory": .array(StockRow.all(services).map(\.json))]
        case ("POST", ["inventory"]):
            guard let material = body["material"]?.scalarText, let warehouse = body["warehouse"]?.scalarText,
                let quantity = body["quantity"]?.decimal
            else { throw ControlError(#"send {"material":"M1","warehouse":"CK001","quantity":12}"#) }
            try setStock(of: material, in: warehouse, to: quantity)
            return ["inventory": .array(StockRow.all(services).filter { $0.material == material }.map(\.json))]
        case ("POST", ["materials"]):
            guard let number = body["number"]?.scalarText, !number.isEmpty else {
                throw ControlError(#"send {"number":"M9","name":"名称","safetyStock":100}"#)
            }
            addMaterial(number, name: body["name"]?.string ?? number, safetyStock: body["safetyStock"]?.decimal)
            return ["number": .string(number)]
        default: return nil
        }
    }

    private func place(
        _ material: String, _ warehouse: String, _ organization: String
    ) throws(ControlError) -> KeyValuePairs<String, FieldValue> {
        for (form, number) in [("BD_MATERIAL", material), ("BD_STOCK", warehouse)] {
            guard services.documents.baseData.find(form: form, number: number) != nil else {
                throw ControlError("there is no '\(number)' in \(form)")
            }
        }
        return [
            "FStockOrgId": .reference(form: "ORG_Organizations", number: organization),
            "FMaterialId": .reference(form: "BD_MATERIAL", number: material),
            "FStockId": .reference(form: "BD_STOCK", number: warehouse),
        ]
    }
}

extension StockRow {
    /// The row for the control API.
    fileprivate var json: JSON {
        [
            "organization": .string(organization), "material": .string(material), "warehouse": .string(stock),
            "lot": .string(lot), "quantity": StockRow.json(quantity),
        ]
    }
}

extension JSON {
    /// The number, exactly.
    fileprivate var decimal: Decimal? {
        scalarText.flatMap { Decimal(string: $0, locale: Locale(identifier: "en_US_POSIX")) }
    }
}
