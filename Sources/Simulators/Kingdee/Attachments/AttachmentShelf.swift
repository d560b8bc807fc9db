import Crypto
import Seams

/// The files that were uploaded, and the documents they hang on.
struct AttachmentShelf: Sendable {
    /// Where a file hangs.
    struct Place: Hashable, Sendable {
        var form: String
        /// The document's internal id.
        var document: Int64
        var number: String
        /// The entry's key and the row's id; empty and -1 for the head.
        var entry: String
        var row: Int64
    }

    /// A file, whole or still coming.
    struct File: Sendable {
        var id: String
        /// The alias, or without one the name: what people see.
        var name: String
        /// The file's own name.
        var fileName = ""
        /// The SHA-256 of the whole file in hexadecimal; empty while it is coming.
        var hash = ""
        var bytes: [UInt8] = []
        var isWhole = false
        var uploaded: Timestamp
    }

    /// A file that hangs on a document.
    struct Attachment: Sendable {
        var id: Int64
        var file: String
        var place: Place
    }

    /// What a block at most holds (《WebAPI接口说明书》: 4 MiB).
    static let blockBytesMax = 4 << 20
    /// What all files together may hold: the fake keeps them in memory.
    private static let bytesMax = 256 << 20

    private var files: [String: File] = [:]
    private(set) var attachments: [Attachment] = []
    private var bytes = 0

    subscript(file id: String) -> File? { files[id] }

    /// Appends a block to a file, a new one when `id` is none of the known.
    mutating func append(
        _ block: [UInt8], to id: String, name: String, fileName: String, isLast: Bool, at now: Timestamp
    ) throws(KingdeeRefusal) {
        guard block.count <= AttachmentShelf.blockBytesMax else { throw .badParameter("SendByte", "\(block.count)") }
        guard bytes + block.count <= AttachmentShelf.bytesMax else {
            throw KingdeeRefusal(.exception, "文件服务器空间不足")
        }
        var file = files[id] ?? File(id: id, name: name, fileName: fileName, uploaded: now)
        guard !file.isWhole else { throw .badParameter("FileId", id) }
        file.bytes += block
        file.isWhole = isLast
        if isLast { file.hash = SHA256.hash(data: file.bytes).hexadecimal }
        bytes += block.count
        files[id] = file
    }

    /// Hangs a whole file on a document, and tells the attachment's id.
    mutating func attach(_ file: String, to place: Place) -> Int64 {
        let id = 470_257 + Int64(attachments.count)
        attachments.append(Attachment(id: id, file: file, place: place))
        return id
    }
}
