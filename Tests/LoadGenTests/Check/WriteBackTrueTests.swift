import Seams
import Simulators
import Testing

@testable import LoadGen

@Suite struct WriteBackTrueTests {
    /// Two delivered approvals, `A-1` and `A-2` with documents `EXP-A-1` and `EXP-A-2`, and the comments given.
    private static func history(
        _ comments: [(instance: String, text: String)], at milliseconds: Int = 500, demanded: Bool? = nil
    ) -> HistoryBuilder {
        var history = HistoryBuilder.healthy { $0.expectations.writeBack = demanded }
        for (instance, text) in comments {
            history.add(.instanceCommented(instance: instance, text: text), at: milliseconds)
        }
        return history
    }

    private static func verdict(_ instance: String, _ text: String) -> Verdict {
        WriteBackTrue.check(history([(instance, text)]).record())
    }

    private static func sequence(in record: RunRecord, where matches: (HistoryFact) -> Bool) -> Int? {
        record.events.first { matches($0.fact) }?.sequence
    }

    // MARK: What is right

    @Test(arguments: [
        "金蝶单据已生成并审核，单据编号：EXP-A-1", "EXP-A-1", "saved as exp-a-1.", "单据EXP-A-1已审核", "（EXP-A-1）",
        "EXP-A-1 already exists and was adopted", "EXP-A-1-", "A-1: EXP-A-1, 2 rows, 1005.295 yuan",
    ])
    func passesTheInstancesOwnDocument(text: String) {
        #expect(WriteBackTrueTests.verdict("A-1", text) == .holds(examined: 1))
    }

    @Test func passesANumberThatCameTrueLater() {
        let record = WriteBackTrueTests.history([("A-1", "EXP-A-1")], at: 120).record()
        #expect(WriteBackTrue.check(record) == .holds(examined: 1))
    }

    @Test func passesADocumentThatWasDeletedAfterTheComment() {
        var history = WriteBackTrueTests.history([("A-1", "EXP-A-1")])
        history.delete("EXP-A-1", at: 700)
        #expect(WriteBackTrue.check(history.record()) == .holds(examined: 1))
    }

    @Test func passesTheNumberThatTheDocumentHadThen() {
        var history = WriteBackTrueTests.history([("A-1", "EXP-A-1")])
        history.add(
            .documentSaved(
                call: nil, form: "ER_ExpReimbursement", id: "id-EXP-A-1", number: "FYBX-77", created: false,
                status: "C", content: HistoryBuilder.content("FYBX-77", source: "A-1")), at: 700)
        history.add(.instanceCommented(instance: "A-1", text: "FYBX-77"), at: 800)
        #expect(WriteBackTrue.check(history.record()) == .holds(examined: 2))
    }

    @Test func passesADeletedDocumentBesideTheOneThatStands() {
        var history = HistoryBuilder.healthy()
        history.delete("EXP-A-1", at: 300)
        history.deliver("A-1", number: "EXP-B-1", at: 400)
        history.add(.instanceCommented(instance: "A-1", text: "EXP-A-1 is void, see EXP-B-1"), at: 500)
        #expect(WriteBackTrue.check(history.record()) == .holds(examined: 1))
    }

    /// What stands in other comments is no bill number, or names one only to say that it is not there.
    @Test(arguments: [
        "", "审批通过，谢谢", "审批编号 A-1", "see A-2", "合计 1005.295 元，2026-11-01", "ABC-A-9", "EXP-A-12", "EXPENSE", "EXP",
        "单据 EXP-A-9 未能生成", "could not save EXP-A-9", "单据编号 EXP-A-2 已存在", "duplicate of EXP-A-2", "EXPABCD",
    ])
    func saysNothingOfATextWithoutAClaim(text: String) {
        let record = WriteBackTrueTests.history([("A-1", text)]).record()
        #expect(WriteBackTrue.check(record).isUndecided)
        #expect(!WriteBackTrue.applies(to: RunIndex(record)))
        #expect(Judgement(record).exitCode == 0)
    }

