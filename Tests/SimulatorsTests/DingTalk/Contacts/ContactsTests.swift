import HTTPTypes
import Seams
import Testing

@testable import Simulators

/// Shapes by the pages 「查询用户详情」, 「获取部门用户详情」, 「获取部门详情」 and their siblings (reference, section 2).
@Suite
struct ContactsTests {
    let bench = DingTalkBench()

    @Test
    func showsAPersonWithRealTypes() async throws {
        let result = try #require(
            try await bench.topapi("v2/user/get", ["userid": .string(DingTalkBench.zhang)])["result"])
        #expect(result["name"] == "张三")
        #expect(result["unionid"] == "N2o5U3axxxxx")
        #expect(result["mobile"] == "18500000000")
        #expect(result["job_number"] == "E0002")
        #expect(result["dept_id_list"] == [582_976_341])
        #expect(result["leader_in_dept"] == [["dept_id": 582_976_341, "leader": false]])
        #expect(result["active"] == true)
        #expect(result["dept_order_list"]?.array?.first?["order"]?.integer != nil)
        #expect(result["hired_date"] == nil)
    }

    @Test(arguments: [
        ("v2/user/get", #"{"userid":"nobody"}"#, 60121, "找不到该用户"),
        ("v2/user/get", #"{}"#, 40035, "缺少参数 userid"),
        ("v2/user/getbymobile", #"{"mobile":"13900000000"}"#, 60121, "找不到该用户"),
        ("v2/user/getbymobile", #"{"mobile":"abc"}"#, 40104, "不合法的手机号码"),
        ("user/getbyunionid", #"{"unionid":"nobody"}"#, 60121, "找不到该用户"),
        ("v2/user/list", #"{"dept_id":99,"cursor":0,"size":10}"#, 60003, "部门不存在"),
        ("v2/user/list", #"{"dept_id":1,"cursor":0,"size":101}"#, 40069, "不合法的分页大小"),
        ("v2/user/list", #"{"dept_id":1,"cursor":-1,"size":10}"#, 40068, "不合法的偏移量"),
        ("v2/department/get", #"{"dept_id":99}"#, 60003, "部门不存在"),
        ("v2/department/get", #"{"dept_id":-7}"#, 40009, "不合法的部门id"),
        ("v2/department/listparentbyuser", #"{"userid":"nobody"}"#, 33012, "无效的USERID"),
    ])
    func refusesUnwrapped(path: String, body: String, code: Int64, text: String) async throws {
        let answer = try await bench.topapi(path, try JSON(parsing: body))
        #expect(answer["errcode"]?.integer == code)
        #expect(answer["errmsg"] == .string(text))
        #expect(answer["sub_code"] == nil)
        #expect(answer["request_id"] != nil)
    }

    @Test
    func pagesUntilTheCursorIsAbsent() async throws {
        let department: JSON = 582_976_341
        let first = try await bench.topapi("v2/user/list", ["dept_id": department, "cursor": 0, "size": 1])["result"]
        #expect(first?["has_more"] == true)
        #expect(first?["next_cursor"] == 1)
        #expect(first?["list"]?.array?.first?["leader"] == false)
        let last = try await bench.topapi("user/listsimple", ["dept_id": department, "cursor": 1, "size": 1])["result"]
        #expect(last?.text == "{\"has_more\":false,\"list\":[{\"userid\":\"\(DingTalkBench.qiao)\",\"name\":\"乔巧梅\"}]}")
    }

    @Test
    func findsPeopleAndPaths() async throws {
        let zhang = JSON.string(DingTalkBench.zhang)
        #expect(try await bench.topapi("v2/user/getbymobile", ["mobile": "18500000000"])["result"] == ["userid": zhang])
        #expect(
            try await bench.topapi("user/getbyunionid", ["unionid": "N2o5U3axxxxx"])["result"]
                == ["contact_type": 0, "userid": zhang])
        #expect(
            try await bench.topapi("user/listid", ["dept_id": 1])["result"]
                == ["userid_list": [.string(DingTalkBench.boss)]])
        #expect(try await bench.topapi("user/count", ["only_active": false])["result"] == ["count": 3])
        #expect(
            try await bench.topapi("v2/department/listparentbyuser", ["userid": zhang])["result"]
                == ["parent_list": [["parent_dept_id_list": [582_976_341, 1]]]])
        #expect(
            try await bench.topapi("v2/department/listparentbydept", ["dept_id": 582_976_341])["result"]
                == ["parent_id_list": [582_976_341, 1]])
    }

    @Test
    func showsDepartments() async throws {
        let child = try await bench.topapi("v2/department/get", ["dept_id": 582_976_341])["result"]
        #expect(child?["name"] == "华东大区-项目组")
        #expect(child?["parent_id"] == 1)
        #expect(child?["member_count"] == 2)
        let root = try await bench.topapi("v2/department/get", ["dept_id": 1])["result"]
        #expect(root?["parent_id"] == nil)
        let list = try await bench.topapi("v2/department/listsub")["result"]
        #expect(list?.array?.first?["dept_id"] == 582_976_341)
        #expect(
            try await bench.topapi("v2/department/listsubid", ["dept_id": 1])["result"] == [
                "dept_id_list": [582_976_341]
            ])
    }

    @Test
    func readsFormBodies() async throws {
        let token = try await bench.token()
        let answer = try await bench.post(
            "/topapi/v2/user/list?access_token=\(token)", form: "dept_id=582976341&cursor=0&size=10&language=zh_CN")
        #expect(answer.body["result"]?["list"]?.array?.count == 2)
    }

    @Test
    func showsWhatTheAppMaySeeWithoutAWrapper() async throws {
        let answer = try await bench.call(.get, "/auth/scopes?access_token=\(try await bench.token())").body
        #expect(answer["auth_org_scopes"]?["authed_dept"] == [1])
        #expect(answer["result"] == nil)
        #expect(answer["request_id"] == nil)
    }
}
