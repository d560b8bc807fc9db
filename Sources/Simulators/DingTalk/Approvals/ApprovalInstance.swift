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
        case deleted
    }

    /// Where the flow goes after a node.
    private struct Link: Hashable {
        /// The node that comes next.
        var next: Int?
        /// The paused task that goes on when there is no next node: its person asked the node's people first.
        var resumes: Int?
        /// The paused task for which the node is there.
        var serves: Int?
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
    let copies: [String]
    let copyPosition: CopyPosition
    /// The workload's identity of it.
    let claim: String?

    /// The approved instance that this one revokes.
    let main: String?
    /// The instances that revoke this one.
    private(set) var attached: [String] = []

    private(set) var status = Status.running
    /// `agree` or `refuse` once completed.
    private(set) var result: String?
    private(set) var finished: Timestamp?
    private(set) var records: [OperationRecord] = []
    private(set) var tasks: [ApprovalTask] = []
    /// The flow's nodes in the order in which they came to be.
    private(set) var nodes: [ApproverNode]
    private var links: [Link]

    init(
        id: String, businessID: String, draft: ApprovalDraft, created: Timestamp
    ) {
        self.id = id
        self.businessID = businessID
        processCode = draft.template.code
        title = draft.title ?? "\(draft.originator.name)提交的\(draft.template.name)"
        originator = draft.originator.userID
        department = draft.department
        departmentName = draft.departmentName
        self.created = created
        values = draft.values
        nodes = draft.nodes
        links = draft.nodes.indices.map { Link(next: $0 + 1 < draft.nodes.count ? $0 + 1 : nil) }
        copies = draft.copies
        copyPosition = draft.copyPosition
        claim = draft.claim
        main = draft.revokes
    }

    /// The first task that waits for a decision.
    var runningTask: Int? { tasks.firstIndex { $0.status == .running } }

    /// The instance was submitted.
    mutating func submitted(at now: Timestamp, taskNumber: inout Int64) -> [Change] {
        note(originator, now, "START_PROCESS_INSTANCE")
        if copyPosition != .finish { sendCopies(at: now) }
        guard !nodes.isEmpty else { return [.started] + complete("agree", at: now) }
        return [.started] + start(node: 0, at: now, taskNumber: &taskNumber)
    }

    /// The person of a running task agreed or refused.
    mutating func decided(
        _ index: Int, agrees: Bool, remark: String, file: RecordFile = RecordFile(), at now: Timestamp,
        taskNumber: inout Int64
    ) -> [Change] {
        end(index, agrees ? .agree : .refuse, .completed, now)
        let task = tasks[index]
        note(task.user, now, "EXECUTE_TASK_NORMAL", agrees ? "AGREE" : "REFUSE", remark, task.activity, file)
        guard agrees else {
            return [.taskFinished(index)] + cancelTasks(at: now) { _ in true } + complete("refuse", at: now)
        }
        if nodes[task.node].mode == .all, tasks.contains(where: { $0.node == task.node && $0.isOpen }) {
            return [.taskFinished(index)]
        }
        let below = nodesBelow(task.node)
        let canceled = cancelTasks(at: now) { below.contains($0.node) }
        return [.taskFinished(index)] + canceled + leave(node: task.node, at: now, taskNumber: &taskNumber)
    }

    /// Whoever has to decide agreed to all that was left, or refused; the first of them handed `file` in.
    mutating func decidedWholly(
        agrees: Bool, remark: String, file: RecordFile = RecordFile(), at now: Timestamp, taskNumber: inout Int64
    ) -> [Change] {
        var changes: [Change] = []
        var file = file
        while status == .running, let task = runningTask {
            changes += decided(task, agrees: agrees, remark: remark, file: file, at: now, taskNumber: &taskNumber)
            file = RecordFile()
        }
        return changes
    }

    /// The person of a running task asked others to decide too (加签): before it goes on, or after its node.
    mutating func appended(
        _ added: [ApproverNode], to index: Int, before: Bool, remark: String, at now: Timestamp,
        taskNumber: inout Int64
    ) -> [Change] {
        let task = tasks[index]
        let first = nodes.count
        nodes += added
        let last = nodes.count - 1
        let served = before ? index : links[task.node].serves
        links += added.indices.map { Link(next: first + $0 < last ? first + $0 + 1 : nil, serves: served) }
        note(task.user, now, before ? "APPEND_TASK_BEFORE" : "APPEND_TASK_AFTER", "NONE", remark, task.activity)
        guard before else {
            links[last] = links[task.node]
            links[task.node] = Link(next: first, serves: served)
            return []
        }
        links[last].resumes = index
        tasks[index].status = .paused
        return start(node: first, at: now, taskNumber: &taskNumber)
    }

    /// Another instance was made to revoke it.
    mutating func attached(_ other: String) {
        attached.append(other)
    }

    /// The originator withdrew it, or the system ended it; also after it was approved: then it has no result any more.
    mutating func terminated(by user: String, remark: String, at now: Timestamp) -> [Change] {
        result = nil
        for index in tasks.indices where tasks[index].isOpen { end(index, .none, .canceled, now) }
        note(user, now, "TERMINATE_PROCESS_INSTANCE", "NONE", remark)
        status = .terminated
        finished = now
        return [.terminated]
    }

    /// A running task was handed to somebody else.
    mutating func redirected(
        _ index: Int, to user: String, remark: String, file: RecordFile = RecordFile(), at now: Timestamp,
        taskNumber: inout Int64
    ) -> [Change] {
        end(index, .redirected, .completed, now)
        let task = tasks[index]
        note(task.user, now, "REDIRECT_TASK", "NONE", remark, task.activity, file)
        addTask(user, node: task.node, at: now, &taskNumber)
        return [.taskFinished(index), .taskStarted(tasks.count - 1)]
    }

    /// Somebody wrote a comment.
    mutating func commented(
        by user: String, _ text: String, file: RecordFile = RecordFile(), at now: Timestamp
    ) {
        note(user, now, "ADD_REMARK", "NONE", text, nil, file)
    }

    /// A node's people get their tasks.
    private mutating func start(node: Int, at now: Timestamp, taskNumber: inout Int64) -> [Change] {
        nodes[node].users.map { user in
            addTask(user, node: node, at: now, &taskNumber)
            return .taskStarted(tasks.count - 1)
        }
    }

    /// A node is done: on to the next, back to the one who asked, or to the end.
    private mutating func leave(node: Int, at now: Timestamp, taskNumber: inout Int64) -> [Change] {
        if let next = links[node].next { return start(node: next, at: now, taskNumber: &taskNumber) }
        guard let waiting = links[node].resumes else { return complete("agree", at: now) }
        tasks[waiting].status = .running
        return []
    }

    /// The node and those whose decision one of its paused tasks waits for.
    private func nodesBelow(_ node: Int) -> Set<Int> {
        var found: Set = [node]
        for (index, link) in links.enumerated() where index > node {  // it is younger than the task it serves
            if let task = link.serves, found.contains(tasks[task].node) { found.insert(index) }
        }
        return found
    }

    private mutating func addTask(_ user: String, node: Int, at now: Timestamp, _ taskNumber: inout Int64) {
        taskNumber += 1
        tasks.append(
            ApprovalTask(
                id: taskNumber, activity: ApprovalInstance.activity(of: node), node: node, user: user, created: now))
    }

    /// The id of a node, such as `b39a_73fb`.
    static func activity(of node: Int) -> String { "b39a_" + String(0x73FB + node, radix: 16) }

    private mutating func cancelTasks(
        at now: Timestamp, where isMeant: (ApprovalTask) -> Bool
    ) -> [Change] {
        tasks.indices.filter { tasks[$0].isOpen && isMeant(tasks[$0]) }.map { index in
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
        if copyPosition != .start { sendCopies(at: now) }
        return [.finished]
    }

    private mutating func sendCopies(at now: Timestamp) {
        guard !copies.isEmpty else { return }
        note(originator, now, "PROCESS_CC", "NONE", "", copies: copies)
    }

    private mutating func note(
        _ user: String, _ time: Timestamp, _ type: String, _ result: String = "NONE", _ remark: String? = nil,
        _ activity: String? = nil, _ file: RecordFile = RecordFile(), copies: [String] = []
    ) {
        records.append(
            OperationRecord(
                user: user, time: time, type: type, result: result, remark: remark, activity: activity, file: file,
                copies: copies))
    }
}

/// When those who get a copy get it (`cc_position`, `ccPosition`).
enum CopyPosition: String, Sendable {
    case start = "START"
    case finish = "FINISH"
    case both = "START_FINISH"
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
    var copyPosition = CopyPosition.finish
    var claim: String?
    /// The title; nil for the usual one, which says who submitted what.
    var title: String?
    /// The approved instance that it is to revoke.
    var revokes: String?
}
