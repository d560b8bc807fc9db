import Seams

/// A frame from the platform to a stream client. Every header value and `data` are JSON strings: one client refuses
/// anything else.
struct StreamFrame: Sendable {
    let type: String
    let topic: String
    let messageID: String
    let time: Timestamp
    var extraHeaders: [JSON.Member] = []
    let data: JSON

    /// An event's frame.
    static func event(_ event: PlatformEvent, messageID: String, time: Timestamp, world: DingTalkWorld) -> StreamFrame {
        StreamFrame(
            type: "EVENT", topic: "*", messageID: messageID, time: time,
            extraHeaders: [
                JSON.Member("eventType", .string(event.type)), JSON.Member("eventId", .string(event.id)),
                JSON.Member("eventCorpId", .string(world.corpID)),
                JSON.Member("eventBornTime", .string(String(event.born.milliseconds))),
                JSON.Member("eventUnifiedAppId", .string(world.appKey)),
            ],
            data: .object(event.data))
    }

    /// A frame for a subscription to callbacks, such as a message to the application's robot.
    static func callback(
        topic: String, messageID: String, time: Timestamp, connection: String, appID: String, data: JSON
    ) -> StreamFrame {
        StreamFrame(
            type: "CALLBACK", topic: topic, messageID: messageID, time: time,
            extraHeaders: [
                JSON.Member("appId", .string(appID)), JSON.Member("connectionId", .string(connection)),
            ],
            data: data)
    }

    /// A frame of the connection itself: `ping` or `disconnect`.
    static func system(_ topic: String, messageID: String, time: Timestamp, data: JSON) -> StreamFrame {
        StreamFrame(type: "SYSTEM", topic: topic, messageID: messageID, time: time, data: data)
    }

    var text: String {
        let headers = [
            JSON.Member("topic", .string(topic)), JSON.Member("messageId", .string(messageID)),
            JSON.Member("contentType", "application/json"),
            JSON.Member("time", .string(String(time.milliseconds))),
        ]
        let frame: JSON = [
            "specVersion": "1.0", "type": .string(type), "headers": .object(headers + extraHeaders),
            "data": .string(data.text),
        ]
        return frame.text
    }

    /// A message id of the observed shape, `213d841d_972_1898bb26334_70a7`.
    static func newMessageID(at now: Timestamp, _ randomness: any Randomness) -> String {
        let hexadecimal = "0123456789abcdef"
        let parts = [
            randomness.text(8, from: hexadecimal, "dingtalk.message"),
            randomness.text(3, from: "0123456789", "dingtalk.message"), String(now.milliseconds, radix: 16),
            randomness.text(4, from: hexadecimal, "dingtalk.message"),
        ]
        return parts.joined(separator: "_")
    }
}
