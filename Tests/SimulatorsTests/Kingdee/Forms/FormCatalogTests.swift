import Seams
import Testing

@testable import Simulators

/// A world's catalogue: a team's own forms beside those that come along, for that world alone.
@Suite struct FormCatalogTests {
    private static let lease = """
        form: XX_Lease
        name: 租赁合同
        key: FLeaseId
        code-rule: {prefix: ZL, width: 4}
        fields:
          - {key: FOrgId, name: 组织, base: ORG_Organizations, required: true}
          - {key: FTenant, name: 承租人, base: XX_Tenant}
        """
    private static let tenant = """
        form: XX_Tenant
        name: 承租人
        kind: base-data
        key: FTenantId
        rows:
          - {number: T1, name: 甲}
        """

    @Test func aWorldHasItsOwnForms() async throws {
        let forms = try FormCatalog(adding: [
            ("lease.yaml", FormCatalogTests.lease), ("tenant.yaml", FormCatalogTests.tenant),
        ])
        let bench = try await KingdeeBench.loggedIn { $0.forms = forms }
        let model: JSON = ["FOrgId": ["FNumber": "100"], "FTenant": ["FNumber": "T1"]]
        let saved = try await bench.save(model, form: "xx_lease")
        #expect(saved["Number"] == "ZL0001", "\(saved.text)")
        let rows = try await bench.query("FLeaseId,FTenant.FName", "FTenant.FNumber='T1'", form: "XX_Lease")
        #expect(rows == [[100_001, "甲"]], "\(rows.text)")
        let wrong = try await bench.save(model.with(["FTenant": ["FNumber": "T9"]]), form: "XX_Lease")
        #expect(wrong.messages == ["字段“承租人”的值“T9”不存在"])

        let other = try await KingdeeBench.loggedIn()
        let unknown = try await other.save(model, form: "XX_Lease")
        #expect(unknown.messages == ["标识为“XX_Lease”的业务对象不存在，或者被删除"], "\(unknown.text)")
    }

    @Test func aFileReplacesTheFormOfItsID() throws {
        let text = "form: BD_CURRENCY\nname: 货币\nkind: base-data\nkey: FCURRENCYID"
        let forms = try FormCatalog(adding: [("currency.yaml", text)])
        #expect(forms.forms.count == FormCatalog.standard.forms.count)
        #expect(forms.form("BD_Currency")?.definition.name == "货币")
        #expect(FormCatalog.standard.form("BD_Currency")?.definition.name == "币别")
    }

    @Test(arguments: [true, false]) func aForkKeepsTheFormsOfItsWorld(fromItsStart: Bool) throws {
        let forms = try FormCatalog(adding: [("tenant.yaml", FormCatalogTests.tenant)])
        let bench = KingdeeBench { $0.forms = forms }
        let fork = KingdeeSimulator(
            forking: bench.simulator, fromItsStart: fromItsStart,
            as: WorldIdentity(number: WorldNumber(9), seed: Seed(7)), randomness: SeededRandomness(seed: Seed(7)),
            history: bench.history)
        #expect(fork.services.forms === forms && fork.documents(form: "XX_Tenant").map(\.number) == ["T1"])
        #expect(KingdeeBench().simulator.services.forms === FormCatalog.standard)
    }

    @Test func tellsTheMistakesOfAllFilesAtOnce() {
        #expect {
            _ = try FormCatalog(adding: [("a.yaml", "form: A\nname: 甲"), ("b.yaml", "name: 乙\nkey: FID")])
        } throws: { error in
            (error as? FormFileMistakes)?.all.map(\.file) == ["a.yaml", "b.yaml"]
        }
    }
}
