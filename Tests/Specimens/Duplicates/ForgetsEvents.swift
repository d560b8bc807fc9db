import GRDB
import Integration
import Seams

extension Specimen {
    /// What it has done it knows by event ids, and those it throws away before the platform does.
    static let forgetsEvents = Specimen(
        "forgets-events", "remembers for two seconds which events it has acted on, and acts again on an older one",
        fires: "no-duplicates", in: "old-events.yaml",
        core: SmallCore().with { core in
            core.accept = { office, event in
                let now = office.now
                // Kept in the process: an event that comes again within the time is no news.
                guard event.change == "start" || office.notebook.lock(event.id, at: now, until: now + .seconds(2))
                else { return true }
                var renamed = event
                renamed.id = "\(event.id) \(now.nanoseconds)"
                return await Honest.accept(office, renamed)
            }
            core.key = { $0.change == "start" ? $0.instance ?? $0.id : $0.id }
            core.read = { office, item in
                // The row that the start made is of no use: each end makes its own.
                guard item.key != item.instance else {
                    var item = item
                    item.rest(in: .ignored)
                    return item
                }
                return try await Honest.read(office, item)
            }
            core.catchUp = { _ in }
        })
}
