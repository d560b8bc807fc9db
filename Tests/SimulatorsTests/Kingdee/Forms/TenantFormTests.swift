import Seams
import Testing

@testable import Simulators

/// What a team's own form file can ask for, over the wire.
@Suite struct TenantFormTests {
    private static let lease = """
        form: XX_Lease
        name: 租赁合同
        english: Lease
        key: FLeaseId
        code-rule: off
        operations:
          - {number: Freeze, name: 冻结, status: [A, C], set: {FFrozen: true, FReason: 欠租}}
        fields:
          - {key: FMonths, name: 月数, type: integer, default: 12}
          - {key: FReason, name: 原因, length: 4}
          - {key: FFrozen, name: 冻结, type: flag, read-only: true}
        entries:
          - key: FPlan
            name: 付款计划
            fields:
              - {key: FDue, name: 到期日, type: date}
              - {key: FPaid, name: 已付, type: decimal, read-only: true}
        """

    private func bench() async throws -> KingdeeBench {
        let forms = try FormCatalog(adding: [("lease.yaml", TenantFormTests.lease)])
        return try await KingdeeBench.loggedIn { $0.forms = forms }
    }

    private func save(_ model: JSON, _ bench: KingdeeBench) async throws -> JSON {
        try await bench.save(model, form: "XX_Lease")
    }

    @Test func withoutACodeRuleADocumentBringsItsNumber() async throws {
        let bench = try await bench()
        #expect(try await save(["FReason": "租"], bench).messages == ["字段“单据编号”是必填项"])
        #expect(try await save(["FBillNo": "L1"], bench)["Number"] == "L1")
        let draft = try await bench.call("Draft", form: "XX_Lease", ["Model": ["FReason": "租"]])
        let id = try #require(draft.at("Result.Id")?.scalarText)
        let submitted = try await bench.call("Submit", form: "XX_Lease", ["Ids": .string(id)])
        #expect(submitted.messages == ["字段“单据编号”是必填项"])
    }

    @Test func aReadOnlyFieldIgnoresWhatIsSent() async throws {
        let bench = try await bench()
        let saved = try await save(
            ["FBillNo": "L1", "FFrozen": true, "FPlan": [["FDue": "2026-01-01", "FPaid": 5]]], bench)
        #expect(saved.status?["IsSuccess"] == true, "\(saved.text)")
        let rows = try await bench.query("FFrozen,FPaid,FDue", form: "XX_Lease")
        #expect(rows.at("0.0") != true && rows.at("0.1") != 5, "\(rows.text)")
        #expect(rows.at("0.2") == "2026-01-01T00:00:00", "\(rows.text)")
    }

    @Test func aWholeNumberHasNoDecimals() async throws {
        let bench = try await bench()
        _ = try await save(["FBillNo": "L1"], bench)
        _ = try await save(["FBillNo": "L2", "FMonths": .number("6.4")], bench)
        #expect(
            try await bench.query("FMonths", form: "XX_Lease", options: [.init("OrderString", "FBillNo")]) == [
                [12], [6],
            ])
    }

    @Test func refusesATextBeyondTheLengthOfItsField() async throws {
        let saved = try await save(["FBillNo": "L1", "FReason": "一二三四五"], bench())
        #expect(saved.at("ResponseStatus.Errors.0.FieldName") == "FReason")
        #expect(saved.at("ResponseStatus.MsgCode") == 11, "\(saved.text)")
    }

    @Test func anOperationOfTheTenantSetsFields() async throws {
        let bench = try await bench()
        _ = try await save(["FBillNo": "L1"], bench)
        let reply = try await bench.post(
            "DynamicFormService.ExcuteOperation",
            ["formid": "XX_Lease", "opNumber": "freeze", "data": ["Numbers": ["L1"]]],
            headers: [("kdservice-sessionid", bench.session ?? "")]
        ).json
        #expect(reply.status?["IsSuccess"] == true, "\(reply.text)")
        #expect(try await bench.query("FReason", "FFrozen='1'", form: "XX_Lease") == [["欠租"]])
        _ = try await bench.call("Submit", form: "XX_Lease", ["Numbers": ["L1"]])
        let late = try await bench.post(
            "DynamicFormService.ExcuteOperation",
            ["formid": "XX_Lease", "opNumber": "Freeze", "data": ["Numbers": ["L1"]]],
            headers: [("kdservice-sessionid", bench.session ?? "")]
        ).json
        #expect(late.messages == ["单据编号为“L1”的租赁合同，当前状态不允许冻结！"])
    }

    @Test func metadataHasOperationsAndLengths() async throws {
        let bench = try await bench()
        let reply = try await bench.call("QueryBusinessInfo", form: "XX_Lease", ["FormId": "XX_Lease"])
        let info = try #require(reply.at("Result.NeedReturnData"), "\(reply.text)")
        #expect(info["Operations"]?.array?.contains { $0["OperationNumber"] == "Freeze" } == true)
        let reason = info.at("Entrys.0.Fields")?.array?.first { $0["Key"] == "FReason" }
        #expect(reason?["EditLen"] == 4)
    }

    @Test func baseDataMayDeclareItsNameAnew() async throws {
        let text =
            "form: XX_Kind\nname: 类别\nkind: base-data\nkey: FKindId\nfields:\n"
            + "  - {key: FName, name: 类别名称, required: true, length: 3}"
        let forms = try FormCatalog(adding: [("kind.yaml", text)])
        let bench = try await KingdeeBench.loggedIn { $0.forms = forms }
        #expect(try await bench.save(["FName": "甲乙丙"], form: "XX_Kind").status?["IsSuccess"] == true)
        #expect(try await bench.save(["FName": "甲乙丙丁"], form: "XX_Kind").status?["IsSuccess"] == false)
    }
}

/// The data that a world has at the start.
@Suite struct InitialDataTests {
    @Test func everyReferenceOfAnInitialRowIsThere() {
        let bench = KingdeeBench()
        let (forms, state) = (bench.simulator.services.forms, bench.simulator.services.documents.transact { $0 })
        var references = 0
        for form in forms.forms {
            for record in state.books[form.position].all {
                let values = record.head + record.entries.flatMap { $0.flatMap(\.fields) }
                for case .reference(let id, let number)? in values {
                    references += 1
                    guard let base = forms.form(id) else { continue }
                    #expect(
                        state.books[base.position].first(number: number) != nil,
                        "\(form.definition.id) \(record.number): \(id) \(number)")
                }
            }
        }
        #expect(references > 50)
    }
}
