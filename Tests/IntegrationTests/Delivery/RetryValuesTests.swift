import Integration
import Seams
import Testing

/// Back-off, retry budget, circuit breaker: small values, tested by arithmetic.
@Suite struct RetryValuesTests {
    let now = Timestamp(seconds: 1_768_440_600)

    @Test(arguments: [
        (1, Duration.milliseconds(200)), (2, .milliseconds(400)), (7, .milliseconds(12_800)), (8, .seconds(20)),
        (64, .seconds(20)), (1_000_000, .seconds(20)), (0, .milliseconds(200)),
    ])
    func doublesUpToTheCap(step: Int, limit: Duration) {
        #expect(Backoff().limit(step: step) == limit)
    }

    @Test func drawsFromZeroToTheLimit() {
        #expect(Backoff().pause(step: 1, fraction: 0) == .zero)
        #expect(Backoff().pause(step: 1, fraction: 0.5) == .milliseconds(100))
    }

    @Test func spendsOnRetriesAndEarnsBySuccess() {
        var budget = RetryBudget(capacity: 10, cost: 5)
        #expect(budget.spend() == true)
        #expect(budget.spend() == true)
        #expect(budget.spend() == false)
        for _ in 0..<5 { budget.earn() }
        #expect(budget.spend() == true)
        for _ in 0..<100 { budget.earn() }
        #expect(budget.tokens == 10)
        for _ in 0..<2 { _ = budget.spend() }
        budget.refill()
        #expect(budget.tokens == 10)
    }

    @Test func opensAfterFailuresInARow() {
        var breaker = CircuitBreaker(threshold: 3, patience: .zero)
        for _ in 0..<2 { breaker.failed(at: now) }
        _ = breaker.succeeded()
        for _ in 0..<2 { breaker.failed(at: now) }
        #expect(!breaker.isOpen)
        breaker.failed(at: now)
        #expect(breaker.isOpen)
        #expect(breaker.admit(at: now) == now + .milliseconds(500))
    }

    @Test func forgivesFailuresThatCameAllAtOnce() {
        var breaker = CircuitBreaker(threshold: 3, patience: .seconds(1))
        for _ in 0..<16 { breaker.failed(at: now) }
        #expect(!breaker.isOpen)
        breaker.failed(at: now + .seconds(1))
        #expect(breaker.isOpen)
    }

    @Test func letsOneProbeThroughAndClosesOnItsSuccess() {
        var breaker = CircuitBreaker(threshold: 1, patience: .zero)
        breaker.failed(at: now)
        let probe = now + .milliseconds(500)
        #expect(breaker.admit(at: probe) == nil)
        #expect(breaker.admit(at: probe) != nil)
        #expect(breaker.succeeded() == true)
        #expect(breaker.admit(at: probe) == nil)
        #expect(breaker.succeeded() == false)  // it was closed already
    }

    @Test func probesAgainWhenAProbeNeverReports() {
        var breaker = CircuitBreaker(threshold: 1, patience: .zero)
        breaker.failed(at: now)
        var time = now
        var probes = 0
        for _ in 0..<100 {
            if breaker.admit(at: time) == nil { probes += 1 }
            time = time + .seconds(1)
        }
        #expect(probes > 25)  // at least one each 3 s
    }

    @Test func givesEveryoneWhoIsTurnedAwayATimeOfHisOwn() {
        var breaker = CircuitBreaker(threshold: 1, patience: .zero)
        breaker.failed(at: now)
        let times = (0..<20).compactMap { _ in breaker.admit(at: now) }
        #expect(Set(times).count == 20)
        #expect((0..<1000).compactMap { _ in breaker.admit(at: now) }.max() == now + .seconds(60))
    }
}
