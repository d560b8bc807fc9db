import Testing

@testable import Simulators

/// The polling form of section 1.8 of the reference, as the official SDK's `BatchSaveQuery` uses it.
@Suite struct PollingTasksTests {
    @Test func answersATaskAndThenItsResult() async throws {
        let bench = try await KingdeeBench.loggedIn()
        let headers = [("kdservice-sessionid", bench.session ?? "")]
        let body: JSON = [
            "formid": "ER_ExpReimbursement", "data": ["Model": [KingdeeModels.reimbursement()]],
            "beginmethod": "BeginQueryImpl", "querymethod": "QueryAsyncResult",
        ]
        let begun = try await bench.post("DynamicFormService.BatchSave", body, headers: headers).json
        #expect(begun["Status"] == 0 && begun["Result"] == .null)
        let id = try #require(begun["TaskId"]?.string)
        #expect(bench.effects.count == 1)
        let info = (["TaskId": .string(id), "Cancelled": false] as JSON).text
        var polled: [JSON] = []
        for _ in 1...3 {
            polled.append(
                try await bench.post(
                    "DynamicFormService.QueryAsyncResult", ["queryInfo": .string(info)], headers: headers
                ).json)
        }
        #expect(polled.map { $0["Status"] } == [1, 2, 2])
        #expect(polled[0]["Result"] == .null && polled[0]["Progress"] == 50)
        let ended = polled[2]
        #expect(ended["Result"]?.status?["IsSuccess"] == true)
        #expect(bench.effects.count == 1)
    }

    @Test(arguments: ["{}", "no JSON", #"{"TaskId":"4711"}"#])
    func knowsNoOtherTasks(info: String) async throws {
        let bench = try await KingdeeBench.loggedIn()
        let reply = try await bench.post(
            "DynamicFormService.QueryAsyncResult", ["queryInfo": .string(info)],
            headers: [("kdservice-sessionid", bench.session ?? "")]
        ).json
        #expect(reply.status?["MsgCode"] == 10)
    }
}
