import Integration
import Seams
import Testing

@Suite struct AdaptiveRateTests {
    let start = Timestamp(seconds: 1_768_440_600)

    /// Calls every 10 ms for 2 s: 100 per second.
    private func busy() -> (AdaptiveRate, Timestamp) {
        var rate = AdaptiveRate()
        var now = start
        for _ in 0..<200 {
            #expect(rate.admit(at: now) == nil)
            now = now + .milliseconds(10)
        }
        return (rate, now)
    }

    @Test func limitsNothingUntilItIsThrottled() {
        let (rate, now) = busy()
        #expect(rate.perSecond(at: now) == nil)
    }

    @Test func slowsToSevenTenthsOfTheMeasuredRate() throws {
        var (rate, now) = busy()
        rate.throttled(at: now, retryAfter: .zero)
        let limit = try #require(rate.perSecond(at: now))
        #expect(abs(limit - 70) < 5)
    }

    @Test func growsBackSlowlyNearTheOldRateAndThenBeyondIt() throws {
        var (rate, now) = busy()
        rate.throttled(at: now, retryAfter: .zero)
        let rates = try [0, 2, 4, 6, 20].map { try #require(rate.perSecond(at: now + .seconds($0))) }
        #expect(rates == rates.sorted())
        #expect(abs(rates[2] - 100) < 5)  // flat near the rate that was too much
        #expect(rates[3] - rates[2] < rates[1] - rates[0])
        #expect(rates[4] > 1000)
    }

    @Test func answersARowOfRefusalsWithOneReduction() {
        var (rate, now) = busy()
        rate.throttled(at: now, retryAfter: .zero)
        let once = rate.perSecond(at: now)
        for _ in 0..<50 { rate.throttled(at: now + .milliseconds(100), retryAfter: .zero) }
        #expect(rate.perSecond(at: now) == once)
        rate.throttled(at: now + .seconds(1), retryAfter: .zero)
        #expect((rate.perSecond(at: now + .seconds(1)) ?? 0) < (once ?? 0))
    }

    @Test func sendsNothingInThePenaltyTime() {
        var (rate, now) = busy()
        rate.throttled(at: now, retryAfter: .seconds(5))
        let again = rate.admit(at: now + .seconds(1))
        #expect(again.map { $0 >= now + .seconds(5) } == true)
    }

    @Test func keepsToItsRate() {
        var (rate, now) = busy()
        rate.throttled(at: now, retryAfter: .zero)
        var admitted = 0
        for _ in 0..<1000 {
            if rate.admit(at: now) == nil { admitted += 1 }
            now = now + .milliseconds(1)
        }
        #expect((50...100).contains(admitted))
    }

    @Test func givesEveryoneWhoIsTurnedAwayATimeOfHisOwn() {
        var (rate, now) = busy()
        rate.throttled(at: now, retryAfter: .seconds(1))
        let times = (0..<30).compactMap { _ in rate.admit(at: now) }
        #expect(Set(times).count == 30)
    }
}
