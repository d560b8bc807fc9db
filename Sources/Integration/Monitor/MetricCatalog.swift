/// What each metric means: the lines that precede its samples.
enum MetricCatalog {
    /// Names without an entry here get no help line, which Prometheus allows.
    static let help = [
        "rehearsal_ready": "Whether the core takes events and works: 1 or 0.",
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
