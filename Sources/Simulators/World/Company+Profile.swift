extension Company.Employee {
    /// What the contact book knows of a person besides name, number and main department. Everything has a default, as
    /// for an organisation that never filled it.
    package struct Profile: Hashable, Sendable {
        /// A person's place in one department.
        package struct Membership: Hashable, Sendable {
            package var department: Int64
            /// The sort order inside the department; larger comes first. Nil for the usual one.
            package var order: Int64?
            package var title = ""
            package var workPlace = ""

            package init(department: Int64) {
                self.department = department
            }
        }

        /// A role of the person, such as `主管` of the group `默认`.
        package struct Role: Hashable, Sendable {
            package var id: Int64
            package var name: String
            package var group: String
        }

        /// What the person may administer.
        package enum Administration: String, Hashable, Sendable {
            case none, sub, main
        }

        /// The departments, the main one among them; empty for the main one alone.
        package var memberships: [Membership] = []
        package var avatar = ""
        package var stateCode = "86"
        package var hidesMobile = false
        package var telephone = ""
        package var title = ""
        package var email = ""
        package var organizationEmail = ""
        package var organizationEmailType = ""
        package var workPlace = ""
        package var remark = ""
        /// Milliseconds since the Unix epoch.
        package var hired: Int64?
        /// The userid of the direct manager.
        package var manager: String?
        /// Extension attributes in the order of the wire.
        package var attributes: [JSON.Member] = []
        package var localizedAttributes: JSON?
        package var roles: [Role] = []
        package var administration = Administration.none
        package var isBoss = false
        package var isSenior = false
        /// Whether the person activated the account: who has not cannot log in.
        package var isActive = true
        package var isRealNameVerified = true
        /// The login name of an exclusive account (专属账号); nil for a personal account.
        package var exclusiveLogin: String?

        package init() {}
    }

    /// The person's places, the main department first when nothing else was said.
    package var memberships: [Profile.Membership] {
        profile.memberships.isEmpty ? [Profile.Membership(department: department)] : profile.memberships
    }

    /// The `dept_id`s of the person's departments.
    package var departments: [Int64] {
        profile.memberships.isEmpty ? [department] : profile.memberships.map(\.department)
    }

    /// Puts the person into these departments and no others. Orders and titles of departments that stay are kept; the
    /// main department stays when it is among them, else it is the first.
    mutating func move(to departments: [Int64]) {
        guard let first = departments.first else { return }
        let old = memberships
        var places: [Profile.Membership] = []
        for id in departments where !places.contains(where: { $0.department == id }) {
            places.append(old.first { $0.department == id } ?? Profile.Membership(department: id))
        }
        profile.memberships = places
        if !departments.contains(department) { department = first }
    }

    /// Changes the person's place in a department; nothing when there is none.
    mutating func changePlace(in department: Int64, _ body: (inout Profile.Membership) -> Void) {
        var places = memberships
        guard let index = places.firstIndex(where: { $0.department == department }) else { return }
        body(&places[index])
        profile.memberships = places
    }
}

extension Company.Department {
    /// What the contact book knows of a department besides its name and place.
    package struct Profile: Hashable, Sendable {
        /// Larger comes first; nil for the usual order.
        package var order: Int64?
        package var sourceIdentifier = ""
        package var createsGroup = false
        package var addsUsersToGroup = false
        package var approvesApplications = false
        package var groupContainsSubDepartments = false
        package var groupChatID = ""
        package var groupOwner = ""
        /// The userids of the department's managers; `leader_in_dept` of a person is read from here.
        package var managers: [String] = []
        package var isOuter = false
        package var outerPermittedDepartments: [Int64] = []
        package var outerPermittedUsers: [String] = []
        package var isHidden = false
        package var permittedDepartments: [Int64] = []
        package var permittedUsers: [String] = []
        package var code = ""

        package init() {}
    }
}
