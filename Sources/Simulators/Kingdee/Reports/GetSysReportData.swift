extension KingdeeOperation {
    /// 报表查询: the stock summary (`STK_StockSummaryRpt`) over the inventory.
    ///
    /// The form's id must stand beside `data`, not within (a live observation). An empty filter ends in an unhandled
    /// fault (observed). `Rows` is null when nothing is found.
    static let sysReportData = documentOperation("GetSysReportData", parameters: ["formid", "data"]) {
        call throws(KingdeeRefusal) in
        let id = call.arguments.text("formid")
        guard !id.isEmpty else { throw .formMissing }
        guard id.lowercased() == "stk_stocksummaryrpt" else { throw .noSuchForm(id) }
        let data = try call.data()
        guard let model = data.member(ignoringCase: "Model")?.members, !model.isEmpty else {
            return KingdeeReply(serverFault: "未将对象引用设置到对象的实例。", at: call.now)
        }
        let columns = try StockSummary.columns(data)
        let filter = try StockSummary.filter(model)
        let rows = StockRow.all(call.services).filter(filter)
        let start = max(0, data.member(ignoringCase: "StartRow")?.integer ?? 0)
        let limit = min(max(0, data.member(ignoringCase: "Limit")?.integer ?? 2000), StockSummary.rowsMax)
        let page = rows.dropFirst(Int(clamping: start)).prefix(Int(limit == 0 ? 2000 : limit))
        let cells = page.map { row in JSON.array(columns.map { $0(row) }) }
        return KingdeeReply([
            "Result": [
                "IsSuccess": true, "RowCount": .number(rows.count), "Rows": cells.isEmpty ? nil : .array(cells),
            ]
        ])
    }
}

/// Columns and filter of the stock summary. Their keys are those that public clients send; the report's own list was not
/// found.
private enum StockSummary {
    static let rowsMax: Int64 = 10_000

    private static let known: [(key: String, value: @Sendable (StockRow) -> JSON)] = [
        ("FMATERIALID", { .string($0.material) }), ("FSTOCKORGID", { .string($0.organization) }),
        ("FSTOCKID", { .string($0.stock) }), ("FLOT", { .string($0.lot) }), ("FBASEUNITID", { .string($0.unit) }),
        ("FBASEQTY", { StockRow.json($0.quantity) }), ("FBASEAVBQTY", { StockRow.json($0.available) }),
    ]

    /// The columns that `FieldKeys` asks for; all when it is empty.
    static func columns(_ data: JSON) throws(KingdeeRefusal) -> [(StockRow) -> JSON] {
        let keys = DocumentSelection.texts(data.member(ignoringCase: "FieldKeys"))
        guard !keys.isEmpty else { return known.map(\.value) }
        return try keys.map { key throws(KingdeeRefusal) in
            let plain = key.split(separator: ".").first.map(String.init) ?? key
            guard let column = known.first(where: { $0.key == plain.uppercased() }) else { throw .noSuchField(key) }
            return column.value
        }
    }

    static func filter(_ model: [JSON.Member]) throws(KingdeeRefusal) -> (StockRow) -> Bool {
        var tests: [(StockRow) -> Bool] = []
        for member in model {
            let number = member.value.member(ignoringCase: "FNumber")?.scalarText ?? member.value.scalarText ?? ""
            guard !number.isEmpty else { continue }
            switch member.key.lowercased() {
            case "fmaterialid", "fmaterialnumber": tests.append { $0.material == number }
            case "fbeginmaterialid", "fmaterialfrom": tests.append { $0.material >= number }
            case "fendmaterialid", "fmaterialto": tests.append { $0.material <= number }
            case "fstockorgid", "fstockorgids":
                tests.append { number.split(separator: ",").map(String.init).contains($0.organization) }
            case "fstockid", "fstocknumber": tests.append { $0.stock == number }
            default: continue  // the report has many more filters; unknown ones are ignored, as unknown fields are
            }
        }
        return { row in tests.allSatisfy { $0(row) } }
    }
}
