import HTTPTypes
import Seams

/// The contact book: people and departments, old API family (the reference's section 2).
extension DingTalkClient {
    /// How many people one page of a department has at most (《获取部门用户详情》).
    static let peoplePage = 100

    /// What DingTalk says of a person: `POST /topapi/v2/user/get`.
    ///
    /// - Throws: `notFound` for somebody who left, or never was there.
    func contact(_ userID: String) async throws(PlatformFailure) -> JSONValue {
        let reply = try await contacts("topapi/v2/user/get", ["userid": .string(userID), "language": "zh_CN"])
        guard let person = reply["result"], person["userid"]?.text == userID else {
            throw .outcomeUnknown("the reply for a person is about somebody else, or nobody")
        }
        return person
    }

    /// What DingTalk says of a department: `POST /topapi/v2/department/get`.
    ///
    /// - Throws: `notFound` for one that was removed.
    func department(_ id: String) async throws(PlatformFailure) -> JSONValue {
        let reply = try await contacts("topapi/v2/department/get", ["dept_id": .number(id), "language": "zh_CN"])
        guard let department = reply["result"], department["dept_id"]?.text == id else {
            throw .outcomeUnknown("the reply for department \(id) is about another one, or none")
        }
        return department
    }

    /// The direct sub-departments: `POST /topapi/v2/department/listsub`, which has no pages.
    func departments(below id: String) async throws(PlatformFailure) -> [JSONValue] {
        let reply = try await contacts("topapi/v2/department/listsub", ["dept_id": .number(id), "language": "zh_CN"])
        guard let departments = reply["result"]?.elements else {
            throw .outcomeUnknown("the departments below \(id) are no list")
        }
        return departments
    }

    /// A page of the direct members of a department: `POST /topapi/v2/user/list`. `next` is nil on the last page.
    func people(
        of department: String, from cursor: Int
    ) async throws(PlatformFailure) -> (people: [JSONValue], next: Int?) {
        let reply = try await contacts(
            "topapi/v2/user/list",
            [
                "dept_id": .number(department), "cursor": .number(String(cursor)),
                "size": .number(String(DingTalkClient.peoplePage)), "order_field": "entry_asc", "language": "zh_CN",
            ])
        guard let result = reply["result"], let people = result["list"]?.elements else {
            throw .outcomeUnknown("the members of department \(department) are no list")
        }
        guard result["has_more"]?.flag == true else { return (people, nil) }
        guard let next = result["next_cursor"]?.text.flatMap({ Int($0) }), next > cursor else {
            throw .outcomeUnknown("the next page of department \(department) leads nowhere")
        }
        return (people, next)
    }

    private func contacts(
        _ target: String, _ body: KeyValuePairs<String, JSONValue>
    ) async throws(PlatformFailure) -> JSONValue {
        guard let base = BaseURL(settings.oapiURL) else { throw settings.misplaced(settings.oapiURL) }
        let text = JSONValue.members(body).jsonText
        return try await withToken(isWrite: false) { token in
            base.call(.post, "\(target)?access_token=\(PercentEncoding.encode(token))", json: text)
        }
    }
}
