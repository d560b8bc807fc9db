import Integration
import Seams
import Testing

@Suite struct LatencyLimitTests {
    /// A platform that carries out so many calls at once in 200 ms; more have to queue.
    private func work(_ limit: inout LatencyLimit, atOnce: Int, calls: Int, askers: Int = 32) -> [Duration] {
        let now = Timestamp(seconds: 1_768_440_600)
        var (done, waits): (Int, [Duration]) = (0, [])
        while done < calls {
            var underWay = 0
            while underWay < askers, limit.admit(at: now) == nil {
                limit.began()
                underWay += 1
            }
            let rounds = max(1, (underWay + atOnce - 1) / atOnce)
            let took = Duration.milliseconds(200 * rounds)
            for _ in 0..<underWay { limit.ended(after: took) }
            waits.append(took)
            done += underWay
        }
        return waits
    }

    @Test func letsManyGoWhileRepliesAreAsFastAsUsual() {
        var limit = LatencyLimit()
        _ = work(&limit, atOnce: 100, calls: 500)
        #expect(limit.callsMax == 32)
    }

    @Test func asksForLessWhenRepliesTakeLonger() {
        var limit = LatencyLimit()
        _ = work(&limit, atOnce: 100, calls: 300)
        let waits = work(&limit, atOnce: 4, calls: 300)
        #expect(limit.callsMax <= 16)
        #expect(waits.first == .milliseconds(1600))
        #expect(waits.suffix(10).allSatisfy { $0 <= .milliseconds(800) })
    }

    @Test func asksForMoreAgainWhenItIsOver() {
        var limit = LatencyLimit()
        _ = work(&limit, atOnce: 100, calls: 300)
        _ = work(&limit, atOnce: 2, calls: 300)
        _ = work(&limit, atOnce: 100, calls: 2000)
        #expect(limit.callsMax == 32)
    }

    @Test func neverStops() {
        var limit = LatencyLimit()
        _ = work(&limit, atOnce: 100, calls: 300)
        for _ in 0..<500 {
            for _ in 0..<limit.callsMax { limit.began() }
            while limit.admit(at: Timestamp(seconds: 0)) != nil { limit.ended(after: .seconds(60)) }
        }
        #expect(limit.callsMax >= 1)
    }

    @Test func learnsNothingFromAFewCallsOrFromRefusals() {
        var limit = LatencyLimit()
        _ = work(&limit, atOnce: 100, calls: 300)
        _ = work(&limit, atOnce: 1, calls: 100, askers: 3)
        for _ in 0..<500 {
            limit.began()
            limit.ended(after: nil)
        }
        #expect(limit.callsMax == 32)
    }

    @Test func saysWhenToAskAgain() {
        var limit = LatencyLimit()
        for _ in 0..<32 { limit.began() }
        let now = Timestamp(seconds: 1_768_440_600)
        #expect(limit.admit(at: now).map { $0 > now && $0 <= now + .seconds(1) } == true)
        limit.ended(after: .milliseconds(10))
        #expect(limit.admit(at: now) == nil)
    }
}
