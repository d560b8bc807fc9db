import Seams
import Testing

@testable import LoadGen
@testable import Simulators

@Suite struct MappingVersionsTests {
    private static let activity: ScenarioActivity? = {
        let text = "scenario: planted\nproves: that checkers see\nmapping-changes: {wrong-at: 1s, at: 2s, within: 3s}\n"
        return (try? ScenarioFile.parse(text: text, file: "planted.yaml"))?.activities.first
    }()

    /// Three claims: finished long before the change, a second before it could count, and long after it.
    private func verdict(
        _ departments: [String], changesTo new: String = "NEW", awayFor outage: Range<Int>? = nil
    ) -> Verdict {
        var history = HistoryBuilder { $0.activities = [MappingVersionsTests.activity].compactMap(\.self) }
        let old = Claim.planted("claim-A-1", outcome: .agree, isPoisoned: false).costDepartment.number
        history.add(
            .activity(
                name: "mapping-changes", action: "put", subject: "departments.csv", detail: [old: new], due: nil),
            at: 2000)
        if let outage {
            history.add(.process(name: "core", change: "paused", pid: 1, detail: ""), at: outage.lowerBound)
            history.add(.process(name: "core", change: "resumed", pid: 1, detail: ""), at: outage.upperBound)
        }
        for (index, (at, department)) in zip([1000, 4000, 6000], departments).enumerated() {
            history.approve("A-\(index + 1)", at: at)
            let number = department == "OLD" ? old : department
            history.deliver("A-\(index + 1)", at: at + 50, replacing: "\"\(old)\"", with: "\"\(number)\"")
        }
        return MappingVersions.check(history.record(settlesAt: 7000, endsAt: 8000))
    }

    @Test(arguments: ["OLD", "NEW"]) func takesEitherUntilTheNewOneMustCount(between: String) {
        #expect(verdict(["OLD", between, "NEW"]) == .holds(examined: 3))
    }

    @Test(arguments: [
        ["NEW", "NEW", "NEW"], ["OLD", "WRONG", "NEW"], ["OLD", "NEW", "OLD"], ["WRONG", "OLD", "NEW"],
    ])
    func findsADocumentOfAnotherVersion(departments: [String]) {
        #expect(verdict(departments).messages.contains("by the mapping in force"))
    }

    /// The three seconds after the change count only as far as somebody could look at the file.
    @Test(arguments: [(2500..<3000, false), (2500..<4500, true), (100..<900, false), (5000..<5900, false)])
    func givesACoreThatWasAwayItsTime(outage: Range<Int>, isHeld: Bool) {
        #expect(verdict(["OLD", "OLD", "OLD"], awayFor: outage).isHeld == isHeld)
    }

    @Test func refusesAChangeThatCameAfterEverything() {
        #expect(verdict(["OLD"]).isUndecided)
        #expect(MappingVersions.check(HistoryBuilder.empty()).isUndecided)
    }
}
