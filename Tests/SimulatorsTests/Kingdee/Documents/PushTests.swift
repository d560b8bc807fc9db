import Seams
import Testing

@testable import Simulators

@Suite struct PushTests {
    private static let source = "ER_ExpenseRequest"
    private static let target = "ER_ExpReimbursement"
    private static let rule = "ER_ExpenseRequestToReimbursement"
    private static let number = "FYSQ20260803000001"

    /// The body of the manual, with its defaults.
    private func data(_ change: JSON) -> JSON {
        let body: JSON = [
            "Ids": "", "Numbers": [], "EntryIds": "", "RuleId": "", "TargetBillTypeId": "", "TargetOrgId": 0,
            "TargetFormId": "ER_ExpReimbursement", "IsEnableDefaultRule": "true", "IsDraftWhenSaveFail": "false",
            "CustomParams": [:],
        ]
        return body.with(change)
    }

    private func push(_ bench: KingdeeBench, _ change: JSON) async throws -> JSON {
        try await bench.call("Push", form: PushTests.source, data(change))
    }

    /// A bench with one audited request of two rows.
    private func audited(_ change: JSON = [:]) async throws -> KingdeeBench {
        let bench = try await KingdeeBench.loggedIn()
        let first = KingdeeModels.request["FEntity"]?.array?.first ?? [:]
        let second = first.with(["FExpenseItemID": ["FNumber": "CI002"], "FOrgAmount": 7, "FCheckedOrgAmount": 5])
        let model = KingdeeModels.request.with(["FEntity": [first, second]]).with(change)
        _ = try await bench.save(
            model, form: PushTests.source,
            options: [JSON.Member("IsAutoSubmitAndAudit", true), JSON.Member("ValidateFlag", false)])
        return bench
    }

    private func targets(_ bench: KingdeeBench) -> [StoredDocument] {
        bench.simulator.documents(form: PushTests.target)
    }

