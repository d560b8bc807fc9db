import Seams

/// The counters of stock alerts.
extension Metrics {
    /// Stock fell below its threshold, or recovered.
    func stockChanged(breaches: Int, recoveries: Int) {
        count("rehearsal_stock_changes_total", "change=\"breach\"", by: breaches)
        count("rehearsal_stock_changes_total", "change=\"recovery\"", by: recoveries)
    }

    /// All stock was looked at.
    func stockLooked(took: Duration) {
        observe("rehearsal_stock_look_seconds", "", took)
    }

    /// A step of a stock alert's notification ended.
    func stockNotified(_ outcome: String) {
        count("rehearsal_stock_notifications_total", "outcome=\"\(outcome)\"")
    }

    /// A stock hook was answered.
    func stockHook(_ answer: String) {
        count("rehearsal_stock_hooks_total", "answer=\"\(answer)\"")
    }
}
