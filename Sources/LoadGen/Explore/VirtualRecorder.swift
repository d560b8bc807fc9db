import HTTPTypes
import Seams
import Simulators
import VirtualTime

/// Keeps what a person wants to read of a virtual run: the trace, a line each, and the messages for the swim lanes.
/// Confined to the simulation's thread; hence unchecked.
final class VirtualRecorder: @unchecked Sendable {
    private let isOn: Bool
    private let simulation: Simulation
    private let start: Timestamp
    private(set) var trace: [String] = []
    private(set) var interleaving = Interleaving(lanes: ["people", "dingtalk", "core", "disk", "kingdee"])

    init(isOn: Bool, simulation: Simulation) {
        self.isOn = isOn
        self.simulation = simulation
        start = simulation.now
    }

    func watch(_ network: SimulatedNetwork, _ history: History) {
        guard isOn else { return }
        network.onMessage = { [unowned self] in add($0) }
        history.addSink { [unowned self] in add($0) }
    }

    private func add(_ message: SimulatedMessage) {
        let label = VirtualRecorder.label(message.content)
        let arrival = message.arrived.map { "arrived \(seconds($0))" } ?? "never arrived"
        line(
            "#\(message.exchange) \(message.from) -> \(message.to): \(label); sent \(seconds(message.sent)), \(arrival)"
        )
        interleaving.messages.append(
            Interleaving.Message(
                sent: message.sent, arrived: message.arrived, from: message.from, to: message.to, label: label,
                keys: VirtualRecorder.keys(message.content), exchange: message.exchange))
    }

    private func add(_ event: HistoryEvent) {
        line("\(event.sequence) \(event.fact)")
        guard let mark = mark(event) else { return }
        interleaving.marks.append(mark)
    }

    private func mark(_ event: HistoryEvent) -> Interleaving.Mark? {
        let kinds: [String: Interleaving.Mark.Kind] = [
            "killed": .killed, "power-lost": .powerLost, "started": .started, "exited": .stopped, "paused": .paused,
            "resumed": .resumed,
        ]
        switch event.fact {
        case .process(_, let change, _, let detail):
            return kinds[change].map { Interleaving.Mark(at: event.time, lane: "core", kind: $0, label: detail) }
        case .faultFired(let rule, _, let target):
            return Interleaving.Mark(at: event.time, lane: "kingdee", kind: .fault, label: "\(rule): \(target)")
        default: return nil
        }
    }

    private func line(_ text: String) {
        trace.append("\(seconds(simulation.now)) \(text)")
    }

    private func seconds(_ time: Timestamp) -> String {
        let micros = (time - start).nanoseconds / 1000
        let rest = String(micros % 1_000_000)
        return "\(micros / 1_000_000).\(String(repeating: "0", count: max(0, 6 - rest.count)))\(rest)"
    }

    private static func label(_ content: SimulatedMessage.Content) -> String {
        switch content {
        case .request(let call): "\(call.request.method.rawValue) \(String(call.path.suffix(60)))"
        case .reply(let status, let body): "\(status), \(body.count) bytes"
        case .frame(let text): "frame \(text.prefix(40))"
        case .end(let reason): reason
        }
    }

    /// Bill numbers and instance ids in a message: words of 16 characters and more.
    private static func keys(_ content: SimulatedMessage.Content) -> [String] {
        let text: String
        switch content {
        case .request(let call): text = "\(call.request.path ?? "") " + String(decoding: call.body, as: UTF8.self)
        case .reply(_, let body): text = String(decoding: body, as: UTF8.self)
        case .frame(let frame): text = frame
        case .end: return []
        }
        let words = text.split { !($0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_")) }
        return Set(words.filter { (16...64).contains($0.utf8.count) }.map(String.init)).sorted()
    }
}
