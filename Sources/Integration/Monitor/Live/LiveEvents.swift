import Foundation
import HTTPTypes
import Seams
import Synchronization

/// `GET /api/events`: what happens, as server-sent events (WHATWG HTML, "Server-sent events").
///
/// `state` (counts, gauges) when something changed, at most once a second; `steps` (new steps of items) with the number of
/// the last one as event id, from which `Last-Event-ID` resumes; `gap` when more happened than is sent; `end` when the login
/// is over; and a comment every 15 s, so that both ends notice when the other is gone.
///
/// Each client asks for what is new when it has taken what was: nothing queues up for a slow one, and one that takes nothing
/// for 10 s is dropped.
final class LiveEvents: Sendable {
    private static let interval = Duration.seconds(1)
    private static let heartbeat = Duration.seconds(15)
    private static let patience = Duration.seconds(10)
    private static let stepsMax = 200
    private static let clientsMax = 100
    /// Of one person: a browser's tabs, and a few more.
    private static let clientsOfOneMax = 20

    private struct State: Encodable {
        var at: String
        var states: [String: Int]
        var unfinished: Int
        var lagSeconds: Double
        var breakersOpen: [String]
        var rates: [String: Double]
    }

    fileprivate struct Step: Encodable {
        var id: Int64
        var at: String
        var instance: String
        var form: String
        var number: String
        var from: String?
        var to: String
        var note: String?
    }

    private struct Steps: Encodable {
        var steps: [Step]
    }

    private struct Gap: Encodable {
        var missed: Int64
    }

    private let store: ItemStore
    private let pulse: MonitorPulse
    private let gate: CallGate
    private let time: any Time
    private let clients = Mutex<[String: Int]>([:])

    init(store: ItemStore, pulse: MonitorPulse, gate: CallGate, time: any Time) {
        self.store = store
        self.pulse = pulse
        self.gate = gate
        self.time = time
    }

    /// How many clients follow now.
    var count: Int { clients.withLock { $0.values.reduce(0, +) } }

    /// Answers a client of `person` that may look for as long as `mayLook` says so.
    func answer(
        _ call: HTTPCall, of person: String, mayLook: @escaping @Sendable () async -> Bool
    ) throws(APIError) -> HTTPOutcome {
        guard clients.withLock({ LiveEvents.hasRoom($0, person) }) else {
            throw APIError(.serviceUnavailable, "too many browsers follow; close one")
        }
        let resumed = HTTPField.Name("Last-Event-ID").flatMap { call.request.headerFields[$0] }.flatMap { Int64($0) }
        var response = HTTPResponse(status: .ok)
        response.headerFields[.contentType] = "text/event-stream; charset=utf-8"
        response.headerFields[.cacheControl] = "no-store"
        if let name = HTTPField.Name("X-Accel-Buffering") { response.headerFields[name] = "no" }
        // A client that is gone before the stream begins never counts.
        return .stream(response) { [self] writer in
            let isAdmitted = clients.withLock { clients in
                guard LiveEvents.hasRoom(clients, person) else { return false }
                clients[person, default: 0] += 1
                return true
            }
            guard isAdmitted else { return }
            await follow(writer, from: resumed, mayLook)
            clients.withLock { clients in
                let count = clients[person, default: 0]
                clients[person] = count > 1 ? count - 1 : nil
            }
        }
    }

    private static func hasRoom(_ clients: [String: Int], _ person: String) -> Bool {
        clients[person, default: 0] < clientsOfOneMax && clients.values.reduce(0, +) < clientsMax
    }

    private func follow(
        _ writer: HTTPBodyWriter, from resumed: Int64?, _ mayLook: @Sendable () async -> Bool
    ) async {
        guard var last = await start(resumed) else { return }
        var (shown, spoken) = ("", time.now)
        guard await send("retry: 2000\n\n", to: writer) else { return }
        while !Task.isCancelled {
            guard await mayLook() else {
                _ = await send(LiveEvents.event("end", "{}"), to: writer)
                return
            }
            guard let news = try? await news(after: last, shown: shown) else { return }  // the browser comes again
            (last, shown) = (news.last, news.shown)
            var text = news.text
            if text.isEmpty, time.now - spoken >= LiveEvents.heartbeat { text = ": still here\n\n" }
            if !text.isEmpty {
                guard await send(text, to: writer) else { return }
                spoken = time.now
            }
            guard (try? await time.sleep(for: LiveEvents.interval)) != nil else { return }
        }
    }

    private func start(_ resumed: Int64?) async -> Int64? {
        guard let newest = try? await store.lastStep() else { return nil }
        return min(max(0, resumed ?? newest), newest)
    }

    private func news(after last: Int64, shown: String) async throws -> (text: String, last: Int64, shown: String) {
        var (last, text) = (last, "")
        let newest = try await store.lastStep()
        if newest - last > Int64(LiveEvents.stepsMax) {
            let from = newest - Int64(LiveEvents.stepsMax)
            text += LiveEvents.event("gap", LiveEvents.json(Gap(missed: from - last)))
            last = from
        }
        let steps = try await store.steps(after: last, limit: LiveEvents.stepsMax)
        if let newest = steps.last?.id {
            last = newest
            text += LiveEvents.event("steps", LiveEvents.json(Steps(steps: steps.map(Step.init))), id: last)
        }
        let state = LiveEvents.json(try await state())
        // The time alone is no news.
        let compared = String(state.drop { $0 != "," })
        if compared != shown { text += LiveEvents.event("state", state) }
        return (text, last, compared)
    }

    private func state() async throws -> State {
        let beat = try await pulse.beat()
        let states = Dictionary(beat.counts.map { ($0.key.rawValue, $0.value) }) { $1 }
        let rates = gate.rates.map { ($0.key.rawValue, ($0.value * 10).rounded() / 10) }
        return State(
            at: beat.at.isoText, states: states, unfinished: beat.unfinished,
            lagSeconds: (beat.lag ?? .zero).seconds.rounded(), breakersOpen: gate.openBreakers.map(\.rawValue),
            rates: Dictionary(rates) { $1 })
    }

    private func send(_ text: String, to writer: HTTPBodyWriter) async -> Bool {
        // A time-out cancels the write, which cuts the connection.
        (try? await time.withTimeout(LiveEvents.patience) { await writer.write(text) }) ?? false
    }

    private static func event(_ name: String, _ data: String, id: Int64? = nil) -> String {
        (id.map { "id: \($0)\n" } ?? "") + "event: \(name)\ndata: \(data)\n\n"
    }

    private static func json(_ value: some Encodable) -> String {
        // One line: the encoder's text has no line feeds but the last.
        HTTPReply(.ok, encoding: value).text.trimmingCharacters(in: .newlines)
    }
}

extension LiveEvents.Step {
    fileprivate init(_ news: ItemNews) {
        self.init(
            id: news.id, at: news.at.isoText, instance: news.instance, form: news.form, number: news.number,
            from: news.from, to: news.to, note: news.note.map(PersonalText.masked))
    }
}
