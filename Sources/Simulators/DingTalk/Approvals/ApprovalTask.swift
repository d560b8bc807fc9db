import Seams

/// One person's task within an approval instance.
struct ApprovalTask: Hashable, Sendable {
    /// How a task stands, in the platform's words.
    enum Status: String, Sendable {
        case running = "RUNNING"
        /// It waits for those whom its person asked first (前加签).
        case paused = "PAUSED"
        case completed = "COMPLETED"
        case canceled = "CANCELED"
    }

    /// How a task ended, in the platform's words.
    enum Result: String, Sendable {
        case none = "NONE"
        case agree = "AGREE"
        case refuse = "REFUSE"
        case redirected = "REDIRECTED"
    }

    /// 11 digits: text in the old family, a number in the new one.
    let id: Int64
    /// Such as `b39a_73fb`.
    let activity: String
    /// Which node of the flow it belongs to.
    let node: Int
    /// The userid of who has to decide.
    let user: String
    var status = Status.running
    var result = Result.none
    let created: Timestamp
    var finished: Timestamp?

    /// Whether somebody still has to decide it.
    var isOpen: Bool { status == .running || status == .paused }
}

/// One step of a flow: who decides, and whether one of them is enough.
struct ApproverNode: Hashable, Sendable {
    /// `AND`, `OR` or `NONE` (a single person) in the platform's words.
    enum Mode: Sendable {
        case all, any
    }

    let users: [String]
    let mode: Mode
}

/// One line of an instance's history as the platform shows it.
struct OperationRecord: Hashable, Sendable {
    let user: String
    let time: Timestamp
    /// Such as `EXECUTE_TASK_NORMAL`.
    let type: String
    /// `AGREE`, `REFUSE` or `NONE`.
    let result: String
    let remark: String?
    let activity: String?
    /// What was handed in with a decision or a comment.
    var file = RecordFile()
    /// Who got a copy.
    var copies: [String] = []
}

/// The pictures and attachments of an operation record.
struct RecordFile: Hashable, Sendable {
    /// URLs.
    var photos: [String] = []
    var attachments: [AttachmentReference] = []

    init() {}

    /// Reads the member `file` of a call, in the old or the new family's spelling.
    init(_ body: JSON?) {
        photos = (body?["photos"]?.array ?? []).compactMap(\.string)
        attachments = (body?["attachments"]?.array ?? []).compactMap(AttachmentReference.init)
    }
}

/// What an approval keeps of a file in its space (审批钉盘空间).
struct AttachmentReference: Hashable, Sendable {
    let id: String
    var space = ""
    var name = ""
    var size = ""
    var type = ""

    /// Reads it in the old or the new family's spelling; nil without an id.
    init?(_ body: JSON) {
        guard let id = (body["fileId"] ?? body["file_id"])?.scalarText, !id.isEmpty else { return nil }
        self.id = id
        space = (body["spaceId"] ?? body["space_id"])?.scalarText ?? ""
        name = (body["fileName"] ?? body["file_name"])?.scalarText ?? ""
        size = (body["fileSize"] ?? body["file_size"])?.scalarText ?? ""
        type = (body["fileType"] ?? body["file_type"])?.scalarText ?? ""
    }
}
