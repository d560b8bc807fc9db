import Seams

/// People who left, in the order of leaving. Somebody may leave twice.
struct LeaverList: Sendable {
    /// The reasons of 「查询离职记录列表」.
    enum Reason: String, Sendable {
        case oapi, cancel, leave, unknown, delete
    }

    struct Leaver: Sendable {
        let employee: Company.Employee
        /// The name of the main department at that time.
        let mainDepartment: String
        let time: Timestamp
        let reason: Reason
    }

    private(set) var all: [Leaver] = []
    private var latest: [String: Int] = [:]

    mutating func add(_ leaver: Leaver) {
        latest[leaver.employee.userID] = all.count
        all.append(leaver)
    }

    /// The last time somebody left.
    func leaver(_ userID: String) -> Leaver? { latest[userID].map { all[$0] } }

    /// The place of the first who left at `time` or later.
    func index(from time: Timestamp) -> Int {
        var (low, high) = (0, all.count)
        while low < high {
            let middle = (low + high) / 2
            if all[middle].time < time { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
