import Seams
import Testing
import VirtualTime

@testable import Integration

/// The directory against scripted platforms.
@Suite struct DirectoryCallsTests {
    /// A script's worker that dies at one person.
    private struct DeadlyOracle: MappingOracle {
        var knowledge: MappingKnowledge { MappingKnowledge() }

        func answer(
            _ questions: [MappingQuestion], into knowledge: inout MappingKnowledge
        ) async throws(OracleFailure) {
            for question in questions {
                guard case .script(let call) = question else { continue }
                guard !call.input.contains("u1") else { throw .worker("it died") }
                knowledge.answers[question] = .value("\"X\"")
            }
        }
    }

    private struct Bench {
        let time = ManualTime()
        let store: DirectoryStore
        let comparison: DirectoryComparison
        let worker: DirectoryWorker
        let kingdee: ScriptedNetwork

        init(
            _ database: any RelationalStore, records: RecordMappings = RecordMappings(),
            dingTalk: @escaping @Sendable (HTTPCall) -> String, kingdee: @escaping @Sendable (HTTPCall) -> String
        ) async throws {
            try await database.commit { try StoreSchema.migrate($0) }
            store = DirectoryStore(database)
            let (time, randomness, metrics) = (time, SeededRandomness(seed: Seed(1)), Metrics())
            let network = ScriptedNetwork { call throws(NetworkError) in
                .json(call.path.hasSuffix("oken") ? #"{"accessToken":"t","expireIn":7200}"# : dingTalk(call))
            }
            let client = KingdeeClientTests().client { .json(kingdee($0)) }
            self.kingdee = client.network
            let calls = DirectoryCalls(
                gate: CallGate(
                    limit: .seconds(10), backoff: Backoff(), time: time, randomness: randomness, metrics: metrics
                ) { _ in },
                dingTalk: DingTalkClient(
                    settings: DingTalkSettings(appKey: "ding", appSecret: "secret"), network: network, time: time,
                    randomness: randomness),
                kingdee: client.client, signal: WakeSignal()
            ) { _ in }
            var settings = DirectorySettings()
            settings.number = "200"
            let mapping = DirectoryMapping(settings: settings, records: records, oracle: DeadlyOracle())
            comparison = DirectoryComparison(
                store: store, settings: settings, mapping: mapping, policy: DeliveryPolicy(), calls: calls, time: time,
                metrics: metrics, logger: .silent)
            worker = DirectoryWorker(
                store: store, settings: settings, mapping: mapping, policy: DeliveryPolicy(), calls: calls, time: time,
                metrics: metrics, logger: .silent)
        }

        /// What Kingdee was asked for.
        var filters: [String] {
            kingdee.calls(to: ".ExecuteBillQuery.common.kdsvc").compactMap {
                (try? JSONValue(parsing: $0.body))?.at(path: "data.FilterString")?.text
            }
        }
    }

    private static let gone = #"{"errcode":60121,"errmsg":"找不到该用户"}"#

    /// One person whose script dies is not to keep a page from everybody else.
    @Test(arguments: StoreEngine.allCases)
    func keepsAPageWhereAScriptDiesAtOnePerson(engine: StoreEngine) async throws {
        try await engine.withStore { database in
            let mapping = try Mapping.load(
                yaml: """
                    record: user
                    form: BD_Empinfo
                    head: {FName: {from: userid, script: {python: s.py, function: convert}}}
                    """, file: "employees.yaml"
            ) { _ in "def convert(value, given): return value" }
            let bench = try await Bench(
                database, records: RecordMappings([.user: mapping]),
                dingTalk: { call in
                    guard call.path.hasSuffix("v2/user/list") else { return #"{"errcode":0,"result":[]}"# }
                    return #"{"errcode":0,"result":{"has_more":false,"list":[{"userid":"u1"},{"userid":"u2"}]}}"#
                }, kingdee: { _ in "[]" })
            for _ in 1..<DeliveryPolicy().attempts {
                await #expect(throws: PlatformFailure.self) { try await bench.comparison.pass(isAsked: false) }
            }
            _ = try await bench.comparison.pass(isAsked: false)
            let (first, second) = (
                try await bench.store.row(.employee, "u1")?.facts, try await bench.store.row(.employee, "u2")?.facts
            )
            #expect(first?[EmployeeMapping.problem]?.contains("it died") == true)
            #expect(second?["FName"] == "X" && second?[EmployeeMapping.problem] == nil)
            #expect(!bench.filters.isEmpty)
            #expect(bench.filters.allSatisfy { $0.hasPrefix("FUseOrgId.FNumber='200' and ") }, "\(bench.filters)")
        }
    }

    /// Kingdee shows nothing of an organisation that the user does not see.
    @Test(arguments: [true, false])
    func letsALeaverGoOnlyWhenTheRecordIsGone(isThere: Bool) async throws {
        try await StoreEngine.sqlite.withStore { database in
            let bench = try await Bench(
                database, dingTalk: { _ in DirectoryCallsTests.gone },
                kingdee: { call in
                    guard call.path.contains(".View.") else { return "[]" }
                    guard isThere else {
                        return """
                            {"Result":{"ResponseStatus":{"ErrorCode":500,"IsSuccess":false,"Errors":[{"FieldName":null,\
                            "Message":"数据不存在","DIndex":0}],"SuccessEntitys":[],"MsgCode":10}}}
                            """
                    }
                    return #"{"Result":{"ResponseStatus":null,"Result":{"Id":7,"FStaffNumber":"E1"}}}"#
                })
            let (store, now) = (bench.store, bench.time.now)
            try await store.mark(.employee, ["u1"], at: now)
            var row = try await store.claim(limit: 1, at: now, lease: now + .seconds(60))[0]
            (row.number, row.document, row.base) = ("E1", "7", DirectoryContent(["name": "张三", "status": "active"]))
            (row.state, row.due, row.seen) = (.done, nil, row.heard)
            _ = try await store.release([DirectoryEnding(row: row)], at: now)
            try await store.mark(.employee, ["u1"], at: now)
            for rows in try await bench.worker.claim(batches: 1) { await bench.worker.perform(rows) }
            let left = try #require(try await store.row(.employee, "u1"))
            #expect(left.state == (isThere ? .dead : .gone), "\(left.reason ?? "")")
            #expect(bench.filters == ["FUseOrgId.FNumber='200' and FStaffNumber in ('E1')"])
        }
    }
}
