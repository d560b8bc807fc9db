import Testing

@testable import Simulators

/// The options of section 4.1 of the reference, each as clients send it.
@Suite struct SaveOptionsTests {
    private static let form = "ER_ExpReimbursement"
    private static let keep = JSON.Member("IsDeleteEntry", false)

    private func stored(_ bench: KingdeeBench) -> JSON? {
        bench.simulator.documents(form: SaveOptionsTests.form).last?.content
    }

    @Test func dropsTheRowsOfAnEntityThatIsNotListed() async throws {
        let bench = try await KingdeeBench.loggedIn()
        _ = try await bench.save(KingdeeModels.reimbursement())
        let change: JSON = [
            "FID": 100_001, "FCausa": "新事由",
            "FEntity": [["FEntryID": 200_001, "FRemark": "改"], KingdeeModels.row("CI002", "7", "新行")],
        ]
        // A field of the entry is listed, but not the entry itself.
        let result = try await bench.save(
            change, options: [JSON.Member("NeedUpDateFields", ["FCausa", "FRemark"]), SaveOptionsTests.keep])
        #expect(result.status?["IsSuccess"] == true)
        #expect(stored(bench)?["FCausa"] == "新事由")
        #expect(stored(bench)?["FEntity"]?.array?.map { $0["FRemark"] } == ["高铁"])
        _ = try await bench.save(
            change, options: [JSON.Member("NeedUpDateFields", ["fentity", "fremark"]), SaveOptionsTests.keep])
        #expect(stored(bench)?["FEntity"]?.array?.map { $0["FRemark"] } == ["改", "新行"])
    }

    @Test(arguments: ["", [], ",", nil] as [JSON]) func anEmptyListOfFieldsMeansAll(list: JSON) async throws {
        let bench = try await KingdeeBench.loggedIn()
        _ = try await bench.save(KingdeeModels.reimbursement())
        let options = [JSON.Member("NeedUpDateFields", list), SaveOptionsTests.keep]
        _ = try await bench.save(["FID": 100_001, "FCausa": "新", "FBillNo": "EXP-7"], options: options)
        #expect(stored(bench)?["FCausa"] == "新" && stored(bench)?["FBillNo"] == "EXP-7")
    }

    @Test func keepsANumberThatIsNotListed() async throws {
        let bench = try await KingdeeBench.loggedIn()
        _ = try await bench.save(KingdeeModels.reimbursement("EXP-1"))
        let change: JSON = ["FID": 100_001, "FBillNo": "EXP-2", "FCausa": "新"]
        let options = [JSON.Member("NeedUpDateFields", ["FCausa"]), SaveOptionsTests.keep]
        #expect(try await bench.save(change, options: options)["Number"] == "EXP-1")
    }

