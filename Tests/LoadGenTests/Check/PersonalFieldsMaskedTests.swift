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
            let data = PersonalData(seed: Seed(UInt64(seed)), number: seed)
            for text in [data.mobile, data.bankAccount, data.identity] { #expect(PersonalText.isPersonal(text)) }
        }
    }

    /// Each way of writing occurs, is masked, and is told from what is masked.
    @Test func findsEachWriting() throws {
        var writings: Set<PersonalData.Writing> = []
        for seed in 0..<50 {
            let data = PersonalData(seed: Seed(UInt64(seed)), number: seed)
            writings.insert(data.writing)
            for (kind, written) in data.written {
                #expect(PersonalText.masked(written) != written, "\(kind) as \(written)")
                let number = PersonalData.number(in: written)
                #expect([data.mobile, data.bankAccount, data.identity].contains(number))
                #expect(!PersonalData.plain(PersonalText.masked(written)).contains(number))
            }
        }
        #expect(writings.count == PersonalData.Writing.allCases.count)
    }

    @Test(arguments: [
        ("199 0000 1234", "call 199 0000 1234", true), ("199 0000 1234", "call 19900001234", true),
        ("19900001234", "１９９－００００－１２３４", true), ("１９９　００００　１２３４", "+86-199-0000-1234", true),
        ("199 0000 1234", "call 199 **** 1234", false), ("19900001234", "19900001235", false),
    ])
    func findsWhatIsShownInAnotherWriting(written: String, text: String, isShown: Bool) throws {
        var claim = try #require(claims("approvals: 1, arrivals: {burst: 1s}").first)
        claim.personalData = ["mobile": written]
        #expect(MaskedFieldsActivity.shown(in: text, of: [claim]) == (isShown ? ["\(claim.id).mobile"] : []))
    }

    /// The claims of `scenarios/acceptance/masked-fields.yaml` have every writing.
    @Test func theScenarioHasEachWriting() throws {
        let text =
            "scenario: x\nproves: y\nseed: 62\nworkload: {approvals: 20, arrivals: {burst: 1s}, personal-data: true}"
        let mobiles = try claims(text, employees: 30).compactMap { $0.personalData["mobile"] }
        let patterns = [
            /1[0-9]{10}/, /1[0-9]{2} [0-9]{4} [0-9]{4}/, /1[0-9]{2}-[0-9]{4}-[0-9]{4}/,
            /\+86 1[0-9]{2}-[0-9]{4}-[0-9]{4}/,
            /１[０-９]{10}/, /１[０-９]{2}　[０-９]{4}　[０-９]{4}/,
        ]
        for pattern in patterns { #expect(mobiles.contains { $0.wholeMatch(of: pattern) != nil }, "\(mobiles)") }
    }
}
