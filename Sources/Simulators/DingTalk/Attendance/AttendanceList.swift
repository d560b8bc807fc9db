import Seams

/// `POST /attendance/list`: the result of each scheduled punch of at most seven days and 50 people (「获取打卡结果」). No
/// `result` wrapper. Who did not punch is there as `NotSigned`; unknown userids are simply not there.
enum AttendanceList: DingTalkEndpoint {
    static let path = "/attendance/list"

    static func perform(
        _ request: DingTalkRequest, _ state: inout DingTalkState, _ step: DingTalkStep
    ) throws(DingTalkRefusal) -> JSON {
        let first = ShanghaiTime.day(try AttendanceArguments.time("workDateFrom", of: request))
        let last = ShanghaiTime.day(try AttendanceArguments.time("workDateTo", of: request))
        guard first <= last else { throw request.invalid("workDateTo") }
        guard last - first < 7 else { throw .attendanceSpanTooLong }
        let users = try AttendanceArguments.users("userIdList", of: request)
        let offset = try request.requiredInteger("offset")
        let limit = try request.requiredInteger("limit")
        guard offset >= 0 else { throw .outOfBounds("offset") }
        guard (1...50).contains(limit) else { throw .outOfBounds("limit") }
        let schedule = AttendanceSchedule(state, at: step.now)
        var checks: [AttendanceSchedule.Check] = []
        if let days = schedule.days(first, last) {
            for user in users { checks += days.flatMap { schedule.checks(of: user, on: $0) } }
        }
        let start = Int(clamping: min(offset, Int64(checks.count)))
        let page = checks.dropFirst(start).prefix(Int(limit))
        return [
            "hasMore": .bool(start + page.count < checks.count),
            "recordresult": .array(page.map { row($0, groupID: schedule.rule.groupID) }),
        ]
    }

    /// Who did not punch has the planned time as `userCheckTime`, from `SYSTEM`, and no `recordId`.
    private static func row(_ check: AttendanceSchedule.Check, groupID: Int64) -> JSON {
        var members = [
            JSON.Member(
                "id", .number(AttendanceSchedule.number("result", check.userID, check.day, check.type)))
        ]
        if let punch = check.punch { members.append(JSON.Member("recordId", .number(punch.id))) }
        members += [
            JSON.Member("planId", .number(check.planID)), JSON.Member("groupId", .number(groupID)),
            JSON.Member("userId", .string(check.userID)),
            JSON.Member("workDate", .number(AttendanceSchedule.midnight(check.day).milliseconds)),
            JSON.Member("checkType", .string(check.type.rawValue)),
            JSON.Member("baseCheckTime", .number(check.base.milliseconds)),
            JSON.Member("userCheckTime", .number((check.punch?.time ?? check.base).milliseconds)),
            JSON.Member("timeResult", .string(check.timeResult)),
            JSON.Member("locationResult", .string(check.locationResult)),
            JSON.Member("sourceType", .string(check.punch?.source ?? "SYSTEM")),
        ]
        if let instance = check.punch?.instance { members.append(JSON.Member("procInstId", .string(instance))) }
        return .object(members)
    }
}

/// The arguments that both attendance calls read alike.
enum AttendanceArguments {
    /// `yyyy-MM-dd HH:mm:ss` in Asia/Shanghai.
    static func time(_ name: String, of request: DingTalkRequest) throws(DingTalkRefusal) -> Timestamp {
        guard let time = ShanghaiTime.time(try request.requiredText(name)) else { throw .timeFormatWrong }
        return time
    }

    /// 1 to 50 userids.
    static func users(_ name: String, of request: DingTalkRequest) throws(DingTalkRefusal) -> [String] {
        guard let value = request.argument(name) else { throw request.missing(name) }
        guard let users = value.array?.compactMap(\.scalarText), !users.isEmpty else { throw request.invalid(name) }
        guard users.count <= 50 else { throw .outOfBounds(name) }
        return users
    }
}
