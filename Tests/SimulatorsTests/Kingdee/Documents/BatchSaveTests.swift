import Testing

@testable import Simulators

@Suite struct BatchSaveTests {
    @Test func keepsTheGoodOnesWhenOthersAreRefused() async throws {
        let bench = try await KingdeeBench.loggedIn()
        let models: JSON = [
            KingdeeModels.reimbursement("EXP-1"), KingdeeModels.reimbursement("EXP-1"),
            KingdeeModels.reimbursement("EXP-2").without("FDate"), KingdeeModels.reimbursement("EXP-3"),
        ]
        let reply = try await bench.call("BatchSave", ["Model": models, "BatchCount": 2])
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

    @Test(arguments: [[:], ["Model": []], ["Model": ["FBillNo": "X"]]] as [JSON])
    func wantsAList(data: JSON) async throws {
        let bench = try await KingdeeBench.loggedIn()
        #expect(try await bench.call("BatchSave", data).status?["MsgCode"] == 8)
    }
}
