/// The organisation's people and departments, with the look-ups that the contact API needs.
struct ContactBook: Sendable {
    /// The root department's id in contacts; in approvals it is -1.
    static let rootID: Int64 = 1

    private(set) var departments: [Int64: Company.Department] = [:]
    private var employeesByID: [String: Company.Employee] = [:]
    private var order: [String] = []
    private var idsByMobile: [String: String] = [:]
    private var idsByUnionID: [String: String] = [:]
    private var members: [Int64: [String]] = [:]
    private var children: [Int64: [Int64]] = [:]

    init(_ company: Company) {
        for department in company.departments { insert(department) }
        for employee in company.employees { insert(employee) }
    }

    /// Everybody, in the order of entry.
    var employees: [Company.Employee] { order.compactMap { employeesByID[$0] } }

    /// The number of people.
    var count: Int { order.count }

    /// Adds a department, or replaces the one with its id.
    mutating func insert(_ department: Company.Department) {
        if let old = departments[department.id], let parent = old.parent {
            children[parent]?.removeAll { $0 == old.id }
        }
        departments[department.id] = department
        if let parent = department.parent { children[parent, default: []].append(department.id) }
    }

    /// Adds an employee, or replaces the one with that userid.
    mutating func insert(_ employee: Company.Employee) {
        if let old = employeesByID[employee.userID] {
            members[old.department]?.removeAll { $0 == old.userID }
            idsByMobile[old.mobile] = nil
            idsByUnionID[old.unionID] = nil
        } else {
            order.append(employee.userID)
        }
        employeesByID[employee.userID] = employee
        idsByMobile[employee.mobile] = employee.userID
        idsByUnionID[employee.unionID] = employee.userID
        members[employee.department, default: []].append(employee.userID)
    }

    func employee(_ userID: String) -> Company.Employee? { employeesByID[userID] }

    func employee(mobile: String) -> Company.Employee? { idsByMobile[mobile].flatMap { employeesByID[$0] } }

    func employee(unionID: String) -> Company.Employee? { idsByUnionID[unionID].flatMap { employeesByID[$0] } }

    func department(_ id: Int64) -> Company.Department? { departments[id] }

    /// Who decides by default: the first in the book, or the second when that is the originator.
    func approver(otherThan originator: String) -> String {
        order.prefix(2).first { $0 != originator } ?? originator
    }

    /// The direct members of a department, without those of its sub-departments.
    func employees(of department: Int64) -> [Company.Employee] {
        (members[department] ?? []).compactMap { employeesByID[$0] }
    }

    /// The direct sub-departments.
    func departments(below department: Int64) -> [Company.Department] {
        (children[department] ?? []).compactMap { departments[$0] }
    }

    /// The department and those above it: itself first, the root last.
    func path(of department: Int64) -> [Int64] {
        var path: [Int64] = []
        var next = departments[department]
        while let current = next, !path.contains(current.id) {  // a seeded world could have a circle
            path.append(current.id)
            next = current.parent.flatMap { departments[$0] }
        }
        return path
    }

    /// The members of a department and of all below it.
    func allEmployees(of department: Int64) -> [Company.Employee] {
        var waiting = [department]
        var seen: Set<Int64> = []
        var people: [Company.Employee] = []
        while let next = waiting.popLast() {
            guard seen.insert(next).inserted else { continue }
            people += employees(of: next)
            waiting += children[next] ?? []
        }
        return people
    }

    /// The department of an approval: -1 is the root there.
    func department(ofApproval id: Int64) -> Company.Department? {
        departments[id == -1 ? ContactBook.rootID : id]
    }
}
