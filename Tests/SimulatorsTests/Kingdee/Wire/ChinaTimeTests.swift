import Seams
import Testing

@testable import Simulators

@Suite struct ChinaTimeTests {
    @Test(arguments: [
        (Int64(1_785_690_000_000), "2026-08-03T01:00:00"), (1_546_759_346_763, "2019-01-06T15:22:26.763"),
        (1_550_043_944_720, "2019-02-13T15:45:44.72"), (0, "1970-01-01T08:00:00"),
        (-28_800_001, "1969-12-31T23:59:59.999"),
        (1_709_136_000_000, "2024-02-29T00:00:00"),
    ])
    func writesMomentsAsThePlatformDoes(milliseconds: Int64, text: String) {
        #expect(LocalMoment(Timestamp(milliseconds: milliseconds)).text == text)
    }

    @Test(arguments: [
        ("2026-01-15", "2026-01-15T00:00:00"), ("2026-01-15 00:00:00", "2026-01-15T00:00:00"),
        ("2026-1-5", "2026-01-05T00:00:00"), ("2026/01/15 08:30", "2026-01-15T08:30:00"),
        ("2026-01-15T23:59:59.5", "2026-01-15T23:59:59.5"),
    ])
    func readsTheFormsThatClientsSend(text: String, moment: String) {
        #expect(LocalMoment(text)?.text == moment)
    }

    @Test(arguments: [
        "", "2026", "2026-02-30", "2025-02-29", "15-01-2026", "2026-01-15Z", "2026-01-15T25:00:00",
        "2026-01-15T16:00:00Z",
        "1768435200000", "昨天",
    ])
    func refusesWhatIsNoDate(text: String) {
        #expect(LocalMoment(text) == nil)
    }
}
