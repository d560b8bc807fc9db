import Foundation
import Testing

@testable import LoadGen

/// A team's own mappings, dictionaries and scripts beside a scenario.
@Suite struct SystemFilesTests {
    private static let head = """
        scenario: own
        proves: Something.
        workload: {approvals: 1, arrivals: {burst: 1s}}

        """

    private func parse(_ system: String, beside files: [String: Data] = [:]) throws -> SystemSettings {
        let folder = FileManager.default.temporaryDirectory.appending(
            path: "files-\(ProcessInfo.processInfo.globallyUniqueString)")
        try FileManager.default.createDirectory(
            at: folder.appending(path: "below"), withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for (name, data) in files { try data.write(to: folder.appending(path: name)) }
        let file = folder.appending(path: "own.yaml").path
        return try ScenarioFile.parse(text: SystemFilesTests.head + system, file: file).system
    }

    @Test func readsThemAsSeenFromTheScenario() throws {
        let system = try parse(
            "system: {mappings: [claims.yaml], files: [claims.yaml, below/items.csv]}",
            beside: ["claims.yaml": Data("process: P".utf8), "below/items.csv": Data("差旅费,CI001".utf8)])
        #expect(system.mappings == ["claims.yaml"])
        #expect(system.files == ["claims.yaml": "process: P", "items.csv": "差旅费,CI001"])
    }

    @Test func readsTextsInTheirPlace() throws {
        let system = try parse("system: {mappings: [a.yaml], files: {a.yaml: 'process: P', b.lua: return value}}")
        #expect(system.files == ["a.yaml": "process: P", "b.lua": "return value"])
    }

    @Test func tellsWhichListsOfTheRunAreHidden() throws {
        let system = try parse(
            "system: {mappings: [a.yaml], files: {a.yaml: 'process: P', staff.csv: 'u,E1', x.csv: 'a,b'}}")
        #expect(system.remarks.count == 1)
        #expect(system.remarks[0].hasPrefix("files: staff.csv takes the place of the one that the run makes"))
        #expect(try parse("system: {files: {items.csv: 'a,b'}}").remarks == [])
    }

    /// The run's own copy needs nothing beside itself.
    @Test func isWrittenWithItsTexts() throws {
        var scenario = try ScenarioFile.parse(text: SystemFilesTests.head, file: "own.yaml")
        scenario.system.mappings = ["a.yaml"]
        scenario.system.files = ["a.yaml": "process: 'P'\n# 说明\n\thead: {}\n", "s.lua": "return \"x\"\\n"]
        let back = try ScenarioFile.parse(text: ScenarioYAML.text(of: scenario, header: "x"), file: "elsewhere.yaml")
        #expect(back.system.files == scenario.system.files && back.system.mappings == scenario.system.mappings)
    }

    @Test(arguments: [
        ("system: {files: [gone.csv]}", "system.files: gone.csv cannot be read; give its path"),
        ("system: {files: [a.csv, below/a.csv]}", "two files of the name a.csv"),
        ("system: {files: [bytes.csv]}", "bytes.csv is no text in UTF-8"),
        ("system: {files: [core.yaml]}", "'core.yaml' cannot lie beside the core's configuration"),
        ("system: {files: {../x: y}}", "'../x' cannot lie beside the core's configuration"),
        ("system: {mappings: [our.yaml]}", "our.yaml is not among files; write files: [our.yaml] beside it"),
        ("system: {command: [./core], files: [a.csv]}", "system.files: belongs to the built-in core"),
    ])
    func tellsWhatIsWrong(system: String, words: String) throws {
        let files = [
            "a.csv": Data("a".utf8), "below/a.csv": Data("b".utf8), "core.yaml": Data(),
            "bytes.csv": Data([0xC3, 0x28]),
        ]
        let error = try #require(throws: ScenarioError.self) { try parse(system, beside: files) }
        #expect("\(error)".contains("own.yaml:4: ") && "\(error)".contains(words), "\(error)")
    }

    @Test func scriptsOfOtherLanguagesNeedProcesses() throws {
        var scenario = try ScenarioFile.parse(text: SystemFilesTests.head, file: "own.yaml")
        scenario.system.files = ["a.lua": "", "b.csv": ""]
        #expect(scenario.needsSockets == nil)
        scenario.system.files["rates.py"] = ""
        #expect(scenario.needsSockets?.contains("rates.py") == true)
    }
}
