import Seams
import Testing

@testable import LoadGen

@Suite struct ArrivalsTests {
    @Test(arguments: [
        Arrivals.burst(within: .seconds(1)), .constant(perSecond: 16.5), .poisson(perSecond: 50),
        .ramp(from: 0.5, to: 20),
        .ramp(from: 20, to: 0.5), .ramp(from: 3, to: 3),
    ])
    func areDueInOrderFromTheStart(arrivals: Arrivals) throws {
        let dues = try #require(arrivals.dues(of: 1000, seed: Seed(7)))
        #expect(dues.count == 1000)
        #expect(dues == dues.sorted())
        #expect(try #require(dues.first) >= .zero)
        #expect(arrivals.dues(of: 0, seed: Seed(7)) == [])
    }

    @Test func burstIsSpreadEvenlyAndOverBeforeItsEnd() {
        let dues = Arrivals.burst(within: .seconds(1)).dues(of: 4, seed: Seed(1))
        #expect(dues == [.zero, .milliseconds(250), .milliseconds(500), .milliseconds(750)])
    }

    @Test func constantRateIsConstant() {
        let arrivals = Arrivals.constant(perSecond: 4)
        #expect(arrivals.dues(of: 3, seed: Seed(1)) == [.zero, .milliseconds(250), .milliseconds(500)])
        #expect(arrivals.length(of: 1000) == .seconds(250))
    }

    @Test func poissonHasTheMeanAndTheSpreadOfItsLaw() throws {
        let dues = try #require(Arrivals.poisson(perSecond: 50).dues(of: 20_000, seed: Seed(3))).map(\.seconds)
        let pauses = zip(dues.dropFirst(), dues).map { $0 - $1 }
        let mean = pauses.reduce(0, +) / Double(pauses.count)
        let variance = pauses.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / Double(pauses.count)
        // The mean of 20,000 pauses has a standard error of 0.7 %; an exponential's deviation equals its mean.
        #expect(abs(mean * 50 - 1) < 0.03)
        #expect(abs(variance.squareRoot() * 50 - 1) < 0.05)
    }

    @Test func poissonIsRepeatedByItsSeedOnly() {
        let arrivals = Arrivals.poisson(perSecond: 5)
        #expect(arrivals.dues(of: 50, seed: Seed(1)) == arrivals.dues(of: 50, seed: Seed(1)))
        #expect(arrivals.dues(of: 50, seed: Seed(1)) != arrivals.dues(of: 50, seed: Seed(2)))
        #expect(arrivals.dues(of: 50, seed: Seed(1))?.prefix(10) == arrivals.dues(of: 10, seed: Seed(1))?.prefix(10))
    }

    @Test(arguments: [(1.0, 9.0), (9, 1), (5, 5), (0.001, 10)])
    func rampKeepsItsIntegral(from: Double, to: Double) throws {
        let total = 1000
        let arrivals = Arrivals.ramp(from: from, to: to)
        let length = try #require(arrivals.length(of: total)).seconds
        let dues = try #require(arrivals.dues(of: total, seed: Seed(1)))
        #expect(abs(length - 2000 / (from + to)) < 1e-6)
        for (index, due) in dues.enumerated() {
            let moment = due.seconds
            let arrived = from * moment + (to - from) * moment * moment / (2 * length)
            #expect(abs(arrived - Double(index)) < 1e-3)
            #expect(moment <= length)
        }
    }

    @Test func closedArrivalsHaveNoSchedule() {
        let arrivals = Arrivals.closed(users: 5, thinkTime: .seconds(1))
        #expect(arrivals.dues(of: 10, seed: Seed(1)) == nil)
        #expect(arrivals.length(of: 10) == nil)
    }

    @Test func eachProcessHasANameOfItsOwn() {
        #expect(Set(ArrivalCatalog.all.map { $0.name }).count == ArrivalCatalog.all.count)
    }
}
