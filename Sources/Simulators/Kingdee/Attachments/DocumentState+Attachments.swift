import Foundation
import Seams

extension DocumentState {
    /// Hangs a whole file on a document, and tells the attachment's id: a row of `BOS_Attachment` (附件明细), with the keys
    /// that programs were seen to write and query; its size is in KB there.
    mutating func attach(
        _ file: String, to place: AttachmentShelf.Place, at now: Timestamp, _ journal: DocumentJournal
    ) -> Int64 {
        let id = side.attachments.attach(file, to: place)
        guard let whole = side.attachments[file: file] else { return id }
        let kilobytes = String(format: "%.2f", Double(whole.bytes.count) / 1024)
        let ending = whole.fileName.split(separator: ".").dropFirst().last.map { ".\($0)" } ?? ""
        let fields: [String: FieldValue] = [
            "FBillType": .text(place.form), "FInterID": .text(String(place.document)), "FBillNo": .text(place.number),
            "FEntryKey": .text(place.entry.isEmpty ? " " : place.entry), "FEntryInterID": .text(String(place.row)),
            "FFileID": .text(file), "FAttachmentName": .text(whole.fileName), "FExtName": .text(ending),
            "FAttachmentSize": .number(kilobytes), "FAliasFileName": .text(whole.name),
        ]
        addBaseData(
            "BOS_Attachment", number: String(id), name: whole.fileName, organization: "100", at: now, fields: fields)
        journal.hung(whole, as: id, on: place)
        return id
    }
}

extension DocumentJournal {
    fileprivate func hung(_ file: AttachmentShelf.File, as attachment: Int64, on place: AttachmentShelf.Place) {
        history.record(
            .attachmentHung(
                call: call, form: place.form, id: String(place.document), number: place.number,
                attachment: String(attachment), name: file.fileName, bytes: file.bytes.count, sha256: file.hash))
    }
}
