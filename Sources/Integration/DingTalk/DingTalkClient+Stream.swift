import HTTPTypes
import Logging
import Seams

/// Stream mode: events over a web socket that we open, so that no address of ours has to be public.
extension DingTalkClient {
    /// The pause after the n-th failed attempt is drawn from zero up to 0.5 s, doubled each time, at most 10 s: short,
    /// because events wait, and drawn, because all workers lose their connection at the same moment.
    private enum Pauses {
        static let first = Duration.milliseconds(500)
        static let longest = Duration.seconds(10)
    }

    /// A frame at least this often is expected; the servers ping more often.
    private static let silenceMax = Duration.seconds(90)

    /// Receives events until the task is cancelled, reconnecting whenever the connection ends.
    ///
    /// - Parameter onEvent: stores the event durably; an event for which it returns false is pushed again later. Called
    ///   for several events at a time.
    package func runStream(_ onEvent: @escaping @Sendable (IncomingEvent) async -> Bool) async {
        var failures = 0
        stream.lost(at: time.now)
        defer { stream.ended() }
        while !Task.isCancelled {
            let began = time.now
            do {
                let socket = try await openStream()
                log.info("stream: connected")
                stream.connected(at: time.now)
                let session = StreamSession(
                    socket: socket, time: time, log: log, silenceMax: DingTalkClient.silenceMax, onEvent: onEvent)
                let end = await session.run()
                stream.lost(at: time.now)
                log.info("stream: ended", metadata: ["end": "\(end)"])
                failures = time.now - began > Pauses.longest ? 1 : failures + 1
                // The server asked us to connect again; a pause only where that comes soon after the last time.
                if end == .disconnected, failures == 1 { continue }
            } catch {
                failures += 1
                log.warning("stream: not connected", metadata: ["reason": "\(error)"])
                await pause(after: error, failures)
                continue
            }
            await pause(after: nil, failures)
        }
    }

    private func pause(after failure: PlatformFailure?, _ failures: Int) async {
        let limit = min(Pauses.longest, Pauses.first * (1 << min(failures - 1, 10)))
        let drawn = randomness.duration(upTo: limit, "stream-pause")
        let pause =
            switch failure {
            case .throttled(_, let retryAfter): retryAfter + drawn
            case .rejected: Pauses.longest  // credentials that are refused stay so until somebody changes them
            default: drawn
            }
        // Cancelled: the caller's loop ends.
        try? await time.sleep(for: pause)
    }

    /// Asks for a connection and opens it: `POST /v1.0/gateway/connections/open`, then the web socket at the endpoint
    /// with the ticket, which is good for 90 seconds and one connection.
    private func openStream() async throws(PlatformFailure) -> WebSocket {
        let body: JSONValue = .members([
            "clientId": .string(settings.appKey), "clientSecret": .string(settings.appSecret),
            "subscriptions": [.members(["type": "EVENT", "topic": "*"])], "ua": "rehearsal",
        ])
        guard let base = BaseURL(settings.apiURL) else { throw settings.misplaced(settings.apiURL) }
        let call = base.call(.post, "v1.0/gateway/connections/open", json: body.jsonText)
        let opened = try await sendWithoutToken(call)
        guard let endpoint = opened["endpoint"]?.text, let ticket = opened["ticket"]?.text else {
            throw .transient(reason: "the stream's reply has no endpoint or ticket")
        }
        do {
            let url = "\(endpoint)?ticket=\(PercentEncoding.encode(ticket))"
            return try await network.openWebSocket(url, timeout: settings.callTimeout)
        } catch {
            throw Masking([ticket]).masked(PlatformFailure(error))
        }
    }
}
