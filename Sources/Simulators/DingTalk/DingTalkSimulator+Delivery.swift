import Seams

/// Delivering events: takes what is due, asks the faults, sends, and settles by what came back.
extension DingTalkSimulator {
    /// Where an event goes.
    private enum Channel {
        case stream(StreamConnection)
        case callback(CallbackConfiguration)
        case nowhere(reason: String)
        /// The callback was registered for other event types.
        case unwanted
    }

    /// Delivers events until cancelled. What is under way then stays due for the next run.
    package func run() async {
        await withDiscardingTaskGroup { group in
            while !Task.isCancelled {
                let (shot, nextDue) = step { state, step in
                    (state.events.takeDue(by: step.now), state.events.nextDue)
                }
                guard let shot else {
                    await wakeUp.wait(until: nextDue, on: time)
                    continue
                }
                guard let decided = decided(shot) else { continue }
                group.addTask { await self.deliver(decided) }
            }
        }
    }

    /// What the faults make of a sending; nil when it does not go out now.
    private func decided(_ shot: Shot) -> Shot? {
        guard shot.isUndecided else { return shot }
        let effects = faults.effects(on: shot.facts)
        return step { state, step in
            switch state.events.decide(shot, effects, at: step.now) {
            case .send(let shot): return shot
            case .later, .lost: return nil
            case .dropped:
                refuse(shot, "the delivery was lost on its way", startedAt: step.now, &state, step)
                return nil
            }
        }
    }

    private func deliver(_ shot: Shot) async {
        let (channel, start) = step { state, step in (choose(for: shot, &state, step), step.now) }
        let refusal: String?
        switch channel {
        case .unwanted: return
        case .nowhere(let reason): refusal = reason
        case .stream(let connection): refusal = await send(shot, over: connection)
        case .callback(let configuration): refusal = await push(shot, to: configuration)
        }
        let isCancelled = Task.isCancelled
        step { state, step in
            if let refusal {
                guard !isCancelled else { return state.events.interrupted(shot, now: step.now) }
                refuse(shot, refusal, startedAt: start, &state, step)
            } else if state.events.accepted(shot) == .done {
                history.record(
                    .eventAcknowledged(event: shot.event.id, instance: shot.event.instance, attempt: shot.attempt))
            }
        }
    }

    /// Open stream connections come first, one of them by chance; then the callback.
    private func choose(for shot: Shot, _ state: inout DingTalkState, _ step: DingTalkStep) -> Channel {
        let open = state.connections.filter(\.takesEvents)
        if !open.isEmpty {
            guard state.quotas.spendPush(state.world.limits, at: step.now) else { return DingTalkSimulator.usedUp }
            noteSent(shot, "stream")
            let draw = step.randomness.next("dingtalk.stream.choice")
            return .stream(open[Int(draw % UInt64(open.count))])
        }
        guard let callback = state.callback else {
            return .nowhere(reason: "no stream connection is open and no callback is configured")
        }
        guard callback.covers(shot.event.type) else {
            state.events.unwanted(shot)
            return .unwanted
        }
        guard state.quotas.spendPush(state.world.limits, at: step.now) else { return DingTalkSimulator.usedUp }
        noteSent(shot, "callback")
        return .callback(callback)
    }

    private static let usedUp = Channel.nowhere(reason: "the organisation's pushes of this month are used up")

    private func noteSent(_ shot: Shot, _ channel: String) {
        history.record(
            .eventSent(
                event: shot.event.id, instance: shot.event.instance, attempt: shot.attempt, channel: channel,
                copy: shot.isCopy))
    }

    /// A stream frame has no signature: a fault that wants a wrong one loses the frame.
    private func send(_ shot: Shot, over connection: StreamConnection) async -> String? {
        guard !shot.hasWrongSignature else { return "the frame was lost on its way" }
        let world = step { state, _ in state.world }
        let messageID = StreamFrame.newMessageID(at: time.now, randomness)
        let frame = StreamFrame.event(shot.event, messageID: messageID, time: time.now, world: world)
        return await connection.deliver(frame, timeout: settings.streamTimeout)
    }

    private func push(_ shot: Shot, to configuration: CallbackConfiguration) async -> String? {
        let corpID = step { state, _ in state.world.corpID }
        let message = shot.event.callbackMessage(corpID: corpID, showsID: configuration.types == nil)
        var push = CallbackPush(message.text, to: configuration, at: time.now, randomness)
        push.hasWrongSignature = shot.hasWrongSignature
        switch await push.send(over: network, timeout: settings.callbackTimeout) {
        case .accepted: return shot.hasWrongSignature ? "accepted in spite of a wrong signature" : nil
        case .unreachable(let reason), .wrongReply(let reason): return reason
        case .wrongStatus(let status): return "HTTP \(status)"
        }
    }

    private func refuse(
        _ shot: Shot, _ reason: String, startedAt start: Timestamp, _ state: inout DingTalkState, _ step: DingTalkStep
    ) {
        let verdict = state.events.refused(shot, startedAt: start, now: step.now)
        guard verdict != .forgotten else { return }
        history.record(
            .eventRefused(
                event: shot.event.id, instance: shot.event.instance, attempt: shot.attempt, reason: reason))
        if verdict == .givenUp {
            history.record(.eventGivenUp(event: shot.event.id, instance: shot.event.instance))
        }
    }
}
