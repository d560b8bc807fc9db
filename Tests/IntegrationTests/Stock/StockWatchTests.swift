import Foundation
import Seams
import Testing
import VirtualTime

@testable import Integration

@Suite struct StockWatchTests {
    /// What Kingdee's interceptor of suspicious texts answers.
    static let intercepted = """
        [{"actionname":"showConfirm","params":[{"title":"","msg":"请求参数存在可疑数据,当前请求已经被拦截规则[caller_in_less_Point_Bracket]阻止!","option":0,"msgType":0}]}]
        """

    /// Whoever knows the hook's secret may mark any text, and somebody may have given a material such a number.
    @Test(.timeLimit(.minutes(1)), arguments: StoreEngine.allCases)
    func watchesTheOthersWhereOneTextIsRefused(engine: StoreEngine) async throws {
        try await engine.withStore { database in
            try await database.commit { try StoreSchema.migrate($0) }
            let time = ManualTime()
            let store = StockAlertStore(database: database)
            let marked = ["<b>.1", "M1", "M2", "M3"]
            #expect(try await store.mark(marked, nonce: "1", forgetBefore: time.now - .seconds(1), at: time.now))
            let kingdee = KingdeeClientTests().client { call in
                guard !call.text.contains("<b>") else { return .json(StockWatchTests.intercepted) }
                guard call.text.contains("STK_Inventory") else {
                    // All of them, whatever is asked for.
                    return .json(##"[["M1","螺丝","100",0],["M2","螺母","100",0],["<b>.2","垫圈","100",0]]"##)
                }
                return .json(##"[["100","M1","CK1",5],["100","M2","CK1",500]]"##)
            }
            var settings = StockAlertSettings()
            var rule = StockRule(name: "r")
            (rule.threshold, rule.users) = (100, ["a"])
            settings.rules = [rule]
            let watch = StockWatch(
                store: store, kingdee: kingdee.client, settings: settings,
                gate: CallGate(
                    limit: .seconds(10), backoff: Backoff(), time: time, randomness: SeededRandomness(seed: Seed(1)),
                    metrics: Metrics()
                ) { _ in }, metrics: Metrics(), time: time, logger: .silent, signal: WakeSignal(),
                notices: WakeSignal())
            let running = Task { await watch.run() }
            func refusals() async throws -> [String] {
                try await database.read { database in
                    try database.rows(
                        "SELECT subject FROM audit WHERE action = 'stock not shown' ORDER BY subject"
                    ).map { try $0.get(0) }
                }
            }
            while true {
                let (told, marks) = (try await refusals().count, try await store.marks(limit: 10).count)
                if told >= 2, marks == 0 { break }
                try Task.checkCancellation()
                await Task.yield()
            }
            watch.signal.stop()
            await running.value
            #expect(try await refusals() == ["<b>.1", "<b>.2"])
            #expect(try await store.alerts(state: nil, limit: 10).map(\.key.material) == ["M1"])
        }
    }

    @Test func takesAClockThatWasSetBackForNoReasonToWait() {
        let now = Timestamp(seconds: 1_768_440_600)
        func isDue(_ seconds: Int) -> Bool {
            StockWatch.isDue(now + .seconds(seconds), every: .seconds(60), at: now)
        }
        #expect(isDue(-1) && isDue(0) && !isDue(1) && !isDue(60) && isDue(61) && isDue(86_400))
    }
}
