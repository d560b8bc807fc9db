import Seams
import Simulators

/// What a run's history says of an organisation: what people did in DingTalk, and what came of it in Kingdee.
struct OrganisationHistory: Sendable {
    /// A person or department as somebody left it in DingTalk.
    struct Change: Hashable, Sendable {
        var action: String
        var subject: String
        /// `employee` or `department`.
        var kind: String
        var name: String
        /// The subject of a person's department.
        var department: String
        /// The subjects of a person's further departments; nil when nothing was said of them.
        var posts: [String]?
        var isGone: Bool
        var due: Timestamp
        var moment: Moment
    }

    /// A record of Kingdee as somebody left it.
    struct Save: Hashable, Sendable {
        var form: String
        var id: String
        var number: String
        /// Whether a call did it, and not a person in Kingdee.
        var isFromCall: Bool
        var name: String
        /// The number of a person's main department.
        var department: String
        /// A person's posts in Kingdee's order.
        var posts: [StoredMember.Post] = []
        var isForbidden: Bool
        var moment: Moment

        /// What it shows of a field that somebody changes in Kingdee.
        func shown(_ field: String) -> String { field == "FPostEntity" ? OrganisationActor.text(posts) : name }
    }

    static let employees = "BD_Empinfo"
    static let departments = "BD_Department"

    private(set) var changes: [Change] = []
    /// In order.
    private(set) var saves: [Save] = []
    private(set) var deletions: [(form: String, id: String, moment: Moment)] = []
    /// All names that a department's number ever had in Kingdee, and its subject in DingTalk: between two looks it may
    /// have had several.
    private var names: [String: Set<String>] = [:]
    private var savesByNumber: [String: [Int]] = [:]
    private var savesByDepartmentName: [String: [Int]] = [:]
    private var changesBySubject: [String: [Int]] = [:]

    /// The names that people gave somebody in Kingdee, by number: one that is held stands in the way of DingTalk's.
    private var editedNames: [String: [(name: String, moment: Moment)]] = [:]
    private let isAllPosts: Bool

    init(_ run: RunIndex) {
        isAllPosts = run.record.scenario.organisation?.posts != .main
        for record in run.activities(of: OrganisationActivity.self) { take(record) }
        for event in run.record.events { take(event) }
    }

    /// The saves of a person's number, in order.
    func saves(of number: String) -> [Save] { (savesByNumber[number] ?? []).map { saves[$0] } }

    /// The change and all later ones of the same subject: any of them in Kingdee makes it good.
    func since(_ change: Change) -> [Change] {
        (changesBySubject[change.subject] ?? []).map { changes[$0] }
            .filter { $0.moment.sequence >= change.moment.sequence }
    }

    /// The saves that show the change, or a later one of the same subject.
    func showing(_ change: Change) -> [Save] {
        since(change).flatMap { wanted -> [Save] in
            let places =
                wanted.kind == "employee"
                ? savesByNumber[wanted.subject] ?? [] : savesByDepartmentName[wanted.name] ?? []
            return places.map { saves[$0] }.filter { shows($0, wanted) }
        }.sorted { $0.moment.sequence < $1.moment.sequence }
    }

    /// Whether Kingdee showed a person as the change left them already when it happened.
    func isShown(_ change: Change) -> Bool {
        guard change.kind == "employee" else { return false }
        let before = saves(of: change.subject).last { $0.moment.sequence < change.moment.sequence }
        return before.map { shows($0, change) } ?? false
    }

    private func shows(_ save: Save, _ wanted: Change) -> Bool {
        guard save.isForbidden == wanted.isGone else { return false }
        guard wanted.kind == "employee", !wanted.isGone else { return true }
        guard save.name == wanted.name || isHeld(save), isSame(save.department, wanted.department) else { return false }
        guard isAllPosts, let posts = wanted.posts else { return true }
        return save.posts.count == posts.count + 1
            && posts.allSatisfy { post in save.posts.contains { !$0.isMain && isSame($0.department, post) } }
    }

    /// Whether somebody gave the person this name in Kingdee before.
    private func isHeld(_ save: Save) -> Bool {
        (editedNames[save.number] ?? []).contains {
            $0.name == save.name && $0.moment.sequence < save.moment.sequence
        }
    }

    /// Whether a number of Kingdee's and a subject of DingTalk's may be the same department.
    private func isSame(_ number: String, _ subject: String) -> Bool {
        !(names[number] ?? []).isDisjoint(with: names[subject] ?? [])
    }

    private mutating func take(_ record: ActivityRecord) {
        if record.action == "known" {
            names[record.subject, default: []].insert(record.detail["name"] ?? "")
            return
        }
        if record.action == "edit", record.detail["field"] == "FName", let name = record.detail["value"] {
            editedNames[record.subject, default: []].append((name, record.moment))
        }
        guard let kind = record.detail["kind"] else { return }
        let place = record.detail["place"].map { [$0] } ?? []
        if kind == "department" {
            let own = [record.detail["name"], record.detail["before"]].compactMap(\.self).filter { !$0.isEmpty }
            names[record.subject, default: []].formUnion(own)
        } else if let department = record.detail["department"] {
            names[department, default: []].formUnion(place)
            let posts = (record.detail["posts"] ?? "").split(separator: ",").map(String.init)
            for (post, name) in zip(posts, (record.detail["postPlaces"] ?? "").split(separator: ",").map(String.init)) {
                names[post, default: []].insert(name)
            }
        }
        changesBySubject[record.subject, default: []].append(changes.count)
        changes.append(
            Change(
                action: record.action, subject: record.subject, kind: kind, name: record.detail["name"] ?? "",
                department: record.detail["department"] ?? "",
                posts: record.detail["posts"]?.split(separator: ",").map(String.init),
                isGone: record.detail["status"] == "disabled",
                due: record.due ?? record.moment.time, moment: record.moment))
    }

    private mutating func take(_ event: HistoryEvent) {
        let moment = Moment(time: event.time, sequence: event.sequence)
        switch event.fact {
        case .documentSaved(let call, let form, let id, let number, _, _, let text)
        where form == OrganisationHistory.employees || form == OrganisationHistory.departments:
            let content = (try? JSON(parsing: text)) ?? .null  // what is no JSON shows nothing
            let posts = (content["FPostEntity"]?.array ?? []).map { row in
                StoredMember.Post(
                    id: row["FENTRYID"]?.integer ?? 0,
                    department: row["FPostDept"]?["FNumber"]?.scalarText ?? "",
                    isMain: row["FIsFirstPost"]?.boolean == true)
            }
            let save = Save(
                form: form, id: id, number: number, isFromCall: call != nil, name: content["FName"]?.scalarText ?? "",
                department: (posts.first(where: \.isMain) ?? posts.first)?.department ?? "", posts: posts,
                isForbidden: content["FForbidStatus"]?.scalarText == "B", moment: moment)
            if form == OrganisationHistory.departments {
                names[number, default: []].insert(save.name)
                savesByDepartmentName[save.name, default: []].append(saves.count)
            } else {
                savesByNumber[number, default: []].append(saves.count)
            }
            saves.append(save)
        case .documentDeleted(_, let form, let id, _): deletions.append((form, id, moment))
        default: break
        }
    }
}

extension Scenario {
    /// What the scenario does to an organisation; nil when it does nothing.
    var organisation: OrganisationPlan? {
        activities.lazy.compactMap { $0.activity as? OrganisationActivity }.first?.plan
    }
}
