/// Which part of the organisation an application may see: whole departments with all below them, and single people.
package struct ContactScope: Hashable, Sendable {
    package var departments: [Int64]
    package var users: [String]

    /// By default the whole organisation.
    package init(departments: [Int64] = [1], users: [String] = []) {
        self.departments = departments
        self.users = users
    }
}

/// The answer to an unknown userid: which of the two is not settled, pages list 33012 and real answers show 60121.
package enum UnknownUser: Int, Hashable, Sendable {
    case notFound = 60121
    case invalidID = 33012
}

/// When people of the world work, and how the punches of past weeks are made up.
package struct AttendanceRule: Hashable, Sendable {
    /// Whether past workdays have made-up punches; false leaves only those of control calls.
    package var makesUpPunches = true
    package var groupID: Int64 = 685_935_028
    package var classID: Int64 = 289_470_181
    /// Seconds after local midnight.
    package var onDuty: Int64 = 9 * 3600
    package var offDuty: Int64 = 18 * 3600

    package init() {}
}
