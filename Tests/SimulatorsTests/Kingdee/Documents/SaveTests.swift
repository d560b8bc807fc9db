import Testing

@testable import Simulators

@Suite struct SaveTests {
    @Test func storesTheReimbursementOfTheReference() async throws {
        let bench = try await KingdeeBench.loggedIn()
        let reply = try await bench.call(
            "Save", ["Model": KingdeeModels.reimbursement(), "NeedReturnFields": ["FID", "FBillNo"]])
        #expect(
            reply.text == """
                {"Result":{"ResponseStatus":{"IsSuccess":true,"Errors":[],"SuccessEntitys":[{"Id":100001,"Number":"EXP-2026-000042","DIndex":0}],"SuccessMessages":[],"MsgCode":0},"Id":100001,"Number":"EXP-2026-000042","NeedReturnData":[{"FID":100001,"FBillNo":"EXP-2026-000042"}]}}
                """)
        let stored = bench.simulator.documents(form: "ER_ExpReimbursement")
        #expect(stored.map(\.number) == ["EXP-2026-000042"])
        #expect(
            stored.first?.content.text == """
                {"FID":100001,"FBillNo":"EXP-2026-000042","FDocumentStatus":"A","FBillTypeID":{"FNumber":"FYBX001_SYS"},"FDate":"2026-01-15","FProposerID":{"FNumber":"E0001"},"FRequestDeptID":{"FNumber":"BM000001"},"FExpenseDeptID":{"FNumber":"BM000001"},"FOrgID":{"FNumber":"100"},"FExpenseOrgId":{"FNumber":"100"},"FPayOrgId":{"FNumber":"100"},"FCurrencyID":{"FNumber":"PRE001"},"FLocCurrencyID":{"FNumber":"PRE001"},"FExchangeTypeID":{"FNumber":"HLTX01_SYS"},"FCONTACTUNITTYPE":"BD_Empinfo","FCONTACTUNIT":{"FNumber":"E0001"},"FPaySettlleTypeID":{"FNumber":"JSFS04_SYS"},"FRequestType":"1","FPayBox":true,"FrefundBox":false,"FCausa":"客户拜访","FEntity":[{"FEntryID":200001,"FExpID":{"FNumber":"CI001"},"FInvoiceType":"0","FTaxSubmitAmt":94.34,"FTaxRate":6.0,"FTaxAmt":5.66,"FExpenseDeptEntryID":{"FNumber":"BM000001"},"FExpSubmitAmount":100.0,"FRequestAmount":100.0,"FExpenseAmount":100.0,"FRemark":"高铁"}],"FRecInvInfo":[{"FEntryID":200002,"FRecInv":{"FBillNo":"SP0001"}}]}
                """)
        #expect(
            bench.effects == [
                .documentSaved(
                    call: 1, form: "ER_ExpReimbursement", id: "100001", number: "EXP-2026-000042", created: true,
                    status: "A",
                    content: stored.first?.content.text ?? "")
            ])
    }

    @Test func refusesAUsedNumberAsCaptured() async throws {
        let bench = try await KingdeeBench.loggedIn()
        _ = try await bench.save(KingdeeModels.reimbursement("test5"))
        let reply = try await bench.call("Save", ["Model": KingdeeModels.reimbursement("test5")])
        #expect(
            reply.text == """
                {"Result":{"ResponseStatus":{"ErrorCode":500,"IsSuccess":false,"Errors":[{"FieldName":"FBillNo","Message":"违反字段唯一性要求：编码唯一。[test5]在当前系统中已经被使用。","DIndex":0}],"SuccessEntitys":[],"SuccessMessages":[],"MsgCode":11},"Id":"","NeedReturnData":[{}]}}
                """)
        #expect(bench.effects.count == 1)
    }

    @Test func storesANumberTwiceWhereUniquenessIsOff() async throws {
        let rules = ["ER_ExpReimbursement": FormRule(enforcesUniqueNumber: false)]
        let bench = try await KingdeeBench.loggedIn(formRules: rules)
        for _ in 1...2 { #expect(try await bench.save(KingdeeModels.reimbursement())["Id"] != "") }
        #expect(bench.simulator.documents(form: "ER_ExpReimbursement").count == 2)
    }

    @Test func theCodeRuleMayOverwriteTheClientsNumber() async throws {
        let rules = ["ER_ExpReimbursement": FormRule(overwritesNumber: true)]
        let bench = try await KingdeeBench.loggedIn(formRules: rules)
        #expect(try await bench.save(KingdeeModels.reimbursement())["Number"] == "FYBX20260803000001")
        #expect(try await bench.save(KingdeeModels.reimbursement())["Number"] == "FYBX20260803000002")
    }

    @Test func givesANumberWithTheDateInShanghai() async throws {
        let bench = try await KingdeeBench.loggedIn()
        _ = try await bench.save(KingdeeModels.reimbursement("FYBX20260803000001"))
        let numbers = try await [
            bench.save(KingdeeModels.reimbursement(""))["Number"],
            bench.save(KingdeeModels.reimbursement().without("FBillNo"))["Number"],
        ]
        #expect(numbers == ["FYBX20260803000002", "FYBX20260803000003"])
    }

    @Test(arguments: [
        ("FProposerID", "字段“申请人”是必填项"), ("FDate", "字段“申请日期”是必填项"), ("FEntity", "单据体“费用明细”是必填项"),
    ])
    func namesTheRequiredFieldThatIsMissing(key: String, message: String) async throws {
        let bench = try await KingdeeBench.loggedIn()
        let model = JSON.object((KingdeeModels.reimbursement().members ?? []).filter { $0.key != key })
        let result = try await bench.save(model)
        #expect(result.messages == [message])
        #expect(result.status?["MsgCode"] == 11 && result.status?.at("Errors.0.FieldName") == .string(key))
        #expect(bench.effects.isEmpty)
    }

    @Test func namesTheRowOfARequiredFieldThatIsMissing() async throws {
        let bench = try await KingdeeBench.loggedIn()
        let rows: JSON = [
            KingdeeModels.row("CI001", "1", ""), KingdeeModels.row("CI001", "1", "").without("FExpID"),
            KingdeeModels.row("CI002", "1", "").without("FExpenseAmount"),
        ]
        let result = try await bench.save(KingdeeModels.reimbursement().with(["FEntity": rows]))
        #expect(result.messages == ["单据体“费用明细”第2行字段“费用项目”是必填项", "单据体“费用明细”第3行字段“核定报销金额”是必填项"])
    }

    @Test(
        arguments: [
            (["FProposerID": ["FSTAFFNUMBER": "E999"]], "字段“申请人”的值“E999”不存在"),
            (["FRequestDeptID": ["FNumber": "BM999999"]], "字段“申请部门”的值“BM999999”不存在"),
            (["FCONTACTUNIT": ["FNumber": "E999"]], "字段“往来单位”的值“E999”不存在"),
            (["FEntity": [KingdeeModels.row("CI999", "1", "")]], "字段“费用项目”的值“CI999”不存在"),
        ] as [(JSON, String)])
    func verifiesBaseData(change: JSON, message: String) async throws {
        let bench = try await KingdeeBench.loggedIn()
        let result = try await bench.save(KingdeeModels.reimbursement().with(change))
        #expect(result.messages == [message])
        #expect(result.status?["MsgCode"] == 9)
    }

    @Test(
        arguments: [
            (["FBillTypeID": "FYBX001_SYS"], "字段“单据类型”的值必须是字典格式", 8),
            (["FDate": "15.01.2026"], "字段“申请日期”的值“15.01.2026”格式不正确", 8),
            (["F_DT_TotalAmount": "1,005.005"], "字段“来源合计金额”的值“1,005.005”格式不正确", 8),
            (["FExpenseAmount": 1], "FExpenseAmount实体不存在此属性！[EntityType：BillHead]", 4),
            (["FEntity": [["FCausa": "x"]]], "FCausa实体不存在此属性！[EntityType：FEntity]", 4),
            (["FID": 4711], "内码或编号为“4711”的数据不存在", 10),
        ] as [(JSON, String, Int)])
    func refusesWhatItCannotStore(change: JSON, message: String, code: Int) async throws {
        let bench = try await KingdeeBench.loggedIn()
        let result = try await bench.save(KingdeeModels.reimbursement().with(change))
        #expect(result.messages == [message])
        #expect(result.status?["MsgCode"] == .number(code))
    }

    @Test func ignoresFieldsItDoesNotKnow() async throws {
        let bench = try await KingdeeBench.loggedIn()
        let model = KingdeeModels.reimbursement().with(["FNoSuchField": 1, "FSHRMapEntity": ["FMAPID": 0]])
        #expect(try await bench.save(model)["Id"] == 100_001)
    }

    @Test(arguments: ["FNumber", "FNUMBER", "FSTAFFNUMBER", "FStaffNumber", "fstaffnumber"])
    func takesAReferenceUnderAnySpelling(key: String) async throws {
        let bench = try await KingdeeBench.loggedIn()
        _ = try await bench.save(
            KingdeeModels.reimbursement().with(["FProposerID": .object([JSON.Member(key, "e0002")])]))
        #expect(
            bench.simulator.documents(form: "ER_ExpReimbursement").first?.content["FProposerID"] == ["FNumber": "E0002"]
        )
    }

    @Test(arguments: [
        (JSON.number("0.29"), "0.29"), (.number("1005.005"), "1005.005"), (.string("1005.0050"), "1005.0050"),
        (.number("99999999999999.99"), "99999999999999.99"), (.number("100.0"), "100.0"), (.string("-3"), "-3"),
    ])
    func keepsTheDigitsOfAmounts(sent: JSON, digits: String) async throws {
        let bench = try await KingdeeBench.loggedIn()
        _ = try await bench.save(KingdeeModels.reimbursement().with(["F_DT_TotalAmount": sent]))
        let stored = bench.simulator.documents(form: "ER_ExpReimbursement").first
        #expect(stored?.content["F_DT_TotalAmount"] == .number(digits))
        #expect(try await bench.query("F_DT_TotalAmount") == [[.number(digits)]])
    }

    @Test func savesSubmitsAndAuditsInOneCall() async throws {
        let bench = try await KingdeeBench.loggedIn()
        let result = try await bench.save(
            KingdeeModels.reimbursement(), options: [JSON.Member("IsAutoSubmitAndAudit", "true")])
        #expect(result.status?["IsSuccess"] == true)
        #expect(bench.simulator.documents(form: "ER_ExpReimbursement").map(\.status) == [.audited])
        #expect(
            bench.effects.dropFirst() == [
                .documentStatusChanged(
                    call: 1, form: "ER_ExpReimbursement", id: "100001", number: "EXP-2026-000042", operation: "Submit",
                    from: "A", to: "B"),
                .documentStatusChanged(
                    call: 1, form: "ER_ExpReimbursement", id: "100001", number: "EXP-2026-000042", operation: "Audit",
                    from: "B", to: "C"),
            ])
    }

    @Test func skipsValidationWhenAsked() async throws {
        let bench = try await KingdeeBench.loggedIn()
        let model: JSON = ["FBillNo": "EXP-1", "FProposerID": ["FNumber": "E999"]]
        let result = try await bench.save(model, options: [JSON.Member("ValidateFlag", "false")])
        #expect(result.status?["IsSuccess"] == true)
        let again = try await bench.save(model, options: [JSON.Member("ValidateFlag", false)])
        #expect(again.status?["MsgCode"] == 11)
    }

    @Test func aDraftIsHardlyCheckedUntilItIsSubmitted() async throws {
        let bench = try await KingdeeBench.loggedIn()
        let draft = try await bench.call("Draft", ["Model": ["FCausa": "半成品"]])["Result"]
        #expect(draft?["Number"] == "" && draft?.status?.at("SuccessEntitys.0.Number") == .null)
        #expect(bench.simulator.documents(form: "ER_ExpReimbursement").map(\.status) == [.temporary])
        #expect(try await bench.call("Submit", ["Ids": "100001"]).messages == ["字段“单据类型”是必填项"])
        let saved = try await bench.save(KingdeeModels.reimbursement("").with(["FID": 100_001]))
        #expect(saved["Number"] == "FYBX20260803000001")
        #expect(bench.simulator.documents(form: "ER_ExpReimbursement").map(\.status) == [.created])
    }

    @Test(arguments: [
        ("", 5, "业务对象标识不能为空"), ("ER_ExpenseReimburse", 4, "标识为“ER_ExpenseReimburse”的业务对象不存在，或者被删除"),
    ])
    func refusesFormsItDoesNotHave(form: String, code: Int, message: String) async throws {
        let bench = try await KingdeeBench.loggedIn()
        let result = try await bench.save(KingdeeModels.reimbursement(), form: form)
        #expect(result.messages == [message])
        #expect(result.status?["MsgCode"] == .number(code))
    }

    @Test func savesBaseDataTooAndRefersToIt() async throws {
        let bench = try await KingdeeBench.loggedIn()
        let employee: JSON = [
            "FID": 0, "FName": "张三", "FStaffNumber": "E001", "FMobile": "13800000000",
            "FCreateOrgId": ["FNumber": "100"],
            "FPostEntity": [["FENTRYID": 0, "FPostDept": ["FNumber": "BM000001"], "FIsFirstPost": "true"]],
        ]
        #expect(try await bench.save(employee, form: "BD_Empinfo")["Number"] == "E001")
        let model = KingdeeModels.reimbursement().with(["FProposerID": ["FSTAFFNUMBER": "E001"]])
        #expect(try await bench.save(model)["Id"] == 100_001)
        #expect(bench.simulator.documents(form: "BD_Empinfo").last?.content["FMobile"] == "138****0000")
    }
}
