import HTTPTypes
package import Seams

/// Serves a fake platform: control API, faults, history, then the platform itself.
package struct PlatformServer<Simulated: SimulatedPlatform>: HTTPHandler {
    private let platform: Simulated
    private let control: ControlAPI<Simulated>
    private let faults: FaultEngine
    private let history: History
    private let time: any Time
    private let journal: CallJournal

    /// Puts the layers in front of `platform`.
    package init(_ platform: Simulated, faults: FaultEngine, history: History, time: any Time) {
        self.init(platform, faults: faults, history: history, time: time, journal: CallJournal())
    }

    /// As above, and keeps the calls in `journal`.
    init(_ platform: Simulated, faults: FaultEngine, history: History, time: any Time, journal: CallJournal) {
        self.platform = platform
        self.faults = faults
        self.history = history
        self.time = time
        self.journal = journal
        control = ControlAPI(platform: platform, faults: faults, history: history, journal: journal, time: time)
    }

    /// Answers a control call on `path`, the parts after the prefix.
    func control(_ call: HTTPCall, _ path: [String]) async -> HTTPReply {
        await control.respond(to: call, path)
    }

    package func respond(to call: HTTPCall) async -> HTTPOutcome {
        if call.path.hasPrefix(ControlPath.prefix) {
            return .reply(await control(call, ControlPath.parts(of: call.path)))
        }
        let (facts, request) = platform.read(call)
        let exchange = Exchange(
            number: history.nextCall(), facts: facts, start: time.now, history: history, journal: journal, time: time)
        journal.arrived(exchange.number, facts, call, at: exchange.start)
        history.record(
            .callArrived(
                call: exchange.number, platform: facts.platform, operation: facts.operation, key: facts.key))
        let effects = faults.effects(on: facts, number: exchange.number)
        return await perform(request, effects, exchange)
    }

    private func perform(
        _ request: Simulated.Request, _ effects: [CallEffect], _ exchange: Exchange
    ) async -> HTTPOutcome {
        var shape: CallEffect?
        for effect in effects {
            switch effect {
            case .delay(let duration):
                // A client that hung up during the delay does not unmake the request: servers go on.
                await wait(duration)
            case .commitLate(let duration):
                await wait(duration)
            case .expireSession:
                platform.expireSession(of: request)
            case .refuse(let reason):
                return exchange.answered(platform.refusal(reason, of: request))
            case .gatewayPage(let status):
                return exchange.answered(
                    PlatformAnswer(.reply(GatewayPage.reply(status: status)), error: "HTTP \(status)"))
            case .garbage(let text):
                let reply = HTTPReply(.ok, contentType: "text/html; charset=utf-8", body: text)
                return exchange.answered(PlatformAnswer(.reply(reply), error: "garbage"))
            case .cutBefore(let reset):
                return exchange.cut(reset: reset, performed: false)
            case .cutAfterCommit(let hold):
                _ = await platform.perform(request, call: exchange.number)
                await wait(hold)
                return exchange.cut(reset: true, performed: true)
            case .drip, .truncate:
                shape = effect
            }
        }
        let answer = await platform.perform(request, call: exchange.number)
        return exchange.answered(shaped(answer, by: shape))
    }

    /// Waits on even when the client's connection, and with it this task, is gone.
    private func wait(_ duration: Duration) async {
        let time = time
        await Task { try? await time.sleep(for: duration) }.value  // owned: awaited here, and never cancelled
    }

    private func shaped(_ answer: PlatformAnswer, by effect: CallEffect?) -> PlatformAnswer {
        guard case .reply(let reply) = answer.outcome else { return answer }
        switch effect {
        case .drip(let bytes, let interval):
            return PlatformAnswer(.drip(reply, bytes: bytes, interval: interval), error: answer.error)
        case .truncate:
            return PlatformAnswer(.truncate(reply, bodyBytes: reply.body.count / 2), error: "truncated")
        default:
            return answer
        }
    }
}

/// One request under way: its number, and how its end is recorded.
private struct Exchange {
    let number: Int
    let facts: CallFacts
    let start: Timestamp
    let history: History
    let journal: CallJournal
    let time: any Time

    func answered(_ answer: PlatformAnswer) -> HTTPOutcome {
        let status =
            switch answer.outcome {
            case .reply(let reply), .drip(let reply, _, _), .truncate(let reply, _): reply.response.status.code
            case .webSocket: 101
            case .stream(let response, _): response.status.code
            case .cut: 0
            }
        journal.answered(number, status: status, error: answer.error, reply: answer.body)
        history.record(
            .callAnswered(
                call: number, platform: facts.platform, operation: facts.operation, key: facts.key, status: status,
                error: answer.error, milliseconds: (time.now - start).milliseconds))
        return answer.outcome
    }

    func cut(reset: Bool, performed: Bool) -> HTTPOutcome {
        journal.answered(number, status: 0, error: "connection cut", reply: [])
        history.record(
            .callCut(
                call: number, platform: facts.platform, operation: facts.operation, key: facts.key,
                performed: performed, milliseconds: (time.now - start).milliseconds))
        return .cut(reset: reset)
    }
}

extension PlatformAnswer {
    /// The body that goes to the client; empty when none does.
    fileprivate var body: [UInt8] {
        switch outcome {
        case .reply(let reply), .drip(let reply, _, _), .truncate(let reply, _): reply.body
        case .webSocket, .stream, .cut: []
        }
    }
}
