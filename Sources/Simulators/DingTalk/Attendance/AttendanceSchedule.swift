import Seams

/// Works out who should have punched when, who did, and with which result. Past punches are made up from the userid and
/// the day, so that the same world shows the same ones whenever they are asked for, and none is kept.
struct AttendanceSchedule {
    /// A scheduled punch of a workday.
    struct Check {
        let userID: String
        /// Days since 1970-01-01 in Asia/Shanghai.
        let day: Int64
        let type: Punch.CheckType
        let base: Timestamp
        /// What counts for it; nil when nobody punched.
        let punch: Punch?

        /// `Normal`, `Early`, `Late`, `SeriousLate`, `Absenteeism` or `NotSigned`. The bounds of lateness are a group's
        /// own settings; here half an hour and an hour.
        var timeResult: String {
            guard let punch else { return "NotSigned" }
            guard type == .onDuty else { return punch.time >= base ? "Normal" : "Early" }
            let late = punch.time - base
            // a punch in the minute of the plan is in time
            return late < .seconds(60)
                ? "Normal"
                : late <= .seconds(1800)
                    ? "Late"
                    : late <= .seconds(3600) ? "SeriousLate" : "Absenteeism"
        }

        var locationResult: String { punch?.location ?? "NotSigned" }

        /// A number of its own for the plan.
        var planID: Int64 { AttendanceSchedule.number("plan", userID, day, type) }
    }

    let rule: AttendanceRule
    let store: AttendanceStore
    let contacts: ContactBook
    let now: Timestamp

    /// Nothing older is shown by either call (half a year, 180 days).
    static let kept = Duration.seconds(180 * 86_400)

    init(_ state: DingTalkState, at now: Timestamp) {
        rule = state.world.attendance
        store = state.attendance
        contacts = state.contacts
        self.now = now
    }

    /// Local midnight.
    static func midnight(_ day: Int64) -> Timestamp { Timestamp(seconds: day * 86_400 - 8 * 3600) }

    /// Monday to Friday.
    static func isWorkday(_ day: Int64) -> Bool {
        let weekday = ((day + 4) % 7 + 7) % 7  // 1970-01-01 was a Thursday
        return (1...5).contains(weekday)
    }

    /// The scheduled punches of a day that have a result by now: those punched, and those whose time is over.
    func checks(of userID: String, on day: Int64) -> [Check] {
        guard isEmployed(userID, on: day), AttendanceSchedule.isWorkday(day) else { return [] }
        let punches = punches(of: userID, on: day).filter(\.isLegal)
        return [Punch.CheckType.onDuty, .offDuty].compactMap { type in
            let own = punches.filter { self.type(of: $0.time) == type }
            let check = Check(
                userID: userID, day: day, type: type, base: base(type, day),
                punch: type == .onDuty ? own.first : own.last)
            return check.punch != nil || check.base < now ? check : nil
        }
    }

    /// Everything that somebody punched on a day up to now, also what does not count, in the order of time. Where people
    /// really punched, nothing is made up for that half of the day.
    func punches(of userID: String, on day: Int64) -> [Punch] {
        guard isEmployed(userID, on: day) else { return [] }
        let start = AttendanceSchedule.midnight(day)
        let real = store.punches(of: userID, from: start, before: start + .seconds(86_400))
        guard rule.makesUpPunches, AttendanceSchedule.isWorkday(day) else { return Array(real) }
        let made = madeUp(userID, day).filter { punch in
            punch.time <= now && !real.contains { type(of: $0.time) == type(of: punch.time) }
        }
        return (real + made).sorted { ($0.time, $0.id) < ($1.time, $1.id) }
    }

    /// Which scheduled punch a time belongs to: the nearer one.
    func type(of time: Timestamp) -> Punch.CheckType {
        let ofDay = time - AttendanceSchedule.midnight(ShanghaiTime.day(time))
        return ofDay < .seconds((rule.onDuty + rule.offDuty) / 2) ? .onDuty : .offDuty
    }

    func base(_ type: Punch.CheckType, _ day: Int64) -> Timestamp {
        AttendanceSchedule.midnight(day) + .seconds(type == .onDuty ? rule.onDuty : rule.offDuty)
    }

    /// The days from `first` to `last` that are not too old, and not after today.
    func days(_ first: Int64, _ last: Int64) -> ClosedRange<Int64>? {
        let (oldest, today) = (ShanghaiTime.day(now - AttendanceSchedule.kept), ShanghaiTime.day(now))
        let (low, high) = (max(first, oldest), min(last, today))
        return low <= high ? low...high : nil
    }

    private func isEmployed(_ userID: String, on day: Int64) -> Bool {
        guard let employee = contacts.employee(userID) else { return false }
        guard let hired = employee.profile.hired else { return true }
        return ShanghaiTime.day(Timestamp(milliseconds: hired)) <= day
    }

    /// Mostly in time; one in thirty is late or early, one in a hundred forgets, one in thirty is outside, and one in two
    /// hundred also tries with a device that is refused.
    private func madeUp(_ userID: String, _ day: Int64) -> [Punch] {
        var punches: [Punch] = []
        for type in [Punch.CheckType.onDuty, .offDuty] {
            var draw = AttendanceSchedule.hash("punch", userID, day, type)
            func next(_ bound: UInt64) -> Int64 {
                draw = AttendanceSchedule.mixed(draw &+ 0x9E37_79B9_7F4A_7C15)
                return Int64(draw % bound)
            }
            let id = AttendanceSchedule.number("record", userID, day, type)
            let (luck, place, device) = (next(300), next(30), next(200))
            guard luck >= 3 else { continue }
            let isOff = luck < 13
            let spread = isOff ? -60 - next(2400) : next(1500)
            let time = base(type, day) + .seconds(type == .onDuty ? -spread : spread)
            var punch = Punch(id: id, userID: userID, time: time)
            if place == 0 {
                punch.location = "Outside"
                punch.outsideRemark = "外出拜访客户"
            }
            if device == 0 {
                var refused = Punch(id: id &+ 1, userID: userID, time: time - .seconds(40))
                refused.invalidType = "Security"
                refused.invalidMessage = "设备存在安全风险"
                punches.append(refused)
            }
            punches.append(punch)
        }
        return punches
    }

    /// A number of twelve digits that belongs to one scheduled punch.
    static func number(_ label: String, _ userID: String, _ day: Int64, _ type: Punch.CheckType) -> Int64 {
        100_000_000_000 + Int64(hash(label, userID, day, type) % 800_000_000_000) / 10 * 10
    }

    /// FNV-1a of the texts and the day.
    private static func hash(_ label: String, _ userID: String, _ day: Int64, _ type: Punch.CheckType) -> UInt64 {
        var value: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in "\(label)/\(userID)/\(day)/\(type.rawValue)".utf8 {
            value = (value ^ UInt64(byte)) &* 0x100_0000_01B3
        }
        return mixed(value)
    }

    /// The finalizer of SplitMix64.
    private static func mixed(_ value: UInt64) -> UInt64 {
        var mixed = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
