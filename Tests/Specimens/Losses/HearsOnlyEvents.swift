import Integration
import Seams

extension Specimen {
    /// DingTalk gives no guarantee that an event arrives.
    static let hearsOnlyEvents = Specimen(
        "hears-only-events", "never looks for approvals of which no event told",
        fires: "nothing-lost", in: "lost-events.yaml",
        core: SmallCore().with { core in
            core.catchUp = { _ in }
            core.accept = { office, event in
                event.change == "start" ? true : await Honest.accept(office, event)
            }
        })
}
