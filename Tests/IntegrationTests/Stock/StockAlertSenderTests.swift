import Foundation
import Seams
import Testing
import VirtualTime

@testable import Integration

@Suite struct StockAlertSenderTests {
    private static let mapping = """
        record: stock
        form: dingtalk-text
        head: {text.content: {template: "少了 ${material.number}"}}
        rows:
          receivers: {once: true, fields: {userid: {from: material.number, dictionary: keepers}}}
        dictionaries: {keepers: {M1: keeper}}
        """

    /// A sender with one breach of M1, of which the rule's people are to be told.
    private struct Bench {
        let time = ManualTime()
        let network: ScriptedNetwork
        let store: StockAlertStore
        let sender: StockAlertSender

        init(
            _ database: any RelationalStore, mapping yaml: String, answers: Script<Result<HTTPReply, NetworkError>>,
            results: Script<HTTPReply>? = nil
        ) async throws {
            let time = time
            try await database.commit { try StoreSchema.migrate($0) }
            store = StockAlertStore(database: database)
            network = ScriptedNetwork { call throws(NetworkError) in
                if call.path.hasSuffix("getsendresult"), let results { return results.next() }
                guard call.path.hasSuffix("asyncsend_v2") else {
                    return .json(#"{"accessToken":"t","expireIn":7200}"#)
                }
                return try answers.next().get()
            }
            let randomness = SeededRandomness(seed: Seed(1))
            var settings = StockAlertSettings()
            var rule = StockRule(name: "r")
            rule.users = ["a", "b"]
            settings.rules = [rule]
            let mapping = try Mapping.load(yaml: yaml, file: "alert.yaml")
            sender = StockAlertSender(
                store: store,
                dingTalk: DingTalkClient(
                    settings: DingTalkSettings(appKey: "ding", appSecret: "secret"), network: network, time: time,
                    randomness: randomness),
                agent: 1, settings: settings, records: RecordMappings([.stock: mapping]),
                oracle: SilentOracle(), policy: DeliveryPolicy(),
                gate: CallGate(
                    limit: .seconds(10), backoff: Backoff(), time: time, randomness: randomness, metrics: Metrics()
                ) { _ in }, metrics: Metrics(), time: time, logger: .silent)
            let term = try #require(
                try await store.database.takeTerm("stock-watch", until: time.now + .seconds(60), at: time.now))
            let finding = StockFinding(
                key: StockKey(rule: "r", organization: "100", material: "M1", warehouse: ""), name: "螺丝",
                quantity: 1, threshold: 100, recovery: 100)
            _ = try await store.store(
                [finding], under: term, until: time.now + .seconds(60), at: time.now, settings)
        }

        /// Sends what is due, an hour after the last time; returns what went out: receivers and words.
        func send() async throws -> [String] {
            let before = network.calls(to: "asyncsend_v2").count
            for alert in try await sender.claim(limit: 10) { await sender.perform(alert) }
            time.advance(by: .seconds(3600))
            return try network.calls(to: "asyncsend_v2").dropFirst(before).map { call in
                let body = try JSONValue(parsing: call.body)
                return "\(body["userid_list"]?.text ?? ""): \(body.at(path: "msg.text.content")?.text ?? "")"
            }
        }
    }

    private static let taken = Result<HTTPReply, NetworkError>.success(.json(#"{"errcode":0,"task_id":7}"#))
    private static let lost = Result<HTTPReply, NetworkError>.failure(.outcomeUnknown("reset"))

    @Test(arguments: StoreEngine.allCases)
    func repeatsWhatTheMappingMadeToWhomItNamed(engine: StoreEngine) async throws {
        try await engine.withStore { database in
            let bench = try await Bench(
                database, mapping: StockAlertSenderTests.mapping,
                answers: Script(StockAlertSenderTests.lost, StockAlertSenderTests.taken))
            let first = try await bench.send()
            #expect(first.count == 1 && first[0].hasPrefix("keeper: 少了 M1\n\nSA"), "\(first)")
            #expect(try await bench.send() == first)
            #expect(try await bench.store.alerts(state: .sent, limit: 10).map(\.users) == [["keeper"]])
        }
    }

    @Test(arguments: StoreEngine.allCases)
    func sendsTheBuiltInWordsWhereTheMappingFails(engine: StoreEngine) async throws {
        try await engine.withStore { database in
            let broken = StockAlertSenderTests.mapping.replacing("{M1: keeper}", with: "{M2: keeper}")
            let bench = try await Bench(database, mapping: broken, answers: Script(StockAlertSenderTests.taken))
            let sent = try await bench.send()
            #expect(sent.count == 1 && sent[0].hasPrefix("a,b: 【库存预警】M1"), "\(sent)")
            let audits = try await database.read { database in
                try database.rows("SELECT action FROM audit ORDER BY number").map { try $0.get(0, as: String.self) }
            }
            #expect(audits.contains("stock alert not mapped"))
        }
    }

    private static func result(received: [String]) -> HTTPReply {
        let users = received.map { #""\#($0)""# }.joined(separator: ",")
        return .json(#"{"errcode":0,"send_result":{"read_user_id_list":[],"unread_user_id_list":[\#(users)]}}"#)
    }

    /// The task is worked off asynchronously: an empty result says nothing.
    @Test func looksAgainWhileSomebodyNamedStandsInNoList() async throws {
        try await StoreEngine.sqlite.withStore { database in
            let bench = try await Bench(
                database, mapping: StockAlertSenderTests.mapping, answers: Script(StockAlertSenderTests.taken),
                results: Script(
                    StockAlertSenderTests.result(received: []), StockAlertSenderTests.result(received: ["other"]),
                    StockAlertSenderTests.result(received: ["keeper"])))
            #expect(try await bench.send().count == 1)
            for _ in 0..<2 {
                #expect(try await bench.send().isEmpty)
                #expect(try await bench.store.alerts(state: .sent, limit: 10).count == 1)
            }
            #expect(try await bench.send().isEmpty)
            #expect(try await bench.store.alerts(state: .confirmed, limit: 10).map(\.reason) == [nil])
        }
    }

    @Test func endsWithoutAResultThatNamesEverybody() async throws {
        try await StoreEngine.sqlite.withStore { database in
            let bench = try await Bench(
                database, mapping: StockAlertSenderTests.mapping, answers: Script(StockAlertSenderTests.taken),
                results: Script(StockAlertSenderTests.result(received: [])))
            for _ in 0..<12 { _ = try await bench.send() }
            let reasons = try await bench.store.alerts(state: .confirmed, limit: 10).map(\.reason)
            #expect(reasons == ["the result names 1 receivers in no list"])
        }
    }

    @Test func tellsNobodyWhereTheMappingWantsNoMessage() async throws {
        try await StoreEngine.sqlite.withStore { database in
            let bench = try await Bench(
                database, mapping: StockAlertSenderTests.mapping + "\nonly-when: {from: quantity, above: 5}",
                answers: Script(StockAlertSenderTests.taken))
            #expect(try await bench.send().isEmpty)
            #expect(try await bench.store.alerts(state: .confirmed, limit: 10).count == 1)
        }
    }
}
