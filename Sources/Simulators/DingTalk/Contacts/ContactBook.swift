import Seams

/// The organisation's people and departments, with the look-ups that the contact API needs.
struct ContactBook: Sendable {
    /// The root department's id in contacts; in approvals it is -1.
    static let rootID: Int64 = 1

    /// A person and when they came and changed, as numbers that only grow.
    private struct Entry: Sendable {
        var employee: Company.Employee
        let entered: Int
        var modified: Int
    }

    private(set) var departments: [Int64: Company.Department] = [:]
    private var entries: [String: Entry] = [:]
    /// The userids in the order of entry, each with its number of entry.
    private var order: [(entered: Int, userID: String)] = []
    private var changes = 0
    private var idsByMobile: [String: String] = [:]
    private var idsByUnionID: [String: String] = [:]
    private var idsByEmail: [String: String] = [:]
    private var idsByTelephone: [String: String] = [:]
    private var members: [Int64: [String]] = [:]
    private var children: [Int64: [Int64]] = [:]
    /// The largest `dept_id` so far: new departments get the next one.
    private var largestDepartment: Int64 = 580_000_000
    /// People who were invited and did not accept yet (40103).
    private(set) var invited: [String: Company.Employee] = [:]
    private(set) var leavers = LeaverList()
    private(set) var activeCount = 0

    init(_ company: Company) {
        for department in company.departments { insert(department) }
        for employee in company.employees { insert(employee) }
    }

    /// Everybody, in the order of entry.
    var employees: [Company.Employee] { order.compactMap { entries[$0.userID]?.employee } }

    /// The number of people.
    var count: Int { order.count }

    // Departments

    /// Adds a department, or replaces the one with its id.
    mutating func insert(_ department: Company.Department) {
        if let old = departments[department.id], let parent = old.parent, parent != department.parent {
            children[parent]?.removeAll { $0 == old.id }
        }
        if let parent = department.parent, departments[department.id]?.parent != parent {
            children[parent, default: []].append(department.id)
        }
        departments[department.id] = department
        largestDepartment = max(largestDepartment, department.id)
    }

    /// Takes a department out; the caller looked that it has neither people nor departments.
    mutating func removeDepartment(_ id: Int64) {
        guard let old = departments.removeValue(forKey: id) else { return }
        if let parent = old.parent { children[parent]?.removeAll { $0 == id } }
        children[id] = nil
        members[id] = nil
    }

    /// The id for a new department.
    var nextDepartment: Int64 { largestDepartment &+ 1 }

    func department(_ id: Int64) -> Company.Department? { departments[id] }

    /// The direct sub-departments.
    func departments(below department: Int64) -> [Company.Department] {
        (children[department] ?? []).compactMap { departments[$0] }
    }

    /// The direct sub-department with this name.
    func department(named name: String, below parent: Int64) -> Company.Department? {
        (children[parent] ?? []).lazy.compactMap { departments[$0] }.first { $0.name == name }
    }

    /// Whether a department has sub-departments.
    func hasDepartments(below department: Int64) -> Bool { children[department]?.isEmpty == false }

    /// The department and those above it: itself first, the root last.
    func path(of department: Int64) -> [Int64] {
        var path: [Int64] = []
        var seen: Set<Int64> = []
        var next = departments[department]
        while let current = next, seen.insert(current.id).inserted {  // a seeded world could have a circle
            path.append(current.id)
            next = current.parent.flatMap { departments[$0] }
        }
        return path
    }

    /// The department of an approval: -1 is the root there.
    func department(ofApproval id: Int64) -> Company.Department? {
        departments[id == -1 ? ContactBook.rootID : id]
    }

    // People

    /// Adds an employee, or replaces the one with that userid.
    mutating func insert(_ employee: Company.Employee) {
        let id = employee.userID
        invited[id] = nil
        changes += 1
        let places = employee.departments
        if let old = entries[id]?.employee {
            forget(old)
            for place in old.departments where !places.contains(place) { members[place]?.removeAll { $0 == id } }
            for place in places where !old.departments.contains(place) { members[place, default: []].append(id) }
            entries[id]?.employee = employee
            entries[id]?.modified = changes
        } else {
            order.append((changes, id))
            entries[id] = Entry(employee: employee, entered: changes, modified: changes)
            for place in places { members[place, default: []].append(id) }
        }
        if !employee.mobile.isEmpty { idsByMobile[employee.mobile] = id }
        idsByUnionID[employee.unionID] = id
        if !employee.profile.email.isEmpty { idsByEmail[employee.profile.email] = id }
        if !employee.profile.telephone.isEmpty { idsByTelephone[employee.profile.telephone] = id }
        if employee.profile.isActive { activeCount += 1 }
    }

    /// Takes somebody out who leaves.
    ///
    /// - Returns: the person; nil when there is none.
    mutating func remove(_ userID: String, reason: LeaverList.Reason, at now: Timestamp) -> Company.Employee? {
        guard let entry = entries.removeValue(forKey: userID) else { return nil }
        let employee = entry.employee
        forget(employee)
        for place in employee.departments {
            members[place]?.removeAll { $0 == userID }
            departments[place]?.profile.managers.removeAll { $0 == userID }
        }
        if let index = index(entered: entry.entered) { order.remove(at: index) }
        let main = departments[employee.department]?.name ?? ""
        leavers.add(LeaverList.Leaver(employee: employee, mainDepartment: main, time: now, reason: reason))
        return employee
    }

