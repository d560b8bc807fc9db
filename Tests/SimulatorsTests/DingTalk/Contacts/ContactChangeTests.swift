import HTTPTypes
import Seams
import Testing

@testable import Simulators

/// Creating, changing and deleting people and departments, and the events of it (reference, sections 2.8 to 2.13 and
/// 7.5.1).
@Suite
struct ContactChangeTests {
    let bench = DingTalkBench()
    static let unit: Int64 = 582_976_341

    private func create(_ changes: [String: JSON] = [:]) async throws -> JSON {
        var members: [String: JSON] = [
            "userid": "wang", "name": "王五", "mobile": "13900000001", "dept_id_list": "1,582976341",
        ]
        members.merge(changes) { $1 }
        return try await bench.topapi(
            "v2/user/create", .object(members.sorted { $0.key < $1.key }.map { JSON.Member($0.key, $0.value) }))
    }

    private func person(_ userID: String = "wang") async throws -> JSON {
        try await bench.topapi("v2/user/get", ["userid": .string(userID)])["result"] ?? .null
    }

    private var eventTypes: [String] {
        bench.facts.compactMap { if case .eventCreated(_, let type, _) = $0 { type } else { nil } }
    }

    private func events() -> [PlatformEvent] {
        bench.simulator.step { state, step in
            var events: [PlatformEvent] = []
            while let shot = state.events.takeDue(by: step.now) { events.append(shot.event) }
            return events
        }
    }

