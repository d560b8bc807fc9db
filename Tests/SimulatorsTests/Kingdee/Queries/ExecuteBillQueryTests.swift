import Seams
import Testing

@testable import Simulators

@Suite struct ExecuteBillQueryTests {
    private func filled() async throws -> KingdeeBench {
        let bench = try await KingdeeBench.loggedIn()
        let bills: [(String, String, String, [JSON])] = [
            (
                "EXP-1", "2026-01-15", "客户拜访",
                [KingdeeModels.row("CI001", "100.0", "高铁"), KingdeeModels.row("CI002", "0.29", "")]
            ),
            ("EXP-2", "2026-01-16", "it's 100%", [KingdeeModels.row("CI003", "1005.005", "纸")]),
            ("exp_3", "2026-02-01", "", [KingdeeModels.row("CI001", "9.9", "机票")]),
        ]
        for (number, date, cause, rows) in bills {
            _ = try await bench.save(
                KingdeeModels.reimbursement(number).with(
                    ["FDate": .string(date), "FCausa": .string(cause), "FEntity": .array(rows)]))
            bench.clock.advance(by: .seconds(60))
        }
        return bench
    }

    private func numbers(_ filter: JSON) async throws -> [String] {
        let rows = try await filled().query("FBillNo", filter)
        return rows.array?.compactMap { $0.at("0")?.string } ?? []
    }

