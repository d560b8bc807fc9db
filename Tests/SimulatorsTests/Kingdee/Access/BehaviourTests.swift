import HTTPTypes
import Seams
import Testing

@testable import Simulators

@Suite struct BehaviourTests {
    @Test func isReadAndChangedWhileTheServerRuns() async throws {
        let bench = KingdeeBench()
        #expect(try await bench.control("GET", "behaviour")?["sessionIdleSeconds"] == 1200)
        let changed = try await bench.control("PUT", "behaviour", ["sessionIdleSeconds": 60, "signHash": "sha1"])
        #expect(changed?["sessionIdleSeconds"] == 60 && changed?["signHash"] == "sha1")
        bench.simulator.reset()
        #expect(try await bench.control("GET", "behaviour")?["sessionIdleSeconds"] == 1200)
    }

    @Test(
        arguments: [
            (["refusesPassword": true], "unknown behaviour 'refusesPassword'; did you mean 'refusesPasswords'?"),
            (["refusesPasswords": 1], "refusesPasswords must be true or false; got 1"),
            (["licensedUsersMax": 0], "licensedUsersMax must be 1 to 1000000 or null; got 0"),
            (["lockConflictCode": 7], "lockConflictCode must be 0 or 13; got 7"),
            (["statusAfterCancelAssign": "C"], #"statusAfterCancelAssign must be "Z" or "A" or "D"; got "C""#),
            ([:], #"send the members to change, such as {"refusesPasswords":true}"#),
        ] as [(JSON, String)])
    func saysWhatIsWrong(body: JSON, message: String) async {
        let bench = KingdeeBench()
        await #expect(throws: ControlError(message)) { try await bench.control("PUT", "behaviour", body) }
    }

    @Test func eachMemberIsTakenBackAsItWasGiven() async throws {
        let bench = KingdeeBench()
        let all = try #require(try await bench.control("GET", "behaviour"))
        #expect(try await bench.control("PUT", "behaviour", all) == all)
    }

    @Test func theWireFollows() async throws {
        let bench = try await KingdeeBench.loggedIn {
            $0.behaviour.contentType = "text/plain; charset=utf-8"
            $0.behaviour.sendsMessageCodes = false
            $0.behaviour.viewHasStatusBlock = true
            $0.behaviour.statusAfterCancelAssign = .temporary
            $0.behaviour.wrongDataCenterStatus = 403
        }
        let reply = await bench.send(bench.saveCall(KingdeeModels.reimbursement()))
        #expect(reply.response.headerFields[.contentType] == "text/plain; charset=utf-8")
        #expect(try reply.json.status?["IsSuccess"] == true && reply.json.status?["MsgCode"] == nil)
        #expect(try await bench.query("FNothing").at("0.0.Result.ResponseStatus.MsgCode") == nil)
        #expect(
            try await bench.call("View", ["Id": "100001"]).at("Result.ResponseStatus.IsSuccess") == true)
        _ = try await bench.call("Submit", ["Ids": "100001"])
        _ = try await bench.call("CancelAssign", ["Ids": "100001"])
        #expect(bench.simulator.documents(form: "ER_ExpReimbursement").first?.status == .temporary)
        let other = await bench.post(
            "DynamicFormService.View", [:],
            headers: [("X-Kd-Appdata", "MDAwMCxkZW1vLDIwNTIsMA=="), ("X-Kd-Appkey", "x")])
        #expect(other.response.status.code == 403 && other.text == "Fail to verify thirty passport")
    }

    @Test func flattenedBodiesAreASwitch() async throws {
        var bench = try await KingdeeBench.loggedIn()
        let body: JSON = [
            "FormId": "ER_ExpReimbursement", "Model": KingdeeModels.reimbursement(), "IsDeleteEntry": true,
        ]
        let headers = [("kdservice-sessionid", bench.session ?? "")]
        #expect(try await bench.post("DynamicFormService.Save", body, headers: headers).json.status?["MsgCode"] == 8)
        bench = try await KingdeeBench.loggedIn { $0.behaviour.acceptsFlattenedBodies = true }
        let reply = await bench.post(
            "DynamicFormService.Save", body, headers: [("kdservice-sessionid", bench.session ?? "")])
        #expect(try reply.json.at("Result.Number") == "EXP-2026-000042")
    }

    @Test func theInterceptorAnswersInTheProtocolOfTheUserInterface() async throws {
        let bench = try await KingdeeBench.loggedIn { $0.behaviour.interceptsMarkup = true }
        let model = KingdeeModels.reimbursement().with(["FCausa": "<b>客户</b>"])
        let reply = try await bench.send(bench.saveCall(model)).json
        #expect(reply.at("0.actionname") == "showConfirm")
        #expect(reply.at("0.params.0.msg")?.string?.contains("[caller_in_less_Point_Bracket]阻止!") == true)
        #expect(bench.simulator.documents(form: "ER_ExpReimbursement").isEmpty)
        #expect(try await bench.query("FID", "FID<5 and FID>1") == [])
    }
}
