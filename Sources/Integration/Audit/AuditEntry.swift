package import Seams

/// Something that must be provable later: an effect on a platform, a sign-on, an operator's action.
package struct AuditEntry: Hashable, Sendable {
    package enum Kind: String, CaseIterable, Codable, Sendable {
        /// Something was written to a platform.
        case effect
        /// Somebody signed on, or tried to.
        case signOn = "sign-on"
        /// An operator did something.
        case operation
        /// The core itself: started, stopped, read a new mapping.
        case system
    }

    package var at: Timestamp
    package var kind: Kind
    /// Who: an operator's name, a `userid`, or `core`.
    package var actor: String
    /// What, as a verb and its object, such as `save ER_ExpReimbursement`.
    package var action: String
    /// On what: a bill number, an instance, a person.
    package var subject: String
    /// More about it, without personal fields and secrets.
    package var detail: String

    package init(
        at: Timestamp, kind: Kind, actor: String = "core", action: String, subject: String, detail: String = ""
    ) {
        self.at = at
        self.kind = kind
        self.actor = actor
        self.action = action
        self.subject = subject
        self.detail = detail
    }
}
