package import Seams

/// The invented company that both platforms know: departments, employees, expense items.
///
/// Made from a seed, so that a run can be repeated; each platform gets its own view of it (`DingTalkWorld`,
/// `KingdeeWorld`).
package struct Company: Hashable, Sendable {
    /// A department, in DingTalk's and Kingdee's words.
    package struct Department: Hashable, Sendable {
        /// DingTalk's `dept_id`; the root is 1.
        package var id: Int64
        /// The parent's `dept_id`; nil for the root.
        package var parent: Int64?
        /// The name, such as `华东销售部`.
        package var name: String
        /// Kingdee's number, such as `BM000001`.
        package var number: String
        /// What only the contact book shows.
        package var profile = Profile()
    }

    /// An employee, in both platforms' words.
    package struct Employee: Hashable, Sendable {
        /// DingTalk's `userid`.
        package var userID: String
        /// DingTalk's `unionid`.
        package var unionID: String
        /// The name, such as `张伟`.
        package var name: String
        /// The mobile number: personal data, masked in every output.
        package var mobile: String
        /// The staff number: DingTalk's `job_number` and Kingdee's `FStaffNumber`, such as `E0001`.
        package var staffNumber: String
        /// The `dept_id` of the employee's department, the main one of several.
        package var department: Int64
        /// What only the contact book shows.
        package var profile = Profile()
    }

    /// What money can be claimed for: DingTalk's option label and Kingdee's number.
    package struct ExpenseItem: Hashable, Sendable {
        /// The option's label in the approval form, such as `差旅费`.
        package var label: String
        /// Kingdee's number, such as `CI001`.
        package var number: String
    }

    package var departments: [Department]
    package var employees: [Employee]
    package var expenseItems: [ExpenseItem]

    /// The expense items of every company made here.
    package static let standardExpenseItems = [
        ExpenseItem(label: "差旅费", number: "CI001"), ExpenseItem(label: "业务招待费", number: "CI002"),
        ExpenseItem(label: "办公费", number: "CI003"), ExpenseItem(label: "交通费", number: "CI004"),
        ExpenseItem(label: "通讯费", number: "CI005"),
    ]

    /// Makes a company: the same seed and sizes give the same people.
    ///
    /// - Parameters:
    ///   - employees: 1 or more.
    ///   - departments: 1 or more, besides the root.
    package static func make(seed: Seed, employees: Int, departments: Int) -> Company {
        var generator = seed.stream("company")
        let regions = ["华东", "华南", "华北", "西南", "西北", "东北", "华中"]
        let functions = ["销售部", "财务部", "研发中心", "采购部", "人力资源部", "市场部", "客服部"]
        let root = Department(id: 1, parent: nil, name: "示例科技有限公司", number: "BM000000")
        var units = (1...max(1, departments)).map { index in
            let name = regions[(index - 1) % regions.count] + functions[(index - 1) / regions.count % functions.count]
            let cycle = (index - 1) / (regions.count * functions.count)
            return Department(
                id: Int64(580_000_000 + index), parent: 1, name: cycle == 0 ? name : "\(name)\(cycle + 1)",
                number: "BM" + padded(index, 6))
        }
        var people = (1...max(1, employees)).map { index in
            Employee(
                userID: "0152\(padded(Int.random(in: 0...999_999, using: &generator), 6))\(padded(index, 6))",
                unionID: "uni\(padded(index, 5))\(String(UInt64.random(in: 0...(.max), using: &generator), radix: 36))",
                name: randomName(using: &generator),
                mobile: "138\(padded(10_000_000 + index, 8))", staffNumber: "E" + padded(index, 4),
                department: units[(index - 1) % units.count].id)
        }
        fillProfiles(of: &people, &units, seed)
        return Company(departments: [root] + units, employees: people, expenseItems: standardExpenseItems)
    }

    /// Titles, dates of entry and managers, from a stream of their own. The first of each department leads it; the first
    /// of all is the main administrator, the second one a sub-administrator.
    private static func fillProfiles(of people: inout [Employee], _ units: inout [Department], _ seed: Seed) {
        var generator = seed.stream("company.profiles")
        let titles = ["专员", "高级专员", "工程师", "助理", "顾问"]
        for index in people.indices {
            let leader = index % units.count
            people[index].profile.email = "\(people[index].staffNumber.lowercased())@example.com"
            people[index].profile.title =
                index == leader ? "部门经理" : titles.randomElement(using: &generator) ?? titles[0]
            // a whole day in Asia/Shanghai between 2015 and 2024
            let day = Int64.random(in: 16_436...20_088, using: &generator)
            people[index].profile.hired = day * 86_400_000 - 8 * 3_600_000
            people[index].profile.manager = index == leader ? people[0].userID : people[leader].userID
            if index == leader { units[index].profile.managers = [people[index].userID] }
        }
        people[0].profile.manager = nil
        people[0].profile.administration = .main
        if people.count > 1 { people[1].profile.administration = .sub }
    }

    private static func randomName(using generator: inout SeededGenerator) -> String {
        let families = Array("王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗欧")
        let givens = Array("伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰萍鹏晨宇轩浩然子涵欣怡")
        let family = families.randomElement(using: &generator).map(String.init) ?? "王"
        let length = Int.random(in: 1...2, using: &generator)
        return family
            + (0..<length).compactMap { _ in givens.randomElement(using: &generator) }.map(String.init).joined()
    }

    private static func padded(_ value: Int, _ width: Int) -> String {
        let digits = String(value)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
