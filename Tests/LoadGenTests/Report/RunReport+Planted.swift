import Seams
import Simulators

@testable import LoadGen

extension RunReport {
    /// A run with a duplicate, a late and a lost approval during an outage, told in texts that try to break out of the
    /// page.
    static func planted(_ adjust: (inout HistoryBuilder) -> Void = { _ in }) throws -> RunReport {
        let fault = try FaultCatalog.make("gateway-outage", [:])
        var history = HistoryBuilder.healthy(20) { scenario in
            scenario.name = "<script>alert('x')</script> | 100 张"
            scenario.faults = [FaultRule(id: "out\"age<b>", fault: fault)]
            scenario.expectations.recoveryWithin = .seconds(5)
        }
        history.fault("out\"age<b>", from: 1000, until: 2000, strikes: 3)
        history.deliver("A-2", number: "EXP-again", at: 700)
        history.approve("A-30", at: 1500)
        history.deliver("A-30", at: 8000)
        history.approve("A-31&<img src=x>", at: 1600)
        history.add(.note(text: "a note"), at: 1700)
        adjust(&history)
        var record = history.record(settlesAt: 3000)
        record.origin = RunOrigin(
            command: "rehearsal run a.yaml --seed 7 <&>", files: ["history.jsonl", "core log\"><b>.txt"])
        return RunReport(record, Judgement(record))
    }
}
