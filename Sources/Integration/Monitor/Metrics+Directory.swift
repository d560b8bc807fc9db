import Seams

/// The organisation's counters.
extension Metrics {
    /// A record was written to Kingdee.
    func directoryWrote(_ kind: DirectoryKind, _ verb: String) {
        count("rehearsal_directory_writes_total", "kind=\"\(kind.rawValue)\",verb=\"\(verb)\"")
    }

    /// Kingdee holds what DingTalk says, `after` the first news of it.
    func directoryInStep(_ kind: DirectoryKind, after: Duration) {
        observe("rehearsal_directory_seconds", "kind=\"\(kind.rawValue)\"", after)
    }

    /// A record came to rest, or waits.
    func directoryRested(_ kind: DirectoryKind, _ state: DirectoryState) {
        count("rehearsal_directory_records_total", "kind=\"\(kind.rawValue)\",state=\"\(state.rawValue)\"")
    }

    /// A page of DingTalk's list was stored.
    func directoryListed(changed: Int) {
        count("rehearsal_directory_pages_total", "")
        count("rehearsal_directory_found_total", "by=\"list\"", by: changed)
    }

    /// A part of a comparison ended.
    func directoryCompared(_ part: String, changed: Int) {
        count("rehearsal_directory_comparisons_total", "part=\"\(part)\"")
        count("rehearsal_directory_found_total", "by=\"comparison\"", by: changed)
    }
}