    @Test(
        arguments: [
            ["Ids": "100001"], ["Ids": [100_001]], ["Numbers": [.string(number)]], ["EntryIds": "200001,200002"],
            ["Ids": "100001", "IsEnableDefaultRule": false, "RuleId": .string(rule)],
            ["Ids": "100001", "IsEnableDefaultRule": "", "RuleId": .string(rule), "TargetFormId": ""],
        ] as [JSON])
    func makesAReimbursementFromARequest(selection: JSON) async throws {
        let bench = try await audited()
        let reply = try await push(bench, selection)
        #expect(
            reply.text == """
                {"Result":{"ResponseStatus":{"IsSuccess":true,"Errors":[],"SuccessEntitys":[{"Id":100001,"Number":"FYBX20260803000001","DIndex":0}],"SuccessMessages":[],"MsgCode":0},"ConvertResponseStatus":[{"IsSuccess":true,"Message":"","TargetId":100001,"DIndex":0}]}}
                """)
        #expect(targets(bench).map(\.status) == [.created])
        let content = try #require(targets(bench).first?.content)
        #expect(content["FProposerID"] == ["FNumber": "E0001"] && content["FCausa"] == "出差")
        #expect(content["FBillTypeID"] == ["FNumber": "FYBX001_SYS"])
        #expect(content.at("FEntity.0.FExpID.FNumber") == "CI001" && content.at("FEntity.1.FExpID.FNumber") == "CI002")
        #expect(content.at("FEntity.1.FExpenseAmount") == 7)
        guard
            case .documentSaved(1, "ER_ExpReimbursement", "100001", "FYBX20260803000001", true, "A", _)? = bench.effects
                .last
        else {
            Issue.record("\(bench.effects)")
            return
        }
    }

    @Test(
        arguments: [
            [:], ["Ids": "100001", "Numbers": [.string(number)]], ["Ids": "100001", "EntryIds": "200001"],
            ["Ids": 100_001, "Numbers": ["X"], "EntryIds": "1"],
        ] as [JSON])
    func wantsExactlyOneSelection(selection: JSON) async throws {
        let bench = try await audited()
        let reply = try await push(bench, selection)
        #expect(reply.messages == ["data 数据包中的参数 Ids、Numbers、EntryIds 必须且只能传入一个"])
        #expect(reply.status?["MsgCode"] == 8 && targets(bench).isEmpty)
    }

    @Test(
        arguments: [
            (["IsEnableDefaultRule": "false"], 8, "data 数据包中的参数 RuleId 的值不能为空"),
            (["TargetFormId": ""], 8, "data 数据包中的参数 TargetFormId 的值不能为空"),
            (["RuleId": "X"], 10, "没有找到可用的单据转换规则“X”"),
            (["RuleId": .string(rule), "TargetFormId": "GL_VOUCHER"], 10, "没有找到可用的单据转换规则“\(rule)”"),
            (["TargetFormId": "GL_VOUCHER"], 10, "没有找到可用的单据转换规则“ER_ExpenseRequest-GL_VOUCHER”"),
            (["TargetFormId": "X"], 4, "标识为“X”的业务对象不存在，或者被删除"),
        ] as [(JSON, Int, String)])
    func wantsARule(change: JSON, code: Int, message: String) async throws {
        let bench = try await audited()
        let reply = try await push(bench, (["Ids": "100001"] as JSON).with(change))
        #expect(reply.status?["MsgCode"] == .number(code) && reply.messages == [message])
    }

    @Test func refusesWhatIsNotAudited() async throws {
        let bench = try await KingdeeBench.loggedIn()
        _ = try await bench.save(KingdeeModels.request, form: PushTests.source)
        let reply = try await push(bench, ["Ids": "100001,4711,x"])
        #expect(
            reply.messages == [
                "单据编号为“FYSQ20260803000001”的费用申请单，只有已审核的数据才允许下推！", "内码或编号为“4711”的数据不存在",
                "内码或编号为“x”的数据不存在",
            ])
        #expect(reply.at("Result.ConvertResponseStatus")?.array?.map { $0["IsSuccess"] } == [false, false, false])
        #expect(reply.status?["Errors"]?.array?.compactMap { $0["DIndex"]?.integer } == [0, 1, 2])
        #expect(targets(bench).isEmpty)
    }

    @Test func pushesOnceUnlessTheTargetIsGone() async throws {
        let bench = try await audited()
        _ = try await push(bench, ["Ids": "100001"])
        let again = try await push(bench, ["Numbers": [.string(PushTests.number)]])
        #expect(again.messages == ["单据编号为“FYSQ20260803000001”的费用申请单，没有可下推的数据，单据已经下推！"])
        #expect(targets(bench).count == 1)
        _ = try await bench.call("Delete", ["Ids": "100001"])
        #expect(try await push(bench, ["Ids": "100001"]).status?.at("SuccessEntitys.0.Id") == 100_002)
    }

    @Test func pushesTheRowsThatAreLeft() async throws {
        let bench = try await audited()
        #expect(try await push(bench, ["EntryIds": [200_002]]).status?["IsSuccess"] == true)
        #expect(try await push(bench, ["EntryIds": "200002"]).status?["IsSuccess"] == false)
        #expect(try await push(bench, ["Ids": "100001"]).status?["IsSuccess"] == true)
        let items = targets(bench).map { $0.content["FEntity"]?.array?.map { $0.at("FExpID.FNumber") } }
        #expect(items == [["CI002"], ["CI001"]])
        #expect(try await push(bench, ["EntryIds": "4711,-1,x"]).status?["Errors"]?.array?.count == 3)
    }

    @Test func repeatsWhereTheRuleAllowsIt() throws {
        let bench = KingdeeBench()
        let form = try #require(FormCatalog.standard.form(PushTests.source))
        let entry = PushRule.Entry(
            source: "FEntity", target: "FEntity", fields: [.init(source: "FRemark", target: "FRemark")])
        let journal = DocumentJournal(history: bench.history, call: nil)
        let effect = DocumentState.Effect(user: "demo", now: bench.clock.now, journal: journal)
        for (allowsRepeat, count) in [(true, 2), (false, 1)] {
            let rule = PushRule(
                targetForm: PushTests.target, id: "R\(count)", head: [], entries: [entry], allowsRepeat: allowsRepeat)
            let request = PushRequest(
                source: form, target: try #require(FormCatalog.standard.form(PushTests.target)), rule: rule,
                selection: .ids(["100001"]), billType: "", organization: "", keepsDrafts: true)
            let pushed = bench.simulator.services.documents.transact { state in
                var record = DocumentRecord(form: form, by: "demo", at: bench.clock.now)
                record.status = .audited
                record.entries[0] = [
                    .init(fields: Array(repeating: nil, count: form.definition.entries[0].fields.count))
                ]
                state.books[form.position].store(&record)
                return (1...2).filter { _ in (try? state.push(record.id, rows: [], request, effect)) != nil }
            }
            #expect(pushed.count == count)
        }
    }

    @Test func keepsATargetThatCannotBeSavedAsADraft() async throws {
        let bench = try await audited(["FCostDeptID": nil])
        let refused = try await push(bench, ["Ids": "100001"])
        #expect(refused.messages == ["字段“费用承担部门”是必填项"])
        #expect(refused.at("Result.ConvertResponseStatus.0.Message") == "字段“费用承担部门”是必填项")
        #expect(targets(bench).isEmpty)
        let kept = try await push(bench, ["Ids": "100001", "IsDraftWhenSaveFail": "true"])
        #expect(kept.status?["IsSuccess"] == true)
        #expect(kept.status?["SuccessEntitys"] == [["Id": 100_001, "Number": nil, "DIndex": 0]])
        #expect(kept.at("Result.ConvertResponseStatus.0.Message") == "字段“费用承担部门”是必填项")
        #expect(targets(bench).map(\.status) == [.temporary] && targets(bench).map(\.number) == [""])
        // What the draft lacks is added, and it becomes a document like any other.
        _ = try await bench.save(
            ["FID": 100_001, "FExpenseDeptID": ["FNumber": "BM000001"]], options: [JSON.Member("IsDeleteEntry", false)])
        #expect(targets(bench).map(\.number) == ["FYBX20260803000001"])
    }

    @Test(
        arguments: [
            (["TargetBillTypeId": "CLFBX001_SYS"], nil), (["TargetBillTypeId": "X"], "字段“单据类型”的值“X”不存在"),
            (["TargetOrgId": 1], nil), (["TargetOrgId": 4711], "字段“申请组织”的值“4711”不存在"),
        ] as [(JSON, String?)])
    func takesBillTypeAndOrganization(change: JSON, message: String?) async throws {
        let bench = try await audited()
        let reply = try await push(bench, (["Ids": "100001"] as JSON).with(change))
        #expect(reply.messages == [message].compactMap(\.self))
        guard change["TargetBillTypeId"] == "CLFBX001_SYS" else { return }
        #expect(targets(bench).first?.content["FBillTypeID"] == ["FNumber": "CLFBX001_SYS"])
    }

    @Test func aRequestIsItsBusinessKey() async throws {
        let bench = try await audited()
        let body: JSON = ["formid": .string(PushTests.source), "data": data(["Ids": "100001"])]
        let call = HTTPCall.kingdee(
            "\(KingdeeBench.path)DynamicFormService.Push.common.kdsvc", body: body.text,
            headers: [("kdservice-sessionid", bench.session ?? "")])
        #expect(bench.simulator.read(call).facts.key == PushTests.number)
    }
}
