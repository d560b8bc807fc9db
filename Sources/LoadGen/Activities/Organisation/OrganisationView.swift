import Seams
import Simulators

/// Both platforms side by side at one moment: where Kingdee does not hold what DingTalk says.
struct OrganisationView: Sendable {
    struct Mismatch: Hashable, Sendable {
        var subject: String
        /// What is wrong, without personal fields.
        var what: String
    }

    private(set) var mismatches: [Mismatch] = []
    /// How many people and departments were compared.
    private(set) var examined = 0

    /// Compares everybody but `excepted`, by number.
    init(_ stage: ActivityStage, _ posts: OrganisationPlan.Posts, except excepted: Set<String>) {
        self.init(
            posts: posts,
            dingTalk: stage.world.dingTalk.organisation(),
            departments: stage.world.kingdee.members(form: "BD_Department"),
            employees: stage.world.kingdee.members(form: "BD_Empinfo"), except: excepted)
    }

    init(
        posts: OrganisationPlan.Posts,
        dingTalk: (departments: [Company.Department], employees: [Company.Employee]), departments: [StoredMember],
        employees: [StoredMember], except excepted: Set<String>
    ) {
        let names = Dictionary(departments.map { ($0.number, $0.fields["FName"] ?? "") }) { first, _ in first }
        let wanted = Dictionary(dingTalk.departments.map { ($0.id, $0) }) { first, _ in first }
        // A department may bear any number, so that it is known by its name and that of the one above.
        let active = departments.filter { !$0.isForbidden }
        let paths = Dictionary(grouping: active) { "\(names[$0.place] ?? "")/\($0.fields["FName"] ?? "")" }
        var taken: Set<String> = []
        for department in dingTalk.departments {
            examined += 1
            let path = "\(department.parent.flatMap { wanted[$0]?.name } ?? "")/\(department.name)"
            let found = paths[path] ?? []
            taken.formUnion(found.map(\.number))
            if found.count != 1 { note(path, "\(found.count) active departments instead of one") }
            if found.contains(where: { !$0.isAudited }) { note(path, "not audited") }
        }
        for department in active where !taken.contains(department.number) {
            note(department.number, "a department that DingTalk does not have is active")
        }
        compare(dingTalk.employees, employees, wanted.mapValues(\.name), names, posts, excepted)
    }

    private mutating func compare(
        _ people: [Company.Employee], _ employees: [StoredMember], _ wanted: [Int64: String],
        _ names: [String: String], _ posts: OrganisationPlan.Posts, _ excepted: Set<String>
    ) {
        let byNumber = Dictionary(grouping: employees, by: \.number)
        var known: Set<String> = []
        for person in people {
            let number = person.staffNumber.isEmpty ? person.userID : person.staffNumber
            known.insert(number)
            guard !excepted.contains(number) else { continue }
            examined += 1
            let found = byNumber[number] ?? []
            guard found.count == 1, let record = found.first else {
                note(number, "\(found.count) employees instead of one")
                continue
            }
            if record.isForbidden { note(number, "is forbidden") }
            if !record.isAudited { note(number, "is not audited") }
            let facts = [
                ("FName", person.name), ("FMobile", person.mobile), ("FEmail", person.profile.email),
                ("FTel", person.profile.telephone), ("FJoinDate", joined(person)),
            ]
            for (key, value) in facts {
                // Kingdee shows a day with or without its midnight.
                let shown = (record.fields[key] ?? "").prefix(key == "FJoinDate" ? 10 : .max)
                if shown != value { note(number, "\(key) differs") }
            }
            if names[record.place] != wanted[person.department] { note(number, "FPostDept differs") }
            if posts == .all { compare(person, record, wanted, names) }
        }
        for employee in employees where !employee.isForbidden && !known.contains(employee.number) {
            guard !excepted.contains(employee.number) else { continue }
            note(employee.number, "an employee whom DingTalk does not have is active")
        }
        let mobiles = employees.filter { !$0.isForbidden }.compactMap { $0.fields["FMobile"] }.filter { !$0.isEmpty }
        let shared = mobiles.count - Set(mobiles).count
        if shared > 0 { note("somebody", "\(shared) active employees share a mobile number with another") }
    }

    /// The day of entry, as DingTalk's midnight in Asia/Shanghai says; empty when there is none.
    private func joined(_ person: Company.Employee) -> String {
        person.profile.hired.map { ShanghaiDate.text(Timestamp(milliseconds: $0)) } ?? ""
    }

    /// Each department of the person is one post, and one post is the main one.
    private mutating func compare(
        _ person: Company.Employee, _ record: StoredMember, _ wanted: [Int64: String], _ names: [String: String]
    ) {
        let places = person.departments.map { wanted[$0] ?? "" }.sorted()
        let held = record.posts.map { names[$0.department] ?? "" }.sorted()
        if places != held { note(person.staffNumber, "FPostEntity differs: \(held.count) posts, not \(places.count)") }
        let main = record.posts.filter(\.isMain).count
        if main != 1 { note(person.staffNumber, "\(main) main posts instead of one") }
    }

    private mutating func note(_ subject: String, _ what: String) {
        mismatches.append(Mismatch(subject: subject, what: what))
    }
}
