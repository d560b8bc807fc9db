import Seams
import Simulators
import Testing

@testable import LoadGen

@Suite struct PersonalFieldsMaskedTests {
    private static func verdict(_ answers: [(path: String, role: String, seesAll: Bool, shown: String)]) -> Verdict {
        var history = HistoryBuilder.healthy()
        for answer in answers {
            history.add(
                .activity(
                    name: "masked-fields", action: "answer", subject: answer.path,
                    detail: [
                        "role": answer.role, "sees-all": "\(answer.seesAll)", "bytes": "100", "shown": answer.shown,
                    ], due: nil),
                at: 9000)
        }
        return PersonalFieldsMasked.check(history.record())
    }

    @Test func passesWhereOperatorsSeeAndViewersDoNot() {
        let verdict = PersonalFieldsMaskedTests.verdict([
            ("/api/items/A-1", "operator", true, "claim-00001.mobile"), ("/api/items/A-1", "viewer", false, ""),
            ("/api/items/A-1", "auditor", false, ""),
        ])
        #expect(verdict == .holds(examined: 2))
    }

    @Test func findsAFieldThatAViewerSees() {
        let verdict = PersonalFieldsMaskedTests.verdict([
            ("/api/items/A-1", "operator", true, "claim-00001.mobile"),
            ("/api/items/A-1", "viewer", false, "claim-00001.mobile claim-00001.identity"),
        ])
        #expect(verdict.subjects == ["/api/items/A-1"])
        #expect(verdict.messages == "shows claim-00001.mobile, claim-00001.identity to a viewer")
    }

    @Test func isUndecidedWhereNobodySeesAnything() {
        #expect(
            PersonalFieldsMaskedTests.verdict([("/a", "operator", true, ""), ("/a", "viewer", false, "")]).isUndecided)
        #expect(
            PersonalFieldsMaskedTests.verdict([("/a", "operator", true, "x.mobile"), ("/b", "viewer", false, "")])
                .isUndecided)
        #expect(PersonalFieldsMasked.check(HistoryBuilder.empty()).isUndecided)
    }

    @Test func makesDataWithRightCheckDigits() {
        #expect(PersonalData.withLuhnDigit("411111111111111") == "4111111111111111")
        #expect(PersonalData.withIdentityDigit("11010519491231002") == "11010519491231002X")
        for seed in 0..<50 {
            let data = PersonalData(seed: Seed(UInt64(seed)))
            for text in [data.mobile, data.bankAccount, data.identity] { #expect(PersonalText.isPersonal(text)) }
        }
    }
}
