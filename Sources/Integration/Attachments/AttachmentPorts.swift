import Seams

/// Where an approval's files come from: DingTalk on the wire, or a fake in memory. A call is one attempt that only reads.
package protocol AttachmentSource: Sendable {
    /// A link to a file of an instance, good for some minutes. It carries its own permission: a secret. A file that stands
    /// not on the form but in a decision or a comment is found only with `isRecorded`.
    func fileLink(
        _ file: String, of instance: String, isRecorded: Bool
    ) async throws(PlatformFailure) -> String

    /// Why a picture is not fetched from its address; nil when it may be.
    func refusal(ofPicture address: String) -> String?

    /// A part of the file behind a link, at most `bytes` long, and how long the file is.
    ///
    /// - Throws: `sessionLost` when the link is not good any more, `notFound` when the file is gone.
    func filePart(
        _ link: String, from start: Int64, bytes: Int, timeout: Duration
    ) async throws(PlatformFailure) -> FilePart
}

/// Where files go: Kingdee on the wire, or a fake in memory. A call is one attempt.
package protocol AttachmentTarget: Sendable {
    /// Sends a block of a file; the last one hangs it on the document.
    func upload(_ block: FileBlock, timeout: Duration) async throws(PlatformFailure) -> TakenBlock

    /// What hangs on a document.
    func boundFiles(form: String, document: String) async throws(PlatformFailure) -> [BoundFile]
}

/// Both ends.
package struct AttachmentPorts: Sendable {
    package var source: any AttachmentSource
    package var target: any AttachmentTarget

    package init(source: any AttachmentSource, target: any AttachmentTarget) {
        self.source = source
        self.target = target
    }
}

/// A part of a file.
package struct FilePart: Hashable, Sendable {
    package var bytes: [UInt8]
    /// How many bytes the whole file has.
    package var size: Int64
    /// Whether the store said nothing of a part: all there is to tell it from something else is the size that the form
    /// states.
    package var isWhole: Bool
    /// Whether it says of itself that it is a web page, or a message of a gateway's. A person may attach such a file; a
    /// picture is none.
    package var isPage: Bool

    package init(bytes: [UInt8], size: Int64, isWhole: Bool = false, isPage: Bool = false) {
        self.isPage = isPage
        self.bytes = bytes
        self.size = size
        self.isWhole = isWhole
    }
}

/// A block of a file on its way to a document.
package struct FileBlock: Hashable, Sendable {
    package var form: String
    /// The document's internal id and number.
    package var document: String
    package var number: String
    package var name: String
    package var alias: String
    /// Kingdee's id of the file; nil for its first block.
    package var file: String?
    package var bytes: [UInt8]
    package var isLast: Bool

    package init(
        form: String, document: String, number: String, name: String, alias: String, file: String?, bytes: [UInt8],
        isLast: Bool
    ) {
        self.form = form
        self.document = document
        self.number = number
        self.name = name
        self.alias = alias
        self.file = file
        self.bytes = bytes
        self.isLast = isLast
    }
}

/// What Kingdee says to a block.
package struct TakenBlock: Hashable, Sendable {
    /// Kingdee's id of the file.
    package var file: String
    /// The attachment's id, after the last block.
    package var attachment: String?

    package init(file: String, attachment: String? = nil) {
        self.file = file
        self.attachment = attachment
    }
}
