import Seams

/// `GET /v1.0/hrm/employees/dimissionInfos?userIdList=["…"]`: how people left, at most 50 (「批量获取员工离职信息」). Mind
/// snake_case inside a camelCase answer. Who did not leave is not in it.
enum EmployeeDimissionInfos: DingTalkEndpoint {
    static let method = "GET"
    static let path = "/v1.0/hrm/employees/dimissionInfos"
    static let scope: String? = "qyapi_hrm_read_user"

    static func perform(
        _ request: DingTalkRequest, _ state: inout DingTalkState, _ step: DingTalkStep
    ) throws(DingTalkRefusal) -> JSON {
        let ids = request.list("userIdList")
        guard !ids.isEmpty else { throw request.missing("userIdList") }
        guard ids.count <= 50 else { throw request.invalid("userIdList") }
        let infos = ids.compactMap { id -> JSON? in
            guard state.contacts.employee(id) == nil, let leaver = state.contacts.leavers.leaver(id) else { return nil }
            return info(leaver)
        }
        return ["result": .array(infos)]
    }

    private static func info(_ leaver: LeaverList.Leaver) -> JSON {
        let departments = leaver.employee.departments.map { id -> JSON in
            ["dept_path": .string(leaver.mainDepartment), "dept_id": .number(id)]
        }
        return [
            "userId": .string(leaver.employee.userID), "lastWorkDay": .number(leaver.time.milliseconds),
            "deptList": .array(departments), "reasonMemo": "", "preStatus": 3, "handoverUserId": "", "status": 2,
            "mainDeptName": .string(leaver.mainDepartment), "mainDeptId": .number(leaver.employee.department),
            "voluntaryReason": [], "passiveReason": [],
        ]
    }
}
