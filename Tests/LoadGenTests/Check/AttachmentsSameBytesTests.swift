import LoadGen
import Seams
import Simulators
import Testing

@Suite struct AttachmentsSameBytesTests {
    private func submitted(
        _ history: inout HistoryBuilder, _ instance: String, name: String = "a.pdf", hash: String, bytes: Int = 10
    ) {
        history.add(
            .instanceFile(instance: instance, file: "f-\(hash)", name: name, bytes: bytes, sha256: hash), at: 90)
    }

    private func hung(
        _ history: inout HistoryBuilder, _ number: String, name: String = "a.pdf", bytes: Int = 10, hash: String
    ) {
        history.add(
            .attachmentHung(
                call: nil, form: "ER_ExpReimbursement", id: "id-\(number)", number: number, attachment: "1", name: name,
                bytes: bytes, sha256: hash), at: 155)
    }

    /// Two claims: the first has two files of one name, the second none.
    private func history(_ more: (inout HistoryBuilder) -> Void) -> RunRecord {
        var history = HistoryBuilder.healthy(2) { $0.workload.files = FileSettings() }
        submitted(&history, "A-1", hash: "h1")
        submitted(&history, "A-1", hash: "h2")
        hung(&history, "EXP-A-1", hash: "h1")
        more(&history)
        return history.record()
    }

    @Test func passesEachFileOnce() {
        let record = history { hung(&$0, "EXP-A-1", hash: "h2") }
        #expect(AttachmentsSameBytes.check(record) == .holds(examined: 2))
        #expect(AttachmentsSameBytes.applies(to: record.scenario))
    }

    @Test func refusesToJudgeWithoutAFile() {
        #expect(AttachmentsSameBytes.check(HistoryBuilder.healthy(2).record()).isUndecided)
        #expect(AttachmentsSameBytes.check(HistoryBuilder.empty()).isUndecided)
        #expect(!AttachmentsSameBytes.applies(to: HistoryBuilder().scenario))
    }

    @Test func findsAFileThatIsMissing() {
        let verdict = AttachmentsSameBytes.check(history { _ in })
        #expect(verdict.subjects == ["A-1"])
        #expect(verdict.messages.contains("(sha256 h2…) stands 1 times on the form and hangs 0 times"))
    }

    @Test func findsAFileThatHangsTwice() {
        let record = history { history in
            for _ in 0..<2 { hung(&history, "EXP-A-1", hash: "h2") }
        }
        #expect(AttachmentsSameBytes.check(record).messages.contains("hangs 2 times on the document EXP-A-1"))
    }

    @Test func findsOtherBytesAndAnotherName() {
        for other in [("a.pdf", 10, "h3"), ("b.pdf", 10, "h2"), ("a.pdf", 11, "h2")] {
            let record = history { hung(&$0, "EXP-A-1", name: other.0, bytes: other.1, hash: other.2) }
            #expect(AttachmentsSameBytes.check(record).subjects == ["A-1", "A-1"])
        }
    }

    @Test func findsAFileOnAnothersDocument() {
        let record = history { hung(&$0, "EXP-A-2", hash: "h2") }
        #expect(AttachmentsSameBytes.check(record).subjects.sorted() == ["A-1", "A-2"])
    }

    @Test func findsAFileOnADocumentOfNobody() {
        let record = history { history in
            hung(&history, "EXP-A-1", hash: "h2")
            hung(&history, "EXP-X", hash: "h2")
        }
        #expect(AttachmentsSameBytes.check(record).messages.contains("hang on a document of no finished claim"))
    }