    // MARK: What is wrong

    @Test func findsAnAnswerThatIsGivenTwice() {
        let twice = [("A-1", "EXP-A-1"), ("A-1", "EXP-A-1"), ("A-2", "EXP-A-2")]
        let verdict = WriteBackTrue.check(WriteBackTrueTests.history(twice, demanded: true).record())
        #expect(verdict.subjects == ["A-1"])
        #expect(verdict.messages.contains("written 2 times"))
        #expect(WriteBackTrue.check(WriteBackTrueTests.history(twice).record()).isHeld)
    }

    /// A comment is sent at 500, carried out at `done`, and sent again at 900, after a look at 700.
    private static func said(again: Bool = true, done: Int, looks: Bool = true) -> RunRecord {
        var history = HistoryBuilder.healthy()
        func call(_ number: Int, _ operation: String, at time: Int, cut: Bool = false) {
            history.add(.callArrived(call: number, platform: .dingTalk, operation: operation, key: "A-1"), at: time)
            let end: HistoryFact =
                cut
                ? .callCut(
                    call: number, platform: .dingTalk, operation: operation, key: "A-1", performed: true,
                    milliseconds: 50)
                : .callAnswered(
                    call: number, platform: .dingTalk, operation: operation, key: "A-1", status: 200, error: nil,
                    milliseconds: 50)
            history.add(end, at: time + 50)
        }
        call(901, "workflow/processInstances/comments", at: 500, cut: true)
        history.add(.instanceCommented(instance: "A-1", text: "EXP-A-1"), at: done)
        if looks { call(902, "workflow/processInstances/get", at: 700) }
        if again {
            call(903, "workflow/processInstances/comments", at: 900)
            history.add(.instanceCommented(instance: "A-1", text: "EXP-A-1"), at: 910)
        }
        return history.record()
    }

    @Test func findsWhatTheBuiltInCoreSaysAgainWithoutLooking() {
        for record in [WriteBackTrueTests.said(done: 510, looks: false), WriteBackTrueTests.said(done: 510)] {
            let verdict = WriteBackTrue.check(record)
            #expect(verdict.subjects == ["A-1"])
            #expect(verdict.messages.contains("nobody looked whether the comment stood there"))
        }
    }

    @Test func excusesACommentThatIsCarriedOutAfterTheLook() {
        #expect(WriteBackTrue.check(WriteBackTrueTests.said(done: 800)).isHeld)
        #expect(WriteBackTrue.check(WriteBackTrueTests.said(again: false, done: 510)).isHeld)
        var foreign = WriteBackTrueTests.said(done: 510, looks: false)
        foreign.scenario.system.command = ["./core"]
        #expect(WriteBackTrue.check(foreign).isHeld)
    }

    @Test func findsTheDocumentOfAnotherInstance() {
        let record = WriteBackTrueTests.history([("A-1", "单据编号：EXP-A-2")]).record()
        let verdict = WriteBackTrue.check(record)
        #expect(verdict.subjects == ["A-1"])
        #expect(verdict.messages == "a comment names document EXP-A-2, which belongs to A-2")
        #expect(verdict.findings.first?.message.zh == "评论写明单据 EXP-A-2，而该单据属于 A-2")
        let document = WriteBackTrueTests.sequence(in: record) { fact in
            if case .documentSaved(_, _, _, "EXP-A-2", _, _, _) = fact { true } else { false }
        }
        let comment = WriteBackTrueTests.sequence(in: record) { fact in
            if case .instanceCommented = fact { true } else { false }
        }
        #expect(verdict.findings.first?.evidence == [document, comment].compactMap(\.self))
        #expect(Judgement(record).exitCode == 1)
    }

