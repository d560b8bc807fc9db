import Integration
import Seams

extension Specimen {
    /// An outage ends later when everybody knocks a hundred times a second.
    static let hammersInAnOutage = Specimen(
        "hammers-in-an-outage", "tries again without a pause that grows while a platform is down",
        fires: "request-budget", in: "outage.yaml",
        core: SmallCore().with { $0.pause = { _, _, _ in .milliseconds(10) } })

    /// The platform says how long to stay away.
    static let hammersWhenThrottled = Specimen(
        "hammers-when-throttled", "tries a throttled call again at once, whatever pause the platform asks for",
        fires: "attempts-max", in: "throttled.yaml",
        core: SmallCore().with { $0.pause = { _, _, _ in .milliseconds(20) } })

    /// Ten approvals that wait for a week would cost six million calls.
    static let pollsTheRunning = Specimen(
        "polls-the-running", "reads every running approval again ten times a second",
        fires: "request-budget", in: "running.yaml",
        core: SmallCore().with { core in
            core.accept = { office, event in
                guard let instance = Honest.ours(office, event) else { return true }
                do {
                    try await office.store.note(
                        key: instance, instance: instance, isOver: event.change != "start", at: office.now,
                        rereadAt: office.now)
                } catch {
                    return false
                }
                office.bell.ring()
                return true
            }
            core.read = { office, item in
                var next = try await Honest.read(office, item)
                if next.state == .open { next.due = office.now + .milliseconds(100) }
                return next
            }
        })
}
