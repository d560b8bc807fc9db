import Foundation
import Seams

extension KingdeeOperation {
    /// 上传附件并绑定单据: a block of a file; the last one hangs the file on the document or row. Without `IsLast` it never
    /// hangs anywhere, silently.
    static let attachmentUpload = documentOperation(
        "AttachmentUpload", parameters: ["data"], key: billNumber
    ) { call throws(KingdeeRefusal) in
        let block = try FileBlock(call, required: ["FileName", "FormId", "InterId", "BillNO"])
        let place = try place(call)
        return try block.store(call) { state, id in state.attach(id, to: place, at: call.now, call.journal) }
    }

    /// 上传文件: a block of a file that hangs nowhere.
    static let uploadFile = documentOperation("UploadFile", parameters: ["data"]) { call throws(KingdeeRefusal) in
        try FileBlock(call, required: ["FileName"]).store(call, attach: nil)
    }

    @Sendable private static func billNumber(_ arguments: KingdeeArguments, _ documents: DocumentStore) -> String? {
        arguments.data?.member(ignoringCase: "BillNO")?.scalarText
    }

    private static func place(_ call: KingdeeCall) throws(KingdeeRefusal) -> AttachmentShelf.Place {
        let form = try call.form()
        let data = try call.data()
        let id = data.member(ignoringCase: "InterId")?.scalarText ?? ""
        let record = call.services.documents.transact { state in Int64(id).flatMap { state.books[form.position][$0] } }
        guard let record else { throw .noSuchDocument(id) }
        let number = data.member(ignoringCase: "BillNO")?.scalarText ?? ""
        guard record.number.lowercased() == number.lowercased() else { throw .noSuchDocument(number) }
        let entry = data.member(ignoringCase: "Entrykey")?.scalarText ?? ""
        var row: Int64 = -1
        if !entry.isEmpty {
            guard let place = form.entry(entry) else { throw .noSuchField(entry) }
            let sent = data.member(ignoringCase: "EntryinterId")?.scalarText ?? ""
            guard let known = record.entries[place].first(where: { String($0.id) == sent }) else {
                throw .noSuchDocument(sent)
            }
            row = known.id
        }
        return AttachmentShelf.Place(
            form: form.definition.id, document: record.id, number: record.number, entry: entry, row: row)
    }
}

/// One block of a file on its way up.
private struct FileBlock {
    private let name: String
    private let fileName: String
    private let fileID: String
    private let isLast: Bool
    private let bytes: [UInt8]

    init(_ call: KingdeeCall, required: [String]) throws(KingdeeRefusal) {
        let data = try call.data()
        for key in required where data.member(ignoringCase: key)?.scalarText?.isEmpty ?? true {
            throw .attachmentArgument(key)
        }
        guard let sent = data.member(ignoringCase: "SendByte")?.string, !sent.isEmpty else {
            throw .attachmentArgument("SendByte")
        }
        guard let decoded = Data(base64Encoded: sent) else { throw .badParameter("SendByte", String(sent.prefix(20))) }
        bytes = Array(decoded)
        let alias = data.member(ignoringCase: "AliasFileName")?.scalarText ?? ""
        fileName = data.member(ignoringCase: "FileName")?.scalarText ?? ""
        name = alias.isEmpty ? fileName : alias
        fileID = data.member(ignoringCase: "FileId")?.scalarText ?? ""
        isLast = data.member(ignoringCase: "IsLast")?.boolean ?? false
    }

    /// Keeps the block; `attach` hangs the whole file somewhere and tells under which id.
    func store(
        _ call: KingdeeCall, attach: ((inout DocumentState, String) -> Int64)?
    ) throws(KingdeeRefusal) -> KingdeeReply {
        let id = fileID.isEmpty ? newID(call) : fileID
        let attachment = try call.services.documents.transact { state throws(KingdeeRefusal) -> Int64? in
            guard fileID.isEmpty || state.side.attachments[file: id] != nil else { throw .noSuchDocument(id) }
            if let most = state.side.behaviour.attachmentBytesMax,
                (state.side.attachments[file: id]?.bytes.count ?? 0) + bytes.count > most
            {
                throw .attachmentTooLarge(most)
            }
            try state.side.attachments.append(
                bytes, to: id, name: name, fileName: fileName, isLast: isLast, at: call.now)
            return isLast ? attach?(&state, id) : nil
        }
        let entities = attachment.map { [StatusBlock.Entity(id: $0, number: "", index: 0)] } ?? []
        return KingdeeReply([
            "Result": [
                "ResponseStatus": StatusBlock(entities: entities).json, "FileId": .string(id), "Message": "",
            ]
        ])
    }

    private func newID(_ call: KingdeeCall) -> String {
        let text = call.services.randomness.text(32, from: "0123456789abcdef", "kingdee file")
        return call.services.world.number.sealing(text)
    }
}
