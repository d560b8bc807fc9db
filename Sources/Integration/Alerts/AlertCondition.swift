import Seams

/// Something that is so right now, and that a rule wants told.
struct AlertCondition: Hashable, Sendable {
    var rule: AlertRule
    /// What it is about; with the rule it tells one alert from another. Empty where a rule has one subject only.
    var subject: String
    /// Since when it is so, as far as that is known.
    var since: Timestamp
    /// More about it, without personal fields and secrets.
    var detail: String
}

/// What a look at everything found.
struct AlertFindings: Hashable, Sendable {
    var conditions: [AlertCondition] = []
    /// Rules of which nothing can be said at the moment: their alerts stay as they are.
    var unknown: Set<AlertRule> = []
}

/// What the rules are judged by: gathered by `AlertWatch`, judged without looking anywhere else.
struct AlertEvidence: Hashable, Sendable {
    /// Something that waits for a person.
    struct Case: Hashable, Sendable {
        var subject: String
        var since: Timestamp
        var reason: String
    }

    /// Approvals that a listing found after the last event had come.
    struct Unannounced: Hashable, Sendable {
        var count: Int
        /// When the first and the last of them were found.
        var first: Timestamp
        var last: Timestamp
    }

    /// The oldest ones, at most so many: a thousand messages about a thousand items help nobody.
    static let casesMax = 50

    var dead: [Case] = []
    var deadCount = 0
    var undecided: [Case] = []
    var conflicts: [Case] = []
    var oldest: Timestamp?
    /// How each worker stands.
    var workers: [WorkerStanding] = []
    var unannounced: Unannounced?
    /// The room left on the store's disk in bytes, as far as that is known.
    var bytesFree: Int?
    /// What is wrong with the audit log; nil as long as it was not looked at whole.
    var audit: [String]?
    /// Log-ins to the monitor that failed in the last ten minutes, on all workers.
    var failedLogIns = 0

    /// What the rules say of it.
    func findings(_ settings: AlertSettings, at now: Timestamp) -> AlertFindings {
        var findings = AlertFindings()
        let words = AlertWords(settings.language)
        func add(_ rule: AlertRule, _ subject: String, since: Timestamp, _ detail: String) {
            findings.conditions.append(
                AlertCondition(rule: rule, subject: subject, since: since, detail: words.plain(detail)))
        }
        for one in dead { add(.deadLetter, one.subject, since: one.since, one.reason) }
        if deadCount > settings[.deadLetters].count {
            add(.deadLetters, "", since: now, words.deadLetters(deadCount, above: settings[.deadLetters].count))
        }
        for one in undecided { add(.decisionNeeded, one.subject, since: one.since, one.reason) }
        for one in conflicts { add(.conflictHeld, one.subject, since: one.since, one.reason) }
        for one in workers.logIns {
            add(.logInRefused, one.platform.rawValue, since: one.since, words.logIn(one.reason))
        }
        // A refused log-in opens breakers too, and says more.
        for platform in PlatformName.allCases where platform != .webHook {
            if settings[.logInRefused].isOn, workers.logIns.contains(where: { $0.platform == platform }) { continue }
            let open = workers.breakers.filter { $0.operation.platform == platform }
            guard let since = open.map(\.since).min() else { continue }
            add(.breakerOpen, platform.rawValue, since: since, words.breaker(open.map(\.operation.rawValue).sorted()))
        }
        if let oldest, now - oldest > settings[.deliveryLag].age {
            add(.deliveryLag, "", since: oldest + settings[.deliveryLag].age, words.lag(since: oldest))
        }
        for one in workers.calls {
            let (all, rule) = (one.succeeded + one.failed, settings[.apiSuccess])
            guard all >= rule.callsMin, one.succeeded * 100 < rule.percent * all else { continue }
            add(.apiSuccess, one.platform.rawValue, since: now, words.success(one.succeeded, of: all, rule))
        }
        if let streamDown = workers.streamDown { add(.streamDown, "", since: streamDown, words.stream) }
        for one in workers.failing { add(.loopFailing, one.loop, since: one.since, one.reason) }
        if let audit {
            if let first = audit.first { add(.auditBroken, "", since: now, first) }
        } else {
            findings.unknown.insert(.auditBroken)
        }
        let silence = settings[.eventsSilent]
        // One listing after a pause finds many at once; that they keep turning up tells that no event comes. While the
        // stream is down none can.
        if workers.streamDown != nil {
            findings.unknown.insert(.eventsSilent)
        } else if let unannounced, unannounced.count >= silence.count {
            let since = Swift.max(unannounced.first, workers.listeningSince ?? unannounced.first)
            if unannounced.last - since >= silence.holdFor {
                add(.eventsSilent, "", since: since, words.silence(unannounced.count, since: unannounced.first))
            }
        }
        if let bytesFree, bytesFree / 1_048_576 < settings[.diskLow].mebibytes {
            add(.diskLow, "", since: now, words.room(bytesFree, below: settings[.diskLow].mebibytes))
        }
        if failedLogIns > settings[.logInFailures].count {
            add(.logInFailures, "", since: now, words.failedLogIns(failedLogIns))
        }
        findings.conditions.removeAll { !settings[$0.rule].isOn }
        return findings
    }
}
