import Seams

/// What becomes of one alert after a look at everything.
enum AlertChange: Hashable, Sendable {
    /// A condition that was not so before; with `isFiring` it is told at once.
    case open(AlertCondition, isFiring: Bool)
    /// It has held for long enough.
    case fire(Alert, detail: String)
    /// It fires, and nobody was told yet, because it was silenced.
    case tell(Alert, detail: String)
    /// It is told again.
    case again(Alert, detail: String)
    /// Nothing is told; something about it is another now.
    case note(Alert, quiet: Timestamp?, detail: String)
    case over(Alert, ended: Timestamp)
    /// It did not hold for long enough: nobody ever hears of it.
    case forget(Alert)
}

/// Decides what becomes of alerts: pending, firing, over. Knows no store and no clock.
struct AlertPlan: Sendable {
    let settings: AlertSettings

    private static let clearMax = Duration.seconds(3600)

    /// The changes, in the order of `findings`, then of `open`.
    func changes(_ open: [Alert], _ findings: AlertFindings, at now: Timestamp) -> [AlertChange] {
        var known: [Key: Alert] = [:]
        for alert in open { known[Key(alert.rule, alert.subject)] = alert }
        var seen: Set<Key> = []
        var changes: [AlertChange] = []
        for condition in findings.conditions where seen.insert(Key(condition.rule, condition.subject)).inserted {
            if let alert = known[Key(condition.rule, condition.subject)] {
                if let change = change(of: alert, condition, at: now) { changes.append(change) }
            } else {
                let isFiring = now - condition.since >= settings[condition.rule].holdFor
                changes.append(.open(condition, isFiring: isFiring))
            }
        }
        for alert in open where !seen.contains(Key(alert.rule, alert.subject)) {
            guard !findings.unknown.contains(alert.rule) else { continue }
            // A rule that was switched off does not say that all is well again.
            let change = settings[alert.rule].isOn ? change(ofGone: alert, at: now) : .forget(alert)
            if let change { changes.append(change) }
        }
        return changes
    }

    private func change(of alert: Alert, _ condition: AlertCondition, at now: Timestamp) -> AlertChange? {
        switch alert.state {
        case .over: return nil
        case .pending:
            guard now - alert.since >= settings[alert.rule].holdFor else { return nil }
            return .fire(alert, detail: condition.detail)
        case .firing:
            if !alert.isSilenced(at: now) {
                guard let told = alert.told else { return .tell(alert, detail: condition.detail) }
                if alert.acknowledgedBy == nil, now - told >= settings.repeatEvery {
                    return .again(alert, detail: condition.detail)
                }
            }
            guard alert.quiet != nil || alert.detail != condition.detail else { return nil }
            return .note(alert, quiet: nil, detail: condition.detail)
        }
    }

    private func change(ofGone alert: Alert, at now: Timestamp) -> AlertChange? {
        guard alert.state == .firing else { return .forget(alert) }
        let wait = min(settings.clearFor * (1 << min(alert.relapses, 20)), max(AlertPlan.clearMax, settings.clearFor))
        guard let quiet = alert.quiet else {
            return wait == .zero ? .over(alert, ended: now) : .note(alert, quiet: now, detail: alert.detail)
        }
        return now - quiet >= wait ? .over(alert, ended: quiet) : nil
    }

    private struct Key: Hashable {
        var rule: AlertRule
        var subject: String

        init(_ rule: AlertRule, _ subject: String) {
            self.rule = rule
            self.subject = subject
        }
    }
}
