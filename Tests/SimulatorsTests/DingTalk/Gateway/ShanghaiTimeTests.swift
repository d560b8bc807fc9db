import Seams
import Testing

@testable import Simulators

@Suite
struct ShanghaiTimeTests {
    /// Pairs from the reference: `202305081616000370844` began at 1683533801 s; the others from `date -u`.
    @Test(arguments: [
        (1_683_533_801, "2023-05-08 16:16:41", "2023-05-08T08:16Z", "202305081616"),
        (1_661_946_720, "2022-08-31 19:52:00", "2022-08-31T11:52Z", "202208311952"),
        (1_709_222_399, "2024-02-29 23:59:59", "2024-02-29T15:59Z", "202402292359"),
        (1_709_222_400, "2024-03-01 00:00:00", "2024-02-29T16:00Z", "202403010000"),
        (1_767_196_800, "2026-01-01 00:00:00", "2025-12-31T16:00Z", "202601010000"),
        (951_782_400, "2000-02-29 08:00:00", "2000-02-29T00:00Z", "200002290800"),
        (0, "1970-01-01 08:00:00", "1970-01-01T00:00Z", "197001010800"),
    ])
    func writesTheTextsOfBothFamilies(seconds: Int64, local: String, minute: String, prefix: String) {
        let time = Timestamp(seconds: seconds)
        #expect(ShanghaiTime.text(time) == local)
        #expect(ShanghaiTime.minuteText(time) == minute)
        #expect(ShanghaiTime.businessPrefix(time) == prefix)
    }

    @Test
    func changesTheDayAtMidnightInShanghai() {
        let midnight = Timestamp(seconds: 1_767_196_800)
        #expect(ShanghaiTime.day(midnight) == ShanghaiTime.day(midnight - .seconds(1)) + 1)
    }
}
