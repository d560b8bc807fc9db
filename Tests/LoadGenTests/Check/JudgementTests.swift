import Seams
import Simulators
import Testing

@testable import LoadGen

@Suite struct JudgementTests {
    @Test func passesAHealthyRun() {
        let judgement = Judgement(HistoryBuilder.healthy(3).record())
        #expect(judgement.outcome == .passed && judgement.exitCode == 0)
        let names = CheckerCatalog.all.map { $0.name }
        #expect(judgement.entries.map(\.checker) == names.filter { judgement.entries.map(\.checker).contains($0) })
    }

    @Test func failsOnAViolation() {
        var history = HistoryBuilder.healthy()
        history.deliver("A-2", number: "EXP-again", at: 700)
        #expect(Judgement(history.record()).exitCode == 1)
    }

    @Test func isVoidWithoutAnApproval() {
        #expect(Judgement(HistoryBuilder.empty()).exitCode == 3)
        #expect(Judgement(HistoryBuilder().record()).exitCode == 3)
        var history = HistoryBuilder()
        history.approve("R-1", outcome: .refuse)
        #expect(Judgement(history.record()).exitCode == 3)
    }

    @Test func isVoidWithoutAnApprovalEvenWhenAllThatWasCheckedHeld() {
        let judgement = Judgement(RunIndex(HistoryBuilder().record()), checkers: [HistoryComplete.self])
        #expect(judgement.entries.allSatisfy { $0.verdict.isHeld })
        #expect(judgement.exitCode == 3)
    }

    @Test func isVoidWithoutACheckerThatApplied() {
        #expect(Judgement(RunIndex(HistoryBuilder.healthy().record()), checkers: []).exitCode == 3)
    }

    @Test func aSaturatedGeneratorVoidsEvenViolations() {
        var history = HistoryBuilder.healthy()
        history.approve("A-3", at: 400, late: 3000)
        let judgement = Judgement(history.record())
        #expect(judgement.findingCount > 0)
        #expect(judgement.isVoid && judgement.exitCode == 3)
    }

    @Test(arguments: ["start", "end", "gap", "clock"])
    func aBrokenHistoryVoidsTheRun(missing: String) {
        var record = HistoryBuilder.healthy(3).record()
        #expect(HistoryComplete.check(record) == .holds(examined: record.events.count))
        switch missing {
        case "start": record.events.removeFirst()
        case "end": record.events.removeLast()
        case "gap": record.events.remove(at: 9)
        default: record.events[9].time = Timestamp(seconds: 1)
        }
        #expect(HistoryComplete.check(record).isUndecided)
        #expect(Judgement(record).exitCode == 3)
    }

    @Test func whatStragglersRecordAfterTheEndDoesNotCount() {
        var record = HistoryBuilder.healthy().record()
        let last = record.events.count
        record.events.append(
            HistoryEvent(sequence: last, time: HistoryBuilder.start + .seconds(20), fact: .note(text: "late")))
        #expect(Judgement(record).exitCode == 0)
    }

    @Test func namesTheBoundsOfTheScenario() {
        let judgement = Judgement(
            HistoryBuilder.healthy { scenario in
                scenario.expectations.latencyP99 = .milliseconds(1500)
                scenario.expectations.recoveryWithin = .seconds(15)
                scenario.expectations.apiSuccessRate = 0.995
                scenario.expectations.attemptsMax = 3
            }.record())
        let bounds = judgement.entries.compactMap { entry in entry.bound.map { "\(entry.checker): \($0.en)" } }
        #expect(
            bounds == [
                "latency: max 5 s, p99 1.5 s", "recovered: 15 s", "api-success-rate: 99.50%", "attempts-max: 3",
                "dead-letters: 0",
            ])
    }

    @Test func everyCheckerHasItsOwnName() {
        let names = CheckerCatalog.all.map { $0.name }
        #expect(Set(names).count == names.count)
        #expect(CheckerCatalog.voiding.isSubset(of: Set(names)))
    }

    /// Random facts in random order with extreme numbers: no checker and no report may trap on them.
    @Test(arguments: UInt64(0)..<30) func survivesAnyHistory(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        var record = HistoryBuilder.healthy { scenario in
            scenario.expectations.recoveryWithin = .seconds(1)
            scenario.expectations.apiSuccessRate = seed % 2 == 0 ? 0.5 : .nan
            scenario.expectations.attemptsMax = 1
            scenario.expectations.latencyP99 = .seconds(1)
            scenario.expectations.callsPerApprovalMax = seed % 2 == 0 ? 1 : .nan
            scenario.expectations.logInsMax = 0
            scenario.expectations.burstMax = 1
            scenario.expectations.writeBack = seed % 2 == 0 ? true : nil
        }.record()
        let end = record.events.removeLast()
        record.events += (0..<200).map { _ in WildHistory.event(&generator) }
        if seed % 2 == 0 { record.events.append(end) }
        if seed % 3 == 0 { record.events.shuffle(using: &generator) }
        let judgement = Judgement(record)
        #expect(judgement.exitCode != 0)
        for checker in CheckerCatalog.all { _ = checker.check(judgement.run) }
        let report = RunReport(record, judgement)
        _ = ConsoleSummary.text(judgement, judgement.statistics)
        _ = MarkdownSummary.text(report)
        _ = try (HTMLReport.text(report), JUnitReport(report).encoded(), JSONReport(report).encoded())
    }
}

