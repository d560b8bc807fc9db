import Seams

@testable import LoadGen

extension Interleaving {
    /// The lanes of every run.
    static let empty = Interleaving(lanes: ["people", "dingtalk", "core", "disk", "kingdee"])

    /// Adds a message that left so many milliseconds after the start of the workload, and took so long.
    mutating func send(
        _ from: String, _ to: String, _ label: String, at milliseconds: Double, takes: Double? = 2, keys: [String],
        exchange: Int = 0
    ) {
        let sent = Interleaving.time(milliseconds)
        messages.append(
            Message(
                sent: sent, arrived: takes.map { Interleaving.time(milliseconds + $0) }, from: from, to: to,
                label: label, keys: keys, exchange: exchange == 0 ? messages.count + 1_000_000 : exchange))
    }

    /// Adds a mark.
    mutating func mark(_ lane: String, _ kind: Mark.Kind, _ label: String = "", at milliseconds: Double) {
        marks.append(Mark(at: Interleaving.time(milliseconds), lane: lane, kind: kind, label: label))
    }

    private static func time(_ milliseconds: Double) -> Timestamp {
        HistoryBuilder.start + .microseconds(Int64(milliseconds * 1000))
    }

    /// An approval whose Save loses its reply to a fault, whose core is killed and comes back, looks the document up,
    /// adopts it, submits and audits it; and an approval that nobody asked about.
    static func planted(_ instance: String = "A-2", number: String = "DT7K2M9QX4BZ81RC0WAEHJ") -> Interleaving {
        var story = Interleaving.empty
        let keys = [instance]
        let both = [instance, number]
        story.mark("core", .started, "started, life 1", at: -150)
        story.mark("kingdee", .fault, "reply-lost armed", at: 100)
        story.send("people", "dingtalk", "approve \(instance)", at: 180, keys: keys, exchange: 1)
        story.send("dingtalk", "core", "event bpms_instance_change \(instance)", at: 182, keys: keys, exchange: 2)
        story.send("core", "disk", "append intake \(instance)", at: 184, takes: 0, keys: keys, exchange: 3)
        for index in 0..<4 { story.mark("disk", .synced, "", at: 184.5 + Double(index) * 0.1) }
        story.send("core", "dingtalk", "acknowledged", at: 185, keys: keys, exchange: 2)
        story.send("people", "dingtalk", "approve A-3", at: 186, keys: ["A-3"], exchange: 4)
        story.send("core", "dingtalk", "GET processInstances/\(instance)", at: 187, keys: keys, exchange: 5)
        story.send("dingtalk", "core", "200", at: 191, takes: 3, keys: keys, exchange: 5)
        story.send("core", "disk", "append intent \(number)", at: 194, takes: 0, keys: both, exchange: 6)
        story.mark("disk", .synced, "", at: 195)
        story.send("core", "kingdee", "Save \(number)", at: 195, takes: 4, keys: both, exchange: 7)
        story.mark("kingdee", .fault, "reply-lost struck Save \(number)", at: 199)
        story.send("kingdee", "core", "200 IsSuccess", at: 199, takes: nil, keys: both, exchange: 7)
        story.mark("core", .paused, "SIGSTOP", at: 240)
        story.mark("core", .resumed, "SIGCONT", at: 400)
        story.send("core", "kingdee", "View \(number)", at: 2199, takes: nil, keys: both, exchange: 8)
        story.mark("core", .killed, "killed at I/O step 17", at: 2199)
        story.send("dingtalk", "core", "event bpms_task_change", at: 2300, takes: nil, keys: keys, exchange: 9)
        story.mark("core", .started, "started, life 2", at: 14_500)
        story.send("core", "disk", "read journal", at: 14_501, takes: 0, keys: both, exchange: 10)
        story.send("core", "kingdee", "View \(number)", at: 14_510, takes: 3, keys: both, exchange: 11)
        story.send("kingdee", "core", "200 Id 100023, DocumentStatus Z", at: 14_514, keys: both, exchange: 11)
        story.send("core", "disk", "append adopted \(number)", at: 14_516, takes: 0, keys: both, exchange: 12)
        story.mark("disk", .synced, "", at: 14_517)
        story.send("core", "kingdee", "Submit \(number)", at: 14_517, takes: 160, keys: both, exchange: 13)
        story.send("kingdee", "core", "200 IsSuccess", at: 14_677, takes: 1, keys: both, exchange: 13)
        story.send("core", "kingdee", "Audit \(number)", at: 14_679, keys: both, exchange: 14)
        story.send("kingdee", "core", "200 IsSuccess", at: 14_690, takes: 1, keys: both, exchange: 14)
        story.send("core", "dingtalk", "comment \(instance): 报销单已生成", at: 14_692, keys: keys, exchange: 15)
        story.mark("kingdee", .fault, "reply-lost disarmed", at: 15_000)
        story.mark("core", .stopped, "", at: 60_000)
        return story
    }
}