    /// Keeps somebody until the invitation is accepted.
    mutating func invite(_ employee: Company.Employee) {
        invited[employee.userID] = employee
    }

    /// Makes a person the manager of a department, or no longer.
    mutating func setManager(_ userID: String, of department: Int64, _ isManager: Bool) {
        departments[department]?.profile.managers.removeAll { $0 == userID }
        if isManager { departments[department]?.profile.managers.append(userID) }
    }

    func employee(_ userID: String) -> Company.Employee? { entries[userID]?.employee }

    func employee(mobile: String) -> Company.Employee? { idsByMobile[mobile].flatMap { entries[$0]?.employee } }

    func employee(unionID: String) -> Company.Employee? { idsByUnionID[unionID].flatMap { entries[$0]?.employee } }

    func employee(email: String) -> Company.Employee? { idsByEmail[email].flatMap { entries[$0]?.employee } }

    func employee(telephone: String) -> Company.Employee? {
        idsByTelephone[telephone].flatMap { entries[$0]?.employee }
    }

    /// Whether a person leads a department.
    func leads(_ userID: String, _ department: Int64) -> Bool {
        departments[department]?.profile.managers.contains(userID) ?? false
    }

    /// Who decides by default: the first in the book, or the second when that is the originator.
    func approver(otherThan originator: String) -> String {
        order.prefix(2).first { $0.userID != originator }?.userID ?? originator
    }

    /// The userids of a department's direct members in the order of entry.
    func memberIDs(of department: Int64) -> [String] { members[department] ?? [] }

    /// The direct members of a department, without those of its sub-departments.
    func employees(of department: Int64) -> [Company.Employee] {
        memberIDs(of: department).compactMap { entries[$0]?.employee }
    }

    /// The userids of a department's direct members in one of the orders of 「获取部门用户详情」; nil for an unknown one.
    /// Whom nobody sorted by hand keeps the order of entry.
    func memberIDs(of department: Int64, sortedBy field: String?) -> [String]? {
        let ids = memberIDs(of: department)
        switch field {
        case nil, "entry_asc": return ids
        case "entry_desc": return ids.reversed()
        case "modify_asc": return ids.sorted { modified($0) < modified($1) }
        case "modify_desc": return ids.sorted { modified($0) > modified($1) }
        case "custom":
            let places = ids.map { id in
                entries[id]?.employee.profile.memberships.first { $0.department == department }?.order
            }
            guard places.contains(where: { $0 != nil }) else { return ids }
            let ranked = zip(ids, places).enumerated().sorted { left, right in
                let (first, second) = (left.element.1 ?? .min, right.element.1 ?? .min)
                return first == second ? left.offset < right.offset : first > second
            }
            return ranked.map(\.element.0)
        default: return nil
        }
    }

    /// The members of a department and of all below it.
    func allEmployees(of department: Int64) -> [Company.Employee] {
        var waiting = [department]
        var seen: Set<Int64> = []
        var seenPeople: Set<String> = []
        var people: [Company.Employee] = []
        while let next = waiting.popLast() {
            guard seen.insert(next).inserted else { continue }
            people += employees(of: next).filter { seenPeople.insert($0.userID).inserted }
            waiting += children[next] ?? []
        }
        return people
    }

    /// People whose name, userid, mobile or staff number holds `text`, in the order of entry: the first of them, and how
    /// many there are.
    func people(
        matching text: String, from start: Int = 0, atMost limit: Int, exactly: Bool = false,
        where admits: (Company.Employee) -> Bool
    ) -> (shown: [Company.Employee], count: Int) {
        var shown: [Company.Employee] = []
        var count = 0
        for (_, id) in order {
            guard let employee = entries[id]?.employee, admits(employee) else { continue }
            let texts = [employee.name, id, employee.mobile, employee.staffNumber]
            guard text.isEmpty || texts.contains(where: { exactly ? $0 == text : $0.contains(text) }) else { continue }
            if count >= start, shown.count < limit { shown.append(employee) }
            count += 1
        }
        return (shown, count)
    }

    // What an application may see

    func covers(_ employee: Company.Employee, _ scope: ContactScope) -> Bool {
        scope.users.contains(employee.userID) || employee.departments.contains { covers(department: $0, scope) }
    }

    func covers(department: Int64, _ scope: ContactScope) -> Bool {
        scope.departments.contains(ContactBook.rootID)
            || path(of: department).contains(where: scope.departments.contains)
    }

    private func modified(_ userID: String) -> Int { entries[userID]?.modified ?? 0 }

    /// Where the entry stands in `order`, which its numbers sort.
    private func index(entered: Int) -> Int? {
        var (low, high) = (0, order.count)
        while low < high {
            let middle = (low + high) / 2
            if order[middle].entered < entered { low = middle + 1 } else { high = middle }
        }
        return order.indices.contains(low) && order[low].entered == entered ? low : nil
    }

    private mutating func forget(_ old: Company.Employee) {
        if idsByMobile[old.mobile] == old.userID { idsByMobile[old.mobile] = nil }
        if idsByUnionID[old.unionID] == old.userID { idsByUnionID[old.unionID] = nil }
        if idsByEmail[old.profile.email] == old.userID { idsByEmail[old.profile.email] = nil }
        if idsByTelephone[old.profile.telephone] == old.userID { idsByTelephone[old.profile.telephone] = nil }
        if old.profile.isActive { activeCount -= 1 }
    }
}
