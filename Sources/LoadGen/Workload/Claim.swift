package import Seams
package import Simulators

/// One expense claim that a person of the workload makes: what goes into the approval form, and therefore what the
/// document must say. Checkers judge against this, never against what the core computed.
package struct Claim: Hashable, Sendable {
    /// The workload's identity of the claim, such as `claim-00042`.
    package var id: String
    package var employee: Company.Employee
    /// The department that bears the cost.
    package var costDepartment: Company.Department
    package var reason: String
    /// When the expense occurred, in whole milliseconds; often close to midnight in Asia/Shanghai.
    package var occurred: Timestamp
    package var rows: [Row]
    /// How the approval ends; nil leaves it running.
    package var outcome: InstanceOutcome?
    /// Whether an expense item of it is unknown to every mapping.
    package var isPoisoned: Bool
    /// What it asks for.
    package var kind = ClaimKind.expense
    /// What stands in the reason and concerns nobody but the claimant, as it is written there, by kind: `mobile`,
    /// `bank-account`, `identity`.
    package var personalData: [String: String] = [:]

    /// What is attached, in order; empty also where the scenario says nothing of files.
    package var files: [ClaimFile] = []

    /// One line of the claim.
    package struct Row: Hashable, Sendable {
        package var item: Company.ExpenseItem
        /// Yuan as decimal text without separators, such as `0.29` or `1005.005`.
        package var amount: String
        /// `yyyy-MM-dd`.
        package var date: String
        package var note: String

        package init(item: Company.ExpenseItem, amount: String, date: String, note: String) {
            self.item = item
            self.amount = amount
            self.date = date
            self.note = note
        }
    }

    package init(
        id: String, employee: Company.Employee, costDepartment: Company.Department, reason: String,
        occurred: Timestamp, rows: [Row], outcome: InstanceOutcome?, isPoisoned: Bool = false
    ) {
        self.id = id
        self.employee = employee
        self.costDepartment = costDepartment
        self.reason = reason
        self.occurred = occurred
        self.rows = rows
        self.outcome = outcome
        self.isPoisoned = isPoisoned
    }
}
