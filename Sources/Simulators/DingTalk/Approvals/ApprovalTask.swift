import Seams

/// One person's task within an approval instance.
struct ApprovalTask: Hashable, Sendable {
    /// How a task stands, in the platform's words.
    enum Status: String, Sendable {
        case running = "RUNNING"
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
}
