import HTTPTypes
import Seams
import Testing
import VirtualTime

@testable import Simulators

/// Waiting on the server's side, and what is said when the expected did not come.
struct WaitingTests {
    private static func department(_ number: String) -> JSON {
        ["formid": "BD_Department", "data": ["Model": ["FDEPTID": 0, "FNumber": .string(number), "FName": "新部门"]]]
    }

    private func wait(_ bench: WorldBench, _ body: JSON) async -> (status: Int, json: JSON) {
        await bench.dingTalk(.post, "/_rehearsal/wait", body)
    }

    private func logIn(_ bench: WorldBench) async -> String {
        let list = await bench.dingTalk(.get, "/_rehearsal/worlds").json["worlds"]
        return await bench.logIn(list?.array?.first ?? .null)
    }

    @Test func returnsAtOnceWhatIsThereAlready() async {
        let bench = WorldBench()
        let session = await logIn(bench)
        _ = await bench.operate("Save", WaitingTests.department("X1"), session: session)
        let met = await wait(
            bench, ["document": ["form": "BD_Department", "number": "X1", "status": "created"], "timeout": "0s"])
        #expect(met.status == 200)
        #expect(met.json["document"]?["number"] == "X1")
        let calls = await wait(bench, ["calls": ["operation": "Save", "body": ["data.model.fname": "新部门"]]])
        #expect(calls.json["calls"]?.array?.count == 1)
    }

    @Test func wakesUpWhenItComes() async {
        let bench = WorldBench()
        let session = await logIn(bench)
        async let met = wait(bench, ["document": ["form": "BD_Department", "number": "X9"], "timeout": "10m"])
        async let calls = wait(bench, ["calls": ["operation": "Save"], "atLeast": 2, "timeout": "10m"])
        while bench.time.sleepers < 2 { await Task.yield() }
        for number in ["X8", "X9"] {
            _ = await bench.operate("Save", WaitingTests.department(number), session: session)
        }
        #expect(await met.status == 200)
        #expect(await calls.status == 200)
    }

    @Test func countsACallOnceItIsAnswered() async {
        let bench = WorldBench()
        let session = await logIn(bench)
        let rule: JSON = ["rules": [["fault": "delay", "on": "kingdee.Save", "by": "10s"]]]
        _ = await bench.kingdee(.put, "/_rehearsal/faults", rule)
        async let met = wait(bench, ["calls": ["operation": "Save", "refused": false], "timeout": "10m"])
        async let saved = bench.operate("Save", WaitingTests.department("X1"), session: session)
        while bench.time.sleepers < 2 { await Task.yield() }
        let early = await wait(bench, ["calls": ["operation": "Save", "refused": false], "timeout": "0s"])
        #expect(early.status == 417)
        #expect(early.json["nearMisses"]?.text.contains("still under way") == true, "\(early.json.text)")
        bench.time.advance(by: .seconds(10))
        _ = await saved
        #expect(await met.status == 200)
    }

    @Test func beginsAgainWhenTheWorldIsReset() async {
        let bench = WorldBench()
        let session = await logIn(bench)
        async let met = wait(bench, ["calls": ["operation": "Save"], "atLeast": 2, "timeout": "10m"])
        while bench.time.sleepers < 1 { await Task.yield() }
        _ = await bench.operate("Save", WaitingTests.department("X1"), session: session)
        _ = await bench.kingdee(.post, "/_rehearsal/worlds/0/reset")
        let again = await logIn(bench)
        _ = await bench.operate("Save", WaitingTests.department("X1"), session: again)
        while bench.time.sleepers < 1 { await Task.yield() }
        let one = await wait(bench, ["calls": ["operation": "Save"], "atLeast": 2, "timeout": "0s"])
        #expect(one.status == 417, "the Save before the reset does not count")
        _ = await bench.operate("Save", WaitingTests.department("X2"), session: again)
        let answer = await met
        #expect(answer.status == 200)
        #expect(answer.json["calls"]?.array?.count == 2)
    }

    @Test func explainsWhatCameNearest() async {
        let bench = WorldBench()
        let session = await logIn(bench)
        _ = await bench.operate("Save", WaitingTests.department("X1"), session: session)
        let missed = await wait(
            bench,
            ["calls": ["operation": "Save", "key": "X2", "body": ["data.Model.FName": "新部门"]], "timeout": "0s"])
        #expect(missed.status == 417)
        let first = missed.json["nearMisses"]?.array?.first?.string ?? ""
        #expect(first.contains("key is 'X1', expected 'X2'"), "\(first)")
        #expect(!first.contains("body"), "\(first)")
        let misspelt = await wait(bench, ["calls": ["operation": "Sav"], "timeout": "0s"])
        #expect(misspelt.json["nearMisses"]?.text.contains("did you mean Save?") == true, "\(misspelt.json.text)")
        let document = await wait(
            bench, ["document": ["form": "BD_Department", "number": "X1", "status": "C"], "timeout": "0s"])
        #expect(document.json["nearMisses"]?.array?.first == "BD_Department X1: status is 'A', expected 'C'")
    }

    @Test func tellsWhyACallWasRefused() async {
        let bench = WorldBench()
        let session = await logIn(bench)
        _ = await bench.operate("Submit", ["formid": "BD_Department", "data": ["Numbers": ["NO"]]], session: session)
        let missed = await wait(bench, ["calls": ["operation": "Submit", "refused": false], "timeout": "0s"])
        #expect(missed.json["nearMisses"]?.text.contains("refused with MsgCode 10") == true, "\(missed.json.text)")
    }

    @Test(
        arguments: [
            (["calls": ["operatoin": "Save"]], "did you mean 'operation'?"),
            (["document": ["form": "X"]], "name the form and the number"),
            (["document": ["form": "X", "number": "1", "status": "finished"]], "unknown status 'finished'"),
            (["calls": ["operation": "Save"], "timeout": "5"], "timeout '5'"),
            (["calls": ["operation": "Save"], "atLeast": 0], "atLeast"),
            ([:], "say one thing to wait for"),
            (["until": "now"], "unknown 'until'"),
        ] as [(JSON, String)])
    func namesTheMistake(body: JSON, message: String) async {
        let refused = await wait(WorldBench(), body)
        #expect(refused.status == 400)
        #expect(refused.json["error"]?.string?.contains(message) == true, "\(refused.json.text)")
    }

    @Test func showsCallsWithoutTheSecretsOfTheWorld() async {
        let bench = WorldBench()
        _ = await logIn(bench)
        let calls = await bench.kingdee(.get, "/_rehearsal/calls?operation=ValidateUser").json["calls"]
        #expect(calls?.array?.count == 1)
        #expect(calls?.text.contains("•••") == true)
        #expect(calls?.text.contains(KingdeeWorld(company: DingTalkBench.company).password) == false)
    }
}
