import Crypto
import Seams
import Simulators
import Testing

@testable import LoadGen

@Suite struct AuditCompleteTests {
    /// An entry of a planted log, before it has a place in the chain.
    struct Planned {
        var kind = "effect"
        var action: String
        var subject: String
        var detail = ""
    }

    private static let whole = [
        Planned(kind: "system", action: "start", subject: "core"),
        Planned(action: "save ER_ExpReimbursement", subject: "EXP-A-1", detail: "instance A-1"),
        Planned(action: "submit ER_ExpReimbursement", subject: "EXP-A-1"),
        Planned(action: "audit ER_ExpReimbursement", subject: "EXP-A-1"),
        Planned(action: "lose sight of save of ER_ExpReimbursement", subject: "EXP-A-2"),
        Planned(action: "adopt ER_ExpReimbursement", subject: "EXP-A-2"),
        Planned(action: "submit ER_ExpReimbursement", subject: "EXP-A-2"),
        Planned(action: "find audited ER_ExpReimbursement", subject: "EXP-A-2"),
        Planned(action: "comment", subject: "A-1", detail: "notice 1, done"),
    ]

    typealias Line = [String: String]

    /// The chain, written out here by hand so that it does not come from the arithmetic under test.
    private static func chained(_ entries: [Planned], from number: Int = 1) -> [Line] {
        var previous = String(repeating: "0", count: 64)
        return entries.enumerated().map { index, entry in
            let members = [
                previous, "embedded", "\(index + number)", "1790000000000000000", entry.kind, "core", entry.action,
                entry.subject, entry.detail,
            ]
            let text = members.map { "\($0.utf8.count):\($0)\n" }.joined()
            previous = SHA256.hash(data: Array(text.utf8)).map { byte in
                (byte < 16 ? "0" : "") + String(byte, radix: 16)
            }.joined()
            return [
                "chain": "embedded", "number": "\(index + number)", "at": "1790000000000000000", "kind": entry.kind,
                "actor": "core", "action": entry.action, "subject": entry.subject, "detail": entry.detail,
                "hash": previous,
            ]
        }
    }

    private static func verdict(
        _ lines: [Line], anchors: [Line] = [], _ more: (inout HistoryBuilder) -> Void = { _ in }
    ) -> Verdict {
        var history = HistoryBuilder.healthy()
        more(&history)
        history.add(.process(name: "core", change: "ready", pid: 1, detail: ""), at: 0)
        history.add(.instanceCommented(instance: "A-1", text: "done"), at: 400)
        for anchor in anchors {
            history.add(
                .activity(
                    name: "audit-log", action: "head", subject: "embedded",
                    detail: ["number": anchor["number"] ?? "", "hash": anchor["hash"] ?? ""], due: nil), at: 300)
        }
        for line in lines {
            let detail = line.filter { $0.key != "subject" }
            history.add(
                .activity(
                    name: "audit-log", action: "entry", subject: line["subject"] ?? "", detail: detail, due: nil),
                at: 9000)
        }
        return AuditComplete.check(history.record())
    }

    @Test func passesALogThatTellsEverything() {
        let lines = AuditCompleteTests.chained(AuditCompleteTests.whole)
        #expect(AuditCompleteTests.verdict(lines, anchors: [lines[3], lines[8]]) == .holds(examined: 8))
    }

    @Test(arguments: [0, 1, 2, 3, 6, 8])
    func findsWhatIsNotTold(omitted: Int) {
        var entries = AuditCompleteTests.whole
        let gone = entries.remove(at: omitted)
        let verdict = AuditCompleteTests.verdict(AuditCompleteTests.chained(entries))
        #expect(verdict.subjects == [gone.subject])
        #expect(verdict.messages.contains("done 1 times, told of 0 times"))
    }

