import Logging
import Seams

/// The store takes nothing, so that nothing can be put down: what operators are told of it is kept in memory.
struct StoreOutage: Hashable, Sendable {
    /// The messages about it have this number; others come from the store.
    static let alert: Int64 = 0

    let since: Timestamp
    var reason: String
    /// When each receiver was told last, and how often.
    private(set) var told: [AlertReceiver: Timestamp] = [:]
    private(set) var rounds: [AlertReceiver: Int] = [:]
    /// Attempts in a row that failed.
    private(set) var failures = 0
    private var nextTry: Timestamp

    init(reason: String, since: Timestamp) {
        self.reason = reason
        self.since = since
        nextTry = since
    }

    var isTold: Bool { !told.isEmpty }

    /// Who is to be told now.
    func due(_ settings: AlertSettings, at now: Timestamp) -> [AlertReceiver] {
        let rule = settings[.storeFailing]
        guard rule.isOn, now - since >= rule.holdFor, now >= nextTry else { return [] }
        return settings.receivers.filter { receiver in
            told[receiver].map { now - $0 >= settings.repeatEvery } ?? true
        }
    }

    mutating func wasTold(by receiver: AlertReceiver, at now: Timestamp) {
        told[receiver] = now
        rounds[receiver, default: 0] += 1
        failures = 0
    }

    mutating func wasNotTold(nextTry: Timestamp) {
        failures += 1
        self.nextTry = nextTry
    }

    /// The alert as messages show it.
    func alert(_ words: AlertWords) -> Alert {
        Alert(
            id: StoreOutage.alert, rule: .storeFailing, subject: "", state: .firing, since: since,
            detail: words.plain(reason))
    }

    /// The number of the next message to a receiver: the same until it was taken.
    func number(to receiver: AlertReceiver) -> String {
        let source = "store-failing\n\(since.nanoseconds)\n\(receiver.rawValue)\n\(rounds[receiver] ?? 0)"
        return "AM" + DocumentNumber.text(of: source, digits: 20)
    }
}

extension StoreOutage? {
    /// The outage with its newest reason; one that begins now where there was none.
    func noting(_ reason: String, at now: Timestamp) -> StoreOutage {
        var outage = self ?? StoreOutage(reason: reason, since: now)
        outage.reason = reason
        return outage
    }
}

extension AlertSender {
    /// Tells of the outage whom it is time to tell. What a receiver did not take is sent again, with the same number.
    func tell(_ outage: StoreOutage) async -> StoreOutage {
        var outage = outage
        let words = AlertWords(settings.language)
        let alert = outage.alert(words)
        for receiver in outage.due(settings, at: time.now) {
            let kind: AlertMessage.Kind = outage.rounds[receiver] == nil ? .firing : .again
            let number = outage.number(to: receiver)
            let result: Result<Void, PlatformFailure>
            switch receiver {
            case .robot:
                result = await say([words.line(kind, alert, at: time.now)], number: number)
            case .hook:
                let body = HookBody(number: number, kind: kind, alert: alert, at: time.now, settings)
                result = await call(number: number, text: body.text)
            }
            metrics.alertSent(receiver.rawValue, (try? result.get()) == nil ? "later" : "sent", messages: 1)
            switch result {
            case .success: outage.wasTold(by: receiver, at: time.now)
            case .failure(let failure):
                logger.error("nobody was told that the store fails", metadata: ["reason": "\(failure)"])
                outage.wasNotTold(nextTry: max(time.now + AlertSender.spacing, retry(failure, outage.failures)))
            }
        }
        return outage
    }

    private func retry(_ failure: PlatformFailure, _ failures: Int) -> Timestamp {
        let pause = gate.retryPause(step: failures + 1)
        guard case .throttled(_, let retryAfter) = failure else { return time.now + pause }
        return time.now + max(pause, retryAfter)
    }
}

extension AlertStore {
    /// Puts down an outage that was told from memory, once the store works again; so its end is told as that of others.
    ///
    /// - Throws: `LostLeadership`.
    func remember(
        _ outage: StoreOutage, under term: LeadershipTerm, at now: Timestamp, _ words: AlertWords
    ) async throws {
        let alert = outage.alert(words)
        let told = AlertReceiver.allCases.compactMap { outage.told[$0] }
        guard let first = told.min(), let last = told.max() else { return }
        try await database.commit { database in
            try database.require(term)
            let row = try database.row(
                """
                INSERT INTO alerts (rule, subject, state, since, fired, detail, told, last_sent)
                VALUES (?, '', 'firing', ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING RETURNING id
                """,
                [
                    .of(alert.rule.rawValue), .of(outage.since), .of(first), .of(alert.detail), .of(last), .of(last),
                ])
            guard let id = try row?.get(0, as: Int64.self) else { return }
            for receiver in AlertReceiver.allCases where outage.told[receiver] != nil {
                try database.audit(
                    AuditEntry(
                        at: now, kind: .effect, action: "send alert to \(receiver.rawValue)", subject: "A\(id)",
                        detail: "from memory, while the store took nothing: \(alert.detail)"))
            }
        }
    }
}
