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
            ("FDate = '2026-01-15'", ["EXP-1"]),
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
            "FBillNo 'x'", "FBillNo = 1.2.3", "FBillNo = 'x'; drop table T", "FCausa = FBillNo",
            [["FieldName": "FBillNo", "Compare": "4711", "Value": "x"]],
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
