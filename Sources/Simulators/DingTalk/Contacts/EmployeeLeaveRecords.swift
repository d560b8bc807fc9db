import Seams

/// `GET /v1.0/contact/empLeaveRecords`: who left in a period of at most 365 days (「查询离职记录列表」). `nextToken` is `0`
/// at first, then opaque; it is absent on the last page, about which the page says nothing.
enum EmployeeLeaveRecords: DingTalkEndpoint {
    static let method = "GET"
    static let path = "/v1.0/contact/empLeaveRecords"

    static func perform(
        _ request: DingTalkRequest, _ state: inout DingTalkState, _ step: DingTalkStep
    ) throws(DingTalkRefusal) -> JSON {
        guard let start = InternetTime.time(try request.requiredText("startTime")) else {
            throw request.invalid("startTime")
        }
        let endText = request.text("endTime")
        guard let end = endText.map(InternetTime.time) ?? step.now, start <= end else {
            throw request.invalid("endTime")
        }
        guard end.seconds - start.seconds <= 365 * 86_400 else { throw request.invalid("endTime") }
        let size = try request.integer("maxResults") ?? 50
        guard (1...50).contains(size) else { throw request.invalid("maxResults") }
        let leavers = state.contacts.leavers
        let first = try place(request, in: leavers) ?? leavers.index(from: start)
        let last = leavers.index(from: end + .nanoseconds(1))
        let slice = first < last ? leavers.all[first..<min(last, first + Int(size))] : []
        let records = slice.map { leaver -> JSON in
            [
                "userId": .string(leaver.employee.userID), "name": .string(leaver.employee.name),
                "stateCode": .string(leaver.employee.profile.stateCode), "mobile": .string(leaver.employee.mobile),
                "leaveTime": .string(InternetTime.text(leaver.time)), "leaveReason": .string(leaver.reason.rawValue),
            ]
        }
        let next = first + slice.count
        let token = next < last ? [JSON.Member("nextToken", .string("DCCD\(String(next, radix: 16))"))] : []
        return .object(token + [JSON.Member("records", .array(records))])
    }

    private static func place(
        _ request: DingTalkRequest, in leavers: LeaverList
    ) throws(DingTalkRefusal) -> Int? {
        guard let token = request.text("nextToken"), token != "0" else { return nil }
        guard token.hasPrefix("DCCD"), let place = Int(token.dropFirst(4), radix: 16),
            (0...leavers.all.count).contains(place)
        else { throw request.invalid("nextToken") }
        return place
    }
}
