/// What each metric means: the lines that precede its samples.
enum MetricCatalog {
    /// Names without an entry here get no help line, which Prometheus allows.
    static let help = [
        "rehearsal_ready":
            "1 while the core takes events and works; 0 also while a platform has refused its log-in since the start.",
        "rehearsal_log_in_refused": "Whether a platform refuses the core's log-in: 1 or 0.",
        "rehearsal_items": "Items by state, as stored; counted at most once a second.",
        "rehearsal_lag_seconds": "Age of the oldest item that still has to become something; 0 without any.",
        "rehearsal_breaker_open": "Whether calls of an operation are held back because it kept failing: 1 or 0.",
        "rehearsal_rate_limit_per_second": "Calls per second that the core allows itself after it was throttled.",
        "rehearsal_monitor_streams": "Browsers that follow the live events.",
        "rehearsal_calls_total": "Calls to a platform by operation and outcome.",
        "rehearsal_call_seconds": "How long calls to a platform took.",
        "rehearsal_retries_total": "Retries that were scheduled; exhausted ones wait the longest pause.",
        "rehearsal_events_total": "Events from DingTalk by channel and answer.",
        "rehearsal_intake_ack_seconds": "From an event's arrival until it was stored and could be acknowledged.",
        "rehearsal_items_rested_total": "Items that came to rest, by the state they rest in.",
        "rehearsal_document_seconds": "From an item's first event until its document was audited.",
        "rehearsal_fenced_total": "Workers that found that their item had been taken over.",
        "rehearsal_catch_ups_total": "Listings of approval instances by outcome.",
        "rehearsal_catch_up_items_total": "Items that a listing found and no event had announced.",
        "rehearsal_callbacks_refused_total": "Pushed callbacks that were refused, by reason.",
        "rehearsal_sign_ons_total": "Sign-ons by channel and outcome.",
        "rehearsal_sign_on_seconds": "From a sign-on's last request until it was answered.",
        "rehearsal_directory_writes_total": "Departments and employees written to Kingdee, by kind and verb.",
        "rehearsal_directory_seconds": "From the first news of a person or department until Kingdee showed it.",
        "rehearsal_directory_records_total":
            "Records of the organisation that came to rest or wait, by kind and state.",
        "rehearsal_directory_pages_total": "Pages of DingTalk's contact book that were stored.",
        "rehearsal_directory_found_total": "Differences that a list or a comparison found, and no event had told of.",
        "rehearsal_directory_comparisons_total": "Parts of comparisons of both sides that ended, by part.",
        "rehearsal_stock_changes_total": "Places whose stock fell below its threshold, or recovered.",
        "rehearsal_stock_look_seconds": "How long a look at all stock took.",
        "rehearsal_stock_notifications_total": "Steps of stock alerts' notifications by outcome.",
        "rehearsal_stock_hooks_total": "Calls of the stock hook by answer.",
        "rehearsal_attendance_read_total": "Attendance results that were read from DingTalk.",
        "rehearsal_attendance_changed_total": "Attendance results that were new or corrected.",
        "rehearsal_attendance_writes_total": "Attempts to write attendance results to Kingdee by outcome.",
        "rehearsal_alert_firing": "Alerts that fire, by rule; 0 in a worker that does not look after them.",
        "rehearsal_alert_messages_total": "Messages about alerts in attempts to send them, by receiver and outcome.",
        "process_cpu_seconds_total": "Processor time of the process, user and system.",
        "process_resident_memory_bytes": "Resident memory of the process.",
        "process_open_fds": "Open file descriptors.",
        "process_max_fds": "How many file descriptors may be open.",
        "process_start_time_seconds": "When the process started, in seconds since 1970.",
    ]

    /// The lines before a metric's samples.
    static func head(of name: String, _ type: String) -> [String] {
        let help = help[name].map { ["# HELP \(name) \(escapedHelp($0))"] } ?? []
        return help + ["# TYPE \(name) \(type)"]
    }

    /// A label's value as the text format wants it.
    static func escaped(_ value: String) -> String {
        escapedHelp(value).replacing("\"", with: "\\\"")
    }

    private static func escapedHelp(_ text: String) -> String {
        text.replacing("\\", with: "\\\\").replacing("\n", with: "\\n")
    }
}
