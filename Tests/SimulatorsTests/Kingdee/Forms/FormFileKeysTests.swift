import Testing

@testable import Simulators

/// Form files: operations, field kinds and keys that stand for two things; how long reading takes.
@Suite struct FormFileKeysTests {
    @Test(arguments: [
        (
            "operations:\n  - {number: Submit, name: 提交}",
            "a.yaml:5:14: operations[0].number: the operation 'Submit' is there already; choose another number"
        ),
        (
            "operations:\n  - {number: Go, name: 走, set: {FOpen: true}}",
            "a.yaml:5:40: operations[0].set.FOpen: the head has no field 'FOpen'"
        ),
        (
            "operations:\n  - {number: Go, name: 走, status: [E]}",
            "a.yaml:5:36: operations[0].status[0]: unknown 'E'"
        ),
        (
            "fields:\n  - {key: FBillNo, name: 编号}",
            "a.yaml:5:5: fields[0]: 'FBillNo' is there by itself, as number, key, status or what the platform keeps"
        ),
        (
            "entries:\n  - {key: FA, name: 甲, fields: []}\n  - {key: fa, name: 乙, fields: []}",
            "a.yaml:6:5: entries[1]: the key 'fa' is there already; choose another"
        ),
        (
            "fields:\n  - {key: FA, name: 甲, type: integer, scale: 2}",
            "a.yaml:5:5: fields[0]: an integer has no scale; take it out, or write type: decimal"
        ),
        (
            "fields:\n  - {key: FA, name: 甲, required: true, read-only: true}",
            "a.yaml:5:5: fields[0]: a client cannot fill a read-only field; take out required or read-only"
        ),
    ])
    func tellsWhatIsWrong(lines: String, message: String) {
        let told = FormFile("a.yaml", "form: X\nname: 甲\nkey: FID\n" + lines).mistakes.map(\.description)
        #expect(told.contains { $0.hasPrefix(message) }, "\(told)")
    }

    @Test func readsOperationsAndWhatClientsMayNotFill() throws {
        let file = FormFile(
            "lease.yaml",
            """
            form: XX_Lease
            name: 租赁合同
            key: FID
            code-rule: off
            operations:
              - {number: Freeze, name: 冻结, status: [A, C], set: {FFrozen: true}}
            fields:
              - {key: FMonths, name: 月数, type: integer}
              - {key: FFrozen, name: 冻结, type: flag, read-only: true}
            """)
        #expect(file.mistakes.isEmpty, "\(file.mistakes)")
        let form = try #require(file.definition)
        #expect(form.number.automatic.isOff)
        #expect(form.fields[0].kind == .decimal && form.fields[0].scale == 0 && form.fields[1].isReadOnly)
        let operation = try #require(form.operations.first)
        #expect(operation.number == "Freeze" && operation.statuses == [.created, .audited])
        #expect(operation.values.first?.key == "FFrozen" && operation.values.first?.value == .flag(true))
    }

    @Test func aFieldOfBaseDataReplacesTheCommonOne() throws {
        let text = "form: X\nname: 甲\nkind: base-data\nkey: FID\nfields:\n  - {key: FName, name: 类别名称, length: 3}"
        let form = try #require(FormFile("a.yaml", text).definition)
        #expect(form.fields.map(\.key) == ["FCreateOrgId", "FUseOrgId", "FName"])
        #expect(form.fields.last?.length == 3)
    }

    @Test func readsAllFormsInAMoment() {
        let files = FormCatalog.standardFiles
        let took = ContinuousClock().measure { for file in files { _ = FormFile(file.id, file.text) } }
        #expect(files.count >= 29 && took < .seconds(2), "\(took)")
    }
}
