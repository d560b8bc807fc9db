import Foundation

extension KingdeeOperation {
    /// 下载附件: a block of a file from `StartIndex`; ask again from the returned one until `IsLast`.
    static let attachmentDownLoad = documentOperation("AttachmentDownLoad", parameters: ["data"]) {
        call throws(KingdeeRefusal) in
        let data = try call.data()
        let id = data.member(ignoringCase: "FileId")?.scalarText ?? ""
        guard !id.isEmpty else { throw .attachmentArgument("FileId") }
        let sent = data.member(ignoringCase: "StartIndex")
        let start = sent == nil ? 0 : sent?.integer ?? -1
        let file = call.services.documents.transact { $0.side.attachments[file: id] }
        guard let file, file.isWhole else { throw .noSuchDocument(id) }
        guard start >= 0, start <= Int64(file.bytes.count) else {
            throw .badParameter("StartIndex", sent?.scalarText ?? "")
        }
        let end = min(Int(start) + AttachmentShelf.blockBytesMax, file.bytes.count)
        let part = Data(file.bytes[Int(start)..<end]).base64EncodedString()
        return KingdeeReply([
            "Result": [
                "ResponseStatus": StatusBlock().json, "StartIndex": .number(end),
                "IsLast": .bool(end == file.bytes.count), "FileSize": .number(file.bytes.count),
                "FileName": .string(file.name), "FilePart": .string(part), "Message": "",
            ]
        ])
    }
}
