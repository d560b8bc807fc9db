import Integration
import Logging
import Seams

extension ApprovalInstance {
    /// An approved claim with an amount and a table of one row.
    static func make(
        id: String = "INST-1", status: String = "COMPLETED", result: String = "agree", amount: String = "1234.56",
        item: String = "差旅", files: [TestFile] = []
    ) -> ApprovalInstance {
        let row = """
            [{"rowNumber":"TableField_1_A","rowValue":[\
            {"componentType":"DDSelectField","label":"费用项目","key":"DDSelectField_1","value":"\(item)",\
            "extendValue":{"label":"\(item)","key":"option_0"}},\
            {"componentType":"MoneyField","label":"金额","key":"MoneyField_2","value":"0.29"}]}]
            """
        return ApprovalInstance(
            id: id, title: "张三提交的费用报销", businessID: "202601150930000123456", status: status, result: result,
            originatorUserID: "manager1", originatorDepartmentID: "1",
            values: [
                FormValue(id: "MoneyField_1", name: "金额", componentType: "MoneyField", value: amount),
                FormValue(id: "TableField_1", name: "明细", componentType: "TableField", value: row),
                FormValue(
                    id: "DDAttachment_1", name: "附件", componentType: "DDAttachment",
                    value: files.isEmpty ? "null" : "[\(files.map(\.reference).joined(separator: ","))]"),
            ])
    }
}

/// A file on a claim's form.
struct TestFile: Hashable, Sendable {
    var id: String
    var name: String
    var bytes: [UInt8]

    /// A file of so many bytes, none of which stands where it could be mistaken.
    init(_ id: String, name: String = "a.pdf", bytes: Int) {
        self.id = id
        self.name = name
        self.bytes = (0..<bytes).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8 &+ id.utf8.count) }
    }

    /// As an attachment component holds it; read back, the size is a number.
    var reference: String {
        #"{"spaceId":"1","fileName":"\#(name)","fileSize":\#(bytes.count),"fileType":"pdf","fileId":"\#(id)"}"#
    }
}

extension IncomingEvent {
    static func make(
        id: String = "event-1", instance: String? = "INST-1", change: String = "finish",
        processCode: String? = "PROC-CLAIM", type: String = "bpms_instance_change"
    ) -> IncomingEvent {
        IncomingEvent(
            id: id, type: type, instance: instance, change: change, result: "agree", processCode: processCode,
            payload: "{}")
    }
}

extension Route {
    struct Poisoned: Error, CustomStringConvertible {
        let description: String
    }

    /// Maps a claim to number, source and amount; an expense item `未知` cannot be mapped.
    static func make(flow: String = "PROC-CLAIM", form: String = "ER_ExpReimbursement", version: String = "1") -> Route
    {
        Route(flow: flow, form: form, sourceField: "FCausa", version: version) { instance, number in
            let table = instance.values.first { $0.id == "TableField_1" }?.value ?? ""
            guard !table.contains("未知") else { throw Poisoned(description: "no expense item is called '未知'") }
            let amount = instance.values.first { $0.id == "MoneyField_1" }?.value ?? ""
            let model = "{\"FBillNo\":\"\(number)\",\"FCausa\":\"DingTalk \(instance.id)\",\"FAmount\":\(amount)}"
            return MappedDocument(form: form, model: model)
        }
    }
}

extension Logger {
    /// A logger that says nothing.
    static let silent = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
}
