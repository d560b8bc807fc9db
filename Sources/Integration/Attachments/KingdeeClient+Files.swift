import Foundation
import Seams

/// Attachments of documents (the reference's section 4.3).
extension KingdeeClient: AttachmentTarget {
    /// `AttachmentUpload`: a block of at most 4 MiB. A first block has no `FileId` and is given one, later ones carry it, and
    /// the last hangs the file on the document.
    package func upload(_ block: FileBlock, timeout: Duration) async throws(PlatformFailure) -> TakenBlock {
        // Put together as text: a tree of it would hold the block once more.
        let body = """
            {"data":{"FileName":\(JSONValue.quoted(block.name)),"FormId":\(JSONValue.quoted(block.form)),\
            "IsLast":\(block.isLast),"InterId":\(JSONValue.quoted(block.document)),\
            "BillNO":\(JSONValue.quoted(block.number)),"Entrykey":"","EntryinterId":"-1",\
            "AliasFileName":\(JSONValue.quoted(block.alias)),"FileId":\(JSONValue.quoted(block.file ?? "")),\
            "SendByte":"\(Data(block.bytes).base64EncodedString())"}}
            """
        let result = try await call("AttachmentUpload", body: body, isWrite: true, timeout: timeout)
        guard let file = result["FileId"]?.text, !file.isEmpty else {
            throw .outcomeUnknown("a block was taken, but the reply has no FileId")
        }
        guard block.isLast else { return TakenBlock(file: file) }
        let entity = result["ResponseStatus"]?["SuccessEntitys"]?.elements?.first
        guard let attachment = entity?["Id"]?.text, attachment != "0" else {
            throw .outcomeUnknown("the last block was taken, but the reply names no attachment")
        }
        return TakenBlock(file: file, attachment: attachment)
    }

    /// The rows of `BOS_Attachment` (附件明细) that belong to a document. Form and keys as published programs use them; no
    /// page of the vendor's describes them [?].
    package func boundFiles(form: String, document: String) async throws(PlatformFailure) -> [BoundFile] {
        let rows = try await allRows(
            form: "BOS_Attachment", columns: ["FID", "FFILEID", "FATTACHMENTNAME", "FALIASFILENAME"],
            filter: "FBillType=\(KingdeeClient.literal(form)) and FInterID=\(KingdeeClient.literal(document))",
            order: "FID ASC", most: 10_000)
        return rows.map { cells in
            BoundFile(
                id: cells[0].text ?? "", file: cells[1].text ?? "", name: cells[2].text ?? "",
                alias: cells[3].text ?? "")
        }
    }
}
