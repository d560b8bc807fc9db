extension KingdeeOperation {
    /// 单据查询: rows of cells without names. A refusal is one row with one cell that holds an object.
    static let executeBillQuery = documentOperation("ExecuteBillQuery", parameters: ["data"], family: .rows) {
        call throws(KingdeeRefusal) in
        let rows = try DocumentQuery(call).run(on: call.services.documents)
        return KingdeeReply(.array(rows.map(JSON.array)))
    }
}
