import Seams

/// Work notifications that were sent, and the limits that drop some of them without a word (「发送工作通知」).
struct MessageLog: Sendable {
    /// What became of one call.
    struct Delivery: Sendable {
        let task: Int64
        let sent: Timestamp
        let message: JSON
        var received: [String] = []
        var unknown: [String] = []
        var unknownDepartments: [String] = []
        var dropped: [Drop] = []
        /// How many people were beyond the limit of one call: not even the result shows them.
        var leftOut = 0
        var readers: Set<String> = []
        var isRecalled = false

        var receivers: Int { received.count + dropped.count }

        /// The task as its result shows it before it is worked off.
        var unfinished: Delivery { Delivery(task: task, sent: sent, message: message) }
    }

    /// A person who got nothing, and why: 143103 the minute's limit, 143105 the day's, 143106 the same content again on
    /// one day, 1430002 forbidden content.
    struct Drop: Hashable, Sendable {
        let code: String
        let user: String
    }

    /// Who is meant by a call.
    struct Audience: Sendable {
        var users: [String]
        var unknown: [String] = []
        var unknownDepartments: [String] = []
    }

    /// Progress, result and recall are there for this long.
    private static let window = Duration.seconds(86_400)
    /// How long the control API still shows a message.
    private static let retention = Duration.seconds(7 * 86_400)

    private var deliveries: [Int64: Delivery] = [:]
    /// Tasks in the order of sending; those before `first` are forgotten.
    private var order: [Int64] = []
    private var first = 0
    private var taskID: Int64 = 256_271_667_525

    private var day: Int64 = 0
    /// What was sent today, numbered, so that a person's set holds numbers and not texts.
    private var contents: [String: Int] = [:]
    private var seen: [String: Set<Int>] = [:]
    private var minute: Int64 = 0
    private var sentThisMinute = 0

    /// Sends `message`, to each of the audience whom no limit excludes.
    mutating func send(
        _ message: WorkMessage, to audience: Audience, isForbidden: Bool, _ rules: NotificationRules, at now: Timestamp
    ) -> Delivery {
        turnOver(to: now)
        let text = message.body.text
        let content = contents[text] ?? contents.count
        contents[text] = content
        taskID += 1
        var delivery = Delivery(
            task: taskID, sent: now, message: message.body, unknown: audience.unknown,
            unknownDepartments: audience.unknownDepartments)
        delivery.leftOut = max(0, audience.users.count - rules.receiversPerCall)
        for user in audience.users.prefix(max(0, rules.receiversPerCall)) {
            if let code = reason(toDrop: content, for: user, isForbidden: isForbidden, rules) {
                delivery.dropped.append(Drop(code: code, user: user))
            } else {
                sentThisMinute += 1
                seen[user, default: []].insert(content)
                delivery.received.append(user)
            }
        }
        deliveries[taskID] = delivery
        order.append(taskID)
        return delivery
    }

    /// The task, as long as the platform still knows it.
    func delivery(_ task: Int64, at now: Timestamp) -> Delivery? {
        deliveries[task].flatMap { now - $0.sent < MessageLog.window ? $0 : nil }
    }

    /// Takes a message back; false when there is no such task any more.
    mutating func recall(_ task: Int64, at now: Timestamp) -> Bool {
        guard delivery(task, at: now) != nil else { return false }
        deliveries[task]?.isRecalled = true
        return true
    }

    /// A person opens a message; false when that person did not get it.
    mutating func read(_ task: Int64, by user: String) -> Bool {
        guard let delivery = deliveries[task], !delivery.isRecalled, delivery.received.contains(user) else {
            return false
        }
        deliveries[task]?.readers.insert(user)
        return true
    }

    /// Whether there ever was such a task, for the control API.
    subscript(task: Int64) -> Delivery? { deliveries[task] }

    /// What is kept, in the order of sending.
    var all: [Delivery] { order[first...].compactMap { deliveries[$0] } }

    private func reason(
        toDrop content: Int, for user: String, isForbidden: Bool, _ rules: NotificationRules
    ) -> String? {
        let today = seen[user]
        if isForbidden { return "1430002" }
        if today?.contains(content) ?? false { return "143106" }
        if today?.count ?? 0 >= rules.perPersonAndDay { return "143105" }
        return sentThisMinute >= rules.receiversPerMinute ? "143103" : nil
    }

    /// Begins a new day and a new minute, and forgets what is too old to be asked for.
    private mutating func turnOver(to now: Timestamp) {
        if ShanghaiTime.day(now) != day {
            day = ShanghaiTime.day(now)
            contents = [:]
            seen = [:]
        }
        if now.seconds / 60 != minute {
            minute = now.seconds / 60
            sentThisMinute = 0
        }
        while first < order.count, let oldest = deliveries[order[first]], now - oldest.sent >= MessageLog.retention {
            deliveries[order[first]] = nil
            first += 1
        }
        if first > 1024, first * 2 > order.count {
            order.removeFirst(first)
            first = 0
        }
    }
}
