import Seams

/// `POST /attendance/listRecord`: what people really punched within seven days, without pages (「获取打卡详情」). Exact times
/// count. Who did not punch is not there; punches that do not count are, with `isLegal` `N`.
enum AttendanceListRecord: DingTalkEndpoint {
    static let path = "/attendance/listRecord"

    static func perform(
        _ request: DingTalkRequest, _ state: inout DingTalkState, _ step: DingTalkStep
    ) throws(DingTalkRefusal) -> JSON {
        let users = try AttendanceArguments.users("userIds", of: request)
        let from = try AttendanceArguments.time("checkDateFrom", of: request)
        let end = try AttendanceArguments.time("checkDateTo", of: request)
        guard from <= end else { throw request.invalid("checkDateTo") }
        guard end.seconds - from.seconds <= 7 * 86_400 else { throw .attendanceSpanTooLong }
        let schedule = AttendanceSchedule(state, at: step.now)
        guard let days = schedule.days(ShanghaiTime.day(from), ShanghaiTime.day(end)) else {
            return ["recordresult": []]
        }
        let oldest = step.now - AttendanceSchedule.kept
        var rows: [JSON] = []
        for user in users {
            for day in days {
                let checks = schedule.checks(of: user, on: day)
                let punches = schedule.punches(of: user, on: day).filter {
                    $0.time >= max(from, oldest) && $0.time <= end
                }
                rows += punches.map { row($0, day, checks, schedule.rule, state.world.corpID) }
            }
        }
        return ["recordresult": .array(rows)]
    }

    /// A discarded punch lacks `checkType`, `timeResult` and the group; one without a plan lacks the plan.
    private static func row(
        _ punch: Punch, _ day: Int64, _ checks: [AttendanceSchedule.Check], _ rule: AttendanceRule, _ corpID: String
    ) -> JSON {
        var members = [
            JSON.Member("id", .number(punch.id)), JSON.Member("userId", .string(punch.userID)),
            JSON.Member("corpId", .string(corpID)),
            JSON.Member("workDate", .number(AttendanceSchedule.midnight(day).milliseconds)),
            JSON.Member("sourceType", .string(punch.source)), JSON.Member("locationResult", .string(punch.location)),
            JSON.Member("userCheckTime", .number(punch.time.milliseconds)),
        ]
        if punch.isLegal, let check = checks.first(where: { $0.punch == punch }) {
            members += [
                JSON.Member("checkType", .string(check.type.rawValue)),
                JSON.Member("timeResult", .string(check.timeResult)),
                JSON.Member("baseCheckTime", .number(check.base.milliseconds)),
                JSON.Member("planCheckTime", .number(check.base.milliseconds)),
                JSON.Member("planId", .number(check.planID)), JSON.Member("groupId", .number(rule.groupID)),
                JSON.Member("classId", .number(rule.classID)),
            ]
        }
        members += [
            JSON.Member("userLatitude", .number(punch.latitude)),
            JSON.Member("userLongitude", .number(punch.longitude)),
            JSON.Member("userAccuracy", 65), JSON.Member("userAddress", .string(punch.address)),
            JSON.Member("locationMethod", "MAP"), JSON.Member("baseAddress", "示例科技园1号楼"),
            JSON.Member("deviceSN", .string(punch.deviceSN)), JSON.Member("isLegal", punch.isLegal ? "Y" : "N"),
            JSON.Member("bizId", .string(String(punch.id))),
            JSON.Member("gmtCreate", .number(punch.time.milliseconds)),
            JSON.Member("gmtModified", .number(punch.time.milliseconds)),
        ]
        if !punch.outsideRemark.isEmpty { members.append(JSON.Member("outsideRemark", .string(punch.outsideRemark))) }
        if let instance = punch.instance { members.append(JSON.Member("procInstId", .string(instance))) }
        if let type = punch.invalidType {
            members.append(JSON.Member("invalidRecordType", .string(type)))
            members.append(JSON.Member("invalidRecordMsg", .string(punch.invalidMessage)))
        }
        return .object(members)
    }
}
