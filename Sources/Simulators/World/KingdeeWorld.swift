/// What the fake Kingdee knows at the start: one data centre, its users, base data, and how its forms are set up.
package struct KingdeeWorld: Sendable {
    package var company: Company
    /// Which of the server's worlds it is.
    package var number = WorldNumber.first
    /// The data-centre id (`acctID`).
    package var acctID = "5f1234567890ab"
    package var dataCenterName = "示例账套"
    /// The integration user and its password.
    package var userName = "demo"
    package var password = "rehearsal-password"
    /// `digits_32 characters`, the shape that the official SDK takes a client secret from.
    package var appID = "204399_4C5v2ZuQ0lEY3yXs7gCE5xzFrvX1Rnup"
    package var appSecret = "0123456789abcdef0123456789abcdef"
    /// The organisation's number.
    package var organization = "100"
    /// How forms differ from the usual set-up, by form id; a form that is not listed uses `FormRule()`.
    package var formRules: [String: FormRule] = [:]

    package init(company: Company) {
        self.company = company
    }
}

/// How a tenant set one form up.
package struct FormRule: Hashable, Sendable {
    /// Whether Save refuses a bill number that exists.
    package var enforcesUniqueNumber = true
    /// Whether the code rule replaces the number that the client sent.
    package var overwritesNumber = false

    package init(enforcesUniqueNumber: Bool = true, overwritesNumber: Bool = false) {
        self.enforcesUniqueNumber = enforcesUniqueNumber
        self.overwritesNumber = overwritesNumber
    }
}
