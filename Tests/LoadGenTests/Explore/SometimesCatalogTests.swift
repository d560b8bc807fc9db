import Seams
import Simulators
import Testing

@testable import LoadGen

@Suite struct SometimesCatalogTests {
    private let scenario: Scenario

    init() throws {
        scenario = try ScenarioFile.parse(
            text: "scenario: one\nproves: something\nworkload: {approvals: 1, arrivals: {burst: 1s}}\n",
            file: "one.yaml",
            world: .virtual)
    }

    @Test func hasAtLeastFortyPointsWithNamesOfTheirOwn() {
        let names = SometimesCatalog.all.map(\.name)
        #expect(names.count >= 40)
        #expect(Set(names).count == names.count)
        #expect(SometimesCatalog.all.allSatisfy { !$0.text.en.isEmpty && !$0.text.zh.isEmpty })
    }

    @Test func reachesNothingInAnEmptyHistory() {
        #expect(reached([]).isEmpty)
    }

    @Test func reachesNothingWhereNothingWentWrong() {
        #expect(reached(delivery(lost: false)).isEmpty)
    }

    @Test func seesALostSaveThatWasAdopted() {
        #expect(reached(delivery(lost: true)).contains("lost-save-adopted"))
    }

    @Test func doesNotTakeALostSaveWithTwoDocumentsForAdopted() {
        var facts = delivery(lost: true)
        facts.append(
            .documentSaved(
                call: 9, form: form, id: "2", number: "DT2", created: true, status: "A",
                content: #"{"FBillNo":"DT2","FCausa":"instance-1"}"#))
        #expect(!reached(facts).contains("lost-save-adopted"))
    }

    private let form = "ER_ExpReimbursement"

    private func reached(_ facts: [HistoryFact]) -> Set<String> {
        let events = facts.enumerated().map { number, fact in
            HistoryEvent(sequence: number, time: Timestamp(milliseconds: Int64(number) * 10), fact: fact)
        }
        return SometimesCatalog.reached(in: RunIndex(RunRecord(scenario: scenario, events: events, claims: [:])))
    }

    /// One approval and its document; with `lost` the reply to the Save never arrives.
    private func delivery(lost: Bool) -> [HistoryFact] {
        let save = { (document: String) in
            HistoryFact.documentSaved(
                call: 1, form: form, id: "1", number: "DT1", created: true, status: "A", content: document)
        }
        let end: HistoryFact =
            lost
            ? .callCut(call: 1, platform: .kingdee, operation: "Save", key: "DT1", performed: true, milliseconds: 1)
            : .callAnswered(
                call: 1, platform: .kingdee, operation: "Save", key: "DT1", status: 200, error: nil, milliseconds: 1)
        return [
            .runStarted(format: 1, scenario: "one", seed: 1), .phase(name: "workload"),
            .instanceStarted(instance: "instance-1", processCode: "P", originator: "u", claim: nil, due: nil),
            .instanceFinished(instance: "instance-1", outcome: .agree, claim: nil, due: nil),
            .eventCreated(event: "e1", type: "bpms_instance_change", instance: "instance-1"),
            .eventSent(event: "e1", instance: "instance-1", attempt: 1, channel: "callback", copy: false),
            .eventAcknowledged(event: "e1", instance: "instance-1", attempt: 1),
            .callArrived(call: 1, platform: .kingdee, operation: "Save", key: "DT1"),
            save(#"{"FBillNo":"DT1","FCausa":"instance-1"}"#), end,
            .documentStatusChanged(
                call: 2, form: form, id: "1", number: "DT1", operation: "Submit", from: "A", to: "B"),
            .documentStatusChanged(call: 3, form: form, id: "1", number: "DT1", operation: "Audit", from: "B", to: "C"),
        ]
    }
}