/// Facts that no simulator would record.
private enum WildHistory {
    static func event(_ generator: inout SeededGenerator) -> HistoryEvent {
        let times: [Int64] = [.min, .max, 0, -1, HistoryBuilder.start.nanoseconds]
        let time = Timestamp(nanoseconds: times.randomElement(using: &generator) ?? 0)
        let sequences = [0, -1, .max, .min, 7]
        return HistoryEvent(
            sequence: sequences.randomElement(using: &generator) ?? 0, time: time, fact: fact(&generator, time))
    }

    private static func fact(_ generator: inout SeededGenerator, _ time: Timestamp) -> HistoryFact {
        let texts = ["", "A-1", "A", "EXP-A-1", "\u{0}<b>", "ER_ExpReimbursement", "{", "ready", "killed", "C", "Save"]
        let text = { (generator: inout SeededGenerator) in texts.randomElement(using: &generator) ?? "" }
        let call = [Int.min, .max, 0, 1, 2].randomElement(using: &generator) ?? 0
        let number = [Double.nan, .infinity, -1, 1e300, 5].randomElement(using: &generator) ?? 0
        let (first, second, third) = (text(&generator), text(&generator), text(&generator))
        let facts: [HistoryFact] = [
            .instanceStarted(instance: first, processCode: "", originator: "", claim: second, due: time),
            .instanceFinished(instance: first, outcome: .agree, claim: second, due: time),
            .eventAcknowledged(event: first, instance: second, attempt: .max),
            .callArrived(call: call, platform: .kingdee, operation: first, key: second),
            .callAnswered(
                call: call, platform: .kingdee, operation: first, key: second, status: .max, error: nil,
                milliseconds: number),
            .callCut(
                call: call, platform: .dingTalk, operation: first, key: nil, performed: true, milliseconds: number),
            .documentSaved(
                call: call, form: first, id: second, number: third, created: false, status: third,
                content: #"{"FCausa":"A-1"}"#),
            .documentSaved(
                call: nil, form: "ER_ExpReimbursement", id: second, number: third, created: true, status: "C",
                content: first),
            .documentStatusChanged(
                call: call, form: "ER_ExpReimbursement", id: second, number: third, operation: first, from: "", to: "C"),
            .documentDeleted(call: call, form: "ER_ExpReimbursement", id: second, number: third),
            .faultArmed(rule: first, fault: second, summary: third),
            .faultFired(rule: first, call: call, target: second),
            .faultDisarmed(rule: first), .process(name: first, change: second, pid: .max, detail: third),
            .deadLetter(key: first, instance: second, reason: third),
            .intervention(action: first, target: second, detail: third), .phase(name: "workload"),
            .phase(name: "settling"), .instanceCommented(instance: first, text: "\(second) \(third)"),
            .eventCreated(event: first, type: second, instance: third),
            .eventSent(event: first, instance: second, attempt: .min, channel: "callback", copy: false),
            .eventRefused(event: first, instance: nil, attempt: .min, reason: ForgedEventsRefused.acceptance),
            .secretShown(place: first, secret: second, line: third), .logSearched(place: first, lines: call),
            .runStarted(format: .max, scenario: "", seed: .max), .note(text: first),
        ]
        return facts.randomElement(using: &generator) ?? .note(text: "")
    }
}
