import HTTPTypes
import Seams
import Testing

@testable import Integration

/// What counts as a difference between a document and what we meant to save.
extension KingdeeClientTests {
    private static let form = DocumentForm(id: "ER_ExpReimbursement", sourceField: "F_DT_SourceId")
    private static let model = """
        {"FBillNo":"DT1","FDate":"2026-01-15","FOrgID":{"FNumber":"100"},"FRemark":"","FPayBox":"true",\
        "FEntity":[{"FExpID":{"FNumber":"CI001"},"FAmount":0.295},{"FExpID":{"FNumber":"CI002"},"FAmount":1005}]}
        """

    private func difference(_ rows: String) async throws -> (DocumentDifference, queries: Int) {
        let (client, network) = client { _ in .json(rows) }
        let difference = try await client.difference(of: "7", in: Self.form, from: Self.model)
        return (difference, network.calls.count { $0.request.path?.contains("ExecuteBillQuery") == true })
    }

    @Test(arguments: [
        #"[["2026-01-15T00:00:00","100","",true,"CI001",0.295],["2026-01-15T00:00:00","100","",true,"CI002",1005]]"#,
        // Kingdee's own spellings, a default, a rounding, and rows in another order.
        #"[["2026-01-15 00:00:00","100","缺省","1","CI002","1005.0000000000"],["2026-01-15 00:00:00","100","缺省","1","CI001",0.30]]"#,
    ])
    func takesItsOwnDocumentForItsOwn(rows: String) async throws {
        let (found, queries) = try await difference(rows)
        #expect(found.changes == [])
        #expect(found.sentence(personal: []) == nil)
        #expect(queries == 1)
    }

    /// A code rule may give the document a number of its own: it was found by its source, and is ours all the same.
    @Test func asksForNoNumber() async throws {
        let (client, network) = client { _ in .json(#"[["2026-01-15","100","",true,"CI001",0.295]]"#) }
        _ = try await client.difference(of: "7", in: Self.form, from: Self.model)
        let asked = network.calls.compactMap { (try? JSONValue(parsing: $0.text))?["data"]?["FieldKeys"]?.text }
        #expect(asked.last?.contains("FDate") == true && asked.last?.contains("FBillNo") == false)
    }

    @Test func tellsTheFieldThatDiffers() async throws {
        let (found, _) = try await difference(
            #"[["2026-01-15T00:00:00","200","",true,"CI001",0.295],["2026-01-15T00:00:00","200","",true,"CI002",999]]"#
        )
        #expect(
            found.sentence(personal: [])
                == "FOrgID.FNumber is '200' instead of '100'; FEntity[2].FAmount is '999' instead of '1005'")
        #expect(found.sentence(personal: ["FAmount"])?.hasSuffix("FEntity[2].FAmount differs") == true)
    }

    /// Where Kingdee allots numbers, the voucher of the same approval is meant, whatever number the preview shows.
    @Test func findsAVoucherByItsSource() async throws {
        let mapping = try Mapping.load(
            yaml: """
                process: P
                form: GL_VOUCHER
                key: FVOUCHERID
                number: {allotted: NO}
                source: {field: E, in: FEntity}
                head: {D: {constant: a}}
                rows: {FEntity: {once: true, fields: {E: {from: instance}}}}
                """, file: "m.yaml")
        let (client, network) = client { call in
            let data = (try? JSONValue(parsing: call.text))?["data"]
            let filter = data?["FilterString"]?.text ?? ""
            guard filter.contains("FVOUCHERID='8'") else {
                return .json(
                    filter.contains("E like '%INST-1%'")
                        ? #"[["7","12","C","x INST-10"],["8","12","C","x INST-1 y"]]"# : "[]")
            }
            return .json(data?["FieldKeys"]?.text == "FDocumentStatus" ? #"[["C"]]"# : #"[["b"]]"#)
        }
        let found = try await client.difference(
            of: mapping, model: #"{"D":"a"}"#, number: "DT1", instance: "INST-1")
        #expect(found.status == "C" && found.changes.map(\.there) == ["b"], "\(network.calls.map(\.text))")
        let none = try await client.difference(of: mapping, model: #"{"D":"a"}"#, number: "DT1", instance: "INST-2")
        #expect(none.status == nil)
    }

    @Test func countsRows() async throws {
        let row = #"["2026-01-15T00:00:00","100","",true,"CI001",0.295]"#
        #expect(try await difference("[\(row)]").0.sentence(personal: [])?.contains("FEntity[2] is ''") == true)
        let three = row + "," + row.replacing("CI001\",0.295", with: "CI002\",1005") + "," + row
        #expect(try await difference("[\(three)]").0.sentence(personal: [])?.contains("one row more") == true)
    }

    @Test func leavesOutWhatKingdeeCannotBeAskedFor() async throws {
        let values = [
            "FDate": "\"2026-01-15\"", "FOrgID.FNumber": "\"200\"", "FPayBox": "true",
            "FExpID.FNumber": "\"CI001\"", "FAmount": "0.295", "FRemark": "\"\"",
        ]
        let (client, _) = client { call in
            let keys = (try? JSONValue(parsing: call.text))?["data"]?["FieldKeys"]?.text?.split(separator: ",") ?? []
            guard !keys.contains("FPayBox") else {
                return .json(KingdeeRow.refusal("字段不存在", code: 9, field: "FPayBox"))
            }
            return .json("[[" + keys.map { values[String($0)] ?? "null" }.joined(separator: ",") + "]]")
        }
        let model = Self.model.replacing(#",{"FExpID":{"FNumber":"CI002"},"FAmount":1005}"#, with: "")
        let found = try await client.difference(of: "7", in: Self.form, from: model)
        #expect(found.sentence(personal: []) == "FOrgID.FNumber is '200' instead of '100'")
    }

    @Test func masksPersonalValues() {
        var difference = DocumentDifference()
        difference.changes = [
            DocumentDifference.Change(
                kind: .changed, field: "FBankInfo[1].FBankCode", there: "6222021234567890123",
                here: "6222021234567890999")
        ]
        #expect(difference.sentence(personal: [])?.contains("6222021234567890") == false)
    }

    @Test(arguments: [
        (UndoStep.unaudit, "UnAudit"), (.unsubmit, "CancelAssign"), (.delete, "Delete"), (.cancel, "ExcuteOperation"),
    ])
    func undoesById(step: UndoStep, operation: String) async throws {
        let (client, network) = client { _ in .json(KingdeeClientTests.done) }
        try await client.undo(step, form: "ER_ExpReimbursement", id: "100101")
        let call = try #require(network.calls.last)
        #expect(call.request.path == "\(KingdeeClientTests.dfs).\(operation).common.kdsvc")
        #expect(call.text.contains(#""Ids":"100101""#))
        #expect(call.text.contains(#""opNumber":"Cancel""#) == (step == .cancel))
    }
}
