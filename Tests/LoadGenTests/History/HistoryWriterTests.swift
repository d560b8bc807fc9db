import Foundation
import LoadGen
import Seams
import Simulators
import Testing

@Suite struct HistoryWriterTests {
    private static func path() -> String {
        FileManager.default.temporaryDirectory.appendingPathComponent("history-\(UUID().uuidString).jsonl").path
    }

    @Test(.timeLimit(.minutes(1))) func keepsTheOrderOfManyRecorders() async throws {
        let path = HistoryWriterTests.path()
        defer { try? FileManager.default.removeItem(atPath: path) }
        let history = History(time: SystemTime())
        let writer = try HistoryWriter(path: path)
        history.addSink { writer.append($0) }
        history.record(.runStarted(format: HistoryFile.format, scenario: "many", seed: 1))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for task in 0..<8 {
                group.addTask { for index in 0..<500 { history.record(.note(text: "\(task).\(index)")) } }
            }
            group.addTask { for _ in 0..<20 { try writer.flush() } }
            try await group.waitForAll()
        }
        history.record(.runEnded(events: history.events().count + 1))
        history.record(.note(text: "a straggler"))
        try writer.flush()
        #expect(try HistoryFile.read(path) == history.events().dropLast())
    }

    @Test func refusesAFolderThatIsNotThere() {
        #expect(throws: HistoryFileError.self) { try HistoryWriter(path: "/nowhere/at/all/history.jsonl") }
    }
}
