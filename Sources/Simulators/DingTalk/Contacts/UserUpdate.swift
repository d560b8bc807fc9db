/// `POST /topapi/v2/user/update` (「更新用户信息」). What is not sent stays; `force_update_fields` clears.
enum UserUpdate: DingTalkEndpoint {
    static let path = "/topapi/v2/user/update"
    static let scope: String? = "qyapi_manage_addresslist"

    static func key(of request: DingTalkRequest) -> String? { request.text("userid") }

    static func perform(
        _ request: DingTalkRequest, _ state: inout DingTalkState, _ step: DingTalkStep
    ) throws(DingTalkRefusal) -> JSON {
        let employee = try ContactAnswers.employee(of: request, in: state)
        let fields = EmployeeFields(request)
        if let mobile = try fields.mobile(), mobile.number != employee.mobile { throw .mobileMismatch }
        let owned = ["title", "dept_id_list", "dept_title_list", "dept_position_list"]
        if state.world.isOwnedByHR, owned.contains(where: { fields.value($0) != nil }) { throw .ownedByHR }
        let departments = try fields.departments(in: state.contacts)
        let cleared = request.list("force_update_fields")
        try state.change(employee.userID, step) { (employee) throws(DingTalkRefusal) in
            if let departments { employee.move(to: departments) }
            if cleared.contains("manager_userid") { employee.profile.manager = nil }
            try fields.fill(&employee)
        }
        return [:]
    }
}
