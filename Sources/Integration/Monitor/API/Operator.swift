/// A person, or a program, that uses the monitor.
package struct Operator: Hashable, Sendable {
    /// The name in the audit log.
    package var name: String
    package var role: Role

    /// Anybody on this machine, as long as nobody is set up to log in: sees what is going on, and nothing of what is in it.
    static let anonymous = Operator(name: "anonymous", role: .viewer)

    package init(name: String, role: Role) {
        self.name = name
        self.role = role
    }
}

/// What an operator is.
package enum Role: String, CaseIterable, Codable, Sendable {
    /// Sees the flow of items, charts and logs, with personal fields masked.
    case viewer
    /// Also mends, replays and decides.
    case `operator`
    /// Also changes settings and users.
    case administrator
    /// Sees the audit log and everything a viewer sees; decides nothing.
    case auditor

    /// Whether the role may do what `permission` names.
    package func allows(_ permission: Permission) -> Bool {
        switch permission {
        case .look: true
        case .decide, .seePersonalFields: self == .operator || self == .administrator
        case .administer: self == .administrator
        case .audit: self == .auditor || self == .administrator
        }
    }
}

/// What a request to the operator API may need.
package enum Permission: String, CaseIterable, Sendable {
    case look
    case decide
    case seePersonalFields
    case administer
    case audit
}
