import Integration
import Seams

extension Honest {
    /// Stores what an event tells before it is acknowledged.
    static func accept(_ office: Office, _ event: IncomingEvent) async -> Bool {
        guard let instance = ours(office, event) else { return true }
        do {
            try await office.store.note(
                key: office.core.key(event), instance: instance, isOver: event.change != "start", at: office.now,
                rereadAt: office.now + office.configuration.catchUp.every)
        } catch {
            return false
        }
        office.bell.ring()
        return true
    }

    /// The approval that an event is about; nil when it is none of ours.
    static func ours(_ office: Office, _ event: IncomingEvent) -> String? {
        let ours = office.mapping.processCode
        return event.type == "bpms_instance_change" && event.processCode ?? ours == ours ? event.instance : nil
    }

    /// Takes due items that no worker of this process holds.
    static func claim(_ office: Office, _ limit: Int) async throws -> [SmallItem] {
        let due = try await office.store.due(at: office.now, limit: limit + office.hands.count)
        let items = Array(due.filter { !office.hands.holds($0.id) }.prefix(limit))
        for item in items { office.hands.take(item.id) }
        return items
    }

    /// Waits for the bell, or until something that nobody holds falls due; with all hands full, for the bell alone.
    static func waitForWork(_ office: Office) async {
        let held = office.hands.count
        guard held < office.workersMax else { return await office.bell.wait(until: nil, on: office.time) }
        do {
            let next = try await office.store.waiting(limit: held + 1).first { !office.hands.holds($0.id) }
            await office.bell.wait(until: next?.due, on: office.time)
        } catch {
            await office.bell.wait(until: office.now + .seconds(1), on: office.time)
        }
    }

    /// DingTalk's listings lag, and its client asks for nothing younger than five seconds.
    static let listingLag = Duration.seconds(6)

    /// Lists the instances of the form again and again; those that are unknown become work.
    static func catchUp(_ office: Office) async {
        let settings = office.configuration.catchUp
        repeat {
            do {
                let end = office.now - max(settings.margin, listingLag)
                let start = try await office.store.cursor().map { $0 - settings.overlap } ?? end - settings.lookback
                let listed = try await office.dingTalk.instanceIDs(
                    processCode: office.mapping.processCode, from: start, to: end)
                try await office.store.list(listed, upTo: end, at: office.now)
                office.bell.ring()
            } catch {
                // The cursor has not moved: the next pass covers this one.
            }
        } while await sleeps(settings.every, office.time)
    }

    /// Sleeps; false when the task was cancelled.
    static func sleeps(_ duration: Duration, _ time: any Time) async -> Bool {
        (try? await time.sleep(for: duration)) != nil
    }
}
