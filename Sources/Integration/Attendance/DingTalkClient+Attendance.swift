import HTTPTypes
import Seams

/// Attendance (考勤), old API family, root style: no `result` wrapper.
extension DingTalkClient {
    /// The platform's bounds of one call (《获取打卡结果》): people, days, and results a page.
    enum AttendanceLimits {
        static let people = 50
        static let days = 7
        static let page = 50
    }

    /// A page of results: `POST /attendance/list`. Who did not punch is there as `NotSigned`; unknown people are not there.
    ///
    /// - Parameters:
    ///   - first: the first workday, and `last` the last, at most seven days with both.
    ///   - users: at most 50 userids.
    func attendance(
        from first: Int, through last: Int, of users: [String], offset: Int
    ) async throws(PlatformFailure) -> (results: [JSONValue], hasMore: Bool) {
        guard let base = BaseURL(settings.oapiURL) else { throw settings.misplaced(settings.oapiURL) }
        let body: JSONValue = .members([
            "workDateFrom": .string(ShanghaiTime.text(ShanghaiTime.midnight(first))),
            "workDateTo": .string(ShanghaiTime.text(ShanghaiTime.midnight(last))),
            "userIdList": .array(users.map { .string($0) }), "offset": .number(String(offset)),
            "limit": .number(String(AttendanceLimits.page)), "isI18n": false,
        ])
        let reply = try await withToken(isWrite: false) { token in
            base.call(
                .post, "attendance/list?access_token=\(PercentEncoding.encode(token))", json: body.jsonText)
        }
        guard let results = reply["recordresult"]?.elements else {
            throw .outcomeUnknown("the attendance's reply has no recordresult")
        }
        return (results, reply["hasMore"]?.flag ?? false)
    }
}