    /// An alert by robot and by web hook, a form that is written back, a voucher whose Save got no answer, so that its
    /// number was never heard of, and a dead letter.
    @Test(arguments: [nil, 0, 1, 2, 3, 4])
    func findsWhatOtherFlowsDoNotTell(omitted: Int?) {
        var entries = [
            Planned(action: "send alert to robot", subject: "A12", detail: "AM1"),
            Planned(action: "send alert to hook", subject: "A12", detail: "AM2"),
            Planned(action: "write back", subject: "FINST-1", detail: "notice 1, form"),
            Planned(action: "lose sight of save of GL_VOUCHER", subject: "DT7", detail: "instance A-1, payload x"),
            Planned(action: "give up ER_ExpReimbursement", subject: "DT9", detail: "instance A-9"),
        ]
        let gone = omitted.map { entries.remove(at: $0) }
        let lines = AuditCompleteTests.chained(AuditCompleteTests.whole + entries)
        let verdict = AuditCompleteTests.verdict(lines) { history in
            history.add(.deadLetter(key: "k", instance: "A-9", reason: "why"), at: 500)
            history.add(.robotMessageSent(robot: "r", text: "- **告警 A12 死信** A-2 x：why"), at: 500)
            for _ in 0..<2 {
                let hook = ["id": "AM2", "alert": "A12", "signature": "genuine"]
                history.add(
                    .activity(
                        name: OperationsActivity.key, action: OperationsActivity.hook, subject: "A-2", detail: hook,
                        due: nil), at: 500)
            }
            for call in [801, 802] {
                history.add(
                    .callCut(
                        call: call, platform: .dingTalk, operation: "v2.0/yida/forms/instances/update", key: "FINST-1",
                        performed: true, milliseconds: 1), at: 500)
            }
            history.add(
                .documentSaved(
                    call: 99, form: "GL_VOUCHER", id: "7", number: "1", created: true, status: "A",
                    content: #"{"FEntity":[{"FEXPLANATION":"报销 A-1"}]}"#), at: 500)
        }
        let told = gone.map { ["DT7": "1", "DT9": "dead letter A-9"][$0.subject] ?? $0.subject }
        #expect(verdict.subjects == [told].compactMap(\.self))
    }

    /// A lost reply is told of when it is lost and when its effect is found; either one is missed.
    @Test(arguments: [4, 5])
    func findsHalfOfALostReply(omitted: Int) {
        var entries = AuditCompleteTests.whole
        for index in entries.indices where entries[index].subject == "EXP-A-2" {
            entries[index].detail = "instance A-2"
        }
        #expect(AuditCompleteTests.verdict(AuditCompleteTests.chained(entries)) == .holds(examined: 8))
        entries.remove(at: omitted)
        let verdict = AuditCompleteTests.verdict(AuditCompleteTests.chained(entries))
        #expect(Set(verdict.subjects) == ["EXP-A-2"])
        #expect(
            verdict.findings.first?.message.en
                == (omitted == 5
                    ? "the audit log tells of 'submit ER_ExpReimbursement' and not that the document was saved, or found so"
                    : "the audit log tells of 'adopt ER_ExpReimbursement' and not that nobody knew what had become of the Save")
        )
        // A person's decision may be where a document goes on.
        entries.insert(Planned(kind: "operation", action: "adopt", subject: "EXP-A-2", detail: "instance A-2"), at: 4)
        #expect(AuditCompleteTests.verdict(AuditCompleteTests.chained(entries)) == .holds(examined: 8))
    }

    /// A Save of which nobody heard is found out to have had no effect, and sent again; or its second one is found.
    @Test(arguments: [("save", 1, true), ("save", 0, false), ("adopt", 1, true), ("adopt", 0, false)])
    func wantsToKnowWhatBecameOfALostSave(end: String, outcomes: Int, isHeld: Bool) {
        let lost = Planned(
            action: "lose sight of save of ER_ExpReimbursement", subject: "EXP-A-2", detail: "instance A-2")
        let resolved = Planned(
            action: "resolve save of ER_ExpReimbursement", subject: "EXP-A-2", detail: "instance A-2")
        var entries = AuditCompleteTests.whole
        for index in entries.indices where entries[index].subject == "EXP-A-2" {
            entries[index].detail = "instance A-2"
        }
        if end == "save" { entries[5].action = "save ER_ExpReimbursement" } else { entries.insert(lost, at: 4) }
        entries.insert(contentsOf: Array(repeating: resolved, count: outcomes), at: 5)
        let verdict = AuditCompleteTests.verdict(AuditCompleteTests.chained(entries))
        #expect(verdict.isHeld == isHeld)
        #expect(verdict.messages.contains("what had become of a Save") == !isHeld)
    }

    @Test func passesALostSaveThatNobodyFoundOutAboutYet() {
        let lost = Planned(
            action: "lose sight of save of ER_ExpReimbursement", subject: "EXP-A-3", detail: "instance A-3")
        #expect(AuditCompleteTests.verdict(AuditCompleteTests.chained(AuditCompleteTests.whole + [lost])).isHeld)
    }

    @Test func findsWhatIsToldTwice() {
        let entries = AuditCompleteTests.whole + [AuditCompleteTests.whole[2]]
        let verdict = AuditCompleteTests.verdict(AuditCompleteTests.chained(entries))
        #expect(verdict.subjects == ["EXP-A-1"])
        #expect(verdict.messages == "submit ER_ExpReimbursement: done 1 times, told of 2 times in the audit log")
    }

    @Test func findsASaveThatTwoWorkersTookForTheirOwn() {
        var entries = AuditCompleteTests.whole
        for index in entries.indices where entries[index].subject == "EXP-A-2" {
            entries[index].detail = "instance A-2"
        }
        entries.append(Planned(action: "save ER_ExpReimbursement", subject: "EXP-A-2", detail: "instance A-2"))
        let verdict = AuditCompleteTests.verdict(AuditCompleteTests.chained(entries))
        #expect(verdict.subjects == ["EXP-A-2"])
        #expect(verdict.messages.contains("told of as saved or found 2 times"))
        // After a person's decision the document is looked for anew.
        entries.append(Planned(kind: "operation", action: "redone X", subject: "EXP-A-2", detail: "instance A-2"))
        #expect(AuditCompleteTests.verdict(AuditCompleteTests.chained(entries)).isHeld)
    }

    @Test func findsWhatNeverHappened() {
        let forged = Planned(action: "save ER_ExpReimbursement", subject: "EXP-A-9")
        let verdict = AuditCompleteTests.verdict(AuditCompleteTests.chained(AuditCompleteTests.whole + [forged]))
        #expect(verdict.subjects == ["EXP-A-9"])
        #expect(verdict.messages.contains("which no platform saw"))
    }

    @Test(arguments: ["at", "kind", "actor", "action", "subject", "detail", "hash"])
    func findsAnAlteredEntry(member: String) {
        var lines = AuditCompleteTests.chained(AuditCompleteTests.whole)
        lines[4][member] = (lines[4][member] ?? "") + "0"
        #expect(AuditCompleteTests.verdict(lines).subjects.contains("embedded 5"))
    }

    @Test func findsARemovedEntry() {
        var lines = AuditCompleteTests.chained(AuditCompleteTests.whole)
        lines.remove(at: 4)
        #expect(AuditCompleteTests.verdict(lines).messages.contains("entry 6 of chain embedded stands behind entry 4"))
    }

    @Test func findsAnInsertedEntry() {
        var lines = AuditCompleteTests.chained(AuditCompleteTests.whole)
        lines.insert(lines[4], at: 5)
        #expect(AuditCompleteTests.verdict(lines).messages.contains("entry 5 of chain embedded stands behind entry 5"))
    }

    @Test func findsReorderedEntries() {
        var lines = AuditCompleteTests.chained(AuditCompleteTests.whole)
        lines.swapAt(4, 5)
        #expect(AuditCompleteTests.verdict(lines).findings.count >= 2)
    }

    @Test func findsATruncatedEnd() {
        let lines = AuditCompleteTests.chained(AuditCompleteTests.whole)
        // Nothing but the anchor shows it: the effects before are told of by what is left.
        let more = AuditCompleteTests.chained(
            AuditCompleteTests.whole + [Planned(kind: "operation", action: "replayed X", subject: "EXP-A-1")])
        #expect(AuditCompleteTests.verdict(lines, anchors: [more[9]]).subjects == ["embedded 10"])
        #expect(AuditCompleteTests.verdict(more, anchors: [more[9]]).isHeld)
    }

    @Test(arguments: [("instance A-1, was dead", true), ("instance A-2, was dead", false), ("", false)])
    func wantsAPersonsDecisionToBeTold(detail: String, isHeld: Bool) {
        let decision = Planned(
            kind: "operation", action: "replayed ER_ExpReimbursement", subject: "EXP-A-1", detail: detail)
        var history = HistoryBuilder.healthy()
        history.add(.process(name: "core", change: "ready", pid: 1, detail: ""), at: 0)
        history.add(.instanceCommented(instance: "A-1", text: "done"), at: 400)
        history.add(.intervention(action: "replay-dead-letter", target: "A-1", detail: ""), at: 500)
        for line in AuditCompleteTests.chained(AuditCompleteTests.whole + [decision]) {
            history.add(
                .activity(
                    name: "audit-log", action: "entry", subject: line["subject"] ?? "",
                    detail: line.filter { $0.key != "subject" }, due: nil),
                at: 9000)
        }
        #expect(AuditComplete.check(history.record()).isHeld == isHeld)
    }

    // MARK: The other flows

    private static let flows = [
        Planned(kind: "system", action: "start", subject: "core"),
        Planned(action: "create BD_Empinfo", subject: "N1"),
        Planned(action: "find BD_Empinfo", subject: "N2"),
        Planned(action: "disable BD_Empinfo", subject: "N1"),
        Planned(action: "send stock alert", subject: "SA93J5C0J912"),
        Planned(action: "save attendance", subject: "ATT-1"),
        Planned(kind: "sign-on", action: "sign-on browser", subject: "zhang", detail: "signed on, reference R1"),
        Planned(kind: "sign-on", action: "sign-on browser", subject: "", detail: "refused: state, reference R2"),
        Planned(kind: "operation", action: "confirm BD_Empinfo", subject: "N3"),
        Planned(kind: "operation", action: "reject leaves of BD_Empinfo", subject: "leaves 1"),
        Planned(
            kind: "system", action: "stock below", subject: "SA93J5C0J912", detail: "low, material M1: 3 of 5; pending"),
    ]

    private static func flowVerdict(_ entries: [Planned]) -> Verdict {
        var history = HistoryBuilder()
        func act(_ name: String, _ action: String, _ subject: String, _ detail: [String: String], at time: Int) {
            history.add(
                .activity(name: name, action: action, subject: subject, detail: detail, due: nil), at: time)
        }
        func save(_ form: String, _ number: String, _ content: String, at time: Int) {
            history.add(
                .documentSaved(
                    call: history.call("BatchSave", number, at: time), form: form, id: "id-\(number)", number: number,
                    created: false, status: "C", content: content), at: time)
        }
        history.add(.process(name: "core", change: "ready", pid: 1, detail: ""), at: 0)
        save("BD_Empinfo", "N1", #"{"FName":"张"}"#, at: 10)
        save("BD_Empinfo", "N2", #"{"FName":"李"}"#, at: 11)
        // The same again is told of once.
        save("BD_Empinfo", "N2", #"{"FName":"李"}"#, at: 12)
        save("BD_Empinfo", "N1", #"{"FName":"张","FForbidStatus":"B"}"#, at: 13)
        history.add(.notificationSent(users: ["u1"], text: "【库存预警】M1 现有 3\n编号 SA93J5C0J912"), at: 20)
        history.add(.notificationSent(users: ["u1"], text: "恭喜"), at: 21)
        save(AttendanceActivity.form, "ATT-1", "{}", at: 30)
        act("sign-ons", "entered", "u1", ["ended": "home", "account": "zhang"], at: 40)
        act("sign-ons", "attacked", "stolen", ["ended": "refused", "reference": "R2"], at: 41)
        act("organisation", "confirm", "N3", [:], at: 50)
        act("organisation", "reject", "N4", ["leaves": "1"], at: 51)
        act("organisation", "reject", "N5", ["leaves": "1"], at: 52)
        for line in chained(entries) {
            act("audit-log", "entry", line["subject"] ?? "", line.filter { $0.key != "subject" }, at: 9000)
        }
        return AuditComplete.check(history.record())
    }

    @Test func passesALogThatTellsOfEachFlow() {
        #expect(AuditCompleteTests.flowVerdict(AuditCompleteTests.flows) == .holds(examined: 12))
    }

    @Test(arguments: 0...10)
    func findsWhatAFlowDoesNotTell(omitted: Int) {
        var entries = AuditCompleteTests.flows
        entries.remove(at: omitted)
        #expect(AuditCompleteTests.flowVerdict(entries).findings.count == 1)
    }

    @Test(arguments: [(1, 0, true), (2, 1, true), (2, 0, false), (3, 1, false)])
    func wantsStockToRecoverBeforeItFallsAgain(falls: Int, recoveries: Int, isHeld: Bool) {
        let place = "low, organisation 100, material M2, warehouse CK1"
        let below = Planned(kind: "system", action: "stock below", subject: "SA1", detail: "\(place): 3 of 5; muted")
        let recovered = Planned(kind: "system", action: "stock recovered", subject: "M2", detail: "\(place): 9")
        let more = Array(repeating: below, count: falls) + Array(repeating: recovered, count: recoveries)
        let verdict = AuditCompleteTests.flowVerdict(AuditCompleteTests.flows + more)
        #expect(verdict.isHeld == isHeld)
        let dropped = Planned(kind: "system", action: "drop stock rule", subject: "low")
        #expect(AuditCompleteTests.flowVerdict(AuditCompleteTests.flows + more + [dropped]).isHeld)
    }

    @Test(arguments: ["change BD_Empinfo", "send stock alert", "save attendance", "disable BD_Department"])
    func findsAFlowsInvention(action: String) {
        let forged = Planned(action: action, subject: "N9")
        #expect(AuditCompleteTests.flowVerdict(AuditCompleteTests.flows + [forged]).subjects == ["N9"])
    }

    @Test func isUndecidedWithoutALogOrEffects() {
        #expect(AuditCompleteTests.verdict([]).isUndecided)
        #expect(AuditComplete.check(HistoryBuilder.empty()).isUndecided)
    }
}
