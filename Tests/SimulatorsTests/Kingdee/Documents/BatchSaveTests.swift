import Testing

@testable import Simulators

@Suite struct BatchSaveTests {
    @Test func keepsTheGoodOnesWhenOthersAreRefused() async throws {
        let bench = try await KingdeeBench.loggedIn()
        let models: JSON = [
            KingdeeModels.reimbursement("EXP-1"), KingdeeModels.reimbursement("EXP-1"),
            KingdeeModels.reimbursement("EXP-2").without("FDate"), KingdeeModels.reimbursement("EXP-3"),
        ]
        let reply = try await bench.call("BatchSave", ["Model": models])
        let status = reply.status
        #expect(status?["IsSuccess"] == false && status?["MsgCode"] == 11)
        #expect(
            status?["SuccessEntitys"] == [
                ["Id": 100_001, "Number": "EXP-1", "DIndex": 0], ["Id": 100_002, "Number": "EXP-3", "DIndex": 3],
            ])
        #expect(status?["Errors"]?.array?.compactMap { $0["DIndex"]?.integer } == [1, 2])
        #expect(reply.at("Result.NeedReturnData") == [[:], [:], [:], [:]])
        #expect(bench.simulator.documents(form: "ER_ExpReimbursement").map(\.number) == ["EXP-1", "EXP-3"])
    }

    @Test(arguments: [(2, [0, 1], [1, 0]), (1, [0, 3], [1, 2]), (5, [0, 0], [0, 0]), (0, [0, 3], [1, 2])])
    func countsWithinThePartsOfABatch(parts: Int, saved: [Int64], refused: [Int64]) async throws {
        let bench = try await KingdeeBench.loggedIn()
        let models: JSON = [
            KingdeeModels.reimbursement("EXP-1"), KingdeeModels.reimbursement("EXP-1"),
            KingdeeModels.reimbursement("EXP-1"), KingdeeModels.reimbursement("EXP-3"),
        ]
        let status = try await bench.call("BatchSave", ["Model": models, "BatchCount": .number(parts)]).status
        #expect(status?["SuccessEntitys"]?.array?.compactMap { $0["DIndex"]?.integer } == saved)
        #expect(status?["Errors"]?.array?.compactMap { $0["DIndex"]?.integer } == refused)
    }

    @Test(arguments: ["9223372036854775807", "-1", "many"]) func survivesAnOddBatchCount(parts: String) async throws {
        let bench = try await KingdeeBench.loggedIn()
        let data: JSON = ["Model": [KingdeeModels.reimbursement("EXP-1")], "BatchCount": .string(parts)]
        #expect(try await bench.call("BatchSave", data).status?["IsSuccess"] == true)
    }

    @Test func submitsAndAuditsEachDocument() async throws {
        let bench = try await KingdeeBench.loggedIn()
        let models: JSON = [KingdeeModels.reimbursement("EXP-1"), KingdeeModels.reimbursement("EXP-2")]
        _ = try await bench.call("BatchSave", ["Model": models, "IsAutoSubmitAndAudit": true])
        #expect(bench.simulator.documents(form: "ER_ExpReimbursement").map(\.status) == [.audited, .audited])
    }

    @Test func updatesAndInsertsInOneBatch() async throws {
        let bench = try await KingdeeBench.loggedIn()
        _ = try await bench.save(KingdeeModels.reimbursement("EXP-1"))
        let models: JSON = [["FID": 100_001, "FCausa": "改"], KingdeeModels.reimbursement("EXP-2"), "no object"]
        let reply = try await bench.call("BatchSave", ["Model": models, "IsDeleteEntry": "false"])
        #expect(reply.status?["SuccessEntitys"]?.array?.compactMap { $0["Id"]?.integer } == [100_001, 100_002])
        #expect(try await bench.query("FCausa", "FID=100001") == [["改"]])
    }

    @Test(arguments: [[:], ["Model": []], ["Model": ["FBillNo": "X"]]] as [JSON])
    func wantsAList(data: JSON) async throws {
        let bench = try await KingdeeBench.loggedIn()
        #expect(try await bench.call("BatchSave", data).status?["MsgCode"] == 8)
    }
}