    @Test func letsAFileLackThatNobodyCanHave() {
        let lost: [(inout HistoryBuilder) -> Void] = [
            { $0.add(.instanceFileDeleted(instance: "A-1", file: "f-h2"), at: 95) },
            { history in
                submitted(&history, "A-2", hash: "h3", bytes: 0)
                hung(&history, "EXP-A-1", hash: "h2")
            },
            { history in
                history.scenario.world.attachmentKilobytes = 1
                submitted(&history, "A-2", hash: "h3", bytes: 1025)
                hung(&history, "EXP-A-1", hash: "h2")
            },
        ]
        for make in lost { #expect(AttachmentsSameBytes.check(history(make)).findings.isEmpty) }
    }

    @Test func acceptsAnotherNameOnlyWhereTheOwnIsImpossible() {
        for (name, other, subjects) in [
            ("../x", ".._x", []), ("../x", "a/b", ["A-2", "A-2"]), ("x", "y", ["A-2", "A-2"]),
            ("../x", "", ["A-2", "A-2"]),
        ] {
            let record = history { history in
                hung(&history, "EXP-A-1", hash: "h2")
                submitted(&history, "A-2", name: name, hash: "h3")
                hung(&history, "EXP-A-2", name: other, hash: "h3")
            }
            #expect(AttachmentsSameBytes.check(record).subjects == subjects, "\(name) as \(other)")
        }
    }

    @Test func takesWhatHungOnARevokedOnesDocumentForGone() {
        let record = history { history in
            hung(&history, "EXP-A-1", hash: "h2")
            submitted(&history, "A-2", hash: "h3")
            submitted(&history, "A-2", hash: "h4")
            hung(&history, "EXP-A-2", hash: "h3")
            history.add(.instanceRevoked(instance: "A-2", way: "terminate", revocation: nil), at: 500)
            history.add(
                .documentDeleted(call: 1, form: "ER_ExpReimbursement", id: "id-EXP-A-2", number: "EXP-A-2"), at: 600)
        }
        #expect(AttachmentsSameBytes.check(record) == .holds(examined: 2))
    }
}

@Suite struct LackingFilesToldTests {
    /// A claim with a file that is deleted at once; `comments` are written on it.
    private func history(
        _ comments: [String], name: String = "发票-1.pdf", hung: Bool = false, isAudited: Bool = true
    ) -> RunRecord {
        var history = HistoryBuilder { scenario in
            var files = FileSettings()
            files.deleted = 0.5
            scenario.workload.files = files
        }
        history.approve("A-1", at: 100)
        history.deliver("A-1", at: 150, isAudited: isAudited)
        history.add(.instanceFile(instance: "A-1", file: "f", name: name, bytes: 10, sha256: "h"), at: 90)
        history.add(.instanceFileDeleted(instance: "A-1", file: "f"), at: 101)
        if hung {
            history.add(
                .attachmentHung(
                    call: nil, form: "ER_ExpReimbursement", id: "id-EXP-A-1", number: "EXP-A-1", attachment: "1",
                    name: name, bytes: 10, sha256: "h"), at: 155)
        }
        for comment in comments { history.add(.instanceCommented(instance: "A-1", text: comment), at: 200) }
        return history.record()
    }

    @Test func holdsWhenACommentNamesIt() {
        let record = history(["单据 EXP-A-1，缺少《发票-1.pdf》"])
        #expect(LackingFilesTold.check(record) == .holds(examined: 1))
        #expect(LackingFilesTold.applies(to: record.scenario))
        #expect(!LackingFilesTold.applies(to: HistoryBuilder().scenario))
    }

    @Test func seesASilentLoss() {
        for comments in [[], ["单据 EXP-A-1 已生成"]] {
            #expect(LackingFilesTold.check(history(comments)).subjects == ["A-1"])
        }
    }

    @Test func seesADocumentThatWasNotMade() {
        #expect(
            LackingFilesTold.check(history(["缺少 发票-1.pdf"], isAudited: false)).messages.contains("no audited document"))
    }

    @Test func recognisesALongOrOddNameByItsCore() {
        let long = String(repeating: "很长的文件名", count: 40) + ".pdf"
        #expect(LackingFilesTold.check(history(["缺少 \(long.prefix(40))…"], name: long)).findings.isEmpty)
        #expect(LackingFilesTold.check(history(["缺少 .._.._etc_passwd"], name: "../../etc/passwd")).findings.isEmpty)
    }

    @Test func isUndecidedWhenNothingLacked() {
        #expect(LackingFilesTold.check(history([], hung: true)).isUndecided)
        #expect(LackingFilesTold.check(HistoryBuilder.empty()).isUndecided)
    }
}

@Suite struct CommentsOnceTests {
    private func history(_ comments: [(String, String)]) -> RunRecord {
        var history = HistoryBuilder.healthy(2) { $0.expectations.commentsOnce = true }
        for (instance, text) in comments { history.add(.instanceCommented(instance: instance, text: text), at: 300) }
        return history.record()
    }

    @Test func holdsWhenEachThingIsToldOnce() {
        let record = history([("A-1", "done"), ("A-2", "done"), ("A-1", "revoked")])
        #expect(CommentsOnce.check(record) == .holds(examined: 3))
        #expect(CommentsOnce.applies(to: record.scenario) && !CommentsOnce.applies(to: HistoryBuilder().scenario))
    }

    @Test func seesADoubledComment() {
        #expect(CommentsOnce.check(history([("A-1", "done"), ("A-2", "done"), ("A-1", "done")])).subjects == ["A-1"])
    }

    @Test func isUndecidedWithoutAComment() { #expect(CommentsOnce.check(history([])).isUndecided) }
}