    @Test func findsANumberThatNeverExisted() {
        let record = WriteBackTrueTests.history([("A-2", "单据 EXP-A-9 已审核")]).record()
        let verdict = WriteBackTrue.check(record)
        #expect(verdict.subjects == ["A-2"])
        #expect(verdict.messages == "a comment names document EXP-A-9, which never existed in Kingdee")
        #expect(verdict.findings.first?.message.zh.contains("EXP-A-9，而金蝶中从未有过该单据") ?? false)
        let comment = WriteBackTrueTests.sequence(in: record) { fact in
            if case .instanceCommented = fact { true } else { false }
        }
        #expect(verdict.findings.first?.evidence == [comment].compactMap(\.self))
    }

    @Test func findsANumberHoweverItIsSpelled() {
        #expect(WriteBackTrueTests.verdict("A-2", "saved as exp-a-9").messages.contains("EXP-A-9, which never existed"))
    }

    /// A refusal with status 200 taken as success: nothing was ever stored, so no document shows what numbers look like.
    @Test func findsANumberThatKingdeeRefused() {
        var history = HistoryBuilder()
        history.approve("A-1")
        history.call("Save", "EXP-A-1", at: 150, error: "MsgCode 4")
        history.add(.instanceCommented(instance: "A-1", text: "单据编号：EXP-A-1"), at: 200)
        #expect(WriteBackTrue.check(history.record()).messages.contains("EXP-A-1, which never existed"))
    }

    /// The number that the core sent, although the tenant's code rule gave another.
    @Test func findsTheNumberThatTheTenantReplaced() {
        var history = HistoryBuilder()
        history.approve("A-1")
        history.deliver("A-1", number: "FYBX20261101000001")
        history.call("Save", "DT00000000000000000001", at: 151)
        history.add(.instanceCommented(instance: "A-1", text: "单据编号：DT00000000000000000001"), at: 300)
        #expect(WriteBackTrue.check(history.record()).subjects == ["A-1"])
    }

    @Test func findsADocumentThatHadBeenDeletedBefore() {
        var history = HistoryBuilder.healthy()
        history.delete("EXP-A-1", at: 300)
        history.add(.instanceCommented(instance: "A-1", text: "EXP-A-1"), at: 500)
        let verdict = WriteBackTrue.check(history.record())
        #expect(verdict.subjects == ["A-1"])
        #expect(verdict.messages.contains("EXP-A-1, which was not there when it was written, nor at the end"))
    }

