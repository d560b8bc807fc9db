import LoadGen
import Seams
import Simulators
import Testing

@Suite struct AttachmentsSameBytesTests {
    private func submitted(_ history: inout HistoryBuilder, _ instance: String, name: String = "a.pdf", hash: String) {
        history.add(
            .instanceFile(instance: instance, file: "f-\(hash)", name: name, bytes: 10, sha256: hash), at: 90)
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
}
