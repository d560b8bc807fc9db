import Seams

/// All approval instances, by id and in the order of their start for each template.
struct ApprovalStore: Sendable {
    /// What the lists of ids are made from; enough to filter without looking at the instance.
    private struct Entry: Sendable {
        let id: String
        let created: Timestamp
        let originator: String
    }

    /// Which instances a list asks for.
    struct Query: Sendable {
        var processCode: String
        var from: Timestamp
        var to: Timestamp
        var originators: [String] = []
        var statuses: [String] = []
        var offset: Int
        var limit: Int
    }

    /// More ids than this cannot be had by paging (「获取审批实例ID列表」).
    static let listMax = 10_000

    private var instances: [String: ApprovalInstance] = [:]
    private var entries: [String: [Entry]] = [:]
    /// The instance of each running task, by the task's number, for each person.
    private var running: [String: [Int64: String]] = [:]
    /// The instance of each task.
    private var owners: [Int64: String] = [:]
    private var taskNumber: Int64 = 74_296_847_417
    private var businessNumber: Int64 = 370_843

    subscript(id: String) -> ApprovalInstance? { instances[id] }

    /// All instances in the order of their start, then of their ids.
    var all: [ApprovalInstance] { instances.values.sorted { ($0.created, $0.id) < ($1.created, $1.id) } }

    var count: Int { instances.count }

    /// How many instances have this status.
    func count(_ status: ApprovalInstance.Status) -> Int { instances.values.count { $0.status == status } }

    /// Starts an instance.
    mutating func start(_ draft: ApprovalDraft, _ step: DingTalkStep) -> (ApprovalInstance, [ApprovalInstance.Change]) {
        businessNumber = (businessNumber + 1) % 1_000_000_000
        let serial = String(businessNumber)
        let businessID =
            ShanghaiTime.businessPrefix(step.now) + String(repeating: "0", count: 9 - serial.count) + serial
        var instance = ApprovalInstance(id: newID(step), businessID: businessID, draft: draft, created: step.now)
        let changes = instance.submitted(at: step.now, taskNumber: &taskNumber)
        instances[instance.id] = instance
        note(instance, before: [])
        entries[draft.template.code, default: []].append(
            Entry(id: instance.id, created: step.now, originator: instance.originator))
        return (instance, changes)
    }

    /// Changes an instance that exists, in place.
    mutating func change<Result>(
        _ id: String, _ body: (inout ApprovalInstance, inout Int64) -> Result
    ) -> (ApprovalInstance, Result)? {
        guard var instance = instances.removeValue(forKey: id) else { return nil }
        let before = instance.tasks
        let result = body(&instance, &taskNumber)
        note(instance, before: before)
        instances[id] = instance
        return (instance, result)
    }

    /// Takes an instance away.
    mutating func remove(_ id: String) -> ApprovalInstance? {
        guard let instance = instances.removeValue(forKey: id) else { return nil }
        entries[instance.processCode]?.removeAll { $0.id == id }
        for task in instance.tasks {
            owners[task.id] = nil
            running[task.user]?[task.id] = nil
        }
        return instance
    }

    /// The task with this number, and its instance.
    func task(_ number: Int64) -> (instance: String, index: Int)? {
        guard let id = owners[number],
            let index = instances[id]?.tasks.firstIndex(where: { $0.id == number })
        else { return nil }
        return (id, index)
    }

    /// How many tasks wait for a person.
    func runningTasks(of user: String) -> Int { running[user]?.count ?? 0 }

    /// The tasks that wait for a person, the oldest first, with their instances.
    func todo(of user: String) -> [(task: Int64, instance: String)] {
        (running[user] ?? [:]).sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    private mutating func note(_ instance: ApprovalInstance, before: [ApprovalTask]) {
        for (index, task) in instance.tasks.enumerated() {
            if index >= before.count { owners[task.id] = instance.id }
            let was = index < before.count && before[index].status == .running
            guard was != (task.status == .running) else { continue }
            running[task.user, default: [:]][task.id] = task.status == .running ? instance.id : nil
        }
    }

    /// A page of ids in the order of their start, and the offset of the next page when there is one.
    func ids(_ query: Query) -> (ids: [String], next: Int?) {
        let entries = entries[query.processCode] ?? []
        let lower = entries.partition { $0.created >= query.from }
        let upper = entries.partition { $0.created > query.to }
        guard lower < upper else { return ([], nil) }
        let found = entries[lower..<upper]
        let wantsAll = query.originators.isEmpty && query.statuses.isEmpty
        let matching = (wantsAll ? found : found.filter { isWanted($0, query) }[...]).prefix(ApprovalStore.listMax)
        let page = matching.dropFirst(query.offset).prefix(query.limit)
        let end = query.offset + page.count
        return (page.map(\.id), end < matching.count ? end : nil)
    }

    private func isWanted(_ entry: Entry, _ query: Query) -> Bool {
        guard query.originators.isEmpty || query.originators.contains(entry.originator) else { return false }
        guard !query.statuses.isEmpty else { return true }
        return query.statuses.contains(instances[entry.id]?.status.rawValue ?? "")
    }

    /// 22 url-safe base64 characters, then 4 digits and what looks like the epoch in seconds, as in ids that were
    /// observed (`kNpmUavZQwSHP_ZJvVdL7g07561689326476`). The tail is drawn and not read off the clock: faults are drawn
    /// by these ids, and a seed must strike the same approvals at any time of day.
    private func newID(_ step: DingTalkStep) -> String {
        let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
        let name = step.randomness.text(22, from: letters, "dingtalk.instance")
        let shard = step.randomness.text(4, from: "0123456789", "dingtalk.instance")
        return "\(name)\(shard)17" + step.randomness.text(8, from: "0123456789", "dingtalk.instance")
    }
}

extension Array {
    /// The first place whose element satisfies `isLate`, where all that do come after all that do not.
    fileprivate func partition(_ isLate: (Element) -> Bool) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if isLate(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
