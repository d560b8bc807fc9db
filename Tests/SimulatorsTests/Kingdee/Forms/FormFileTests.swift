import Testing

@testable import Simulators

/// Form files: what is read, and how mistakes are told.
struct FormFileTests {
    @Test func theFilesThatComeAlongAreWithoutMistake() {
        for file in FormCatalog.standardFiles {
            let read = FormFile("\(file.id).yaml", file.text)
            #expect(read.mistakes.isEmpty, "\(read.mistakes)")
            #expect(read.definition?.id == file.id)
        }
        let files = FormCatalog.standardFiles.map { FormFile("\($0.id).yaml", $0.text) }
        #expect(FormCheck.mistakes(files, beside: []).isEmpty)
    }

    @Test func readsAWholeForm() throws {
        let file = FormFile(
            "lease.yaml",
            """
            form: XX_Lease
            name: 租赁合同
            english: Lease
            key: FLeaseId
            number: {key: FLeaseNo, name: 合同号, also: [FNo], unique-within: [FOrgId], unique: false}
            code-rule: {prefix: ZL, dated: true, width: 4, overwrites: true}
            fields:
              - {key: FOrgId, name: 组织, base: ORG_Organizations, required: true}
              - {key: FNote, name: 备注, length: 5, default: 无}
              - {key: FAmount, name: 金额, type: decimal, scale: 2}
            entries:
              - key: FPlan
                name: 付款计划
                row-key: FPlanId
                fields:
                  - {key: FDue, name: 到期日, type: date, required: true}
            """)
        #expect(file.mistakes.isEmpty, "\(file.mistakes)")
        let form = try #require(file.definition)
        #expect(form.number.key == "FLeaseNo" && form.number.otherSpellings == ["FNo"])
        #expect(form.number.automatic.prefix == "ZL" && form.number.automatic.isDated)
        #expect(!form.enforcesUniqueNumber && form.overwritesNumber && !form.isBaseData)
        #expect(form.fields[0].kind == .base(form: "ORG_Organizations") && form.fields[0].isRequired)
        #expect(form.fields[1].length == 5 && form.fields[1].defaultText == "无")
        #expect(form.entries[0].rowKey == "FPlanId" && form.entries[0].fields[0].kind == .date)
    }

    @Test(arguments: [
        ("form: X\nname: 甲\nkey: FID\nfeilds: []", "a.yaml:4:1: unknown key 'feilds'; did you mean 'fields'?"),
        ("name: 甲\nkey: FID", "a.yaml:1:1: 'form' is missing; write for example form: PUR_Requisition"),
        (
            "form: X\nname: 甲\nkey: FID\nfields:\n  - {key: FA, name: 甲, type: txt}",
            "a.yaml:5:30: fields[0].type: unknown 'txt'; did you mean 'text'?"
        ),
        (
            "form: X\nname: 甲\nkey: FID\nfields:\n  - {key: FA, name: 甲}\n  - {key: fa, name: 乙}",
            "a.yaml:6:5: fields[1]: the field 'fa' is there twice; keep one"
        ),
        (
            "form: X\nname: 甲\nkey: FID\nrules: [vouchr]",
            "a.yaml:4:9: rules[0]: unknown 'vouchr'; did you mean 'voucher'?"
        ),
        (
            "form: X\nname: 甲\nkey: FID\ncode-rule: {width: many}",
            "a.yaml:4:20: code-rule.width: write a whole number from 0 to 18"
        ),
        (
            "form: X\nname: 甲\nkey: FID\nfields:\n  - {key: FA, name: 甲, length: 5, type: date}",
            "a.yaml:5:5: fields[0]: only a text has a length; take it out, or write type: text"
        ),
        (
            "form: X\nname: 甲\nkey: FID\nfields:\n  - {key: FA, name: 甲, type: decimal, default: many}",
            "a.yaml:5:48: fields[0].default: 'many' does not fit the field's type"
        ),
        (
            "form: X\nname: 甲\nkey: FID\nisolated: true",
            "a.yaml:4:11: isolated: only base data belongs to organisations"
        ),
        ("form: X\nname: 甲\nname: 乙", "a.yaml:2:1: the key 'name' stands here and once more"),
        ("form: X\nname: 甲\nkey: FID\nnumber: {unique: perhaps}", "a.yaml:4:18: number.unique: write true or false"),
        ("form: X\nname: [", "a.yaml:3:1: not YAML: "),
        ("form: X\nname：甲\nkey: FID\n", "a.yaml:2:1: not YAML: a full-width colon '：' stands where YAML wants ': '"),
        ("", "a.yaml:1:1: the file is empty; see docs/forms.md"),
    ])
    func saysWhereTheMistakeIsAndWhatToWrite(text: String, message: String) {
        let told = FormFile("a.yaml", text).mistakes.map(\.description)
        #expect(told.contains { $0.hasPrefix(message) }, "\(told)")
    }

    @Test func tellsAllMistakesAtOnce() {
        let text =
            "form: X\nname: 甲\nkey: FID\nkind: bil\nfields:\n  - {key: FA, name: 甲, base: BD_Departmen}\nextra: 1"
        let file = FormFile("a.yaml", text)
        #expect(file.mistakes.count == 2, "\(file.mistakes)")
    }

    @Test func checksReferencesBetweenForms() {
        let text = """
            form: X
            name: 甲
            key: FID
            number: {unique-within: [FOrg]}
            fields:
              - {key: FOrgId, name: 组织, base: ORG_Organization}
              - {key: FWho, name: 谁, type: any-base, of: FKind}
            push:
              - {to: PUR_Requistion, rule: R}
            """
        let told = FormCheck.mistakes([FormFile("a.yaml", text)], beside: FormCatalog.standardForms).map(\.description)
        for part in [
            "a.yaml:6:5: FOrgId: unknown base data", "did you mean 'ORG_Organizations'?",
            "there is no head field 'FKind'", "did you mean 'FOrgId'?",
            "did you mean 'PUR_Requisition'?",
        ] { #expect(told.contains { $0.contains(part) }, "\(part): \(told)") }
    }

    @Test func tellsWhatIsWrongBetweenFormsAlsoBesideAFileThatCannotBeRead() {
        let form = "form: XX_A\nname: 甲\nkey: FID\npush:\n  - {to: PUR_Requistion, rule: R}"
        let files = [FormFile("a.yaml", form), FormFile("b.yaml", "form: ["), FormFile("c.yaml", form)]
        let told = FormCheck.mistakes(files, beside: FormCatalog.standardForms).map(\.description)
        #expect(
            told == [
                "a.yaml:5:5: push.R: unknown form 'PUR_Requistion'; did you mean 'PUR_Requisition'?",
                "c.yaml:1:1: form: 'XX_A' is declared in a.yaml already; keep one",
                "c.yaml:5:5: push.R: unknown form 'PUR_Requistion'; did you mean 'PUR_Requisition'?",
            ])
    }
}
