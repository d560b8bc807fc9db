import Testing

@testable import Simulators

@Suite struct QueryBusinessInfoTests {
    @Test func listsTheFieldsOfAForm() async throws {
        let bench = try await KingdeeBench.loggedIn()
        let reply = try await bench.post(
            "DynamicFormService.QueryBusinessInfo", ["data": ["FormId": "ER_ExpReimbursement"]],
            headers: [("kdservice-sessionid", bench.session ?? "")]
        ).json
        let info = try #require(reply.at("Result.NeedReturnData"))
        #expect(reply.status?["IsSuccess"] == true)
        #expect(info["Id"] == "ER_ExpReimbursement" && info.at("Name.0.Value") == "费用报销单")
        #expect(info["Entrys"]?.array?.compactMap { $0["Key"]?.string } == ["FBillHead", "FEntity", "FRecInvInfo"])
        let fields = info.at("Entrys.0.Fields")?.array ?? []
        let proposer = fields.first { $0["Key"] == "FProposerID" }
        #expect(proposer?["MustInput"] == 1 && proposer?["LookUpObjectFormId"] == "BD_Empinfo")
        #expect(fields.contains { $0["Key"] == "FBillNo" } && fields.contains { $0["Key"] == "FDocumentStatus" })
        #expect(info["Operations"]?.array?.contains { $0["OperationNumber"] == "Audit" } == true)
    }
}
