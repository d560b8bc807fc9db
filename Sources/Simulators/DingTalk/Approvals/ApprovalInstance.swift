import Seams

/// An approval instance and its life: running, then completed with a result, or terminated.
///
/// Methods are named after what happened and return what subscribers learn of it, in order.
struct ApprovalInstance: Hashable, Sendable {
    /// How an instance stands, in the platform's words.
    enum Status: String, CaseIterable, Sendable {
        case running = "RUNNING"
        case completed = "COMPLETED"
        case terminated = "TERMINATED"
    }

    /// What subscribers learn. Tasks are given by their place in `tasks`.
    enum Change: Hashable, Sendable {
        case started, finished, terminated
        case taskStarted(Int)
        case taskFinished(Int)
        case taskCanceled(Int)
    }

    /// 22 characters and an epoch, opaque.
    let id: String
    /// The number people see (审批编号), 21 digits.
    let businessID: String
    let processCode: String
    let title: String
    let originator: String
    /// The department in approvals: the root is -1.
    let department: Int64
    let departmentName: String
    let created: Timestamp
    let values: [FormReading]
    let nodes: [ApproverNode]
    let copies: [String]
    /// The workload's identity of it.
    let claim: String?

    private(set) var status = Status.running
    /// `agree` or `refuse` once completed.
    private(set) var result: String?
    private(set) var finished: Timestamp?
    private(set) var records: [OperationRecord] = []
    private(set) var tasks: [ApprovalTask] = []
    private var node = 0

    init(
        id: String, businessID: String, draft: ApprovalDraft, created: Timestamp
    ) {
        self.id = id
        self.businessID = businessID
        processCode = draft.template.code
        title = "\(draft.originator.name)提交的\(draft.template.name)"
        originator = draft.originator.userID
        department = draft.department
        departmentName = draft.departmentName
        self.created = created
        values = draft.values
        nodes = draft.nodes
        copies = draft.copies
        claim = draft.claim
    }

    /// The first task that waits for a decision.
    var runningTask: Int? { tasks.firstIndex { $0.status == .running } }

    /// The instance was submitted.
    mutating func submitted(at now: Timestamp, taskNumber: inout Int64) -> [Change] {
        note(originator, now, "START_PROCESS_INSTANCE")
        return [.started] + startNode(at: now, taskNumber: &taskNumber)
    }

    /// The person of a running task agreed or refused.
    mutating func decided(
        _ index: Int, agrees: Bool, remark: String, at now: Timestamp, taskNumber: inout Int64
    ) -> [Change] {
        end(index, agrees ? .agree : .refuse, .completed, now)
        let task = tasks[index]
        note(task.user, now, "EXECUTE_TASK_NORMAL", agrees ? "AGREE" : "REFUSE", remark, task.activity)
        guard agrees else {
            return [.taskFinished(index)] + cancelTasks(at: now) + complete("refuse", at: now)
        }
        let mayWait = nodes[task.node].mode == .all
        if mayWait, tasks.contains(where: { $0.node == task.node && $0.status == .running }) {
            return [.taskFinished(index)]
        }
        let canceled = cancelTasks(at: now)
        node = task.node + 1
        return [.taskFinished(index)] + canceled
            + (node < nodes.count ? startNode(at: now, taskNumber: &taskNumber) : complete("agree", at: now))
    }

    /// The originator withdrew it, or the system ended it.
    mutating func terminated(by user: String, remark: String, at now: Timestamp) -> [Change] {
        for index in tasks.indices where tasks[index].status == .running { end(index, .none, .canceled, now) }
        note(user, now, "TERMINATE_PROCESS_INSTANCE", "NONE", remark)
        status = .terminated
        finished = now
        return [.terminated]
    }

    /// A running task was handed to somebody else.
    mutating func redirected(
        _ index: Int, to user: String, remark: String, at now: Timestamp, taskNumber: inout Int64
    ) -> [Change] {
        end(index, .redirected, .completed, now)
        let task = tasks[index]
        note(task.user, now, "REDIRECT_TASK", "NONE", remark, task.activity)
        addTask(user, node: task.node, at: now, &taskNumber)
        return [.taskFinished(index), .taskStarted(tasks.count - 1)]
    }

    /// Somebody wrote a comment.
    mutating func commented(by user: String, _ text: String, at now: Timestamp) {
        note(user, now, "ADD_REMARK", "NONE", text)
    }

    private mutating func startNode(at now: Timestamp, taskNumber: inout Int64) -> [Change] {
        nodes[node].users.map { user in
            addTask(user, node: node, at: now, &taskNumber)
            return .taskStarted(tasks.count - 1)
        }
    }

    private mutating func addTask(_ user: String, node: Int, at now: Timestamp, _ taskNumber: inout Int64) {
        taskNumber += 1
        let activity = "b39a_" + String(0x73FB + node, radix: 16)
        tasks.append(ApprovalTask(id: taskNumber, activity: activity, node: node, user: user, created: now))
    }

    private mutating func cancelTasks(at now: Timestamp) -> [Change] {
        tasks.indices.filter { tasks[$0].status == .running }.map { index in
            end(index, .none, .canceled, now)
            return .taskCanceled(index)
        }
    }

    private mutating func end(
        _ index: Int, _ result: ApprovalTask.Result, _ status: ApprovalTask.Status, _ now: Timestamp
    ) {
        tasks[index].result = result
        tasks[index].status = status
        tasks[index].finished = now
    }

    private mutating func complete(_ result: String, at now: Timestamp) -> [Change] {
        status = .completed
        self.result = result
        finished = now
        if !copies.isEmpty { note(originator, now, "PROCESS_CC", "NONE", "") }
        return [.finished]
    }

    private mutating func note(
        _ user: String, _ time: Timestamp, _ type: String, _ result: String = "NONE", _ remark: String? = nil,
        _ activity: String? = nil
    ) {
        records.append(
            OperationRecord(
                user: user, time: time, type: type, result: result, remark: remark, activity: activity))
    }
}

/// Everything that a new instance is made from.
struct ApprovalDraft {
    let template: ProcessTemplate
    let originator: Company.Employee
    let department: Int64
    let departmentName: String
    let values: [FormReading]
    let nodes: [ApproverNode]
    var copies: [String] = []
    var claim: String?
}
