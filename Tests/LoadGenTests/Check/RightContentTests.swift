import LoadGen
import Seams
import Simulators
import Testing

@Suite struct RightContentTests {
    @Test func passesRightContent() {
        #expect(RightContent.check(HistoryBuilder.healthy(3).record()) == .holds(examined: 3))
    }

    @Test func refusesToJudgeWithoutADocument() {
        #expect(RightContent.check(HistoryBuilder.empty()).isUndecided)
        var history = HistoryBuilder()
        history.approve("A-1")
        #expect(RightContent.check(history.record()).isUndecided)
    }

    @Test(arguments: [
        ("\"FExpenseAmount\":0.29", "\"FExpenseAmount\":0.28", "FEntity.FExpenseAmount of row 1 is '0.28'"),
        ("\"FRequestAmount\":1005.005", "\"FRequestAmount\":1005.01", "FEntity.FRequestAmount of row 2 is '1005.01'"),
        ("1005.295", "1005.2949999999999", "F_DT_TotalAmount is '1005.2949999999999' instead of '1005.295'"),
        ("2026-11-01", "2026-10-31", "FDate is '2026-10-31' instead of '2026-11-01'"),
        ("\"FDate\":\"2026-11-01\",", "", "FDate is '' instead of '2026-11-01'"),
        ("2026-11-01", "2026-11-01T16:30:00", "FDate is '2026-11-01T16:30:00'"),
        ("E0007", "E0008", "FProposerID.FNumber is 'E0008' instead of 'E0007'"),
        ("BM000003", "BM000030", "FExpenseDeptID.FNumber is 'BM000030'"),
        ("CI001", "CI002", "FEntity.FExpID.FNumber of row 1 is 'CI002' instead of 'CI001'"),
        ("高铁票", "高铁", "FEntity.FRemark of row 1 is '高铁' instead of '高铁票'"),
        (
            "{\"FExpID\":{\"FNumber\":\"CI001\"}", "{},{\"FExpID\":{\"FNumber\":\"CI001\"}",
            "FEntity has 3 rows instead of 2"
        ),
        ("\"FEntity\":", "\"FOther\":", "FEntity has 0 rows instead of 2"),
    ])
    func findsWhatDiffers(text: String, replacement: String, message: String) {
        var history = HistoryBuilder.healthy()
        history.approve("A-3", at: 400)
        history.deliver("A-3", at: 450, replacing: text, with: replacement)
        let verdict = RightContent.check(history.record())
        #expect(verdict.subjects == ["A-3"])
        #expect(verdict.messages.contains(message), "\(verdict.messages)")
    }

    @Test(arguments: [
        ("2026-11-01", "2026-11-01T00:00:00"), ("2026-11-01", "2026-11-01 00:00:00.000"),
        ("1005.295", "\"1005.2950\""), ("0.290", "2.9e-1"), ("FProposerID", "FPROPOSERID"),
    ])
    func acceptsOtherSpellingsOfTheSame(text: String, replacement: String) {
        var history = HistoryBuilder()
        history.approve("A-1")
        history.deliver("A-1", replacing: text, with: replacement)
        #expect(RightContent.check(history.record()) == .holds(examined: 1))
    }

    @Test func judgesTheContentAsLastSaved() {
        var history = HistoryBuilder.healthy(1)
        let wrong = HistoryBuilder.content("EXP-A-1", source: "A-1").replacing("E0007", with: "E0001")
        history.add(
            .documentSaved(
                call: 99, form: "ER_ExpReimbursement", id: "id-EXP-A-1", number: "EXP-A-1", created: false, status: "D",
                content: wrong), at: 800)
        #expect(RightContent.check(history.record()).messages.contains("E0001"))
    }

    @Test func checksWhatTheScenarioNamesInstead() {
        let record = HistoryBuilder.healthy(1) { scenario in
            scenario.expectations.content = ["FCausa": "instance", "FEntity.FRemark": "row-note", "FBillNo": "total"]
        }.record()
        let verdict = RightContent.check(record)
        #expect(verdict.messages == "document EXP-A-1: FBillNo is 'EXP-A-1' instead of '1005.295'")
    }

    @Test func refusesAnUnknownFact() {
        let record = HistoryBuilder.healthy(1) { $0.expectations.content = ["FDate": "ocurred-date"] }.record()
        guard case .undecided(let reason) = RightContent.check(record) else {
            Issue.record("judged by a fact that does not exist")
            return
        }
        #expect(reason.en.contains("'ocurred-date'") && reason.en.contains("occurred-date"))
    }

    @Test func expectsTheMendedItemAfterAReplay() {
        var history = HistoryBuilder { scenario in
            let set = ["TableField_DETAIL.DDSelectField_ITEM": "办公费"]
            scenario.interventions = [Intervention(at: nil, action: .replayDeadLetters(set: set))]
        }
        history.approve("P-1", isPoisoned: true)
        history.add(.intervention(action: "replay-dead-letter", target: "P-1", detail: ""), at: 1000)
        history.deliver("P-1", at: 1100, replacing: "CI001", with: "CI003")
        #expect(RightContent.check(history.record()) == .holds(examined: 1))
        var unmended = history
        unmended.deliver("P-1", number: "EXP-2", at: 1200)
        #expect(RightContent.check(unmended.record()).messages.contains("row 1 is 'CI001' instead of 'CI003'"))
    }
}
