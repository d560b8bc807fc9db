import Seams

/// Work notifications that were sent, and the limits that drop some of them without a word (「发送工作通知」).
struct MessageLog: Sendable {
    /// What became of one call.
    struct Delivery: Hashable, Sendable {
        var received: [String] = []
        var unknown: [String] = []
        /// Code and userid: 143105 the daily cap, 143106 the same content again on one day.
        var dropped: [Drop] = []
    }

    struct Drop: Hashable, Sendable {
        let code: String
        let user: String
    }

    private struct Key: Hashable, Sendable {
        let user: String
        let day: Int64
    }

    private static let perDayMax = 500

    private var deliveries: [Int64: Delivery] = [:]
    private var contents: [Key: Set<String>] = [:]
    private var taskID: Int64 = 256_271_667_525

    /// Sends `content` to `users`. Content already seen by a person today and what exceeds the person's daily cap is
    /// dropped.
    mutating func send(
        _ content: String, to users: [String], unknown: [String], at now: Timestamp
    ) -> (task: Int64, delivery: Delivery) {
        var delivery = Delivery(unknown: unknown)
        for user in users {
            let key = Key(user: user, day: ShanghaiTime.day(now))
            let seen = contents[key]?.count ?? 0
            if contents[key]?.contains(content) ?? false {
                delivery.dropped.append(Drop(code: "143106", user: user))
            } else if seen >= MessageLog.perDayMax {
                delivery.dropped.append(Drop(code: "143105", user: user))
            } else {
                contents[key, default: []].insert(content)
                delivery.received.append(user)
            }
        }
        taskID += 1
        deliveries[taskID] = delivery
        return (taskID, delivery)
    }

    subscript(task: Int64) -> Delivery? { deliveries[task] }
}
