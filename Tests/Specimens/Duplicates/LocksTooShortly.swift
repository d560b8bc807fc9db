import Seams

extension Specimen {
    /// A lock with a time limit, as one takes it in a shared cache; and nobody looks at it when he writes.
    static let locksTooShortly = Specimen(
        "locks-too-shortly",
        "locks an item for less time than its work may take, and does not look whether it still holds it",
        fires: "no-duplicates", in: "slow-saves.yaml",
        core: SmallCore().with { core in
            core.number = { _, _ in nil }
            core.claim = { office, limit in
                let now = office.now
                let due = try await office.store.due(at: now, limit: limit + office.hands.count)
                let items = due.filter { office.notebook.lock("\($0.id)", at: now, until: now + .seconds(1)) }
                    .prefix(limit)
                for item in items { office.hands.take(item.id) }
                return Array(items)
            }
            core.waitForWork = { office in
                await office.bell.wait(until: office.now + .milliseconds(200), on: office.time)
            }
        })
}
