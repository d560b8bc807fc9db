import Seams
import Synchronization

/// Who somebody of DingTalk is in Kingdee: `userid` → staff number → user.
///
/// What was found is remembered for a short time; what was not is asked again, so that a person who was just set up
/// gets in. A user that is forbidden meanwhile is refused by Kingdee itself.
struct PersonDirectory: Sendable {
    private struct Known {
        let account: String
        let until: Timestamp
    }

    /// More people are forgotten all at once: a bound, not a wish.
    private static let knownMax = 20_000

    private let settings: SignOnSettings
    private let dingTalk: DingTalkClient
    private let kingdee: KingdeeClient
    private let calls: SignOnCalls
    private let time: any Time
    private let known = Remembered()

    init(_ parts: FlowParts, _ calls: SignOnCalls) {
        settings = parts.configuration.signOn
        dingTalk = parts.dingTalk
        kingdee = parts.kingdee
        time = parts.time
        self.calls = calls
    }

    /// The account of an employee, whom DingTalk has vouched for just now.
    func account(of userID: String) async throws(SignOnRefused) -> String {
        let now = time.now
        if let found = known.map.withLock({ $0[userID] }), found.until > now { return found.account }
        let account: String
        do throws(SignOnRefused) {
            account = try await find(userID)
        } catch {
            throw SignOnRefused(error.reason, userID: userID, note: error.note)
        }
        known.map.withLock { map in
            if map.count >= PersonDirectory.knownMax { map.removeAll() }
            map[userID] = Known(account: account, until: now + settings.keepFor)
        }
        return account
    }

    private func find(_ userID: String) async throws(SignOnRefused) -> String {
        switch settings.identity {
        case .userID: return try await checked(userID)
        case .table:
            guard let account = settings.accounts[userID] else { throw SignOnRefused(.noAccount) }
            return try await checked(account)
        case .staffNumber: return try await checked(try await staffNumber(of: userID))
        case .kingdeeUser: return try await linked(to: try await staffNumber(of: userID))
        }
    }

    private func staffNumber(of userID: String) async throws(SignOnRefused) -> String {
        let person: DingTalkPerson
        do throws(PlatformFailure) {
            person = try await calls.make(.readPerson) { try await dingTalk.employee(userID) }
        } catch {
            throw SignOnRefused(person: error)
        }
        guard person.isActive else { throw SignOnRefused(.inactivePerson) }
        guard !person.staffNumber.isEmpty else { throw SignOnRefused(.noStaffNumber) }
        return person.staffNumber
    }

    private func checked(_ account: String) async throws(SignOnRefused) -> String {
        guard settings.checksUser else { return account }
        let user: KingdeeUserRecord?
        do throws(PlatformFailure) {
            user = try await calls.make(.findUser) { try await kingdee.user(account: account) }
        } catch {
            throw SignOnRefused(.kingdeeUnavailable, note: "\(error)")
        }
        guard let user else { throw SignOnRefused(.noAccount) }
        guard !user.isForbidden else { throw SignOnRefused(.accountForbidden) }
        return user.account
    }

    private func linked(to staffNumber: String) async throws(SignOnRefused) -> String {
        let users: [KingdeeUserRecord]
        do throws(PlatformFailure) {
            users = try await calls.make(.findUser) {
                try await kingdee.users(linkedTo: staffNumber, by: settings.linkField)
            }
        } catch {
            throw SignOnRefused(.kingdeeUnavailable, note: "\(error)")
        }
        let usable = users.filter { !$0.isForbidden }
        guard usable.count < 2 else { throw SignOnRefused(.ambiguousAccount) }
        guard let user = usable.first else { throw SignOnRefused(users.isEmpty ? .noAccount : .accountForbidden) }
        return user.account
    }

    /// The memory, shared by all copies.
    private final class Remembered: Sendable {
        let map = Mutex<[String: Known]>([:])
    }
}

extension SignOnRefused {
    /// Why a person could not be read.
    init(person failure: PlatformFailure) {
        switch failure {
        case .notFound(let reason): self.init(.unknownPerson, note: reason)
        case .rejected(let reason) where reason.hasPrefix("50002"): self.init(.outsideScope, note: reason)
        default: self.init(.dingTalkUnavailable, note: "\(failure)")
        }
    }

    /// Why a one-time code did not tell who it is.
    init(code failure: PlatformFailure) {
        switch failure {
        case .notFound(let reason): self.init(.unknownPerson, note: reason)
        // 40079: the application may not see this person; 40078, `…authCode.notFound` and the like: the code is over.
        case .rejected(let reason) where reason.hasPrefix("40079"): self.init(.outsideScope, note: reason)
        case .rejected(let reason) where SignOnRefused.isCode(reason): self.init(.codeRefused, note: reason)
        default: self.init(.dingTalkUnavailable, note: "\(failure)")
        }
    }

    private static func isCode(_ reason: String) -> Bool {
        reason.hasPrefix("40078") || reason.hasPrefix("41026")
            || reason.prefix { $0 != ":" }.lowercased().contains("code")
    }
}

/// Calls a platform while a person waits for the page: through the gate, a few times, with short pauses. None of the
/// calls changes anything but a one-time code, so that repeating one is harmless.
struct SignOnCalls: Sendable {
    private static let tries = 3
    private static let pauseMax = Duration.seconds(1)

    let gate: CallGate
    let time: any Time
    /// How long one try may take.
    let limit: Duration

    func make<Value: Sendable>(
        _ operation: PlatformOperation, _ body: @escaping @Sendable () async throws -> Value
    ) async throws(PlatformFailure) -> Value {
        var last = PlatformFailure.notSent("not tried")
        for step in 1...SignOnCalls.tries {
            if let held = gate.admit(operation) {
                last = .notSent("held back: \(held.reason.rawValue)")
                guard step < SignOnCalls.tries else { break }
                await pause(held.until - time.now)
                continue
            }
            switch await gate.call(operation, within: limit, body) {
            case .success(let value): return value
            case .failure(let failure):
                last = failure
                guard failure.mayPass, step < SignOnCalls.tries else { throw failure }
                await pause(gate.retryPause(step: step))
            }
        }
        throw last
    }

    private func pause(_ duration: Duration) async {
        // Cut short only when the person has gone away.
        try? await time.sleep(for: min(max(duration, .zero), SignOnCalls.pauseMax))
    }
}

extension PlatformFailure {
    /// Whether the same call may succeed a moment later.
    fileprivate var mayPass: Bool {
        switch self {
        case .notSent, .outcomeUnknown, .throttled, .transient: true
        case .sessionLost, .logInRefused, .duplicateNumber, .rejected, .notFound: false
        }
    }
}