    @Test(
        arguments: [
            ("", ["EXP-1", "EXP-2", "exp_3"]),
            ("FBillNo='EXP-1'", ["EXP-1"]),
            ("fbillno = 'exp-1'", ["EXP-1"]),
            ("'EXP-1' = FBillNo", ["EXP-1"]),
            ("FBillNo<>'EXP-1'", ["EXP-2", "exp_3"]),
            ("FBillNo in ('EXP-1', 'exp_3','none')", ["EXP-1", "exp_3"]),
            ("FBillNo not in ('EXP-1','exp_3')", ["EXP-2"]),
            ("FBillNo like 'EXP-%'", ["EXP-1", "EXP-2"]),
            ("FBillNo like 'exp[_]%'", ["exp_3"]),
            ("FBillNo like '%[1-2]'", ["EXP-1", "EXP-2"]),
            ("FBillNo not like 'EXP-%'", ["exp_3"]),
            ("FCausa='it''s 100%'", ["EXP-2"]),
            ("FCausa is null", ["exp_3"]),
            ("FCausa is not null", ["EXP-1", "EXP-2"]),
            ("FCausa <> '客户拜访'", ["EXP-2"]),
            ("not FCausa = '客户拜访'", ["EXP-2"]),
            ("not (FCausa = '客户拜访' and FBillNo like '%')", ["EXP-2"]),
            ("FCausa <> '客户拜访' and FBillNo like '%'", ["EXP-2"]),
            ("FCausa = '客户拜访' or FBillNo = 'exp_3'", ["EXP-1", "exp_3"]),
            ("FCausa like '%拜访%'", ["EXP-1"]),
            ("FDate = '2026-01-15'", ["EXP-1"]), ("FDate={ts'2026-01-15 00:00:00'}", ["EXP-1"]),
            ("FDate = {d '2026-01-15'}", ["EXP-1"]),
            ("FDate>='2026-01-15' and FDate<'2026-02-01'", ["EXP-1", "EXP-2"]),
            ("FDate between '2026-01-16' and '2026-02-01 00:00:00'", ["EXP-2", "exp_3"]),
            ("FCreateDate>='2026-08-03 01:01:00'", ["EXP-2", "exp_3"]),
            ("FModifyDate>'2026-08-03 01:01:00'", ["exp_3"]),
            ("FBillNo='EXP-1' or FBillNo='EXP-2' and FDate='2026-02-01'", ["EXP-1"]),
            ("(FBillNo='EXP-1' or FBillNo='exp_3') and FDate='2026-02-01'", ["exp_3"]),
            ("((FDocumentStatus='C') or (FDocumentStatus = 'A' AND FID = 100002))", ["EXP-2"]),
            ("FID in (100001,100003)", ["EXP-1", "exp_3"]),
            ("FID>=100002", ["EXP-2", "exp_3"]),
            ("FProposerID.FNumber='E0001' and FExpenseDeptID.FNumber='BM000001'", ["EXP-1", "EXP-2", "exp_3"]),
            ("FProposerID.FStaffNumber='E0002'", []),
            ("FExpenseAmount>1000", ["EXP-2"]),
            ("FExpenseAmount='0.29'", ["EXP-1"]),
            ("FExpID.FNumber='CI001'", ["EXP-1", "exp_3"]),
            ("FPayBox='1'", ["EXP-1", "EXP-2", "exp_3"]),
            ("FPayBox=0", []),
            ("1=1", ["EXP-1", "EXP-2", "exp_3"]),
            ("1=0", []),
            ("F_DT_SourceId=N'none'", []),
            ("FBillNo=N'EXP-1'", ["EXP-1"]),
            ("FID>+100001 and FID<.5 or FID=100003", ["exp_3"]),
            ("FID>100001 and FID<=100002.5", ["EXP-2"]),
            ("100002<=FID", ["EXP-2", "exp_3"]),
            ("FID<>-.5", ["EXP-1", "EXP-2", "exp_3"]),
            ("FCreateDate=FModifyDate", ["EXP-1", "EXP-2", "exp_3"]),
            ("FCreateDate<FModifyDate", []),
            ("FProposerID.FNumber=FCONTACTUNIT.FNumber", ["EXP-1", "EXP-2", "exp_3"]),
            ("FRequestAmount<>FExpenseAmount", []),
            ("FCausa=null", []), ("not FCausa<>null", []),
            ("FCausa like '%!%' escape '!'", ["EXP-2"]),
            ("FCausa not like '%!%' escape '!'", ["EXP-1"]),
            ("FBillNo like 'exp!_%' escape '!'", ["exp_3"]),
            ("FBillNo like 'EXP[^-]_'", ["exp_3"]),
            ("FProposerID.FPostDept.FName like '%部'", ["EXP-1", "EXP-2", "exp_3"]),
            ("FEntity_FEntryID=200004", ["EXP-2"]),
            ("FEntity.FRemark in ('高铁','机票') and FEntity_FSeq=1", ["EXP-1", "exp_3"]),
            ("FPROPOSERID.fname is not null and (((FDOCUMENTSTATUS IN ('a'))))", ["EXP-1", "EXP-2", "exp_3"]),
            ("FModifyDate between '2026-08-03 01:00:30' and '2026-08-03T01:01:00'", ["EXP-2"]),
            ("FCreateDate>='2026-08-03' and FCreateDate<'2026-08-04'", ["EXP-1", "EXP-2", "exp_3"]),
            ("F_DT_TotalAmount is null and FPayBox='true'", ["EXP-1", "EXP-2", "exp_3"]),
            ("FExpenseAmount in (0.290, 9.90)", ["EXP-1", "exp_3"]),
        ] as [(String, [String])])
    func filters(filter: String, expected: [String]) async throws {
        #expect(try await numbers(.string(filter)) == expected)
    }

