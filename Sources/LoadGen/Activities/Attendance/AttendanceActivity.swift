import Foundation
import HTTPTypes
import Seams
import Simulators

/// People punch the clock, and results of past days are corrected afterwards; each result of the last days must be in
/// Kingdee exactly once, as it finally is.
struct AttendanceActivity: Activity {
    static let key = "attendance"
    /// The form that results become; an example of a team's own, which the fake Kingdee brings along.
    static let form = "XX_Attendance"

    /// How many days before today count, weekends included.
    var days = 7
    /// How often somebody's result of a past day is corrected (补卡).
    var corrections = 10
    /// How many people punch today, each told by an event.
    var punches = 10
    /// How long corrections and punches are spread over.
    var over = Duration.seconds(10)
    /// From one reading of the core to the next.
    var every = Duration.seconds(5)
    private let tracker = AttendanceTracker()

    init?(_ section: inout ScenarioSection) {
        days = section.integer("days", in: 1...58) ?? days
        corrections = section.integer("corrections", in: 0...10_000) ?? corrections
        punches = section.integer("punches", in: 0...10_000) ?? punches
        over = section.duration("over", in: .seconds(1) ... .seconds(3600)) ?? over
        every = section.duration("every", in: .seconds(1) ... .seconds(3600)) ?? every
    }

    private static let start = Duration.seconds(3)

    var length: Duration { AttendanceActivity.start + over + every }

    func coreSettings(in world: ActivityWorld) -> [String: String] {
        // Two more, because midnight may pass.
        [
            "attendance.every": every.unitText, "attendance.lookback": String(days + 2),
            "attendance.reread": String(days + 2),
        ]
    }

    func prepare(_ stage: ActivityStage) async throws {
        let today = ShanghaiCalendar.dayNumber(of: stage.time.now)
        stage.record(
            AttendanceActivity.self, "began", of: ShanghaiCalendar.date(of: today),
            ["first": String(today - Int64(days)), "today": String(today)])
    }

    /// A correction of a past day, or a punch of today.
    private struct Step {
        var at: Duration
        var user: String
        /// Days back; 0 is now.
        var back: Int
        var ofDay: Duration
    }

    private func plan(_ stage: ActivityStage) -> [Step] {
        var generator = stage.seed.stream("plan")
        let people = stage.world.dingTalkWorld.company.employees.map(\.userID)
        guard !people.isEmpty else { return [] }
        let steps = (0..<corrections + punches).map { index in
            let isLate = Bool.random(using: &generator)
            let minute = Int64.random(in: 0..<90, using: &generator)
            let hour: Int64 = isLate ? 9 : 17
            return Step(
                at: AttendanceActivity.start
                    + .milliseconds(Int64.random(in: 0..<Int64(over.milliseconds), using: &generator)),
                user: people[Int.random(in: people.indices, using: &generator)],
                back: index < corrections ? Int.random(in: 1...days, using: &generator) : 0,
                ofDay: .seconds(hour * 3600 + minute * 60))
        }
        return steps.sorted { ($0.at, $0.user) < ($1.at, $1.user) }
    }

    func run(_ stage: ActivityStage, from origin: Timestamp) async throws {
        let today = ShanghaiCalendar.dayNumber(of: origin)
        for step in plan(stage) {
            let due = origin + step.at
            try await stage.time.sleep(until: due)
            // Whoever left meanwhile does not punch.
            guard stage.world.dingTalk.employee(step.user) != nil else { continue }
            let midnight = ShanghaiCalendar.time(dayNumber: today - Int64(step.back))
            let time = step.back == 0 ? stage.time.now : midnight + step.ofDay
            try stage.world.dingTalk.punch(step.user, at: time)
            stage.record(
                AttendanceActivity.self, step.back == 0 ? "punch" : "correct", of: step.user,
                ["time": ShanghaiCalendar.moment(time)], due: due)
        }
        try await stage.time.sleep(until: origin + length)
    }

    func isQuiet(_ stage: ActivityStage) async throws -> Bool {
        guard tracker.isComplete(stage.history, { results(stage, $0) }) else { return false }
        guard let core = stage.core else { return true }
        // What was sent without an answer is still to be looked for, which only the core can tell.
        guard let reply = try? await core.call(.get, "/api/attendance"),
            let overview = try? JSONDecoder().decode(Overview.self, from: Data(reply.body))
        else { return false }
        return overview.counts["saving"] ?? 0 == 0
    }

    /// `GET /api/attendance`.
    private struct Overview: Decodable {
        var counts: [String: Int]
    }

    func conclude(_ stage: ActivityStage) async throws {
        var story = AttendanceStory()
        for event in stage.history.events(from: 0) { story.add(event) }
        for result in results(stage, story) {
            stage.record(AttendanceActivity.self, "result", of: result.key, result.values)
        }
    }

    /// What Kingdee has to hold: the results of past days, and those of today that a punch of ours made. Others of today
    /// appear while the run goes on.
    private func results(_ stage: ActivityStage, _ story: AttendanceStory) -> [AttendanceStory.Expected] {
        guard let first = story.first, let today = story.today else { return [] }
        return stage.world.dingTalk.attendanceResults(from: first, through: today)
            .filter { $0.day < today || story.punched.contains($0.userID) && $0.source == "USER" && $0.checked != nil }
            .filter { result in
                guard result.day == today, let checked = result.checked else { return result.day < today }
                return story.punches.contains("\(result.userID) \(ShanghaiCalendar.moment(checked))")
            }
            .map(AttendanceStory.Expected.init)
    }
}

extension ShanghaiCalendar {
    /// A point in time as `yyyy-MM-dd HH:mm:ss`.
    static func moment(_ time: Timestamp) -> String {
        let day = dayNumber(of: time)
        let seconds = (time.milliseconds - ShanghaiCalendar.time(dayNumber: day).milliseconds) / 1000
        let clock = [seconds / 3600, seconds / 60 % 60, seconds % 60].map { ($0 < 10 ? "0" : "") + String($0) }
        return "\(date(of: day)) \(clock.joined(separator: ":"))"
    }
}
