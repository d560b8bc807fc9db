import Testing

@testable import Integration

/// What the people of an approval, or of a Yida form, are told: more of them read it than may see personal fields.
@Suite struct NoticeDraftTests {
    private let mobile = "13812345678"

    private func dead(_ reason: String) -> ItemProgress {
        var progress = ItemProgress(state: .dead)
        progress.reason = reason
        return progress
    }

    @Test func masksPersonalFieldsOfReasons() {
        let notice = Notice.Draft(dead("the payee \(mobile) is unknown"))
        #expect(notice?.text.contains("138****5678") == true)
        #expect(notice?.text.contains(mobile) == false)
    }

    @Test func masksThemInFormsOfYida() {
        let notice = YidaWriteBack(reason: "textField_r").notice(of: dead("the payee \(mobile) is unknown"))
        #expect(notice?.text == #"{"textField_r":"the payee 138****5678 is unknown"}"#)
    }

    @Test func masksThemInWhatIsSaidOfFiles() {
        let notice = Notice.Draft(kind: .done, text: "done").naming([("a.pdf", "\(mobile) may not read it")])
        #expect(notice.text.hasSuffix("《a.pdf》（138****5678 may not read it）"))
    }

    @Test func cutsWhatIsTooLongForAComment() {
        let reason = String(repeating: "x", count: 300)
        #expect(Notice.Draft(dead(reason))?.text.count { $0 == "x" } == 200)
        let form = YidaWriteBack(reason: "field_r").notice(of: dead(reason))
        #expect(form?.text.count { $0 == "x" } == 200)
    }

    /// Cut first, half a number would be no number any more and stay as it is.
    @Test(arguments: [190, 195, 199]) func masksBeforeItCuts(before: Int) {
        let reason = String(repeating: "x", count: before) + " " + mobile
        #expect(Notice.Draft(dead(reason))?.text.contains("13812") == false)
        let form = YidaWriteBack(reason: "textField_r").notice(of: dead(reason))
        #expect(form != nil && form?.text.contains("13812") == false)
    }
}
