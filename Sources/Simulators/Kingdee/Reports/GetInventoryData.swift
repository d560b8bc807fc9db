extension KingdeeOperation {
    /// 即时库存查询服务: stock in pages, by lists of numbers. Kinds of values are an assumption.
    static let inventoryData = documentOperation(
        "GetInventoryData", parameters: ["data"], service: .inventory
    ) { call throws(KingdeeRefusal) in
        let data = try call.data()
        let rows = StockRow.all(call.services).filter { row in
            admits(data, "fstockorgnumbers", row.organization) && admits(data, "fmaterialnumbers", row.material)
                && admits(data, "fstocknumbers", row.stock) && admits(data, "flotnumbers", row.lot)
        }
        let size = Int(clamping: data.member(ignoringCase: "pagerows")?.integer ?? 100)
        let index = Int(clamping: data.member(ignoringCase: "pageindex")?.integer ?? 1)
        guard (1...10_000).contains(size) else { throw .badParameter("pagerows", "\(size)") }
        guard index >= 1, index <= rows.count / size + 1 || index < 1_000_000 else {
            throw .badParameter("pageindex", "\(index)")
        }
        let page = rows.dropFirst((index - 1) * size).prefix(size)
        return KingdeeReply([
            "RowCount": .number(rows.count), "Success": true, "Message": "", "Data": .array(page.map(json)),
        ])
    }

    private static func admits(_ data: JSON, _ key: String, _ number: String) -> Bool {
        let numbers = DocumentSelection.texts(data.member(ignoringCase: key))
        return numbers.isEmpty || numbers.contains(number)
    }

    private static func json(_ row: StockRow) -> JSON {
        [
            "FId": .string(String(row.id)), "FStockOrgId": .string(row.organization), "FStockId": .string(row.stock),
            "FStockLocId": "", "FBaseUnitId": .string(row.unit), "FBaseQty": StockRow.json(row.quantity),
            "FSecQty": .number("0.0"), "FMaterialId": .string(row.material), "FSecUnitId": "",
            "FBaseAvbQty": StockRow.json(row.available),
            "FBASELOCKQTY": StockRow.json(row.quantity - row.available), "FLot": .string(row.lot),
        ]
    }
}
