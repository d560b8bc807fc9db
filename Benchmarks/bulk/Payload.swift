/// Replies of DingTalk's instance call as it sends them: with records, tasks, and tables as JSON inside JSON.
struct Payload {
    /// How many differ in more than their id.
    private static let different = 1000
    private static let marker = Array("bench-".utf8)

    private let replies: [[UInt8]]
    /// Where each has its id's digits.
    private let places: [[Int]]

    init() {
        replies = (0..<Payload.different).map(Payload.reply)
        places = replies.map { reply in
            reply.indices.filter { reply[$0...].starts(with: Payload.marker) }.map { $0 + Payload.marker.count }
        }
    }

    /// The reply with this number, quicker than it is written out.
    subscript(_ index: Int) -> [UInt8] {
        var reply = replies[index % Payload.different]
        let digits = Array("\(1_000_000 + index)".utf8)
        for place in places[index % Payload.different] { reply.replaceSubrange(place..<(place + 7), with: digits) }
        return reply
    }

    static let process = "PROC-B85623B4-A372-4684-BB61-1B7E046CE9A8"

    static func reply(_ index: Int) -> [UInt8] {
        let id = "bench-\(1_000_000 + index)"
        let rows = (0..<3).map { row in
            #"{"rowNumber":"TableField_DETAIL_\#(row)","rowValue":["#
                + #"{"componentType":"DDSelectField","label":"费用项目","key":"DDSelectField_ITEM","value":"差旅费","#
                + #""extendValue":{"label":"差旅费","key":"option_0"}},"#
                + #"{"componentType":"MoneyField","label":"金额（元）","key":"MoneyField_AMOUNT","value":"\#(index % 900 + row).29"},"#
                + #"{"componentType":"DDDateField","label":"日期","key":"DDDateField_DATE","value":"2026-01-15"},"#
                + #"{"componentType":"TextField","label":"说明","key":"TextField_NOTE","value":"上海出差第\#(row)天，往返交通"}]}"#
        }.joined(separator: ",")
        let records = (0..<4).map { step in
            #"{"userId":"01522641\#(1_000_000 + step)","date":"2026-01-15T09:3\#(step)Z","type":"EXECUTE_TASK_NORMAL","#
                + #""result":"AGREE","remark":"同意，请财务复核后付款。","showName":"部门主管审批","activityId":"1a2b_\#(step)","#
                + #""attachments":[],"images":[]}"#
        }.joined(separator: ",")
        let tasks = (0..<2).map { step in
            #"{"taskId":\#(74_296_847_418 + step),"userId":"01522641\#(1_000_000 + step)","status":"COMPLETED","#
                + #""result":"AGREE","createTime":"2026-01-15T09:30Z","finishTime":"2026-01-15T09:40Z","#
                + #""mobileUrl":"?procInsId=\#(id)&taskId=\#(step)","pcUrl":"?procInsId=\#(id)","activityId":"1a2b_\#(step)"}"#
        }.joined(separator: ",")
        let values = [
            component("TextField_REASON", "事由", "TextField", "一月上海客户现场支持差旅报销，含往返高铁与住宿"),
            component(
                "InnerContactField_PAYEE", "收款人", "InnerContactField", "张三",
                ext: #"[{"emplId":"015226410000001","name":"张三","avatar":""}]"#),
            component(
                "DepartmentField_COST", "费用承担部门", "DepartmentField", "研发部",
                ext: #"[{"id":"580000001","itemId":"580000001","name":"研发部","number":12}]"#),
            component("NumberField_TOTALFEN", "合计（分）", "NumberField", "\(index % 900 * 300 + 87)"),
            component("CalculateField_TOTAL", "合计", "CalculateField", "1,005.00"),
            component("NumberField_OCCURRED", "发生时间", "NumberField", "1768440600000"),
            component("DDAttachment_INVOICE", "发票", "DDAttachment", "null"),
            component("TextareaField_REMARK", "备注", "TextareaField", "第一行：请尽快付款\n第二行：谢谢！"),
            component("TableField_DETAIL", "明细", "TableField", "[\(rows)]"),
        ].joined(separator: ",")
        let text =
            #"{"processInstanceId":"\#(id)","processCode":"\#(process)","result":{"title":"张三提交的费用报销","#
            + #""createTime":"2026-01-15T09:30Z","finishTime":"2026-01-15T09:45Z","originatorUserId":"015226410000001","#
            + #""originatorDeptId":"580000001","originatorDeptName":"研发部","status":"COMPLETED","result":"agree","#
            + #""businessId":"202601150930000\#(100_000 + index % 900_000)","approverUserIds":[],"ccUserIds":[],"#
            + #""attachedProcessInstanceIds":[],"bizAction":"NONE","bizData":"","operationRecords":[\#(records)],"#
            + #""tasks":[\#(tasks)],"formComponentValues":[\#(values)]},"success":true}"#
        return Array(text.utf8)
    }

    private static func component(
        _ id: String, _ name: String, _ type: String, _ value: String, ext: String? = nil
    ) -> String {
        func quoted(_ text: String) -> String {
            "\""
                + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n") + "\""
        }
        let extra = ext.map { ",\"extValue\":\(quoted($0))" } ?? ""
        return "{\"id\":\"\(id)\",\"name\":\"\(name)\",\"componentType\":\"\(type)\",\"bizAlias\":\"\","
            + "\"value\":\(quoted(value))\(extra)}"
    }
}
