import Testing

@testable import Integration

@Suite struct DirectoryNewsTests {
    private func news(_ type: String, _ payload: String) -> DirectoryNews? {
        DirectoryNews(IncomingEvent(id: "1", type: type, payload: payload))
    }

    @Test func readsBothGenerations() {
        #expect(news("user_add_org", #"{"userId":["u1","u2"]}"#)?.sources == ["u1", "u2"])
        #expect(news("user_leave_org", #"{"TimeStamp":"1","UserId":["u1"]}"#)?.sources == ["u1"])
        #expect(news("org_dept_modify", #"{"deptId":[7]}"#)?.sources == ["7"])
        #expect(news("org_dept_remove", #"{"org_dept_remove":{"DeptId":[7]}}"#)?.sources == ["7"])
    }

    @Test func leavesOtherEventsToOthers() {
        #expect(news("bpms_instance_change", "{}") == nil)
        #expect(news("user_add_org", "no JSON") == nil)
        #expect(news("user_add_org", "{}")?.sources == [])
    }

    @Test func readsAPersonWithItsMainDepartment() throws {
        let person = try JSONValue(
            parsing: """
                {"userid":"u1","name":" 张三 ","job_number":"E1","dept_id_list":[2,3],"hired_date":1767225600000,
                 "dept_position_list":[{"dept_id":2,"is_main":false},{"dept_id":3,"is_main":true}]}
                """)
        let facts = DirectoryMapping.facts(ofPerson: person)
        #expect(facts["name"] == "张三")
        #expect(facts["department"] == "3")
        #expect(facts["hired"] == "2026-01-01")
        // Without the permission for mobile numbers nothing is known of them.
        #expect(facts["mobile"] == nil)
        #expect(facts["email"] == "")
    }
}
