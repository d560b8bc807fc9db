import Seams
import Synchronization

/// Keeps invented sign-ons from DingTalk, which would deny us for them, and from filling the audit log.
///
/// Refusals are counted, never those who come in: at nine o'clock hundreds come from one address. Anybody gets a state by
/// asking for the first page, so that a state proves nothing.
final class SignOnGuard: Sendable {
    /// Refusals that stand in no line of their own in the audit log.
    struct Unlisted: Hashable, Sendable {
        var count = 0
        var addresses: Set<String> = []
        var since: Timestamp
    }

    /// Guesses of one address within a minute, after which nothing of it is looked at any more.
    static let guessesOfOneMax = 100
    /// Guesses within a minute after which whoever guessed before is not looked at any more, and refusals after which the
    /// audit log gets no line for each.
    static let perMinute = 600
    /// More addresses than these are a flood in any case.
    private static let addressesMax = 10_000

    private struct State {
        var minute: Int64 = 0
        var refusals = 0
        var guesses = 0
        var guessesOf: [String: Int] = [:]
        var unlisted: Unlisted?
    }

    private let state = Mutex(State())

    /// Whether nothing from this address is looked at until the minute is over.
    func isBlocked(_ address: String, at now: Timestamp) -> Bool {
        state.withLock { state in
            SignOnGuard.turn(&state, at: now)
            let own = state.guessesOf[address] ?? 0
            guard state.guesses < SignOnGuard.perMinute else {
                return own > 0 || address.isEmpty || state.guessesOf.count >= SignOnGuard.addressesMax
            }
            return own >= SignOnGuard.guessesOfOneMax && !address.isEmpty
        }
    }

    /// Notes a refusal. Returns whether the audit log is to have a line for it alone; the others are summed up.
    ///
    /// - Parameter isGuess: whether what was sent may have been invented: not the case where a person is known, or a system
    ///   does not answer.
    func refused(_ address: String, isGuess: Bool, at now: Timestamp) -> Bool {
        state.withLock { state in
            SignOnGuard.turn(&state, at: now)
            state.refusals += 1
            if isGuess {
                state.guesses += 1
                if state.guessesOf.count < SignOnGuard.addressesMax { state.guessesOf[address, default: 0] += 1 }
            }
            guard state.refusals > SignOnGuard.perMinute else { return true }
            SignOnGuard.sumUp(address, &state, at: now)
            return false
        }
    }

    /// Notes an attempt that was not looked at. Returns whether it is the first one since the last sum.
    func turnedAway(_ address: String, at now: Timestamp) -> Bool {
        state.withLock { state in
            defer { SignOnGuard.sumUp(address, &state, at: now) }
            return state.unlisted == nil
        }
    }

    /// What is to be summed up, which is forgotten here.
    func takeUnlisted() -> Unlisted? {
        state.withLock { state in
            defer { state.unlisted = nil }
            return state.unlisted
        }
    }

    /// Puts back what could not be stored.
    func putBack(_ unlisted: Unlisted) {
        state.withLock { state in
            var sum = unlisted
            sum.count += state.unlisted?.count ?? 0
            sum.addresses.formUnion(state.unlisted?.addresses ?? [])
            state.unlisted = sum
        }
    }

    private static func sumUp(_ address: String, _ state: inout State, at now: Timestamp) {
        var unlisted = state.unlisted ?? Unlisted(since: now)
        unlisted.count += 1
        if unlisted.addresses.count < addressesMax { unlisted.addresses.insert(address) }
        state.unlisted = unlisted
    }

    private static func turn(_ state: inout State, at now: Timestamp) {
        let minute = now.seconds / 60
        guard state.minute != minute else { return }
        (state.minute, state.refusals, state.guesses, state.guessesOf) = (minute, 0, 0, [:])
    }
}
