import Seams
import Testing

@Suite struct PersonalTextTests {
    @Test(arguments: [
        ("13812345678", "138****5678"), ("电话13812345678。", "电话138****5678。"), ("+8613812345678", "+86138****5678"),
        ("008613812345678", "0086138****5678"), ("tel:13812345678,19912345678", "tel:138****5678,199****5678"),
        ("11010519491231002X", "**************002X"), ("11010519491231002x.", "**************002x."),
        ("6222021234567890128", "***************0128"), ("卡号 4111111111111111", "卡号 ************1111"),
        ("4111 1111 1111 1111", "**** **** **** 1111"), ("4111-1111-1111-1111", "****-****-****-1111"),
    ])
    func masks(text: String, masked: String) {
        #expect(PersonalText.masked(text) == masked)
        #expect(PersonalText.containsPersonal(text))
        #expect(!PersonalText.containsPersonal(masked), "what is masked is no personal field any more")
    }

    @Test(arguments: [
        "", "12812345678", "1381234567", "138123456789", "110105194912310021", "4111111111111112",
        "0000000000000000", "RH13812345678", "1005.005", "202601150930000000001", "dept_13812345678", "2026-01-15",
        "4111 1111 1111", "PROC-B85623B4-A372-4684-BB61-1B7E046CE9A8", "4111 1111 1111 1112",
    ])
    func leavesWhatIsNone(text: String) {
        #expect(PersonalText.masked(text) == text)
        #expect(!PersonalText.containsPersonal(text))
    }

    @Test func masksAWholeValue() {
        #expect(PersonalText.maskedWhole("6222-0000-1111") == "**********1111")
        #expect(PersonalText.maskedWhole("abc") == "***")
        #expect(PersonalText.maskedWhole("") == "")
    }
}
