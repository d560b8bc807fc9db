package import Logging
package import Seams

/// Takes DingTalk's events, by whichever channel: stores what they announce, and only then lets them be acknowledged.
package struct Intake: Sendable {
    /// The channel an event came by, for metrics.
    package enum Channel: String, Sendable {
        case callback, stream
    }

    private let store: ItemStore
    /// Asked in this order for events that are none of an approval.
    private let flows: [any Flow]
    private let routes: RouteTable
    private let rereads: RereadSchedule
    private let time: any Time
    private let metrics: Metrics
    private let logger: Logger
    /// Wakes the workers.
    private let signal: WakeSignal

    package init(
        store: ItemStore, flows: [any Flow] = [], routes: RouteTable, rereads: RereadSchedule, time: any Time,
        metrics: Metrics,
        logger: Logger, signal: WakeSignal
    ) {
        self.store = store
        self.flows = flows
        self.routes = routes
        self.rereads = rereads
        self.time = time
        self.metrics = metrics
        self.logger = logger
        self.signal = signal
    }

    /// Stores an event. True means that everything it announces is on the disk, or that it announces nothing to us.
    package func accept(_ event: IncomingEvent, from channel: Channel) async -> Bool {
        let start = time.now
        let isAccepted = await store(event)
        metrics.acknowledged(channel.rawValue, accepted: isAccepted, took: time.now - start)
        return isAccepted
    }

    private func store(_ event: IncomingEvent) async -> Bool {
        guard let instance = event.instance, let arrival = arrival(of: event, instance) else {
            return await offer(event)
        }
        let audit = ArrivedEvent(id: event.id, type: event.type, change: event.change, instance: instance)
        let now = time.now
        do {
            let rereadAt = rereads.next(after: now, created: now)
            let new = try await store.receive(audit, arrival, at: now, rereadAt: rereadAt)
            logger.debug(
                "event stored",
                metadata: ["instance": "\(instance)", "change": "\(event.change ?? "")", "new": "\(new)"])
            // Also for one that only began: its next look is due some time, and when no other event follows, nobody else
            // would tell the workers of it.
            signal.wake()
            return true
        } catch {
            logger.error(
                "an event was not stored, and is not acknowledged",
                metadata: ["instance": "\(instance)", "error": "\(error)"])
            return false
        }
    }

    /// Shows an event to the flows until one takes it. False when that one could not store it.
    private func offer(_ event: IncomingEvent) async -> Bool {
        do {
            for flow in flows where try await flow.accept(event) {
                return true
            }
            return true
        } catch {
            logger.error(
                "an event was not stored, and is not acknowledged",
                metadata: ["event": "\(event.id)", "type": "\(event.type)", "error": "\(error)"])
            return false
        }
    }

    /// What an event announces; nil when it is not about an approval form of ours.
    private func arrival(of event: IncomingEvent, _ instance: String) -> Arrival? {
        guard event.type == "bpms_instance_change" else { return nil }
        // A payload of an older generation may lack the code: then it is ours if we have only one form; otherwise the
        // listing, which knows the form, will find the instance.
        guard let flow = event.processCode ?? (routes.flows.count == 1 ? routes.flows.first : nil) else { return nil }
        let keys = routes.keys(flow: flow, instance: instance)
        return keys.isEmpty ? nil : Arrival(keys: keys, news: Intake.news(event.change))
    }

    /// What a change means. How a deletion is called is not documented (the reference's section 7.5.1: probably `delete`),
    /// and a name that nobody knows yet is no reason to believe that all is well: the instance is read again.
    static func news(_ change: String?) -> Arrival.News {
        switch change {
        case "start": .started
        case "finish", nil: .over
        default: .withdrawn
        }
    }
}
