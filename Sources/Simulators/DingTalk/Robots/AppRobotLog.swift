import Seams

/// What the application's own robot wrote to people.
struct AppRobotLog: Sendable {
    struct Message: Sendable {
        let key: String
        let time: Timestamp
        let users: [String]
        let content: JSON
        /// Who has read it, and when.
        var readers: [String: Timestamp] = [:]
        var isRecalled = false
    }

    private static let keptMax = 10_000

    private var messages: [String: Message] = [:]
    private var order: [String] = []

    subscript(key: String) -> Message? { messages[key] }

    /// What is kept, in the order of sending.
    var all: [Message] { order.compactMap { messages[$0] } }

    mutating func add(_ message: Message) {
        messages[message.key] = message
        order.append(message.key)
        guard order.count >= 2 * AppRobotLog.keptMax else { return }
        for key in order.prefix(AppRobotLog.keptMax) { messages[key] = nil }
        order.removeFirst(AppRobotLog.keptMax)
    }

    /// A person opens a message; false when that person did not get it.
    mutating func read(_ key: String, by user: String, at now: Timestamp) -> Bool {
        guard let message = messages[key], !message.isRecalled, message.users.contains(user) else { return false }
        if message.readers[user] == nil { messages[key]?.readers[user] = now }
        return true
    }

    /// Takes a message back; false when there is none, or no longer.
    mutating func recall(_ key: String) -> Bool {
        guard let message = messages[key], !message.isRecalled else { return false }
        messages[key]?.isRecalled = true
        return true
    }
}
