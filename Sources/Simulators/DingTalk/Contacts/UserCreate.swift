/// `POST /topapi/v2/user/create` (「创建用户」). Mind `unionId` in the answer.
///
/// Where people must accept an invitation first, the answer is 40103 and they are nobody until then.
enum UserCreate: DingTalkEndpoint {
    static let path = "/topapi/v2/user/create"
    static let scope: String? = "qyapi_manage_addresslist"

    static func key(of request: DingTalkRequest) -> String? { request.text("userid") }

    static func perform(
        _ request: DingTalkRequest, _ state: inout DingTalkState, _ step: DingTalkStep
    ) throws(DingTalkRefusal) -> JSON {
        let employee = try state.newEmployee(EmployeeFields(request), step)
        guard employee.departments.allSatisfy({ state.contacts.covers(department: $0, state.world.contactScope) })
        else {
            throw .departmentOutsideScope
        }
        guard !state.world.entryNeedsConsent else {
            state.contacts.invite(employee)
            throw .invitationSent
        }
        state.enter(employee, step)
        return ["result": ["userid": .string(employee.userID), "unionId": .string(employee.unionID)]]
    }
}