    @Test func echoesTheFieldsItIsAskedFor() async throws {
        let bench = try await KingdeeBench.loggedIn()
        let fields: JSON = [
            "FBillNo", "fcausa", "FDocumentStatus", "FEntity.FRemark", "FEntity.FEntryID", "FNoSuchField",
        ]
        let result = try await bench.save(
            KingdeeModels.reimbursement(), options: [JSON.Member("NeedReturnFields", fields)])
        #expect(
            result.at("NeedReturnData.0") == [
                "FBillNo": "EXP-2026-000042", "fcausa": "客户拜访", "FDocumentStatus": "A",
                "FEntity": [["FRemark": "高铁", "FEntryID": 200_001]],
            ])
    }

    @Test func dropsWrongBaseDataOnlyWhereTheTenantDoes() async throws {
        let rules = ["ER_ExpReimbursement": FormRule(verifiesBaseData: false)]
        let bench = try await KingdeeBench.loggedIn(formRules: rules)
        let optional = KingdeeModels.reimbursement("EXP-1").with(["FPayOrgId": ["FNumber": "999"]])
        #expect(try await bench.save(optional).status?["IsSuccess"] == true)
        #expect(stored(bench)?["FPayOrgId"] == nil)
        let required = KingdeeModels.reimbursement("EXP-2").with(["FProposerID": ["FSTAFFNUMBER": "E999"]])
        #expect(try await bench.save(required).messages == ["字段“申请人”是必填项"])
        let verify = [JSON.Member("IsVerifyBaseDataField", "true")]
        #expect(
            try await bench.save(optional.with(["FBillNo": "EXP-3"]), options: verify).messages == [
                "字段“付款组织”的值“999”不存在"
            ])
    }

    @Test(arguments: ["Draft", "Save"]) func verifiesBaseDataEvenWithoutValidation(operation: String) async throws {
        let bench = try await KingdeeBench.loggedIn()
        let model: JSON = ["FProposerID": ["FNumber": "E999"]]
        let lenient: JSON = ["Model": model, "ValidateFlag": false]
        #expect(try await bench.call(operation, lenient).status?["IsSuccess"] == true)
        let strict = lenient.with(["IsVerifyBaseDataField": true])
        #expect(try await bench.call(operation, strict).messages == ["字段“申请人”的值“E999”不存在"])
    }

    @Test func takesNumbersForIdsWhenNumbersAreNotSearched() async throws {
        let bench = try await KingdeeBench.loggedIn()
        let options = [JSON.Member("NumberSearch", "false"), JSON.Member("ValidateFlag", false)]
        _ = try await bench.save(
            ["FCurrencyID": ["FNumber": "1"], "FProposerID": ["FID": 100_002]], options: options)
        #expect(stored(bench)?["FCurrencyID"] == ["FNumber": "PRE001"])
        #expect(stored(bench)?["FProposerID"] == ["FNumber": "E0002"])
        let result = try await bench.save(
            ["FCurrencyID": ["FNumber": "PRE001"]], options: [JSON.Member("NumberSearch", false)])
        #expect(result.messages.first == "字段“币别”的值“PRE001”不存在")
    }

    @Test func appliesFieldsInTheOrderSent() async throws {
        let bench = try await KingdeeBench.loggedIn()
        let model = KingdeeModels.reimbursement().without("FCONTACTUNITTYPE", "FCONTACTUNIT")
        let unit = JSON.Member("FCONTACTUNIT", ["FNumber": "E0001"])
        let type = JSON.Member("FCONTACTUNITTYPE", "BD_Department")
        let wrong = try await bench.save(.object((model.members ?? []) + [type, unit]))
        #expect(wrong.messages == ["字段“往来单位”的值“E0001”不存在"])
        // The unit comes first and is an employee; then its type says that it must be a department.
        let emptied = try await bench.save(.object((model.members ?? []) + [unit, type]))
        #expect(emptied.status?["IsSuccess"] == true)
        #expect(stored(bench)?["FCONTACTUNIT"] == nil && stored(bench)?["FCONTACTUNITTYPE"] == "BD_Department")
    }

    @Test(arguments: [(true, true), ("true", true), (false, false)] as [(JSON, Bool)])
    func sortsFieldsByTheMetadataWhenAsked(option: JSON, isSaved: Bool) async throws {
        let bench = try await KingdeeBench.loggedIn()
        let members: [JSON.Member] = [
            JSON.Member("FCONTACTUNIT", ["FNumber": "BM000001"]), JSON.Member("FCONTACTUNITTYPE", "BD_Department"),
        ]
        let model = KingdeeModels.reimbursement().without("FCONTACTUNITTYPE", "FCONTACTUNIT")
        let result = try await bench.save(
            .object((model.members ?? []) + members), options: [JSON.Member("IsAutoAdjustField", option)])
        #expect(result.status?["IsSuccess"] == .bool(isSaved))
        if isSaved { #expect(stored(bench)?["FCONTACTUNIT"] == ["FNumber": "BM000001"]) }
    }

    @Test(
        arguments: [
            ("FExpenseAmount", "100.005", "字段“核定报销金额”的值“100.005”超过精度，最多2位小数"), ("FExpenseAmount", "100.0500", nil),
            ("FTaxRate", "6.1234567", nil), ("FTaxRate", "6.12345678901", "字段“税率”的值“6.12345678901”超过精度，最多10位小数"),
        ] as [(String, String, String?)])
    func controlsPrecisionWhenAsked(key: String, digits: String, message: String?) async throws {
        let bench = try await KingdeeBench.loggedIn()
        let row = KingdeeModels.row("CI001", "1", "").with(.object([JSON.Member(key, .string(digits))]))
        let model = KingdeeModels.reimbursement().with(["FEntity": [row]])
        let control = [JSON.Member("IsControlPrecision", true)]
        #expect(try await bench.save(model, options: control).messages == [message].compactMap(\.self))
        #expect(try await bench.save(model.with(["FBillNo": "EXP-2"])).status?["IsSuccess"] == true)
    }

    @Test func refusesAPayloadThatWasSavedAlready() async throws {
        let rules = ["ER_ExpReimbursement": FormRule(enforcesUniqueNumber: false)]
        let bench = try await KingdeeBench.loggedIn(formRules: rules)
        let model = KingdeeModels.reimbursement()
        let option = [JSON.Member("ValidateRepeatJson", "true")]
        #expect(try await bench.save(model.without("FDate"), options: option).status?["IsSuccess"] == false)
        #expect(try await bench.save(model, options: option).status?["IsSuccess"] == true)
        let repeated = try await bench.save(model, options: option)
        #expect(repeated.status?["MsgCode"] == 11 && repeated.messages == ["重复的请求数据，不允许保存"])
        #expect(try await bench.save(model).status?["IsSuccess"] == true)
        #expect(try await bench.save(model.with(["FCausa": "另"]), options: option).status?["IsSuccess"] == true)
        #expect(bench.simulator.documents(form: SaveOptionsTests.form).count == 3)
    }

    @Test(arguments: [
        ("Administrator", "Administrator"), ("100008", "Administrator"), ("", "demo"), ("nobody", "demo"),
    ])
    func notesTheCreator(sent: String, creator: String) async throws {
        let bench = try await KingdeeBench.loggedIn()
        _ = try await bench.save(KingdeeModels.reimbursement(), options: [JSON.Member("Creator", .string(sent))])
        #expect(try await bench.query("FCreatorId.FName,FModifierId.FName") == [[.string(creator), "demo"]])
    }

    @Test func takesOptionsWithoutEffectToo() async throws {
        let bench = try await KingdeeBench.loggedIn()
        let options = [
            JSON.Member("SubSystemId", "21"), JSON.Member("isentrybatchfill", "false"),
            JSON.Member("INTERATIONFLAGS", ""), JSON.Member("IgnoreInterationFlag", ""),
        ]
        #expect(try await bench.save(KingdeeModels.reimbursement(), options: options).status?["IsSuccess"] == true)
    }

    @Test(arguments: ["abc", "99999999999999999999", [1], true] as [JSON])
    func neverTakesABrokenKeyForANewDocument(id: JSON) async throws {
        let bench = try await KingdeeBench.loggedIn()
        let result = try await bench.save(KingdeeModels.reimbursement().with(["FID": id]))
        #expect(result.status?["MsgCode"] == 8 && result["Id"] == "")
        #expect(bench.effects.isEmpty)
    }

    @Test(arguments: ["100001", 100_001] as [JSON]) func updatesByAKeyOfAnotherName(id: JSON) async throws {
        let bench = try await KingdeeBench.loggedIn()
        _ = try await bench.save(KingdeeModels.voucher, form: "GL_VOUCHER")
        let change = JSON.object([JSON.Member("fvoucherid", id), JSON.Member("FATTACHMENTS", 2)])
        #expect(try await bench.save(change, form: "GL_VOUCHER", options: [SaveOptionsTests.keep])["Id"] == 100_001)
        // FID is no key of a voucher: an unknown field, so that this is an insert.
        let other = KingdeeModels.voucher.with(["FID": id]).without("FVOUCHERID")
        #expect(try await bench.save(other, form: "GL_VOUCHER")["Id"] == 100_002)
    }
}
