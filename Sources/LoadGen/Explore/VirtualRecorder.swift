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
    /// The instances whose events left at a time: their callbacks are encrypted and tell nothing themselves.
    private var announced: [Timestamp: [String]] = [:]
    private(set) var trace: [String] = []
    private(set) var interleaving = Interleaving(lanes: ["people", "dingtalk", "core", "kingdee"])

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
        var keys = VirtualRecorder.keys(message.content)
        if message.from == "dingtalk", message.to == "core" { keys += announced[message.sent] ?? [] }
        let arrival = message.arrived.map { "arrived \(seconds($0))" } ?? "never arrived"
        line(
            "#\(message.exchange) \(message.from) -> \(message.to): \(label); sent \(seconds(message.sent)), \(arrival)"
        )
        interleaving.messages.append(
            Interleaving.Message(
                sent: message.sent, arrived: message.arrived, from: message.from, to: message.to, label: label,
                keys: keys, exchange: message.exchange))
    }

    private func add(_ event: HistoryEvent) {
        line("\(event.sequence) \(event.fact)")
        switch event.fact {
        case .eventSent(_, let instance?, _, _, _): announced[event.time, default: []].append(instance)
        case .instanceStarted(let instance, _, _, _, _): addAction("submits", instance, at: event.time)
        case .instanceFinished(let instance, let outcome, _, _):
            addAction(
                ["agree": "approves", "refuse": "refuses"][outcome.rawValue] ?? "withdraws", instance, at: event.time)
        default: if let mark = mark(event) { interleaving.marks.append(mark) }
        }
    }

    /// What a person does in DingTalk.
    private func addAction(_ label: String, _ instance: String, at time: Timestamp) {
        interleaving.messages.append(
            Interleaving.Message(
                sent: time, arrived: time, from: "people", to: "dingtalk", label: label, keys: [instance], exchange: 0))
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
            return Interleaving.Mark(
                at: event.time, lane: VirtualRecorder.lane(ofTarget: target), kind: .fault, label: "\(rule): \(target)")
        default: return nil
        }
    }

    /// Takes a line of the core's log into the trace.
    func logged(_ text: String) {
        if isOn { line("core: \(text)") }
    }

    private func line(_ text: String) {
        trace.append("\(seconds(simulation.now)) \(text)")
    }

    private func seconds(_ time: Timestamp) -> String {
        let micros = (time - start).nanoseconds / 1000
        let rest = String(micros % 1_000_000)
        return "\(micros / 1_000_000).\(String(repeating: "0", count: max(0, 6 - rest.count)))\(rest)"
    }

    private static func lane(ofTarget target: String) -> String {
        if target.hasPrefix("kingdee") || target == "link kingdee" { return "kingdee" }
        return target.hasPrefix("process") || target == "link core" ? "core" : "dingtalk"
    }

    private static func label(_ content: SimulatedMessage.Content) -> String {
        switch content {
        case .request(let call):
            // `…DynamicFormService.Save.common.kdsvc` is known as Save; charts cut long paths in their middle.
            let parts = call.path.split(separator: ".")
            let isKingdee = call.path.hasSuffix(".common.kdsvc") && parts.count > 3
            return isKingdee ? String(parts[parts.count - 3]) : String(call.path)
        case .reply(let status, let body):
            let isRefusal = String(decoding: body.prefix(4096), as: UTF8.self).contains("\"IsSuccess\":false")
            return isRefusal ? "\(status), refused" : "\(status)"
        case .frame(let text): return "frame \(text.prefix(40))"
        case .end(let reason): return reason
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
