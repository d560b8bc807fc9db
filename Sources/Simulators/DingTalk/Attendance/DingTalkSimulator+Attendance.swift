package import Seams

/// What a harness does at the clock, and what it wants to know of it.
extension DingTalkSimulator {
    /// Somebody punches, now or at a time that is over (补卡).
    ///
    /// - Throws: `ControlError` when there is no such person.
    package func punch(_ userID: String, at time: Timestamp) throws(ControlError) {
        try step { (state, step) throws(ControlError) in
            try state.punch(Punch(id: state.attendance.nextNumber(), userID: userID, time: time), step)
        }
    }

    /// The result of each planned punch of everybody by now, from the workday `first` through `last` (days since 1970 in
    /// Asia/Shanghai), as `attendance/list` would show them.
    package func attendanceResults(from first: Int64, through last: Int64) -> [AttendanceResult] {
        step { state, step in
            let schedule = AttendanceSchedule(state, at: step.now)
            guard let days = schedule.days(first, last) else { return [] }
            return state.contacts.employees.flatMap { employee in
                days.flatMap { schedule.checks(of: employee.userID, on: $0) }.map { check in
                    AttendanceResult(
                        userID: check.userID, staffNumber: employee.staffNumber, day: check.day,
                        checkType: check.type.rawValue, planned: check.base, checked: check.punch?.time,
                        timeResult: check.timeResult, locationResult: check.locationResult,
                        source: check.punch?.source ?? "SYSTEM")
                }
            }
        }
    }
}

/// The result of a planned punch.
package struct AttendanceResult: Hashable, Sendable {
    package var userID: String
    package var staffNumber: String
    /// Days since 1970-01-01 in Asia/Shanghai.
    package var day: Int64
    /// `OnDuty` or `OffDuty`.
    package var checkType: String
    package var planned: Timestamp
    /// Nil for who did not punch.
    package var checked: Timestamp?
    package var timeResult: String
    package var locationResult: String
    package var source: String
}
