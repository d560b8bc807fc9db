import Testing

@testable import Simulators

@Suite struct UpdateTests {
    private static let update = JSON.object([JSON.Member("FID", 100_001)])

    private func twoRows() async throws -> KingdeeBench {
        let bench = try await KingdeeBench.loggedIn()
        let rows: JSON = [KingdeeModels.row("CI001", "1.1", "一"), KingdeeModels.row("CI002", "2.2", "二")]
        _ = try await bench.save(KingdeeModels.reimbursement().with(["FEntity": rows]))
        return bench
    }

    private func rows(_ bench: KingdeeBench) async throws -> JSON {
        try await bench.query("FEntity_FEntryID,FExpID.FNumber,FExpenseAmount,FRemark")
    }

    @Test func deletesTheRowsItDoesNotMention() async throws {
        let bench = try await twoRows()
        _ = try await bench.save(UpdateTests.update.with(["FEntity": [["FENTRYID": 200_002, "FRemark": "改"]]]))
        #expect(try await rows(bench) == [[200_002, "CI002", .number("2.2"), "改"]])
    }

    @Test(arguments: [false, "false"] as [JSON])
    func keepsThemWhenAskedAndAppendsNewOnes(option: JSON) async throws {
        let bench = try await twoRows()
        let change: JSON = ["FEntity": [["FEntryID": 200_002, "FRemark": "改"], KingdeeModels.row("CI003", "3", "三")]]
        _ = try await bench.save(UpdateTests.update.with(change), options: [JSON.Member("IsDeleteEntry", option)])
        #expect(
            try await rows(bench) == [
                [200_001, "CI001", .number("1.1"), "一"], [200_002, "CI002", .number("2.2"), "改"],
                [200_004, "CI003", .number("3"), "三"],
            ])
    }

    @Test func refusesARowThatIsNotThere() async throws {
        let bench = try await twoRows()
        let result = try await bench.save(UpdateTests.update.with(["FEntity": [["FEntryID": 7]]]))
        #expect(result.messages.first == "单据体“费用明细”内码为7的分录不存在")
    }

    @Test func changesOnlyTheFieldsItIsToldTo() async throws {
        let bench = try await twoRows()
        let change: JSON = [
            "FCausa": "新事由", "FDate": "2026-02-02",
            "FEntity": [["FEntryID": 200_001, "FRemark": "新备注", "FExpenseAmount": 9]],
        ]
        let keep = JSON.Member("IsDeleteEntry", false)
        _ = try await bench.save(
            UpdateTests.update.with(change), options: [keep, JSON.Member("NeedUpDateFields", ["FCausa"])])
        #expect(
            try await bench.query("FCausa,FDate,FRemark", "FEntity_FEntryID=200001") == [
                ["新事由", "2026-01-15T00:00:00", "一"]
            ])
        _ = try await bench.save(
            UpdateTests.update.with(change), options: [keep, JSON.Member("NeedUpDateFields", ["FEntity", "FRemark"])])
        #expect(
            try await bench.query("FRemark,FExpenseAmount", "FEntity_FEntryID=200001") == [["新备注", .number("1.1")]])
    }

    @Test func recordsAnUpdateAsOne() async throws {
        let bench = try await twoRows()
        _ = try await bench.save(
            UpdateTests.update.with(["FCausa": "新事由"]), options: [JSON.Member("IsDeleteEntry", false)])
        guard case .documentSaved(_, _, "100001", "EXP-2026-000042", false, "A", let content)? = bench.effects.last
        else {
            Issue.record("no update in \(bench.effects)")
            return
        }
        #expect(content.contains(#""FCausa":"新事由""#))
    }

    @Test func aNumberMayChangeButNotToAUsedOne() async throws {
        let bench = try await twoRows()
        _ = try await bench.save(KingdeeModels.reimbursement("EXP-2"))
        let keep = [JSON.Member("IsDeleteEntry", false)]
        #expect(
            try await bench.save(UpdateTests.update.with(["FBillNo": "exp-2"]), options: keep).status?["MsgCode"] == 11)
        #expect(try await bench.save(UpdateTests.update.with(["FBillNo": "EXP-3"]), options: keep)["Number"] == "EXP-3")
        #expect(try await bench.query("FID", "FBillNo='EXP-2026-000042'") == [])
        #expect(try await bench.query("FID", "FBillNo='EXP-3'") == [[100_001]])
        #expect(try await bench.save(KingdeeModels.reimbursement())["Id"] == 100_003)  // the old number is free again
    }

    @Test(arguments: [(["Submit"], "单据审核中，不允许修改"), (["Submit", "Audit"], "单据已审核，不允许修改")])
    func refusesToChangeWhatIsNotEditable(steps: [String], message: String) async throws {
        let bench = try await twoRows()
        for step in steps { _ = try await bench.call(step, ["Ids": "100001"]) }
        #expect(try await bench.save(UpdateTests.update.with(["FCausa": "x"])).messages == [message])
    }
}
