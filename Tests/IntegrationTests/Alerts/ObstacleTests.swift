import Seams
import Testing
import VirtualTime

@testable import Integration

@Suite struct ObstacleTests {
    private let time = ManualTime()

    private func gate() -> CallGate {
        CallGate(
            limit: .seconds(10), backoff: Backoff(), time: time, randomness: SeededRandomness(seed: Seed(1)),
            metrics: Metrics()
        ) { _ in }
    }

    private func fail(_ gate: CallGate, _ operation: PlatformOperation) async {
        for _ in 0..<6 {
            time.advance(by: .milliseconds(300))
            _ = await gate.call(operation) { () throws -> Int in throw PlatformFailure.notSent("down") }
        }
    }

    @Test func anOpenBreakerIsAnObstacleUntilItsCallsSucceed() async {
        let gate = gate()
        #expect(gate.obstacles.isEmpty)
        await fail(gate, .save)
        #expect(gate.obstacles.map(\.operation) == [.save])
        let since = gate.obstacles.first?.since
        time.advance(by: .seconds(3600))
        // Nobody asks, and nothing else of the platform works: it is down as far as anybody knows.
        #expect(gate.obstacles.first?.since == since)
        _ = await gate.call(.save) { 1 }
        #expect(gate.obstacles.isEmpty)
    }

    /// A breaker closes only when its operation is called again; when nobody wants that, it is in nobody's way.
    @Test func aBreakerThatNobodyAsksIsNoObstacleOnceThePlatformWorks() async {
        let gate = gate()
        await fail(gate, .audit)
        _ = await gate.call(.save) { 1 }
        #expect(gate.obstacles.map(\.operation) == [.audit])
        time.advance(by: .seconds(61))
        _ = await gate.call(.save) { 1 }
        #expect(gate.obstacles.isEmpty && gate.openBreakers == [.audit])
        // Somebody wants it again.
        _ = gate.admit(.audit)
        await fail(gate, .audit)
        #expect(gate.obstacles.map(\.operation) == [.audit])
    }

    @Test func aRefusedLogInIsKnownUntilThePlatformAcceptsIt() async {
        let gate = gate()
        let start = time.now
        let refuse: @Sendable () throws -> Int = { throw PlatformFailure.logInRefused("数据中心不存在") }
        _ = await gate.call(.save, refuse)
        time.advance(by: .seconds(5))
        _ = await gate.call(.find, refuse)
        let refused = RefusedLogIn(platform: .kingdee, since: start, reason: "数据中心不存在", wasAccepted: false)
        #expect(gate.refusedLogIns == [refused])
        // Neither another platform nor a call that reached nobody says anything of it.
        _ = await gate.call(.readInstance) { 1 }
        _ = await gate.call(.save) { () throws -> Int in throw PlatformFailure.notSent("down") }
        #expect(gate.refusedLogIns == [refused])
        _ = await gate.call(.find) { 1 }
        #expect(gate.refusedLogIns.isEmpty)
        _ = await gate.call(.save, refuse)
        #expect(gate.refusedLogIns.map(\.wasAccepted) == [true])
    }

    /// Robots and one-time codes need no token, so that their success proves nothing.
    @Test(arguments: [PlatformOperation.sendRobotMessage, .exchangeCode, .downloadFile])
    func whatNeedsNoLogInDoesNotTellOfIt(operation: PlatformOperation) async {
        let gate = gate()
        _ = await gate.call(.readInstance) { () throws -> Int in throw PlatformFailure.logInRefused("no token") }
        _ = await gate.call(operation) { 1 }
        #expect(gate.refusedLogIns.map(\.platform) == [.dingTalk])
    }

    @Test func aLoopFailsFromItsFirstFailureOnAndIsForgottenWhenItNoLongerRuns() {
        let health = LoopHealth()
        let start = time.now
        health.failed("catch-up", "first", at: start)
        health.failed("catch-up", "second", at: start + .seconds(60))
        let failing = health.failing(at: start + .seconds(61))
        #expect(failing == [.init(loop: "catch-up", since: start, last: start + .seconds(60), reason: "second")])
        #expect(health.failing(at: start + .seconds(60 + 1800)).isEmpty)
        health.worked("catch-up")
        #expect(health.failing(at: start + .seconds(61)).isEmpty)
    }
}
