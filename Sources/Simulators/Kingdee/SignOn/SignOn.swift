import Seams

/// Judges single sign-on links.
enum SignOn {
    /// Why a link does not let anybody in.
    enum Failure: Error, Hashable, Sendable {
        case unreadable
        case noSuchDataCenter
        case unknownApplication
        case wrongSignature
        case oldSignature
        case outsideWindow
        case unknownUser
        case notAuthorised
        case usedBefore
        case logIn(LogInFailure)
    }

    /// The user whom a link brings; a one-time link is used up.
    static func user(
        of ticket: SignOnTicket, _ access: inout AccessState, at now: Timestamp, linksOnce: Bool = true
    ) throws(Failure) -> KingdeeUser {
        guard ticket.dataCenter == access.acctID else { throw .noSuchDataCenter }
        guard let application = access.application(ticket.application) else { throw .unknownApplication }
        guard ticket.hash == .sha256 || access.behaviour.acceptsOldSignOn else { throw .oldSignature }
        let expected = SortedSignature.make(ticket.signedValues(secret: application.secret), ticket.hash)
        guard ticket.signature == expected else { throw .wrongSignature }
        guard isRecent(ticket, access.behaviour, at: now) else { throw .outsideWindow }
        guard let user = access.user(ticket.account) else { throw .unknownUser }
        guard !user.isDisabled else { throw .logIn(.disabled) }
        guard application.mayLogIn(user.account) else { throw .notAuthorised }
        if linksOnce, ticket.permitCount == "1" || application.hasOneTimeLinks, !access.useLink(ticket.signature) {
            throw .usedBefore
        }
        return user
    }

    private static func isRecent(_ ticket: SignOnTicket, _ behaviour: KingdeeBehaviour, at now: Timestamp) -> Bool {
        guard let sent = Int64(ticket.timestamp) else { return false }
        let (difference, overflow) = now.seconds.subtractingReportingOverflow(sent)
        return !overflow && difference.magnitude <= UInt64(behaviour.signOnWindowSeconds)
    }
}
