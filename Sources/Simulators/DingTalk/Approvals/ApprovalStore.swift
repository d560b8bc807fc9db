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
        entries[draft.template.code, default: []].append(
            Entry(id: instance.id, created: step.now, originator: instance.originator))
        return (instance, changes)
    }

    /// Changes an instance that exists, in place.
    mutating func change<Result>(
        _ id: String, _ body: (inout ApprovalInstance, inout Int64) -> Result
    ) -> (ApprovalInstance, Result)? {
        guard var instance = instances.removeValue(forKey: id) else { return nil }
        let result = body(&instance, &taskNumber)
        instances[id] = instance
        return (instance, result)
    }

    /// The running task with this number, and its instance.
    func task(_ number: Int64) -> (instance: String, index: Int)? {
        for instance in instances.values {
            if let index = instance.tasks.firstIndex(where: { $0.id == number }) { return (instance.id, index) }
        }
        return nil
    }

    /// A page of ids in the order of their start, and the offset of the next page when there is one.
    func ids(_ query: Query) -> (ids: [String], next: Int?) {
        let entries = entries[query.processCode] ?? []
        let lower = entries.partition { $0.created >= query.from }
        let upper = entries.partition { $0.created > query.to }
        guard lower < upper else { return ([], nil) }
        let found = entries[lower..<upper]
        let wantsAll = query.originators.isEmpty && query.statuses.isEmpty
        let matching = wantsAll ? found : found.filter { isWanted($0, query) }[...]
        let page = matching.dropFirst(query.offset).prefix(query.limit)
        let end = query.offset + page.count
        return (page.map(\.id), end < min(matching.count, ApprovalStore.listMax) ? end : nil)
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
