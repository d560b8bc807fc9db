import Seams
import Simulators
import Testing

@testable import LoadGen

@Suite struct ClaimMakerTests {
    @Test func isRepeatedByItsSeed() throws {
        let text = scenarioHead + "seed: "
        #expect(try claims(text + "1") == claims(text + "1"))
        #expect(try claims(text + "1") != claims(text + "2"))
    }

    @Test func hundredClaimsComeFromAHundredPeople() throws {
        let claims = try claims("approvals: 100, arrivals: {burst: 1s}", employees: 120)
        #expect(Set(claims.map(\.employee.userID)).count == 100)
        #expect(Set(claims.map(\.id)).count == 100)
        #expect(claims.first?.id == "claim-00001")
    }

    @Test func endsByTheSharesExactly() throws {
        let claims = try claims(
            "approvals: 99, arrivals: {burst: 1s}, refused: 0.3, terminated: 0.2, running: 0.1, poisoned: 3")
        let outcomes = Dictionary(grouping: claims, by: \.outcome).mapValues(\.count)
        #expect(outcomes == [.agree: 39, .refuse: 30, .terminate: 20, nil: 10])
        #expect(Array(claims.map(\.outcome).prefix(20)) != Array(repeating: .agree, count: 20), "they are shuffled")
        #expect(claims.filter(\.isPoisoned).map(\.outcome) == [.agree, .agree, .agree])
    }

    @Test func oneClaimDoesNotDependOnHowManyThereAre() throws {
        let few = try claims("approvals: 10, arrivals: {burst: 1s}")
        let many = try claims("approvals: 90, arrivals: {burst: 1s}")
        #expect(few.map(\.rows) == many.prefix(10).map(\.rows))
        #expect(few.map(\.reason) == many.prefix(10).map(\.reason))
    }

    @Test func poisonIsOneItemThatNobodyKnows() throws {
        let claims = try claims("approvals: 51, arrivals: {burst: 1s}, poisoned: 1")
        let poisoned = claims.filter { claim in claim.rows.contains { $0.item == ClaimMaker.poison } }
        #expect(poisoned.count == 1)
        #expect(poisoned.allSatisfy { $0.isPoisoned })
        #expect(!Company.standardExpenseItems.contains { $0.label == ClaimMaker.poison.label })
    }

    @Test func tablesHaveTheRowsThatWereAskedForAndSometimesAllOfThem() throws {
        let counts = try claims("approvals: 300, arrivals: {burst: 1s}, rows: 2-120").map(\.rows.count)
        #expect(counts.allSatisfy { (2...120).contains($0) })
        #expect(counts.contains(2) && counts.contains(120))
        #expect(try claims("approvals: 9, arrivals: {burst: 1s}, rows: 3").allSatisfy { $0.rows.count == 3 })
    }

    @Test func manyDatesAreWrongInAnotherZone() throws {
        let claims = try claims("approvals: 400, arrivals: {burst: 1s}")
        func share(hours: Int64) -> Double {
            let shift = Duration.seconds((hours - 8) * 3600)
            let wrong = claims.filter { ShanghaiDate.text($0.occurred) != ShanghaiDate.text($0.occurred + shift) }
            return Double(wrong.count) / Double(claims.count)
        }
        #expect(share(hours: 0) > 0.3, "UTC")
        #expect(share(hours: 7) > 0.25, "an hour too early")
        #expect(share(hours: 9) > 0.25, "an hour too late")
        #expect(claims.contains { ($0.occurred.milliseconds + 8 * 3_600_000) % 86_400_000 == 0 }, "midnight itself")
        #expect(claims.allSatisfy { $0.occurred.nanoseconds % 1_000_000 == 0 })
    }

    @Test func claimsHoldWhatBreaksSimpleCode() throws {
        let claims = try claims("approvals: 400, arrivals: {burst: 1s}")
        let text = claims.map { $0.reason + $0.rows.map(\.note).joined() }.joined()
        for piece in ["<", "'", "\"", "&", "\\", "🍱", "𠮷", "Ａ", "　", "“"] { #expect(text.contains(piece)) }
        #expect(!text.contains("{城市}") && !text.contains("{号}") && !text.contains("{期}") && !text.contains("{客户}"))
        let amounts = Set(claims.flatMap(\.rows).map(\.amount))
        for amount in ["0.29", "1005.005", "0.01", "99999999.99"] { #expect(amounts.contains(amount)) }
        #expect(claims.contains { $0.costDepartment.id != $0.employee.department })
        #expect(claims.allSatisfy { $0.costDepartment.parent != nil && $0.reason.count <= 80 })
    }
}

/// The claims of a whole scenario text, or of a workload's members.
func claims(_ text: String, employees: Int = 40) throws -> [Claim] {
    let whole = text.hasPrefix("scenario") ? text : "scenario: x\nproves: y\nseed: 5\nworkload: {\(text)}"
    let scenario = try scenario(whole, whole: true)
    let company = Company.make(seed: scenario.seed, employees: employees, departments: 6)
    return ClaimMaker.claims(for: scenario, company: company)
}
