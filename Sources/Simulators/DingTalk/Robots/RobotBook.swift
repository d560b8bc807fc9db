import Seams

/// The custom robots, what they sent, and how often.
struct RobotBook: Sendable {
    /// A message that a group saw.
    struct Sent: Sendable {
        let time: Timestamp
        let body: JSON
    }

    /// One robot.
    struct Entry: Sendable {
        var robot: CustomRobot
        /// What the group saw, oldest first, at most the newest 1000.
        var messages: [Sent] = []
        /// How many messages the group saw in all.
        var count = 0
        fileprivate var minuteStart: Timestamp?
        fileprivate var inMinute = 0
        fileprivate var blockedUntil: Timestamp?
        fileprivate var uuids: Set<String> = []
        fileprivate var uuidOrder: [String] = []
    }

    /// What became of a message.
    enum Outcome: Hashable {
        case shown
        /// The same `msgUuid` was there before: answered with success, and not shown again.
        case repeated
        case tooFast
    }

    /// More than 20 messages in a minute block a robot for ten minutes (「自定义机器人发送群消息」).
    private static let perMinute = 20
    private static let penalty = Duration.seconds(600)
    private static let keptMax = 1000

    private var entries: [String: Entry] = [:]
    /// Access tokens in the order of entry.
    private var order: [String] = []
    private var number: WorldNumber

    init(_ world: DingTalkWorld) {
        number = world.number
        for robot in world.robots { put(robot) }
    }

    /// The robot with this access token.
    subscript(token: String) -> Entry? { entries[token] }

    /// The access token of the robot with this name.
    func token(named name: String) -> String? { order.first { entries[$0]?.robot.name == name } }

    /// All robots with their access tokens.
    var all: [(token: String, entry: Entry)] { order.compactMap { token in entries[token].map { (token, $0) } } }

    /// Adds a robot, or replaces the settings of the one with its name.
    mutating func put(_ robot: CustomRobot) {
        var robot = robot
        robot.accessToken = robot.accessToken(in: number)
        if let old = token(named: robot.name), old != robot.accessToken {
            let entry = entries.removeValue(forKey: old)
            order = order.map { $0 == old ? robot.accessToken : $0 }
            entries[robot.accessToken] = entry
        } else if entries[robot.accessToken] == nil {
            order.append(robot.accessToken)
        }
        entries[robot.accessToken, default: Entry(robot: robot)].robot = robot
    }

    /// Makes the robots those of another world: their access tokens end with its number.
    mutating func move(to number: WorldNumber) {
        let old = all
        self.number = number
        (entries, order) = ([:], [])
        for (_, entry) in old {
            var entry = entry
            entry.robot.accessToken = entry.robot.accessToken(in: number)
            entries[entry.robot.accessToken] = entry
            order.append(entry.robot.accessToken)
        }
    }

    /// A message passed all checks: shows it, unless it comes too often or again.
    mutating func send(_ body: JSON, uuid: String?, by token: String, at now: Timestamp) -> Outcome {
        guard var entry = entries.removeValue(forKey: token) else { return .tooFast }
        defer { entries[token] = entry }
        if let uuid, entry.uuids.contains(uuid) { return .repeated }
        if let end = entry.blockedUntil {
            guard now >= end else { return .tooFast }
            entry.blockedUntil = nil
            entry.minuteStart = nil
        }
        if let start = entry.minuteStart, now - start < .seconds(60) {
            entry.inMinute += 1
        } else {
            (entry.minuteStart, entry.inMinute) = (now, 1)
        }
        guard entry.inMinute <= RobotBook.perMinute else {
            entry.blockedUntil = now + RobotBook.penalty
            return .tooFast
        }
        entry.note(Sent(time: now, body: body), uuid: uuid, keptMax: RobotBook.keptMax)
        return .shown
    }
}

extension RobotBook.Entry {
    /// Keeps twice as many as are shown before it drops the older half, so that a message costs no more than its place.
    fileprivate mutating func note(_ sent: RobotBook.Sent, uuid: String?, keptMax: Int) {
        count += 1
        messages.append(sent)
        if messages.count >= 2 * keptMax { messages.removeFirst(keptMax) }
        guard let uuid else { return }
        uuids.insert(uuid)
        uuidOrder.append(uuid)
        guard uuidOrder.count >= 2 * keptMax else { return }
        for old in uuidOrder.prefix(keptMax) { uuids.remove(old) }
        uuidOrder.removeFirst(keptMax)
    }
}
