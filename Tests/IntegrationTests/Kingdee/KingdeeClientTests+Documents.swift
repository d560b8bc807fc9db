import HTTPTypes
import Seams
import Testing

@testable import Integration

/// Documents: saving, the life cycle, and looking them up.
extension KingdeeClientTests {
    @Test func savesTheModelAsItIs() async throws {
        let (client, network) = client { _ in .json(KingdeeClientTests.saved) }
        let model =
            #"{"FBillTypeID":{"FNUMBER":"FYBX001_SYS"},"FCausa":"客户\"拜访\"","FEntity":[{"FExpenseAmount":0.29},{"FExpenseAmount":1005.005}]}"#
        _ = try await client.save(form: "ER_ExpReimbursement", model: model)
        let call = try #require(network.calls.last)
        #expect(call.request.path == "\(KingdeeClientTests.dfs).Save.common.kdsvc")
        #expect(
            call.text
                == #"{"formid":"ER_ExpReimbursement","data":{"NeedReturnFields":["FBillNo"],"IsVerifyBaseDataField":true,"IsAutoSubmitAndAudit":false,"Model":\#(model)}}"#
        )
    }

    @Test(arguments: [
        #"{"Result":{"ResponseStatus":{"IsSuccess":true},"Id":100040,"Number":"FYBX1"}}"#,  // an old server
        #"{"Result":{"ResponseStatus":{"IsSuccess":true,"SuccessEntitys":[{"Id":100040,"Number":"FYBX1"}]}}}"#,
        #"{"Result":{"ResponseStatus":{"IsSuccess":true},"Id":"100040","Number":"FYBX1"}}"#,
    ])
    func readsIdAndNumberWhereverTheyStand(body: String) async throws {
        let (client, _) = client { _ in .json(body) }
        #expect(
            try await client.save(form: "F", model: "{}") == KingdeeDocument(id: "100040", number: "FYBX1", status: "A")
        )
    }

    @Test func isUnsureOfASaveWithoutAnId() async {
        let (client, _) = client { _ in .json(#"{"Result":{"ResponseStatus":{"IsSuccess":true},"Id":"","Number":""}}"#)
        }
        let failure = await #expect(throws: PlatformFailure.self) { try await client.save(form: "F", model: "{}") }
        guard case .outcomeUnknown = failure else {
            Issue.record("\(String(describing: failure))")
            return
        }
    }

    @Test(arguments: ["", "[]", #"{"a":"#])
    func refusesAModelThatIsNone(model: String) async {
        let (client, network) = client { _ in .json(KingdeeClientTests.saved) }
        await #expect(throws: PlatformFailure.rejected(reason: "the document's model is no JSON object")) {
            try await client.save(form: "F", model: model)
        }
        #expect(network.calls.isEmpty)
    }

    @Test func passesADuplicateNumberOn() async {
        let (client, _) = client { _ in
            .json(KingdeeRow.refusal("违反字段唯一性要求：编码唯一。[DT0001]在当前系统中已经被使用。", code: 11, field: "FBillNo"))
        }
        await #expect(
            throws: PlatformFailure.duplicateNumber("FBillNo: 违反字段唯一性要求：编码唯一。[DT0001]在当前系统中已经被使用。 (MsgCode 11)")
        ) { try await client.save(form: "F", model: "{}") }
    }

    @Test func submitsById() async throws {
        let (client, network) = client { _ in .json(KingdeeClientTests.done) }
        try await client.submit(form: "ER_ExpReimbursement", id: "100101")
        #expect(
            network.calls.last?.text
                == #"{"formid":"ER_ExpReimbursement","data":{"CreateOrgId":0,"Numbers":[],"Ids":"100101","NetworkCtrl":""}}"#
        )
    }

    @Test(arguments: [
        (#"{"Result":{"ResponseStatus":{"IsSuccess":true,"SuccessEntitys":[]}}}"#, false),
        (#"{"Result":{"ResponseStatus":{"IsSuccess":true,"SuccessEntitys":[{"Id":7}]}}}"#, false),
        (#"{"Result":{"ResponseStatus":null}}"#, false),
        (#"{"Result":{"ResponseStatus":{"IsSuccess":true}}}"#, true),
        (#"{"Result":{"ResponseStatus":{"IsSuccess":true,"SuccessEntitys":[{"Id":"100101"}]}}}"#, true),
    ])
    func believesASuccessOnlyForTheDocumentsItLists(body: String, isBelieved: Bool) async {
        let (client, _) = client { _ in .json(body) }
        do {
            try await client.audit(form: "F", id: "100101")
            #expect(isBelieved)
        } catch PlatformFailure.outcomeUnknown {
            #expect(!isBelieved)
        } catch {
            Issue.record(error)
        }
    }

    // MARK: finding

    @Test func findsByNumber() async throws {
        let (client, network) = client { _ in
            .json(
                #"[[100101,"DT'1","C","客户拜访 钉钉审批 kNpm"],[100101,"DT'1","C","客户拜访 钉钉审批 kNpm"],[100102,"DT'1","A",null]]"#
            )
        }
        let found = try await client.find(
            form: "ER_ExpReimbursement", number: "DT'1", source: "kNpm", sourceField: "FCausa")
        #expect(
            found == [
                KingdeeDocument(id: "100101", number: "DT'1", status: "C", source: "客户拜访 钉钉审批 kNpm"),
                KingdeeDocument(id: "100102", number: "DT'1", status: "A", source: nil),
            ])
        #expect(
            network.calls.last?.text
                == #"{"formid":"ER_ExpReimbursement","data":{"FormId":"ER_ExpReimbursement","FieldKeys":"FID,FBillNo,FDocumentStatus,FCausa","FilterString":"FBillNo='DT''1'","OrderString":"FID ASC","TopRowCount":0,"StartRow":0,"Limit":2000,"SubSystemId":""}}"#
        )
    }

    @Test func findsBySourceAndSortsOutWhatWildcardsMatchTooMuch() async throws {
        let (client, network) = client { _ in .json(#"[[1,"A","C","x k_[1]% y"],[2,"B","C","x kz[1]% y"]]"#) }
        let found = try await client.find(form: "F", number: nil, source: "k_[1]%", sourceField: "F_DT_SourceId")
        #expect(found.map(\.id) == ["1"])
        #expect(network.calls.last?.text.contains(#""FilterString":"F_DT_SourceId like '%k__1]%%'""#) == true)
    }

    @Test func readsPageAfterPageUntilAShortOne() async throws {
        let (client, network) = client { call in
            let start = Int((try? JSONValue(parsing: call.body))?["data"]?["StartRow"]?.text ?? "") ?? 0
            let rows = (0..<(start == 0 ? 2000 : 3)).map { #"[\#(start + $0),"N","A","s"]"# }
            return .json("[\(rows.joined(separator: ","))]")
        }
        #expect(try await client.find(form: "F", number: nil, source: "s", sourceField: "FCausa").count == 2003)
        #expect(network.calls(to: "ExecuteBillQuery.common.kdsvc").count == 2)
    }

    @Test func readsOnAfterPagesThatAreSmallerThanAskedFor() async throws {
        let (client, network) = client { call in
            let start = Int((try? JSONValue(parsing: call.body))?["data"]?["StartRow"]?.text ?? "") ?? 0
            let rows = (start..<min(start + 500, 1300)).map { #"[\#($0)]"# }
            return .json("[\(rows.joined(separator: ","))]")
        }
        let rows = try await client.allRows(form: "F", columns: ["FID"], filter: "", order: "FID ASC")
        #expect(rows.map { $0[0].text } == (0..<1300).map(String.init))
        #expect(network.calls(to: "ExecuteBillQuery.common.kdsvc").count == 4)
        await #expect(throws: PlatformFailure.rejected(reason: "F has more than 900 rows; write a filter")) {
            try await client.allRows(form: "F", columns: ["FID"], filter: "", order: "FID ASC", most: 900)
        }
    }

    @Test(arguments: [#"[["x"]]"#, #"[{"a":1}]"#, #"[[{"a":1},"N","A","s"]]"#])
    func doesNotTakeAnythingElseForARow(body: String) async {
        let (client, _) = client { _ in .json(body) }
        await #expect(throws: PlatformFailure.self) {
            try await client.find(form: "F", number: "N", source: "s", sourceField: "FCausa")
        }
    }

    @Test func showsADocumentsContent() async throws {
        let (client, network) = client { _ in
            .json(#"{"Result":{"ResponseStatus":null,"Result":{"Id":100101,"BillNo":"DT0001","Amount":1005.0050}}}"#)
        }
        #expect(
            try await client.content(form: "F", id: "100101") == #"{"Id":100101,"BillNo":"DT0001","Amount":1005.0050}"#)
        #expect(network.calls.last?.text == #"{"formid":"F","data":{"CreateOrgId":0,"Number":"","Id":"100101"}}"#)
    }

    @Test func missesADocumentThatIsGone() async {
        let (client, _) = client { _ in .json(KingdeeRow.refusal("数据不存在", code: 10)) }
        await #expect(throws: PlatformFailure.notFound("数据不存在 (MsgCode 10)")) {
            try await client.content(form: "F", id: "1")
        }
    }
}