    @Test
    func createsSomebodyInSeveralDepartments() async throws {
        let answer = try await create([
            "title": "经理", "email": "w@example.com", "extension": "{\"工号2\":\"A1\"}", "hired_date": 1_597_573_616_828,
            "manager_userid": .string(DingTalkBench.boss), "dept_title_list": [["dept_id": 1, "title": "总监"]],
            "dept_order_list": [["dept_id": 1, "order": 7]],
        ])
        #expect(answer["result"]?["userid"] == "wang")
        #expect(answer["result"]?["unionId"]?.string?.isEmpty == false)
        #expect(answer["result"]?["unionid"] == nil)
        let result = try await person()
        #expect(result["dept_id_list"] == [1, 582_976_341])
        #expect(result["extension"] == "{\"工号2\":\"A1\"}")
        #expect(result["hired_date"] == 1_597_573_616_828)
        #expect(result["manager_userid"] == .string(DingTalkBench.boss))
        #expect(result["dept_position_list"]?.array?.first?["title"] == "总监")
        #expect(result["dept_position_list"]?.array?.first?["is_main"] == true)
        #expect(result["dept_order_list"]?.array?.first == ["dept_id": 1, "order": 7])
        #expect(
            try await bench.topapi("v2/department/listparentbyuser", ["userid": "wang"])["result"]
                == [
                    "parent_list": [
                        ["parent_dept_id_list": [1]], ["parent_dept_id_list": [582_976_341, 1]],
                    ]
                ])
        #expect(eventTypes == ["user_add_org", "user_modify_org"])
        #expect(try await bench.topapi("user/listid", ["dept_id": 1])["result"]?["userid_list"]?.array?.last == "wang")
    }

    @Test(arguments: [
        (#"{"userid":"205937523932471911"}"#, 60102), (#"{"mobile":"123"}"#, 60103),
        (#"{"mobile":"18500000000"}"#, 60104), (#"{"mobile":"+852-61234567"}"#, 0), (#"{"dept_id_list":"9"}"#, 60003),
        (#"{"dept_id_list":"x"}"#, 400002), (#"{"name":""}"#, 40035), (#"{"mobile":""}"#, 40035),
        (#"{"extension":"[1]"}"#, 400002), (#"{"userid":[1]}"#, 0), (#"{"hired_date":"x"}"#, 400002),
        (#"{"name":{"a":1}}"#, 40035),
    ])
    func refusesWrongPeople(change: String, code: Int64) async throws {
        let members = try JSON(parsing: change).members ?? []
        let answer = try await create(Dictionary(uniqueKeysWithValues: members.map { ($0.key, $0.value) }))
        #expect(answer["errcode"]?.integer == code)
        #expect(eventTypes.isEmpty == (code != 0))
    }

    @Test
    func keepsMailAddressesUnique() async throws {
        _ = try await create(["email": "w@example.com"])
        #expect(
            try await create(["userid": "zhao", "mobile": "13900000002", "email": "w@example.com"])["errcode"] == 60106)
        let mine = try await bench.topapi(
            "v2/user/update", ["userid": .string(DingTalkBench.zhang), "email": "w@example.com"])
        #expect(mine["errcode"] == 60106)
    }

    @Test
    func sendsAnInvitationFirst() async throws {
        _ = try await bench.simulator.control("PUT", ["application"], ["entryNeedsConsent": true])
        #expect(try await create()["errcode"] == 40103)
        #expect(try await bench.topapi("v2/user/get", ["userid": "wang"])["errcode"] == 60121)
        #expect(eventTypes.isEmpty)
        _ = try await bench.simulator.control("POST", ["employees", "wang", "accept"], [:])
        #expect(try await person()["name"] == "王五")
        #expect(eventTypes == ["user_add_org", "user_modify_org"])
    }

    @Test
    func updatesAndClears() async throws {
        _ = try await create(["extension": ["a": "1", "b": "2"], "manager_userid": .string(DingTalkBench.boss)])
        func update(_ change: JSON) async throws -> JSON? {
            try await bench.topapi(
                "v2/user/update", .object([JSON.Member("userid", "wang")] + (change.members ?? [])))["errcode"]
        }
        #expect(try await update(["extension": ["b": "3"], "ext_attrs_update_mode": 1]) == 0)
        #expect(try await person()["extension"] == "{\"a\":\"1\",\"b\":\"3\"}")
        #expect(try await update(["extension": ["b": "4"]]) == 0)
        #expect(try await person()["extension"] == "{\"b\":\"4\"}")
        #expect(try await update(["manager_userid": ""]) == 0)
        #expect(try await person()["manager_userid"] != nil)
        #expect(try await update(["force_update_fields": "manager_userid"]) == 0)
        #expect(try await person()["manager_userid"] == nil)
        #expect(try await update(["dept_id_list": "582976341"]) == 0)
        #expect(try await person()["dept_id_list"] == [582_976_341])
        #expect(try await update(["mobile": "13900000009"]) == 40022)
        #expect(try await bench.topapi("v2/user/update", ["userid": "nobody"])["errcode"] == 60121)
        _ = try await bench.simulator.control("PUT", ["application"], ["isOwnedByHR": true])
        #expect(try await update(["title": "x"]) == 12150)
    }

    @Test
    func tellsWhatChanged() async throws {
        _ = try await bench.simulator.control(
            "PATCH", ["employees", DingTalkBench.zhang], ["title": "经理", "job_number": ""])
        let event = try #require(events().first)
        let data = JSON.object(event.data)
        #expect(event.type == "user_modify_org")
        #expect(data["userId"] == [.string(DingTalkBench.zhang)])
        #expect(data["timeStamp"]?.string?.count == 13)
        #expect(data["diffInfo"]?["prev"] == ["jobNumber": "E0002"])
        #expect(data["diffInfo"]?["curr"] == ["title": "经理"])
        let old = event.callbackMessage(corpID: "ding1", showsID: false)
        #expect(old["UserId"] == data["userId"])
        #expect(old["TimeStamp"] == data["timeStamp"])
        #expect(old["CorpId"] == "ding1")
        #expect(old["eventId"] == nil)
        let current = event.callbackMessage(corpID: "ding1", showsID: true)
        #expect(current["userId"] == data["userId"])
        #expect(current["CorpId"] == "ding1")
        #expect(current["eventId"] != nil)
        let failed = event.failedEntry(corpID: "ding1")["user_modify_org"]
        #expect(failed?["userid"] == data["userId"])
        #expect(failed?["corpid"] == "ding1")
        #expect(failed?["bpmsCallBackData"] == nil)
    }

    @Test
    func tellsWhenSomebodyActivatesAndNothingWhenNothingChanged() async throws {
        let path = ["employees", DingTalkBench.zhang]
        _ = try await bench.simulator.control("PATCH", path, ["active": false])
        _ = try await bench.simulator.control("PATCH", path, ["active": true])
        _ = try await bench.simulator.control("PATCH", path, ["active": true])
        #expect(eventTypes == ["user_modify_org", "user_modify_org", "user_active_org"])
        #expect(try await bench.topapi("user/count", ["only_active": true])["result"] == ["count": 3])
    }

    @Test
    func forgetsWhoLeftAndListsThem() async throws {
        let zhang = JSON.string(DingTalkBench.zhang)
        #expect(try await bench.topapi("v2/user/delete", ["userid": zhang])["errcode"] == 0)
        _ = try await bench.simulator.control("DELETE", ["employees", DingTalkBench.qiao], ["reason": "leave"])
        #expect(eventTypes == ["user_leave_org", "user_leave_org"])
        #expect(try await bench.topapi("v2/user/get", ["userid": zhang])["errcode"] == 60121)
        #expect(try await bench.topapi("v2/user/delete", ["userid": zhang])["errcode"] == 60121)
        #expect(try await bench.topapi("v2/user/getbymobile", ["mobile": "18500000000"])["errcode"] == 60121)
        #expect(try await bench.topapi("user/count", ["only_active": false])["result"] == ["count": 1])
        let period = "startTime=2026-01-01T00:00:00Z&endTime=2026-02-01T00:00:00Z"
        let first = try await bench.modern(
            .get, "/v1.0/contact/empLeaveRecords?\(period)&nextToken=0&maxResults=1"
        ).body
        #expect(
            first["records"] == [
                [
                    "userId": zhang, "name": "张三", "stateCode": "86", "mobile": "18500000000",
                    "leaveTime": "2026-01-15T01:30:00Z", "leaveReason": "oapi",
                ]
            ])
        let token = try #require(first["nextToken"]?.string)
        let second = try await bench.modern(
            .get, "/v1.0/contact/empLeaveRecords?\(period)&nextToken=\(token)&maxResults=1"
        ).body
        #expect(second["records"]?.array?.first?["leaveReason"] == "leave")
        #expect(second["nextToken"] == nil)
        let list = try await bench.modern(.get, "/v1.0/hrm/employees/dismissions?nextToken=1&maxResults=30").body
        #expect(list.text == "{\"nextToken\":0,\"hasMore\":false,\"userIdList\":[\"\(DingTalkBench.qiao)\"]}")
        let infos = try await bench.modern(
            .get,
            "/v1.0/hrm/employees/dimissionInfos?userIdList=%5B%22\(DingTalkBench.zhang)%22%2C%22nobody%22%5D"
        ).body
        #expect(infos["result"]?.array?.count == 1)
        #expect(infos["result"]?.array?.first?["status"] == 2)
        #expect(infos["result"]?.array?.first?["deptList"]?.array?.first?["dept_id"] == 582_976_341)
    }

    @Test(arguments: [
        "contact/empLeaveRecords?startTime=2024-01-01T00:00:00Z&endTime=2026-01-01T00:00:00Z",
        "contact/empLeaveRecords?startTime=1678-01-01T00:00:00Z&endTime=2261-01-01T00:00:00Z",
        "contact/empLeaveRecords?startTime=yesterday",
        "contact/empLeaveRecords?startTime=2026-01-01T00:00:00Z&maxResults=51",
        "contact/empLeaveRecords?startTime=2026-01-01T00:00:00Z&nextToken=DCCD-5",
        "hrm/employees/dismissions?maxResults=51", "hrm/employees/dismissions?nextToken=-1",
        "hrm/employees/dimissionInfos",
    ])
    func refusesWrongPages(path: String) async throws {
        let answer = try await bench.modern(.get, "/v1.0/\(path)")
        #expect(answer.status == 400)
        #expect(answer.body["code"] == "invalidParameter")
    }

    @Test
    func managesDepartments() async throws {
        let created = try await bench.topapi(
            "v2/department/create", ["name": "财务部", "parent_id": 1, "dept_permits": "582976341,1"])
        let id = try #require(created["result"]?["dept_id"])
        let path: JSON = ["dept_id": id]
        var shown = try await bench.topapi("v2/department/get", path)["result"]
        #expect(shown?["parent_id"] == 1)
        #expect(shown?["dept_permits"] == [582_976_341, 1])
        let changed = try await bench.topapi(
            "v2/department/update",
            [
                "dept_id": id, "name": "财务中心", "parent_id": 582_976_341,
                "dept_manager_userid_list": .string("\(DingTalkBench.boss),\(DingTalkBench.zhang)"),
            ])
        #expect(changed["errcode"] == 0)
        shown = try await bench.topapi("v2/department/get", path)["result"]
        #expect(shown?["name"] == "财务中心")
        #expect(shown?["dept_manager_userid_list"] == [.string(DingTalkBench.boss), .string(DingTalkBench.zhang)])
        #expect(
            try await bench.topapi("v2/department/listparentbydept", path)["result"]?["parent_id_list"]?.array?.count
                == 3)
        #expect(try await bench.topapi("v2/department/delete", ["dept_id": 582_976_341])["errcode"] == 60005)
        #expect(try await bench.topapi("v2/department/delete", path)["errcode"] == 0)
        #expect(try await bench.topapi("v2/department/get", path)["errcode"] == 60003)
        #expect(eventTypes == ["org_dept_create", "org_dept_modify", "org_dept_remove"])
        #expect(events().first?.failedEntry(corpID: "c")["org_dept_create"] == ["deptid": [id], "corpid": "c"])
    }

    @Test(arguments: [
        ("create", #"{"parent_id":1}"#, 40035), ("create", #"{"name":"a"}"#, 40035),
        ("create", #"{"name":"a-b","parent_id":1}"#, 60001), ("create", #"{"name":"a","parent_id":9}"#, 60004),
        ("create", #"{"name":"华东大区","parent_id":1,"dept_manager_userid_list":"x"}"#, 40031),
        ("update", #"{"dept_id":1,"name":"x"}"#, 60018), ("update", #"{"dept_id":9}"#, 60003),
        ("update", #"{"dept_id":-7}"#, 40009), ("update", #"{"dept_id":582976341,"parent_id":582976341}"#, 60010),
        ("update", #"{"dept_id":582976341,"parent_id":9}"#, 60004),
        ("delete", #"{"dept_id":1}"#, 60007), ("delete", #"{"dept_id":9223372036854775808}"#, 40035),
    ])
    func refusesWrongDepartments(call: String, body: String, code: Int64) async throws {
        #expect(
            try await bench.topapi("v2/department/\(call)", try JSON(parsing: body))["errcode"]?.integer == code)
        #expect(eventTypes.isEmpty)
    }

    @Test
    func refusesATakenNameAndAParentWithChildren() async throws {
        let body: JSON = ["name": "财务部", "parent_id": 1]
        let id = try await bench.topapi("v2/department/create", body)["result"]?["dept_id"] ?? .null
        #expect(try await bench.topapi("v2/department/create", body)["errcode"] == 60021)
        _ = try await bench.simulator.control("POST", ["departments"], ["name": "出纳组", "parent_id": id])
        #expect(try await bench.topapi("v2/department/delete", ["dept_id": id])["errcode"] == 60006)
    }

    @Test
    func showsOnlyWhatTheApplicationMaySee() async throws {
        _ = try await bench.simulator.control(
            "PUT", ["application"],
            ["contactScope": ["departments": [582_976_341], "users": []], "missingScopes": ["fieldMobile"]])
        #expect(try await bench.topapi("v2/user/get", ["userid": .string(DingTalkBench.boss)])["errcode"] == 50002)
        #expect(try await bench.topapi("v2/department/get", ["dept_id": 1])["errcode"] == 50004)
        #expect(try await bench.topapi("v2/user/list", ["dept_id": 1, "cursor": 0, "size": 1])["errcode"] == 50004)
        #expect(try await bench.topapi("user/listid", ["dept_id": 1])["errcode"] == 0)
        let shown = try await person(DingTalkBench.zhang)
        #expect(shown["name"] == "张三")
        #expect(shown["mobile"] == nil)
        #expect(shown["state_code"] == nil)
        let found = try await bench.modern(
            .post, "/v1.0/contact/users/search", ["queryWord": "", "offset": 0, "size": 10])
        #expect(found.status == 400)
        let search = try await bench.modern(
            .post, "/v1.0/contact/users/search", ["queryWord": "E000", "offset": 0, "size": 1])
        #expect(search.body == ["hasMore": true, "totalCount": 2, "list": [.string(DingTalkBench.zhang)]])
        let whole = try await bench.modern(
            .post, "/v1.0/contact/users/search", ["queryWord": "张", "offset": 0, "size": 10, "fullMatchField": 1])
        #expect(whole.body["totalCount"] == 0)
        let scopes = try await bench.call(.get, "/auth/scopes?access_token=\(try await bench.token())").body
        #expect(scopes["auth_org_scopes"]?["authed_dept"] == [582_976_341])
        #expect(scopes["auth_user_field"]?.array?.contains("mobile") == false)
    }

    @Test
    func switchesTheAnswerToUnknownPeople() async throws {
        _ = try await bench.simulator.control("PUT", ["application"], ["unknownUser": 33012])
        #expect(try await bench.topapi("v2/user/get", ["userid": "nobody"])["errcode"] == 33012)
        await #expect(throws: ControlError("unknownUser must be 60121 or 33012")) {
            try await bench.simulator.control("PUT", ["application"], ["unknownUser": 1])
        }
    }

    @Test
    func sortsAsAsked() async throws {
        func ids(_ order: String) async throws -> [JSON?] {
            let answer = try await bench.topapi(
                "v2/user/list",
                ["dept_id": .number(ContactChangeTests.unit), "cursor": 0, "size": 10, "order_field": .string(order)])
            return (answer["result"]?["list"]?.array ?? []).map { $0["name"] }
        }
        #expect(try await ids("entry_asc") == ["张三", "乔巧梅"])
        #expect(try await ids("entry_desc") == ["乔巧梅", "张三"])
        _ = try await bench.topapi("v2/user/update", ["userid": .string(DingTalkBench.zhang), "remark": "x"])
        #expect(try await ids("modify_asc") == ["乔巧梅", "张三"])
        #expect(try await ids("modify_desc") == ["张三", "乔巧梅"])
        _ = try await bench.topapi(
            "v2/user/update",
            [
                "userid": .string(DingTalkBench.qiao),
                "dept_order_list": [["dept_id": .number(ContactChangeTests.unit), "order": 9]],
            ])
        #expect(try await ids("custom") == ["乔巧梅", "张三"])
        #expect(try await ids("nonsense") == [])
    }

    @Test
    func answersTheLegacyCallFlat() async throws {
        _ = try await bench.simulator.control(
            "PATCH", ["employees", DingTalkBench.zhang],
            ["leader_in_dept": [["dept_id": .number(ContactChangeTests.unit), "leader": true]]])
        let answer = try await bench.call(
            .get, "/user/get?access_token=\(try await bench.token())&userid=\(DingTalkBench.zhang)&lang=zh_CN"
        ).body
        #expect(answer["errcode"] == 0)
        #expect(answer["jobnumber"] == "E0002")
        #expect(answer["department"] == [582_976_341])
        #expect(answer["isLeaderInDepts"] == "{582976341:true}")
        #expect(try await person(DingTalkBench.zhang)["leader_in_dept"]?.array?.first?["leader"] == true)
    }

    @Test
    func explainsMistakesToThePersonInTheConsole() async throws {
        await #expect(throws: ControlError("手机号码在公司中已存在 (60104)")) {
            try await bench.simulator.control("POST", ["employees"], ["name": "王", "mobile": "18500000000"])
        }
        await #expect(throws: ControlError("不允许删除有成员的部门 (60005)")) {
            try await bench.simulator.control("DELETE", ["departments", "582976341"], [:])
        }
    }
}
