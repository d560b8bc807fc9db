import Seams

/// Where an approval carries files.
package enum FilePlace: String, CaseIterable, Hashable, Sendable {
    /// Attachment components of the form (`DDAttachment`), also in rows of tables.
    case attachments
    /// Picture components of the form (`DDPhotoField`), also in rows of tables.
    case pictures
    /// What people handed in when they agreed, refused, or passed a task on, attachments and pictures.
    case decisions
    /// What people attached to comments, attachments and pictures.
    case comments
}

/// Which files of an approval its document gets, and what happens when one cannot be carried over.
package struct AttachmentRule: Hashable, Sendable {
    /// Where they are taken from; all by default, since whoever files a document wants the whole case.
    package var places = Set(FilePlace.allCases)
    /// The components of the form that hold them, also columns of tables; with any of them `attachments` and `pictures` say
    /// nothing more. Empty takes the components that those two name.
    package var components: [String] = []
    /// Whether a file that cannot be carried over stops its document: it goes to the dead letters then. Otherwise the
    /// document goes on without the file; its reason and the audit log say so, and the comment on the approval names it.
    package var isRequired = false
    /// The largest file in bytes that is carried over.
    package var bytesMax: Int64 = 100 << 20
    /// The endings that are carried over, in lower case and without the dot; empty takes all.
    package var types: [String] = []

    package init() {}

    /// Whether a component of the form is looked into.
    func takes(_ component: String, _ type: String, alias: String? = nil) -> Bool {
        guard components.isEmpty else {
            return components.contains(component) || alias.map(components.contains) ?? false
        }
        return switch type {
        case "DDAttachment": places.contains(.attachments)
        case "DDPhotoField": places.contains(.pictures)
        default: false
        }
    }

    /// Why a file is not carried over; nil when it is.
    func refusal(of file: CarriedFile) -> String? {
        if let reason = refusal(ofSize: file.stated) { return reason }
        guard types.isEmpty || types.contains(file.ending) else {
            return "its type is none of \(types.joined(separator: ", "))"
        }
        return nil
    }

    func refusal(ofSize size: Int64) -> String? {
        size > bytesMax ? "it has \(size) bytes, more than the \(bytesMax) allowed" : nil
    }
}

/// An approval has a file that its document must not have.
package struct FileNotAllowed: Error, Hashable, CustomStringConvertible {
    package var position: Int
    package var reason: String

    package var description: String { "file \(position + 1) cannot be carried over: \(reason)" }
}

/// How files are moved, whatever the approval.
package struct AttachmentSettings: Hashable, Sendable {
    /// How long one block may take on its way up or down, 1s ... 600s. A last block took 76 s once (the reference's
    /// section 4.3).
    package var callTimeout = Duration.seconds(120)
    /// The bytes of a block, 1 KiB ... 4 MiB, Kingdee's limit. A block is all that is ever held of a file, about four times:
    /// as bytes, as base64, as the call's text and in the network.
    package var blockBytes = 1 << 20
    /// How many documents' files are moved at a time, 1 ... 64; nil for half of the workers.
    package var atOnce: Int?
    /// The hosts that pictures are fetched from, and their subdomains, besides DingTalk's own addresses. A form can name any
    /// address, and the core stands where others cannot reach: what lies elsewhere is not fetched. Those of DingTalk's
    /// picture addresses that were seen in forms [?].
    package var pictureHosts = ["dingtalk.com", "alicdn.com"]

    package init() {}
}

extension AttachmentSettings {
    /// Reads `attachments:`.
    init(in root: inout SettingsSection) {
        self.init()
        var section = root.section("attachments")
        section.read("callTimeout", into: &callTimeout, in: .seconds(1) ... .seconds(600))
        var kibibytes = blockBytes >> 10
        section.read("blockKiB", into: &kibibytes, in: 1...4096)
        blockBytes = kibibytes << 10
        if section.has("atOnce") {
            var number = 1
            section.read("atOnce", into: &number, in: 1...64)
            atOnce = number
        }
        section.readList("pictureHosts", into: &pictureHosts)
        section.finish()
    }
}
