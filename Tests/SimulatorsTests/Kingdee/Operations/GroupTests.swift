import Testing

@testable import Simulators

@Suite struct GroupTests {
    private func save(
        _ bench: KingdeeBench, _ number: JSON, parent: JSON = 0, id: JSON = 0, name: JSON = "组"
    ) async throws -> JSON {
        let data: JSON = [
            "GroupFieldKey": "FGroup", "GroupPkId": id, "FParentId": parent, "FNumber": number, "FName": name,
        ]
        return try await bench.call("GroupSave", form: "BD_Expense", data)
    }

    private func query(_ bench: KingdeeBench, _ ids: JSON = "") async throws -> JSON? {
        let data: JSON = ["FormId": "BD_Expense", "GroupFieldKey": "FGroup", "GroupPkIds": ids, "Ids": ""]
        return try await bench.post(
            "DynamicFormService.QueryGroupInfo", ["data": data],
            headers: [("kdservice-sessionid", bench.session ?? "")]
        ).json.at("Result.NeedReturnData")
    }

    @Test func keepsATree() async throws {
        let bench = try await KingdeeBench.loggedIn()
        #expect(try await query(bench) == [])
        #expect(try await save(bench, "G1").at("Result.Id") == 100_001)
        #expect(try await save(bench, "G2", parent: 100_001).status?.at("SuccessEntitys.0.Number") == "G2")
        #expect(try await query(bench)?.at("1.FullParentId") == ".100001")
        #expect(try await query(bench, "100002")?.at("0.ParentId") == 100_001)
        _ = try await save(bench, "G1", id: 100_001, name: "新名")
        #expect(try await query(bench, "100001")?.at("0.Name.0.Value") == "新名")
    }

    @Test func refusesWhatWouldBreakIt() async throws {
        let bench = try await KingdeeBench.loggedIn()
        _ = try await save(bench, "G1")
        _ = try await save(bench, "G2", parent: 100_001)
        #expect(try await save(bench, "G1").status?["MsgCode"] == 11)
        #expect(try await save(bench, "G3", parent: 7).status?["MsgCode"] == 10)
        #expect(try await save(bench, "G1", parent: 100_002, id: 100_001).status?["MsgCode"] == 8)
        #expect(try await save(bench, "").status?["MsgCode"] == 8)
        let remove: (String) async throws -> JSON = { ids in
            let data: JSON = ["FormId": "BD_Expense", "GroupFieldKey": "FGroup", "GroupPkIds": .string(ids)]
            return try await bench.call("GroupDelete", form: "BD_Expense", data)
        }
        #expect(try await remove("100001").messages == ["分组“组”存在下级分组，不允许删除"])
        #expect(try await remove("100002,100001").status?["IsSuccess"] == true)
        #expect(try await query(bench) == [])
        #expect(try await remove("9999999999999999999999").status?["MsgCode"] == 10)
    }
}
