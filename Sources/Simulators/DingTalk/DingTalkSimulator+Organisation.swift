extension DingTalkSimulator {
    /// Everybody and every department that the contact book has now.
    package func organisation() -> (departments: [Company.Department], employees: [Company.Employee]) {
        step { state, _ in
            (state.contacts.departments.values.sorted { $0.id < $1.id }, state.contacts.employees)
        }
    }

    /// How many people the contact book has now.
    package func employeeCount() -> Int {
        step { state, _ in state.contacts.count }
    }

    /// A person as they are now; nil when there is none.
    package func employee(_ userID: String) -> Company.Employee? {
        step { state, _ in state.contacts.employee(userID) }
    }
}