    @Test func findsADocumentOfNoApproval() {
        var history = WriteBackTrueTests.history([("A-1", "EXP-X-1")])
        history.deliver("nobody", number: "EXP-X-1", at: 300)
        #expect(
            WriteBackTrue.check(history.record()).messages
                == "a comment names document EXP-X-1, which stands for no approval of this run")
    }

    @Test func findsOneWrongCommentAmongRightOnes() {
        let record = WriteBackTrueTests.history([("A-1", "EXP-A-1"), ("A-2", "EXP-A-2"), ("A-2", "EXP-A-1")]).record()
        #expect(WriteBackTrue.check(record).subjects == ["A-2"])
    }

    @Test func findsAWrongNumberBesideARightOne() {
        #expect(WriteBackTrueTests.verdict("A-1", "EXP-A-1, EXP-A-2").subjects == ["A-1"])
    }

    // MARK: What cannot be known

    /// Digits alone are somebody's number only when they are too long for an amount or a count.
    @Test(arguments: [("100500", true), ("202611010001", false)])
    func takesShortRunsOfDigitsForAmounts(number: String, isSilent: Bool) {
        var history = HistoryBuilder()
        for (instance, number) in [("A-1", number), ("A-2", "7" + number.dropFirst())] {
            history.approve(instance)
            history.deliver(instance, number: number)
        }
        history.add(.instanceCommented(instance: "A-2", text: "共 \(number) 元"), at: 500)
        let verdict = WriteBackTrue.check(history.record())
        #expect(verdict.isUndecided == isSilent)
        #expect(verdict.subjects == (isSilent ? [] : ["A-2"]))
    }

    @Test func doesNotJudgeADocumentOfAnotherForm() {
        var history = WriteBackTrueTests.history([("A-1", "EXP-A-1, 凭证 EXP-V-1")])
        history.add(
            .documentSaved(
                call: 1, form: "GL_VOUCHER", id: "9", number: "EXP-V-1", created: true, status: "A", content: "{}"),
            at: 300)
        #expect(WriteBackTrue.check(history.record()) == .holds(examined: 1))
    }

    @Test func takesNoInstanceForADocument() {
        var history = HistoryBuilder()
        for instance in ["DT001", "DT002"] {
            history.approve(instance)
            history.deliver(instance, number: instance.replacing("DT0", with: "DT9"))
        }
        history.add(.instanceCommented(instance: "DT001", text: "as in DT002"), at: 500)
        #expect(WriteBackTrue.check(history.record()).isUndecided)
    }

    /// Two forms may number alike: which document is meant, nobody can say.
    @Test func doesNotJudgeANumberThatTwoFormsShare() {
        var history = WriteBackTrueTests.history([("A-1", "EXP-A-2")])
        history.add(
            .documentSaved(
                call: 1, form: "GL_VOUCHER", id: "9", number: "EXP-A-2", created: true, status: "A", content: "{}"),
            at: 300)
        #expect(WriteBackTrue.check(history.record()).isUndecided)
    }

    /// Numbers without a pattern, such as hashes, say nothing about what another number would look like.
    @Test func findsNoPatternInHashes() {
        var history = HistoryBuilder()
        for (instance, number) in [("A-1", "3fa9c2e17b"), ("A-2", "abc0917e22"), ("A-3", "e9017bb3c4")] {
            history.approve(instance)
            history.deliver(instance, number: number)
        }
        history.add(.instanceCommented(instance: "A-1", text: "trace abc1111111"), at: 500)
        #expect(WriteBackTrue.check(history.record()).isUndecided)
    }

    @Test func refusesAnEmptyHistory() {
        for demanded in [true, nil] {
            let record = HistoryBuilder.empty { $0.expectations.writeBack = demanded }
            #expect(WriteBackTrue.check(record).isUndecided)
            #expect(WriteBackTrue.applies(to: RunIndex(record)) == (demanded == true))
        }
    }

    // MARK: When it is demanded

    @Test func findsAnAuditedDocumentThatNoCommentNames() {
        let record = WriteBackTrueTests.history([("A-1", "EXP-A-1"), ("A-2", "thank you")], demanded: true).record()
        let verdict = WriteBackTrue.check(record)
        #expect(verdict.subjects == ["A-2"])
        #expect(verdict.messages == "has the audited document EXP-A-2, and no comment names it")
        #expect(verdict.findings.first?.message.zh == "已有审核单据 EXP-A-2，却没有评论写明")
        let audit = WriteBackTrueTests.sequence(in: record) { fact in
            if case .documentStatusChanged(_, _, _, "EXP-A-2", "Audit", _, _) = fact { true } else { false }
        }
        #expect(verdict.findings.first?.evidence == [audit].compactMap(\.self))
    }

    @Test func passesWhenAllThatIsDemandedWasSaid() {
        var history = WriteBackTrueTests.history([("A-1", "EXP-A-1"), ("A-2", "EXP-A-2")], demanded: true)
        history.approve("A-3", at: 300)
        history.deliver("A-3", at: 350, isAudited: false)
        let record = history.record()
        #expect(WriteBackTrue.check(record) == .holds(examined: 2))
        #expect(WriteBackTrue.bound(in: record.scenario)?.en == "one for each audited document")
    }

    @Test func leavesCommentsUnreadWhenTold() {
        let record = WriteBackTrueTests.history([("A-1", "EXP-A-2")], demanded: false).record()
        #expect(!WriteBackTrue.applies(to: RunIndex(record)) && !WriteBackTrue.applies(to: record.scenario))
        #expect(Judgement(record).exitCode == 0)
    }
}

extension HistoryBuilder {
    /// Deletes the document with this number.
    fileprivate mutating func delete(_ number: String, at milliseconds: Int) {
        add(
            .documentDeleted(call: nil, form: "ER_ExpReimbursement", id: "id-\(number)", number: number),
            at: milliseconds)
    }
}
