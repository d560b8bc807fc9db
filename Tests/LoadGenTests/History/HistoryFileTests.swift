import Foundation
import Seams
import Simulators
import Testing

@testable import LoadGen

@Suite struct HistoryFileTests {
    private static func path() -> String {
        FileManager.default.temporaryDirectory.appendingPathComponent("history-\(UUID().uuidString).jsonl").path
    }

    /// Writes the lines of a healthy run after `change`, reads them again, and removes the file.
    private static func read(_ change: (inout [String]) -> Void) throws(HistoryFileError) -> [HistoryEvent] {
        let path = path()
        defer { try? FileManager.default.removeItem(atPath: path) }
        do {
            let writer = try HistoryWriter(path: path)
            for event in HistoryBuilder.healthy().record().events { writer.append(event) }
            try writer.flush()
            var lines = try String(contentsOfFile: path, encoding: .utf8).components(separatedBy: "\n")
            change(&lines)
            try lines.joined(separator: "\n").write(toFile: path, atomically: true, encoding: .utf8)
        } catch {
            Issue.record("the test's own file: \(error)")
        }
        return try HistoryFile.read(path)
    }

    @Test func readsWhatWasWritten() throws {
        #expect(try HistoryFileTests.read { _ in } == HistoryBuilder.healthy().record().events)
    }

    @Test func writesOneJSONObjectALine() throws {
        var first = ""
        _ = try HistoryFileTests.read { first = $0[0] }
        #expect(
            first
                == #"{"fact":{"runStarted":{"format":1,"scenario":"planted","seed":7}},"sequence":0,"time":1789999999800000000}"#
        )
    }

    @Test(arguments: [
        (#"{"sequence":4"#, ":5: not an event of a history"), ("[]", ":5: not an event"), ("", ":5: not an event"),
    ])
    func namesTheBrokenLine(line: String, message: String) {
        expect(message) { $0[4] = line }
    }

    @Test func refusesAGap() {
        expect(":5: sequence 5 where 4 must follow: events were lost") { $0.remove(at: 4) }
    }

    @Test func refusesAHistoryThatWasCutOff() {
        expect("the history was cut off") { $0.removeLast(4) }
        expect("the history was cut off") {
            $0[$0.count - 2] = String($0[$0.count - 2].prefix(20))
            $0.removeLast()
        }
        expect("the history was cut off") { lines in
            lines[lines.count - 2] = lines[lines.count - 2].replacingOccurrences(
                of: "\"events\":", with: "\"events\":9")
        }
    }

    @Test func refusesWhatIsNoHistory() {
        expect(":1: no history") { $0 = ["hello"] }
        expect(":1: no history") { $0 = [] }
        expect(":1: no history") { $0.removeFirst() }
        expect("has format 2, this version reads format 1") {
            $0[0] = $0[0].replacingOccurrences(of: "\"format\":1", with: "\"format\":2")
        }
    }

    @Test func refusesTwoRunsInOneFile() {
        expect("an event after the end of the run") { lines in
            let count = lines.count - 1
            lines.insert(#"{"sequence":\#(count),"time":1,"fact":{"note":{"text":"x"}}}"#, at: count)
        }
    }

    @Test func refusesAMissingFile() {
        #expect(throws: HistoryFileError.self) { try HistoryFile.read(HistoryFileTests.path()) }
    }

    private func expect(_ message: String, _ change: (inout [String]) -> Void) {
        do throws(HistoryFileError) {
            _ = try HistoryFileTests.read(change)
            Issue.record("read without an error, expected '\(message)'")
        } catch {
            #expect(error.description.contains(message), "\(error)")
        }
    }
}
