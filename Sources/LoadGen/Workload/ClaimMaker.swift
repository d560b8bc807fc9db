import Seams
package import Simulators

/// Makes the claims of a workload: a pure function of the scenario's seed, so that a run can be repeated and a recorded
/// run judged again. Each claim draws from streams of its own; more rows in one do not change another.
package enum ClaimMaker {
    /// An expense item that no mapping and no platform knows. Its number is empty: no document can be right with it.
    package static let poison = {
        var item = Company.standardExpenseItems[0]  // the type's own initialiser is out of reach here
        item.label = "未知项目"
        item.number = ""
        return item
    }()

    /// The claims in the order in which they are due, `claim-00001` first.
    ///
    /// - Parameter company: made from the same seed and the world's sizes.
    package static func claims(for scenario: Scenario, company: Company) -> [Claim] {
        let workload = scenario.workload
        let seed = scenario.seed.derived("claims")
        var order = seed.stream("outcomes")
        let outcomes = workload.outcomeCounts.outcomes.shuffled(using: &order)
        let poisoned = Set(
            outcomes.indices.filter { outcomes[$0] == .agree }.shuffled(using: &order).prefix(workload.poisoned))
        var fileOrder = seed.stream("large files")
        let large = Set(
            outcomes.indices.filter { outcomes[$0] == .agree }.shuffled(using: &fileOrder)
                .prefix(workload.files?.large ?? 0))
        var people = seed.stream("people")
        let claimants = company.employees.shuffled(using: &people)
        return outcomes.indices.map { index in
            let id = "claim-" + padded(index + 1)
            var draft = Draft(seed: seed.derived(id), company: company, rows: workload.rows)
            var claim = draft.claim(
                id: id, employee: claimants[index % claimants.count], outcome: outcomes[index],
                isPoisoned: poisoned.contains(index))
            if let files = workload.files {
                claim.files = ClaimFile.draw(files, isLarge: large.contains(index), seed: seed.derived(id))
            }
            if workload.personalData { claim.add(PersonalData(seed: seed.derived(id), number: index)) }
            return workload.kind == .expense ? claim : PurchaseRequest.made(of: claim, as: workload.kind)
        }
    }

    private static func padded(_ number: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, 5 - digits.count)) + digits
    }
}

/// One claim in the making, with its streams.
private struct Draft {
    let company: Company
    let rows: ClosedRange<Int>
    var texts: SeededGenerator
    var amounts: SeededGenerator
    var dates: SeededGenerator
    var choices: SeededGenerator

    init(seed: Seed, company: Company, rows: ClosedRange<Int>) {
        self.company = company
        self.rows = rows
        texts = seed.stream("texts")
        amounts = seed.stream("amounts")
        dates = seed.stream("dates")
        choices = seed.stream("choices")
    }

    mutating func claim(id: String, employee: Company.Employee, outcome: InstanceOutcome?, isPoisoned: Bool) -> Claim {
        let occurred = occurred()
        var claim = Claim(
            id: id, employee: employee, costDepartment: costDepartment(of: employee),
            reason: ClaimTexts.reason(using: &texts), occurred: occurred, rows: [], outcome: outcome,
            isPoisoned: isPoisoned)
        claim.rows = (0..<rowCount()).map { _ in row(near: ShanghaiCalendar.dayNumber(of: occurred)) }
        if isPoisoned, let index = claim.rows.indices.randomElement(using: &choices) {
            claim.rows[index].item = ClaimMaker.poison
        }
        return claim
    }

    /// Mostly the employee's own department, sometimes another one; never the root, which bears no costs.
    private mutating func costDepartment(of employee: Company.Employee) -> Company.Department {
        let units = company.departments.filter { $0.parent != nil }
        let own = units.first { $0.id == employee.department }
        let other = units.randomElement(using: &choices) ?? company.departments[0]  // a company has a root at least
        return Int.random(in: 0..<4, using: &choices) == 0 ? other : own ?? other
    }

    /// A third of the claims has the longest or shortest table; the others lean to short ones, as people's do.
    private mutating func rowCount() -> Int {
        switch Int.random(in: 0..<6, using: &choices) {
        case 0: rows.upperBound
        case 1: rows.lowerBound
        default: min(Int.random(in: rows, using: &choices), Int.random(in: rows, using: &choices))
        }
    }

    /// A day between 2025-12-20 and 2026-06-30 (the turn of the year and the end of February among them), in two of
    /// three claims within ten minutes of midnight in Shanghai: right after it, UTC still has the day before.
    private mutating func occurred() -> Timestamp {
        let day = Int64.random(in: 20_442...20_634, using: &dates)
        let tenMinutes: Int64 = 600_000
        let last = ShanghaiCalendar.day - 1
        let milliseconds: Int64 =
            switch Int.random(in: 0..<12, using: &dates) {
            case 0: 0
            case 1: last
            case 2...4: Int64.random(in: 0..<tenMinutes, using: &dates)
            case 5...7: last - Int64.random(in: 0..<tenMinutes, using: &dates)
            default: Int64.random(in: 0...last, using: &dates)
            }
        return ShanghaiCalendar.time(dayNumber: day, milliseconds: milliseconds)
    }

    private mutating func row(near day: Int64) -> Claim.Row {
        let items = company.expenseItems
        return Claim.Row(
            item: items.randomElement(using: &choices) ?? ClaimMaker.poison,
            amount: ClaimAmounts.amount(using: &amounts),
            date: ShanghaiCalendar.date(of: day - Int64.random(in: 0...5, using: &dates)),
            note: ClaimTexts.note(using: &texts))
    }
}
