/// What a frame of stream mode asks of the client (the protocol text of developerpedia, `stream/protocol.md`, and what
/// the four official clients do).
enum StreamFrame: Hashable, Sendable {
    /// Send this acknowledgement, nothing else: a ping, or a frame that nobody here handles.
    case answer(String)
    /// Handle the event, then acknowledge the message by its id.
    case event(IncomingEvent, messageID: String)
    /// The server goes silent and will cut the connection; it expects no reply.
    case disconnect(reason: String)
    /// It makes no sense and has no id that could be answered.
    case unreadable(String)

    init(_ text: String) {
        guard let frame = try? JSONValue(parsing: text), let headers = frame["headers"] ?? frame["header"],
            let messageID = headers["messageId"]?.text
        else {
            self = .unreadable(ReplyText.brief(text))
            return
        }
        let data = frame["data"]?.text ?? "{}"
        switch (frame["type"]?.text, headers["topic"]?.text) {
        case ("SYSTEM", "disconnect"):
            self = .disconnect(reason: (try? JSONValue(parsing: data))?["reason"]?.text ?? "no reason given")
        case ("SYSTEM", _):  // "ping", and the older protocol's KEEPALIVE, CONNECTED, REGISTERED
            self = .answer(StreamFrame.acknowledgement(of: messageID, code: 200, message: "OK", data: data))
        case ("EVENT", _):
            // Data that cannot be read makes an event without an instance, which is stored and acknowledged all the
            // same: refusing it would only bring it back.
            let event = IncomingEvent(
                id: headers["eventId"]?.text ?? messageID, type: headers["eventType"]?.text ?? "",
                data: (try? JSONValue(parsing: data)) ?? .null, payload: data)
            self = .event(event, messageID: messageID)
        case (let type, let topic):
            let message = "nobody handles \(type ?? "no type") \(topic ?? "no topic")"
            self = .answer(StreamFrame.acknowledgement(of: messageID, code: 404, message: message, data: "{}"))
        }
    }

    /// The acknowledgement of an event: done, or "push it again later".
    static func acknowledgement(of messageID: String, isDone: Bool) -> String {
        let status = isDone ? #"{"status":"SUCCESS"}"# : #"{"status":"LATER"}"#
        return acknowledgement(of: messageID, code: 200, message: "OK", data: status)
    }

    private static func acknowledgement(of messageID: String, code: Int, message: String, data: String) -> String {
        let frame: JSONValue = .members([
            "code": .number(String(code)),
            "headers": .members(["messageId": .string(messageID), "contentType": "application/json"]),
            "message": .string(message), "data": .string(data),
        ])
        return frame.jsonText
    }
}
