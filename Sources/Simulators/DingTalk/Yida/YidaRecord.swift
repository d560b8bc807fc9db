import Seams

/// One filled form of a Yida application: plain data, or with an approval of its own.
struct YidaRecord: Sendable {
    /// `FINST-…` for a plain form, a UUID for one that is approved.
    let id: String
    /// `dataId`: the row in the platform's table.
    let number: Int64
    let appType: String
    let formUUID: String
    let creator: String
    let created: Timestamp
    var modified: Timestamp
    var modifier: String
    var version = 1
    /// What was put in, by component id, in the order of the call.
    var values: [JSON.Member]
    /// The approval; nil for a plain form.
    var flow: ApprovalInstance?
    /// Whether it is plain data of a workload, which the history knows as an instance.
    var isClaim = false

    subscript(field: String) -> JSON? { values.last { $0.key == field }?.value }

    /// Replaces the components that an update names.
    mutating func update(_ changes: [JSON.Member], by user: String, at now: Timestamp) {
        values.removeAll { old in changes.contains { $0.key == old.key } }
        values += changes
        modified = now
        modifier = user
        version &+= 1
    }

    /// `agree` or `disagree` (not `refuse`) once it is decided.
    var approvedResult: String? {
        switch flow?.result {
        case "agree": "agree"
        case "refuse": "disagree"
        default: nil
        }
    }
}

/// All records, by id and in the order of their making for each form.
struct YidaStore: Sendable {
    private var records: [String: YidaRecord] = [:]
    private var order: [String: [String]] = [:]
    private var number: Int64 = 1000
    private var taskNumber: Int64 = 61_234_567_800
    private var businessNumber: Int64 = 0
    /// The files that were put into applications' stores, by key.
    private var files: [String: YidaFile] = [:]
    /// What is wrong with applications and forms, by their codes.
    var troubles: [String: YidaTrouble] = [:]

    /// How long after its last change a record is found by searches and listings; single reads show it at once. Yida
    /// searches an index (its refusals name an `openSearch`); no source says how far that is behind [?].
    var indexingTakes = Duration.zero

    subscript(id: String) -> YidaRecord? { records[id] }

    var count: Int { records.count }

    /// The ids of a form's records, the oldest first.
    func ids(of form: String) -> [String] { order[form] ?? [] }

    /// The file that an address leads to; nil when there is none.
    func file(at address: String) -> YidaFile? { YidaFile.key(in: address).flatMap { files[$0] } }

    /// Keeps a file.
    mutating func keep(_ file: YidaFile) { files[file.reference.id] = file }

    /// Keeps a plain form's data.
    mutating func save(
        _ values: [JSON.Member], in form: YidaForm, of app: YidaApp, by user: String, _ step: DingTalkStep
    ) -> YidaRecord {
        let letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
        let id = "FINST-" + step.randomness.text(32, from: letters, "yida.record")
        return insert(id, values, form, app, user, flow: nil, step)
    }

    /// Starts an approval.
    mutating func start(
        _ draft: ApprovalDraft, _ values: [JSON.Member], in form: YidaForm, of app: YidaApp, _ step: DingTalkStep
    ) -> (YidaRecord, [ApprovalInstance.Change]) {
        businessNumber = (businessNumber + 1) % 1_000_000_000
        let id = step.randomness.uuid("yida.record")
        let serial = String(businessNumber)
        let businessID =
            ShanghaiTime.businessPrefix(step.now) + String(repeating: "0", count: 9 - serial.count) + serial
        var flow = ApprovalInstance(id: id, businessID: businessID, draft: draft, created: step.now)
        let changes = flow.submitted(at: step.now, taskNumber: &taskNumber)
        return (insert(id, values, form, app, draft.originator.userID, flow: flow, step), changes)
    }

    /// Changes a record that exists, in place.
    mutating func change<Result>(
        _ id: String, _ body: (inout YidaRecord, inout Int64) -> Result
    ) -> (YidaRecord, Result)? {
        guard var record = records.removeValue(forKey: id) else { return nil }
        let result = body(&record, &taskNumber)
        records[id] = record
        return (record, result)
    }

    /// Takes a record away.
    mutating func remove(_ id: String) -> YidaRecord? {
        guard let record = records.removeValue(forKey: id) else { return nil }
        order[record.formUUID]?.removeAll { $0 == id }
        return record
    }

    private mutating func insert(
        _ id: String, _ values: [JSON.Member], _ form: YidaForm, _ app: YidaApp, _ user: String,
        flow: ApprovalInstance?, _ step: DingTalkStep
    ) -> YidaRecord {
        number += 1
        let record = YidaRecord(
            id: id, number: number, appType: app.appType, formUUID: form.formUUID, creator: user, created: step.now,
            modified: step.now, modifier: user, values: values, flow: flow)
        records[id] = record
        order[form.formUUID, default: []].append(id)
        return record
    }
}

/// What people and clients do to Yida's records: each is one step.
extension DingTalkState {
    mutating func startYida(
        _ values: [JSON.Member], in form: YidaForm, of app: YidaApp, by person: Company.Employee, department: Int64?,
        claim: String? = nil, due: Timestamp? = nil, _ step: DingTalkStep
    ) -> YidaRecord {
        let unit = contacts.department(department ?? person.department) ?? contacts.department(person.department)
        let nodes = form.approvers.filter { !$0.isEmpty }.map { ApproverNode(users: $0, mode: .any) }
        let draft = ApprovalDraft(
            template: ProcessTemplate(code: form.processCode ?? "", name: form.name, components: []),
            originator: person, department: unit?.id ?? -1, departmentName: unit?.name ?? "", values: [],
            nodes: nodes.isEmpty
                ? [ApproverNode(users: [contacts.approver(otherThan: person.userID)], mode: .any)] : nodes,
            claim: claim, title: "\(person.name)发起的\(form.name)")
        let (record, changes) = yida.start(draft, values, in: form, of: app, step)
        if let flow = record.flow { announce(flow, changes, due: due, step) }
        return record
    }

    /// Changes the approval of a record, and tells subscribers.
    mutating func changeYida(
        _ id: String, by user: String, due: Timestamp? = nil, _ step: DingTalkStep,
        _ body: (inout ApprovalInstance, inout Int64) -> [ApprovalInstance.Change]
    ) {
        let changed = yida.change(id) { record, taskNumber -> [ApprovalInstance.Change] in
            guard var flow = record.flow else { return [] }
            let changes = body(&flow, &taskNumber)
            record.flow = flow
            record.modified = step.now
            record.modifier = user
            return changes
        }
        guard let (record, changes) = changed, let flow = record.flow else { return }
        announce(flow, changes, due: due, step)
    }

    mutating func deleteYida(_ id: String, _ step: DingTalkStep) {
        guard let record = yida.remove(id) else { return }
        guard let flow = record.flow else {
            // Plain data: nobody is told.
            if record.isClaim { step.history.record(.instanceRevoked(instance: id, way: "delete", revocation: nil)) }
            return
        }
        if flow.status == .running {
            step.history.record(.instanceFinished(instance: id, outcome: .terminate, claim: flow.claim, due: nil))
        } else if flow.result == "agree" {
            step.history.record(.instanceRevoked(instance: id, way: "delete", revocation: nil))
        }
        announce(flow, [.deleted], step)
    }
}
