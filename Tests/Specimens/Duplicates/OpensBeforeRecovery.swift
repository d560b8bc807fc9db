import GRDB
import Integration
import Seams

extension Specimen {
    /// Work waits in a queue in memory. After a restart it is filled from the table, while events fill it already.
    static let opensBeforeRecovery = Specimen(
        "opens-before-recovery",
        "takes events while it still reads what was left unfinished, so that one approval is queued twice",
        fires: "no-duplicates", in: "pushed-at-restart.yaml",
        core: SmallCore().with { core in
            core.number = { _, _ in nil }
            core.accept = { office, event in
                guard await Honest.accept(office, event) else { return false }
                guard let instance = Honest.ours(office, event), event.change != "start" else { return true }
                return await MemoryQueue.enqueue(instance, office)
            }
            core.claim = { office, limit in try await MemoryQueue.claim(office, limit) }
            core.catchUp = { office in
                // It listens already. First it looks whether DingTalk answers, then it fills the queue.
                let now = office.now
                _ = try? await office.dingTalk.instanceIDs(
                    processCode: office.mapping.processCode, from: now - .seconds(60), to: now - .seconds(30))
                await MemoryQueue.recover(office)
            }
        })
}

/// A queue of row ids that only this process knows.
private enum MemoryQueue {
    static func enqueue(_ instance: String, _ office: Office) async -> Bool {
        do {
            for item in try await office.store.items(of: instance) where item.due != nil {
                // An event that comes twice to one process is queued once.
                if office.notebook.addOnce("\(item.id)", to: "seen") { office.notebook.add("\(item.id)", to: "queue") }
            }
        } catch {
            return false
        }
        office.bell.ring()
        return true
    }

    static func recover(_ office: Office) async {
        do {
            let rest = try await office.store.items(where: "due <= ? ORDER BY id", [office.now.nanoseconds])
            for item in rest { office.notebook.add("\(item.id)", to: "queue") }
            office.bell.ring()
        } catch {
            // The store cannot be read: what was left stays where it is.
        }
    }

    /// The queue first; then what waits for its next try, which nobody queues.
    static func claim(_ office: Office, _ limit: Int) async throws -> [SmallItem] {
        var items: [SmallItem] = []
        for id in office.notebook.take(limit, from: "queue") {
            items += try await office.store.items(where: "id = ?", [Int64(id)])
        }
        let retries = try await office.store.items(
            where: "due <= ? AND (pauses > 0 OR tries > 0) ORDER BY due, id", [office.now.nanoseconds])
        items += retries.filter { !office.hands.holds($0.id) }.prefix(limit - items.count)
        for item in items { office.hands.take(item.id) }
        return items
    }
}