    @Test(
        arguments: [
            (
                [
                    [
                        "Left": "(", "FieldName": "FDocumentStatus", "Compare": "67", "Value": "A", "Right": ")",
                        "Logic": 0,
                    ]
                ], 3
            ),
            (
                [
                    ["Left": "(", "FieldName": "FBillNo", "Compare": "67", "Value": "EXP-1", "Right": "", "Logic": 1],
                    ["Left": "", "FieldName": "FBillNo", "Compare": "=", "Value": "exp_3", "Right": ")", "Logic": "0"],
                    ["FieldName": "FDate", "Compare": ">=", "Value": "2026-02-01"],
                ], 1
            ),
            ([["FieldName": "FBillNo", "Compare": "in", "Value": "EXP-1,'EXP-2'"]], 2),
            ([["FieldName": "FBillNo", "Compare": "NOT IN", "Value": ["EXP-1", "EXP-2"]]], 1),
            ([["FieldName": "FBillNo", "Compare": "=", "Value": "x' or '1'='1"]], 0),
            ([["FieldName": "FCausa", "Compare": "is null"]], 1),
            ([], 3), ("  [] ", 3), (nil, 3),
            ([["FieldName": "FBillNo", "Compare": "like", "Value": "EXP-%"]], 2),
            (#"[{"FieldName":"FBillNo","Compare":"67","Value":"EXP-1"}]"#, 1),
        ] as [(JSON, Int)])
    func filtersByConditionsInAnArray(filter: JSON, count: Int) async throws {
        #expect(try await numbers(filter).count == count)
    }

    @Test(
        arguments: [
            "FBillNo ==== 'x'", "FBillNo =", "= 'x'", "FBillNo = 'x", "(FBillNo = 'x'", "FBillNo = 'x')",
            "FBillNo in 'x'",
            "FBillNo in ()", "FBillNo like FCausa", "FBillNo is 'x'", "FID = 'abc'", "FDate > 'gestern'",
            "FBillNo = 'x' and",
            "FBillNo 'x'", "FBillNo = 1.2.3", "FBillNo = 'x'; drop table T", "FCausa = FID", "FDate > FBillNo",
            "FBillNo = 'x' -- and", "FBillNo = 'x' /* and */", "FBillNo = 'x' union select 1", "isnull(FCausa,'')=''",
            "FBillNo = '' or exists(select 1)", "FBillNo like 'x' escape 'xy'", "FBillNo like 'x' escape",
            "FID between 1", "FID between 1 or 2", "FBillNo is not 'x'", "1='a'", "null is null", "FBillNo in (null)",
            "[FBillNo]='x'", "[", "[{", ["FBillNo": "x"], 5, true, [5], [[:]], "- 1 = FID", "\u{0}", "FID=\"1\"",
            [["FieldName": "FBillNo", "Compare": "4711", "Value": "x"]],
            [["Left": "1=1 or (", "FieldName": "FBillNo", "Compare": "=", "Value": "x", "Right": ")"]],
            [["FieldName": "FBillNo", "Compare": "=", "Value": "x", "Right": "or 1=1"]],
            [["FieldName": "FBillNo", "Compare": "= 'x' or", "Value": "x"]],
            [["FieldName": "FID", "Compare": "=", "Value": "1; drop table T"]],
        ] as [JSON])
    func refusesABrokenFilter(filter: JSON) async throws {
        let reply = try await filled().query("FID", filter)
        #expect(reply.status?["MsgCode"] == 4)
        #expect(reply.messages.first?.hasPrefix("GetRealExpress error") == true)
    }

    @Test func refusesEndlessNesting() async throws {
        let filter = String(repeating: "(", count: 5000) + "1=1" + String(repeating: ")", count: 5000)
        #expect(try await KingdeeBench.loggedIn().query("FID", .string(filter)).status?["MsgCode"] == 4)
    }

    @Test(arguments: [
        ("ER_ExpReimbursement", "FID,FIssueType", "", 9, "元数据中标识为FIssueType的字段不存在"),
        ("ER_ExpReimbursement", "FID", "FIssueType='1'", 9, "元数据中标识为FIssueType的字段不存在"),
        ("ER_ExpReimbursement", "FProposerID.FNothing", "", 9, "元数据中标识为FProposerID.FNothing的字段不存在"),
        ("ER_ExpReimbursement", "FBillNo.FNumber", "", 9, "元数据中标识为FBillNo.FNumber的字段不存在"),
        ("ER_ExpReimbursement", " , ", "", 8, "data 数据包中的参数 FieldKeys 的值不能为空"),
        ("ER_Nothing", "FID", "", 4, "标识为“ER_Nothing”的业务对象不存在，或者被删除"),
        ("BD_Department", "FID", "", 6, "列名 'FID' 无效。"),
        ("BD_Department", "FName", "FID=1", 6, "列名 'FID' 无效。"),
        (
            "BD_Department", String(repeating: "FParentID.", count: 50_000) + "FName", "", 9,
            "元数据中标识为\(String(repeating: "FParentID.", count: 50_000))FName的字段不存在"
        ),
        (
            "BD_Department", Array(repeating: "FParentID.FName", count: 31).joined(separator: ","), "", 4,
            "查询的基础资料字段过多，最多允许30个"
        ),
    ])
    func refusesWithOneRowOfOneCell(form: String, fields: String, filter: String, code: Int, message: String)
        async throws
    {
        let reply = try await KingdeeBench.loggedIn().query(fields, .string(filter), form: form)
        #expect(reply.array?.count == 1 && reply.at("0")?.array?.count == 1)
        #expect(reply.status?["MsgCode"] == .number(code))
        #expect(reply.messages == [message])
    }

    @Test func makesARowForEachEntryRowOnceAnEntryFieldIsLookedAt() async throws {
        let bench = try await filled()
        #expect(try await bench.query("FBillNo", "FBillNo='EXP-1'") == [["EXP-1"]])
        #expect(
            try await bench.query("FID,FBillNo,FEntity_FEntryID,FExpID.FName,FExpenseAmount,FRemark", "FBillNo='EXP-1'")
                == [
                    [100_001, "EXP-1", 200_001, "差旅费", .number("100.0"), "高铁"],
                    [100_001, "EXP-1", 200_002, "业务招待费", .number("0.29"), nil],
                ])
        #expect(try await bench.query("FBillNo", "FBillNo='EXP-1' and FExpenseAmount>0") == [["EXP-1"], ["EXP-1"]])
        #expect(
            try await bench.query("FBillNo,FEntity.FRemark,FEntity_FSeq", "FSeq=1", form: "ER_ExpReimbursement")
                .status?["MsgCode"] == 9)
    }

    @Test func readsReferencesDatesAndFlags() async throws {
        let bench = try await filled()
        let fields =
            "FProposerID,FProposerID.FName,FProposerID.FPostDept.FNumber,FDate,FCreateDate,FPayBox,FContactUnit.FNumber,FCreatorId.FName,FCONTACTUNITTYPE,FRecInv,FApproveDate"
        let employee = bench.world.company.employees[0]
        #expect(
            try await bench.query(fields, "FID=100001") == [
                [
                    100_001, .string(employee.name), "BM000001", "2026-01-15T00:00:00", "2026-08-03T01:00:00", true,
                    "E0001",
                    "demo", "BD_Empinfo", "SP0001", nil,
                ]
            ])
    }

    @Test(arguments: [
        ("FID DESC", 0, 0, 0, [100_003, 100_002, 100_001]), ("FDate desc,FID", 0, 1, 0, [100_003]),
        ("FBillNo", 1, 2, 0, [100_002, 100_003]), ("", 0, 2, 0, [100_001, 100_002]), ("", 2, 2, 0, [100_003]),
        ("", 3, 2, 0, []), ("", 1, 10, 2, [100_002]), ("", 2, 10, 2, []), ("", 0, 0, 2, [100_001, 100_002]),
        ("FCausa ASC", 0, 1, 0, [100_003]), ("FID ASC", 0, -5, 0, [100_001, 100_002, 100_003]),
    ])
    func ordersAndPages(order: String, start: Int, limit: Int, top: Int, ids: [Int]) async throws {
        let options = [
            JSON.Member("OrderString", .string(order)), JSON.Member("StartRow", .number(start)),
            JSON.Member("Limit", .number(limit)), JSON.Member("TopRowCount", .number(top)),
        ]
        #expect(try await filled().query("FID", options: options) == .array(ids.map { [.number($0)] }))
    }

    @Test(arguments: [
        ("FExpenseAmount DESC", ["EXP-2", "EXP-1", "exp_3", "EXP-1"]),
        ("FExpID.FNumber,FBillNo desc", ["exp_3", "EXP-1", "EXP-1", "EXP-2"]),
        ("FProposerID.FName,fmodifydate DESC, FEntity_FSeq desc", ["exp_3", "EXP-2", "EXP-1", "EXP-1"]),
    ])
    func ordersByEntryAndBaseDataColumns(order: String, numbers: [String]) async throws {
        let rows = try await filled().query("FBillNo", options: [JSON.Member("OrderString", .string(order))])
        #expect(rows == .array(numbers.map { [.string($0)] }))
    }

    @Test func makesARowForEachPairOfRowsOfTwoEntries() async throws {
        let bench = try await KingdeeBench.loggedIn()
        let invoices: JSON = [["FRecInv": ["FBillNo": "SP1"]], ["FRecInv": ["FBillNo": "SP2"]]]
        let rows: JSON = [KingdeeModels.row("CI001", "1", "a"), KingdeeModels.row("CI001", "2", "b")]
        _ = try await bench.save(KingdeeModels.reimbursement("EXP-1").with(["FRecInvInfo": invoices, "FEntity": rows]))
        #expect(
            try await bench.query("FRemark,FRecInv")
                == [["a", "SP1"], ["a", "SP2"], ["b", "SP1"], ["b", "SP2"]])
    }

    @Test func stopsAtTheDatabasesTimeLimit() async throws {
        let bench = try await KingdeeBench.loggedIn()
        let rows = JSON.array((0..<1100).map { _ in KingdeeModels.row("CI001", "1", "a") })
        let invoices = JSON.array((0..<1100).map { _ in ["FRecInv": ["FBillNo": "SP1"]] })
        _ = try await bench.save(KingdeeModels.reimbursement("EXP-1").with(["FRecInvInfo": invoices, "FEntity": rows]))
        let order = [JSON.Member("OrderString", "FRemark")]
        #expect(try await bench.query("FRemark,FRecInv", options: order).status?["MsgCode"] == 6)
        #expect(try await bench.query("FRemark,FRecInv").array?.count == 2000)
    }

    @Test func readsDimensionsOfAVoucher() async throws {
        let bench = try await KingdeeBench.loggedIn()
        _ = try await bench.save(KingdeeModels.voucher, form: "GL_VOUCHER")
        let fields = "FVOUCHERGROUPNO,FDetailID.FFLEX5.FNumber"
        #expect(try await bench.query(fields, form: "gl_voucher") == [["1", "BM000001"], ["1", nil]])
        #expect(
            try await bench.query(
                fields, "FDETAILID.fflex5.fnumber='BM000001' and FEXPLANATION like '%CVN:exp-42%'",
                form: "GL_VOUCHER") == [["1", "BM000001"]])
        #expect(
            try await bench.query("FDetailID.FFLEX99.FNumber", form: "GL_VOUCHER").status?["MsgCode"] == 9)
    }

    @Test func followsTheTenantsSettings() async throws {
        let bench = try await KingdeeBench.loggedIn(configure: {
            $0.queries = QuerySettings(pageRowsMax: 3)
            $0.formRules["GL_VOUCHER"] = FormRule(enforcesUniqueNumber: false, hidesCreated: true)
            $0.queries.isolatesBaseData = true
        })
        let number = try await bench.save(KingdeeModels.voucher, form: "GL_VOUCHER")["Id"] ?? .null
        #expect(try await bench.query("FID", form: "BD_Expense").status?["MsgCode"] == 6)
        #expect(try await bench.query("FNumber", form: "BD_Expense").array?.count == 3)
        #expect(try await bench.query("FVOUCHERID", form: "GL_VOUCHER") == [])
        #expect(try await bench.call("View", form: "GL_VOUCHER", ["Id": number]).at("Result.Result.Id") == number)
        _ = try await bench.call("Submit", form: "GL_VOUCHER", ["Ids": number])
        #expect(try await bench.query("FVOUCHERID", form: "GL_VOUCHER").array?.count == 1)
        let foreign: JSON = ["FNumber": "CI900", "FName": "别的组织", "FUseOrgId": ["FNumber": "200"]]
        _ = try await bench.save(
            ["FNumber": "200", "FName": "分公司"], form: "ORG_Organizations", options: [JSON.Member("ValidateFlag", false)]
        )
        _ = try await bench.save(foreign, form: "BD_Expense")
        #expect(try await bench.query("FNumber", "FNumber='CI900'", form: "BD_Expense") == [])
        #expect(
            try await bench.query("FNumber", "FUseOrgId.FNumber='200'", form: "BD_Expense") == [["CI900"]])
        _ = try await bench.call("SwitchOrg", ["OrgNumber": "200"])
        #expect(try await bench.query("FNumber", form: "BD_Expense") == [["CI900"]])
    }

    @Test func pagesAnObjectWithoutAPrimaryKeyInAnOrderOnly() async throws {
        let bench = try await KingdeeBench.loggedIn()
        let paging = [JSON.Member("Limit", 10)]
        let refused = try await bench.query("FMaterialId.FNumber", form: "STK_Inventory", options: paging)
        #expect(refused.messages == ["分页取数需要排序条件或者单据有设置主键"])
        #expect(refused.status?["ErrorCode"] == 500)
        #expect(try await bench.query("FBaseQty", form: "STK_Inventory").status == nil)
        let ordered = paging + [JSON.Member("OrderString", "FMaterialId.FNumber")]
        #expect(try await bench.query("FBaseQty", form: "STK_Inventory", options: ordered).status == nil)
        let nested = try await bench.query("FMaterialId.FBaseUnitId.FName", form: "STK_Inventory")
        #expect(nested.status?["MsgCode"] == 9)
        #expect(try await bench.query("FBaseUnitId.FName", form: "BD_MATERIAL").status == nil)
    }

    @Test func refusesTooManyColumnsAndConditions() async throws {
        let bench = try await KingdeeBench.loggedIn()
        let many = Array(repeating: "FID", count: 5000).joined(separator: ",")
        #expect(try await bench.query(many).status?["MsgCode"] == 6)
        let conditions = Array(repeating: "FID=1", count: 30_000).joined(separator: " or ")
        #expect(try await bench.query("FID", .string(conditions)).status?["MsgCode"] == 4)
        let ids = (0..<50_000).map(String.init).joined(separator: ",")
        #expect(try await bench.query("FID", .string("FID in (\(ids))")) == [])
        let numbers = (0..<300_000).map(String.init).joined(separator: ",")
        #expect(try await bench.query("FID", .string("FID in (\(numbers))")).status?["MsgCode"] == 4)
    }

    @Test func aPageHasTwoThousandRowsAtMost() async throws {
        let bench = try await KingdeeBench.loggedIn()
        let models = JSON.array((1...2001).map { KingdeeModels.reimbursement("EXP-\($0)") })
        _ = try await bench.call("BatchSave", ["Model": models])
        #expect(try await bench.query("FID", options: [JSON.Member("Limit", 10_000)]).array?.count == 2000)
        #expect(
            try await bench.query("FID", options: [JSON.Member("StartRow", 2000), JSON.Member("Limit", 10_000)]).array?
                .count == 1)
    }

    @Test func answersObjectsToBillQuery() async throws {
        let bench = try await filled()
        let headers = [("kdservice-sessionid", bench.session ?? "")]
        let body: JSON = [
            "data": ["FormId": "BD_Expense", "FieldKeys": "FNumber,FUseOrgId.FName", "FilterString": "FNumber='CI002'"]
        ]
        let rows = await bench.post("DynamicFormService.BillQuery", body, headers: headers)
        #expect(rows.text == #"[{"FNumber":"CI002","FUseOrgId.FName":"总公司"}]"#)
        let refused = try await bench.post(
            "DynamicFormService.BillQuery", ["data": ["FormId": "X", "FieldKeys": "F"]], headers: headers
        ).json
        #expect(refused.at("Result.ResponseStatus.MsgCode") == 4)
    }
}
