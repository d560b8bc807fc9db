import HTTPTypes
import Seams
import Testing

@testable import Simulators

@Suite struct KingdeeSimulatorTests {
    private func facts(_ operation: String, _ body: JSON, _ bench: KingdeeBench) -> CallFacts {
        let call = HTTPCall.kingdee(
            "\(KingdeeBench.path)\(operation).common.kdsvc", body: body.text,
            headers: [("kdservice-sessionid", bench.session ?? "")])
        return bench.simulator.read(call).facts
    }

    @Test(
        arguments: [
            ("Save", ["Model": ["FBillNo": "EXP-1"]], "EXP-1"),
            ("Save", ["Model": ["FBillNo": "", "F_DT_SourceId": "inst-1", "FCausa": "x"]], "inst-1"),
            ("Save", ["Model": ["FCausa": "客户拜访"]], "客户拜访"), ("Save", ["Model": [:]], nil), ("Save", [:], nil),
            ("Draft", ["Model": ["FBillNo": "EXP-2"]], "EXP-2"),
            ("BatchSave", ["Model": [["FBillNo": "EXP-1"], ["FBillNo": "EXP-2"]]], "EXP-1"),
            ("Submit", ["Ids": "100001"], "EXP-2026-000042"), ("Audit", ["Ids": [100_001]], "EXP-2026-000042"),
            ("Delete", ["Numbers": ["EXP-1"]], "EXP-1"), ("View", ["Number": "EXP-1"], "EXP-1"),
            ("View", ["Id": "100001"], "EXP-2026-000042"), ("UnAudit", ["Ids": "7"], nil),
        ] as [(String, JSON, String?)])
    func tellsOperationFormKeyAndAccount(operation: String, data: JSON, key: String?) async throws {
        let bench = try await KingdeeBench.loggedIn()
        _ = try await bench.save(KingdeeModels.reimbursement())
        let body: JSON = ["formid": "er_expreimbursement", "data": data]
        #expect(
            facts("DynamicFormService.\(operation)", body, bench)
                == CallFacts(
                    platform: .kingdee, operation: operation, key: key, account: "demo", form: "ER_ExpReimbursement"))
    }

    @Test func tellsWhoLogsIn() {
        let bench = KingdeeBench()
        #expect(
            facts("AuthService.ValidateUser", ["parameters": bench.password], bench)
                == CallFacts(platform: .kingdee, operation: "ValidateUser", account: "demo"))
    }

    @Test func refusesInTheShapeOfEachFamily() async throws {
        let bench = KingdeeBench()
        let shapes = [
            ("DynamicFormService.Save", "Result.ResponseStatus.MsgCode"),
            ("DynamicFormService.ExecuteBillQuery", "0.0.Result.ResponseStatus.MsgCode"),
            ("DynamicFormService.BillQuery", "Result.ResponseStatus.MsgCode"),
        ]
        for (operation, path) in shapes {
            for (reason, code) in [
                ("throttled", 14), ("lock", 0), ("session", 1), ("MsgCode 13", 13), ("MsgCode 4", 4),
            ] {
                let answer = refusal(reason, operation, bench)
                #expect(try answer.reply.json.at(path) == .number(code))
                #expect(answer.error == "MsgCode \(code)")
            }
        }
        #expect(try refusal("throttled", "AuthService.ValidateUser", bench).reply.json["LoginResultType"] == -1)
    }

    @Test func knowsEachReasonItLists() throws {
        let bench = KingdeeBench()
        #expect(KingdeeSimulator.refusalReasons.count == 20)
        for reason in KingdeeSimulator.refusalReasons {
            let answer = refusal(reason, "DynamicFormService.Save", bench)
            #expect(answer.reply.response.status == .ok)
            #expect(answer.error != nil)
        }
        #expect(refusal("response_error", "DynamicFormService.Save", bench).reply.text.hasPrefix("response_error:"))
    }

    @Test func wordsALockAsCaptured() throws {
        let reply = try refusal("lock", "DynamicFormService.Save", KingdeeBench()).reply.json
        #expect(reply.messages == ["“demo”使用业务单据：“费用报销单”业务操作-“[费用报销单-EXP-1-修改]”冲突，请稍候再使用。"])
    }

    @Test func resetsToTheStart() async throws {
        let bench = try await KingdeeBench.loggedIn()
        _ = try await bench.save(KingdeeModels.reimbursement())
        _ = try bench.simulator.seed(["employees": [["number": "E777", "name": "新人"]]])
        bench.simulator.reset()
        #expect(bench.simulator.documents(form: "ER_ExpReimbursement").isEmpty)
        #expect(bench.simulator.documents(form: "BD_Empinfo").count == 3)
        #expect(try await bench.query("FID").status?["MsgCode"] == 1)
    }

    @Test(.timeLimit(.minutes(1))) func anEffectIsRecordedUnderItsCall() async throws {
        let bench = try await KingdeeBench.loggedIn()
        let faults = FaultEngine(time: bench.clock, history: bench.history)
        let server = PlatformServer(bench.simulator, faults: faults, history: bench.history, time: bench.clock)
        let outcome = await server.respond(to: bench.saveCall(KingdeeModels.reimbursement()))
        guard case .reply(let reply) = outcome else {
            Issue.record("no reply")
            return
        }
        #expect(try reply.json.status?["IsSuccess"] == true)
        let facts = bench.history.events().map(\.fact)
        #expect(facts.first == .callArrived(call: 1, platform: .kingdee, operation: "Save", key: "EXP-2026-000042"))
        guard case .documentSaved(1, _, _, "EXP-2026-000042", true, "A", _)? = facts.dropFirst().first else {
            Issue.record("\(facts)")
            return
        }
    }

    private func refusal(_ reason: String, _ operation: String, _ bench: KingdeeBench) -> PlatformAnswer {
        let body: JSON = ["formid": "ER_ExpReimbursement", "data": ["Model": ["FBillNo": "EXP-1"]]]
        let call = HTTPCall.kingdee("\(KingdeeBench.path)\(operation).common.kdsvc", body: body.text)
        return bench.simulator.refusal(reason, of: bench.simulator.read(call).request)
    }
}
