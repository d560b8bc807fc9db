extension KingdeeOperation {
    /// 单据查询（JSON）: as ExecuteBillQuery, but rows are objects with the keys of `FieldKeys`. A refusal is the bare
    /// object.
    static let billQuery = documentOperation("BillQuery", parameters: ["data"]) { call throws(KingdeeRefusal) in
        let query = try DocumentQuery(call)
        let rows = try query.run(on: call.services.documents).map { cells in
            JSON.object(zip(query.columns, cells).map { JSON.Member($0.name, $1) })
        }
        return KingdeeReply(.array(rows))
    }
}
