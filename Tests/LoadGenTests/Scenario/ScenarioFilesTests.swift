import Foundation
import Simulators
import Testing

@testable import LoadGen

@Suite struct ScenarioFilesTests {
    @Test func everyScenarioOfTheProjectCanBeRead() throws {
        // What only the virtual world can do stands in a folder of its own, and `run` takes the others.
        let folder = ScenarioFilesTests.folder
        let others = ["acceptance", "explore", "faults", "kills", "performance", "regression"].map { "\(folder)/\($0)" }
        let scenarios = try ScenarioFile.load(paths: others)
        #expect(scenarios.count >= 27)
        let all = try ScenarioFile.load(paths: [folder], world: .virtual)
        #expect(all.filter { $0.file.hasPrefix("\(folder)/virtual/") }.count + scenarios.count == all.count)
        for (file, scenario) in scenarios {
            #expect(file.hasSuffix("/\(scenario.name).yaml"), "a scenario has the name of its file")
        }
    }

    @Test(arguments: try ScenarioFile.find(paths: [folder]))
    func opensWithWhatItProves(file: String) throws {
        let text = try String(contentsOfFile: file, encoding: .utf8)
        #expect(text.hasPrefix("# "))
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= 120 })
    }

    @Test(arguments: try ScenarioFile.load(paths: ["\(folder)/faults"]).map(\.scenario))
    func faultScenariosAreShortAndSayHowTheyRecover(scenario: Scenario) throws {
        let length = try #require(scenario.workload.length)
        #expect((30...100).contains(scenario.workload.approvals))
        #expect(([length] + scenario.faults.map { $0.until ?? .seconds(3600) }).allSatisfy { $0 <= .seconds(10) })
        #expect(scenario.faults.isEmpty == (scenario.expectations.recoveryWithin == nil))
    }

    static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../scenarios")
        .standardizedFileURL.path
}
