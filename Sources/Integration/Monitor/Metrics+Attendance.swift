import Seams

/// The counters of attendance.
extension Metrics {
    /// A page of results was stored.
    func attendanceRead(results: Int, changed: Int) {
        count("rehearsal_attendance_read_total", "", by: results)
        count("rehearsal_attendance_changed_total", "", by: changed)
    }

    /// An attempt to write a result ended.
    func attendanceWrote(_ outcome: String) {
        count("rehearsal_attendance_writes_total", "outcome=\"\(outcome)\"")
    }
}
