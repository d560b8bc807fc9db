import Foundation
import Testing

@testable import LoadGen

@Suite struct ScenarioFindingTests {
    @Test func findsFilesInFoldersInTheOrderOfTheirPaths() throws {
        try withFolder(["b.yaml": "", "a/z.yml": "", "a/notes.md": "", "c.txt": ""]) { folder in
            let found = try ScenarioFile.find(paths: ["\(folder)/", "\(folder)/b.yaml"])
            #expect(found == ["\(folder)/a/z.yml", "\(folder)/b.yaml"])
        }
    }

    @Test func takesAFileOfAnyNameThatIsNamedItself() throws {
        try withFolder(["c.txt": ""]) { folder in
            let found = try ScenarioFile.find(paths: ["\(folder)/c.txt"])
            #expect(found == ["\(folder)/c.txt"])
        }
    }

    /// A mapping lies beside the scenario that uses it; a scenario with a slip is none.
    @Test func leavesMappingsOut() throws {
        let files = [
            "a.yaml": "scenario: a", "claims.yaml": "# ours\nprocess: P\nform: F\n",
            "punches.yaml": "record: attendance\nform: F",
            "slip.yaml": "scnario: b\nproves: x", "both.yaml": "scenario: c\nprocess: P\nform: F",
        ]
        try withFolder(files) { folder in
            let found = try ScenarioFile.find(paths: [folder])
            #expect(found == ["a", "both", "slip"].map { "\(folder)/\($0).yaml" })
        }
    }

    @Test func saysOfEachPathWhatIsWrong() throws {
        try withFolder(["empty/notes.md": ""]) { folder in
            let error = #expect(throws: ScenarioError.self) {
                try ScenarioFile.find(paths: ["\(folder)/none.yaml", "\(folder)/empty"])
            }
            #expect(
                error?.description == """
                    \(folder)/none.yaml: there is no such file or folder
                    \(folder)/empty: the folder holds no scenario (*.yaml)
                    """)
        }
    }

    @Test func loadsWithTheMistakesOfAllFiles() throws {
        try withFolder(["a.yaml": scenarioHead, "b.yaml": scenarioHead, "c.yaml": scenarioHead + "sed: 1"]) { folder in
            let error = #expect(throws: ScenarioError.self) { try ScenarioFile.load(paths: [folder]) }
            #expect(
                error?.description == """
                    \(folder)/b.yaml: the name 'example' is taken by \(folder)/a.yaml; choose another
                    \(folder)/c.yaml:4: unknown key 'sed'; did you mean 'seed'?
                    """)
        }
    }

    @Test func refusesWhatIsNoText() throws {
        try withFolder(["a.yaml": scenarioHead]) { folder in
            try Data([0x73, 0xFF, 0xFE]).write(to: URL(filePath: "\(folder)/a.yaml"))
            let error = #expect(throws: ScenarioError.self) { try ScenarioFile.load(paths: [folder]) }
            #expect(error?.description == "\(folder)/a.yaml: is no text in UTF-8; save it as UTF-8")
        }
    }

    private func withFolder(_ files: [String: String], _ body: (String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "scenarios-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }  // the system clears what stays behind
        for (name, text) in files {
            let file = folder.appending(path: name)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try text.write(to: file, atomically: false, encoding: .utf8)
        }
        try body(folder.path)
    }
}
