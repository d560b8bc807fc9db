import Seams

/// The control calls about events and stream connections.
extension DingTalkSimulator {
    /// `POST events`, `POST stream/callback`, `GET stream/callbacks`.
    func eventControl(_ method: String, _ path: [String], _ body: JSON) async throws(ControlError) -> JSON? {
        switch (method, path) {
        case ("POST", ["events"]):
            guard let type = body["type"]?.string, !type.isEmpty, let data = body["data"]?.members else {
                throw ControlError("send {\"type\":\"user_add_org\",\"data\":{\"userId\":[\"<userid>\"]}}")
            }
            return step { state, step in ["event": .string(state.publish(type, data, step))] }
        case ("POST", ["stream", "callback"]):
            guard let topic = body["topic"]?.string, let data = body["data"], data.members != nil else {
                throw ControlError("send {\"topic\":\"/v1.0/im/bot/messages/get\",\"data\":{…}}")
            }
            return try await sendCallback(topic: topic, data: data)
        case ("GET", ["stream", "callbacks"]):
            return step { state, _ in ["callbacks": .array(state.callbackLog.entries.map(\.json))] }
        default: return nil
        }
    }

    /// Sends a callback frame once to one connection that subscribed to its topic, and says how it was acknowledged. The
    /// platform takes the acknowledgement for information only (protocol of the stream mode); some saw messages again
    /// after 16 s or 60 s without one, which is not done here.
    private func sendCallback(topic: String, data: JSON) async throws(ControlError) -> JSON {
        let (connection, appKey, isPaid) = try step { (state, step) throws(ControlError) in
            let open = state.connections.filter { $0.takes(topic) }
            guard !open.isEmpty else {
                throw ControlError("no open stream connection subscribed to the callback topic '\(topic)'")
            }
            let draw = step.randomness.next("dingtalk.stream.callback")
            let isPaid = state.quotas.spendPush(state.world.limits, at: step.now)
            return (open[Int(draw % UInt64(open.count))], state.world.appKey, isPaid)
        }
        let messageID = StreamFrame.newMessageID(at: time.now, randomness)
        let frame = StreamFrame.callback(
            topic: topic, messageID: messageID, time: time.now, connection: connection.id, appID: appKey,
            data: isPaid ? data : DingTalkSimulator.withoutContent(data))
        let sent = time.now
        let answer = await connection.exchange(frame, timeout: settings.streamTimeout)
        let (ack, failure): (StreamAck?, String?) =
            switch answer {
            case .acknowledged(let ack): (ack, nil)
            case .lost: (nil, "the stream connection was lost")
            case .failed(let reason): (nil, reason)
            }
        let entry = CallbackLog.Entry(topic: topic, messageID: messageID, time: sent, ack: ack, failure: failure)
        step { state, _ in state.callbackLog.add(entry) }
        return entry.json
    }

    /// When the month's pushes are used up, a robot's frames come with `errCode` and without their content. Which
    /// members are left out is not documented.
    private static func withoutContent(_ data: JSON) -> JSON {
        let content = ["text", "content", "richText"]
        return .object(
            (data.members ?? []).filter { !content.contains($0.key) } + [JSON.Member("errCode", 20001)])
    }
}
