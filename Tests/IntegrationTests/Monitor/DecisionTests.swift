import HTTPTypes
import Seams
import Testing

@testable import Integration

/// What a person is shown before a replay, and many replays at once.
@Suite struct DecisionTests {
    private func bench() async throws -> (MonitorBench, [String: String]) {
        let bench = try await MonitorBench(users: try MonitorBench.users(("op", .operator), ("vi", .viewer)))
        return (bench, try await bench.headers("op"))
    }

    private func freeze(_ payload: String, in bench: MonitorBench) async throws {
        _ = try await bench.database.commit { database in
            try database.execute("UPDATE bodies SET payload = ?", [.of(payload)])
        }
    }

    @Test func previewTellsWhatChanges() async throws {
        let (bench, headers) = try await bench()
        try await bench.put(["INST-1"], state: .dead)
        try await bench.read(.make())
        let body = #"{"set":{"MoneyField_1":"99.00"}}"#
        let first = try JSONValue(
            parsing: await bench.send(.post, "/api/items/INST-1/preview", body, headers).text)
        #expect(first["changes"] == nil, "it never was a document")
        let model = try #require(first["model"]?.text)
        try await freeze(model.replacing(#""FAmount":99.00"#, with: #""FAmount":1234.56,"FOld":"x""#), in: bench)
        let second = try JSONValue(
            parsing: await bench.send(.post, "/api/items/INST-1/preview", body, headers).text)
        let lines = (second["changes"]?.elements ?? []).map { line in
            ["kind", "field", "there", "here"].map { line[$0]?.text ?? "" }.joined(separator: " ")
        }
        #expect(lines == ["changed FAmount 1234.56 99.00", "removed FOld x "])
    }

    @Test func differencesNameRowsAndMembers() throws {
        let former = try JSONValue(parsing: #"{"A":{"FNumber":"1"},"E":[{"F":1},{"F":2}],"S":"same"}"#)
        let model = try JSONValue(parsing: #"{"A":{"FNumber":"2"},"E":[{"F":1,"G":"x"}],"S":"same","B":"new"}"#)
        let lines = DocumentDifference(from: former, to: model).changes.map {
            "\($0.kind.rawValue) \($0.field) '\($0.there)' '\($0.here)'"
        }
        #expect(
            lines == [
                "changed A.FNumber '1' '2'", "added E[1].G '' 'x'", #"removed E[2] '{"F":2}' ''"#, "added B '' 'new'",
            ])
    }

    /// Each is a decision and an audit entry of its own; what one is refused for holds up no other.
    @Test func replaysManyAtOnce() async throws {
        let (bench, headers) = try await bench()
        try await bench.put(["INST-1", "INST-2", "INST-3"], state: .dead, reason: "rejected: log-in refused")
        try await bench.put(["INST-4"], state: .done)
        for instance in ["INST-1", "INST-3"] { try await bench.read(.make(id: instance)) }
        try await bench.read(.make(id: "INST-2", item: "未知"))
        let items = ["INST-1", "INST-2", "INST-3", "INST-4", "INST-5"].map { #"{"instance":"\#($0)"}"# }
        let body = "{\"items\":[\(items.joined(separator: ","))]}"
        let reply = await bench.send(.post, "/api/dead-letters/replay", body, headers)
        let answer = try JSONValue(parsing: reply.text)
        #expect(reply.response.status == .ok && answer["replayed"]?.text == "2")
        let failed = (answer["failed"]?.elements ?? []).map {
            "\($0["instance"]?.text ?? ""): \($0["error"]?.text ?? "")"
        }
        #expect(
            failed == [
                "INST-2: no expense item is called '未知'", "INST-4: the item is done, not dead",
                "INST-5: no item belongs to the approval instance 'INST-5'",
            ])
        let states = [("INST-1", ItemState.ready), ("INST-2", .dead), ("INST-3", .ready), ("INST-4", .done)]
        for (instance, state) in states {
            #expect(try await bench.store.items(of: instance)[0].progress.state == state)
        }
        let replays = try await bench.auditActions().filter { $0 == "op: replayed ER_ExpReimbursement" }
        #expect(replays.count == 2)
    }

    @Test(arguments: ["", "{}", #"{"items":[]}"#, #"{"items":[{"form":"F"}]}"#])
    func refusesManyThatAreNone(_ body: String) async throws {
        let (bench, headers) = try await bench()
        let reply = await bench.send(.post, "/api/dead-letters/replay", body, headers)
        #expect(reply.response.status == .badRequest && reply.text.contains("at most 1000 items"))
        let viewer = try await bench.headers("vi")
        #expect(await bench.send(.post, "/api/dead-letters/replay", body, viewer).response.status == .forbidden)
    }
}
