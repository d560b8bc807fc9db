import Crypto
import Seams

/// The files in the approvals' space (审批钉盘空间), and the links under which clients fetch them.
struct ApprovalFiles: Sendable {
    /// A link handed out: what it leads to, and until when.
    struct Link: Hashable, Sendable {
        let file: AttachmentReference
        let end: Timestamp
    }

    /// The id of the one space.
    static let space: Int64 = 3_996_960_664
    /// A file that nobody gave content to gets as many bytes as its size says, up to this.
    private static let madeUpMax = 65_536

    /// A file that was given content.
    struct Content: Sendable {
        let bytes: [UInt8]
        /// The SHA-256 in hexadecimal.
        let hash: String
    }

    /// By file id.
    private(set) var contents: [String: Content] = [:]
    /// Files that were deleted from the space.
    private var deleted: Set<String> = []
    private var links: [String: Link] = [:]
    /// The links in the order of their ends.
    private var order: [String] = []

    /// Puts a file into the space.
    mutating func add(name: String, _ bytes: [UInt8], _ step: DingTalkStep) -> AttachmentReference? {
        let id = "2" + step.randomness.text(10, from: "0123456789", "dingtalk.file")
        contents[id] = Content(bytes: bytes, hash: SHA256.hash(data: bytes).hexadecimal)
        let parts = name.split(separator: ".")
        return AttachmentReference([
            "spaceId": .string(String(ApprovalFiles.space)), "fileId": .string(id), "fileName": .string(name),
            "fileSize": .string(String(bytes.count)),
            "fileType": .string(parts.count > 1 ? String(parts[parts.count - 1]) : "file"),
        ])
    }

    /// Puts a picture where the app does, outside the space: its address is all that a form holds of it, and asks for no
    /// permission.
    mutating func add(picture ending: String, _ bytes: [UInt8], _ step: DingTalkStep) -> String {
        let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
        let name = "lADP" + step.randomness.text(27, from: letters, "dingtalk.picture") + "_1080_810.\(ending)"
        contents[name] = Content(bytes: bytes, hash: SHA256.hash(data: bytes).hexadecimal)
        return "\(step.baseURL)\(PictureDownload.folder)\(name)"
    }

    /// Keeps a content under a key of somebody else's making.
    mutating func keep(_ bytes: [UInt8], as key: String) {
        contents[key] = Content(bytes: bytes, hash: SHA256.hash(data: bytes).hexadecimal)
    }

    /// Deletes a file; links to it lead nowhere then. Returns whether there was one.
    mutating func delete(_ id: String) -> Bool {
        deleted.insert(id).inserted && contents.removeValue(forKey: id) != nil
    }

    /// Whether a file was deleted.
    func isDeleted(_ id: String) -> Bool { deleted.contains(id) }

    /// Makes all links end now.
    mutating func endLinks() {
        links = [:]
        order = []
    }

    /// A link to a file, good for fifteen minutes.
    mutating func link(
        to file: AttachmentReference, lasting lifetime: Duration = .seconds(15 * 60), _ step: DingTalkStep
    ) -> String {
        let expired = order.firstIndex { links[$0].map { step.now < $0.end } ?? false } ?? order.count
        for index in 0..<expired { links[order[index]] = nil }
        if expired > 0 { order.removeFirst(expired) }
        let ticket = step.newCredential("dingtalk.fileLink")
        links[ticket] = Link(file: file, end: step.now + lifetime)
        order.append(ticket)
        return "\(step.baseURL)\(FileDownload.path)?ticket=\(ticket)"
    }

    /// The file behind a link; nil when the link is unknown or expired.
    func file(_ ticket: String, at now: Timestamp) -> AttachmentReference? {
        links[ticket].flatMap { now < $0.end ? $0.file : nil }
    }

    /// A file's bytes: those it was given, else always the same made-up ones.
    func bytes(of file: AttachmentReference) -> [UInt8] {
        if let given = contents[file.id] { return given.bytes }
        let text = Array("%PDF-1.4\n% \(file.name) \(file.id)\n%%EOF\n".utf8)
        guard let size = Int(file.size), (1...ApprovalFiles.madeUpMax).contains(size) else { return text }
        return Array(text.prefix(size)) + [UInt8](repeating: UInt8(ascii: "\n"), count: max(0, size - text.count))
    }
}

extension ApprovalInstance {
    /// The attachment with this id in the form (in tables and suites too), or in the comments and decisions.
    func attachment(_ id: String, inRecords: Bool) -> AttachmentReference? {
        let inForm = values.lazy.flatMap { ApprovalInstance.attachments(in: $0.value) }
        if let found = inForm.first(where: { $0.id == id }) { return found }
        guard inRecords else { return nil }
        return records.lazy.flatMap(\.file.attachments).first { $0.id == id }
    }

    /// The addresses of the form's pictures, also in rows of tables and in suites.
    var formPictures: [String] {
        values.flatMap { ApprovalInstance.pictures(of: $0.component.type, in: $0.value) }
    }

    private static func pictures(of type: String, in value: String) -> [String] {
        switch type {
        case "DDPhotoField": addresses(in: value)
        case "TableField":
            ((try? JSON(parsing: value))?.array ?? []).flatMap { pictures(of: $0["rowValue"]?.array ?? []) }
        case "DDBizSuite": pictures(of: (try? JSON(parsing: value))?.array ?? [])
        default: []
        }
    }

    /// Of a row's cells or a suite's parts.
    private static func pictures(of parts: [JSON]) -> [String] {
        parts.flatMap { pictures(of: $0["componentType"]?.string ?? "", in: $0["value"]?.string ?? "") }
    }

    private static func addresses(in text: String) -> [String] {
        ((try? JSON(parsing: text))?.array ?? []).compactMap(\.string)
    }

    /// The attachments of the form.
    var formAttachments: [AttachmentReference] { values.flatMap { ApprovalInstance.attachments(in: $0.value) } }

    /// Attachments somewhere in a value. Values of tables are text within text, so two levels are looked into.
    private static func attachments(in text: String, depth: Int = 0) -> [AttachmentReference] {
        guard depth < 4, text.contains("fileId"), let parsed = try? JSON(parsing: text) else { return [] }
        return attachments(in: parsed, depth)
    }

    private static func attachments(in value: JSON, _ depth: Int) -> [AttachmentReference] {
        switch value {
        case .array(let elements): elements.flatMap { attachments(in: $0, depth) }
        case .object(let members):
            AttachmentReference(value).map { [$0] } ?? members.flatMap { attachments(in: $0.value, depth) }
        case .string(let text): attachments(in: text, depth: depth + 1)
        default: []
        }
    }
}

extension SHA256.Digest {
    /// 64 hexadecimal digits.
    var hexadecimal: String { map { String(hexadecimal: $0) }.joined() }
}
