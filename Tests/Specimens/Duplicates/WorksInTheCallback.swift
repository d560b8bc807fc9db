import Integration
import Seams

extension Specimen {
    /// The platform waits for two seconds and a half, then delivers again; the first delivery is still at work.
    static let worksInTheCallback = Specimen(
        "works-in-the-callback",
        "does all the work before it answers the event, so that the platform delivers it again meanwhile",
        fires: "no-duplicates", in: "slow-saves.yaml",
        core: SmallCore().with { core in
            core.number = { _, _ in nil }
            core.catchUp = { _ in }
            core.accept = { office, event in
                guard let instance = Honest.ours(office, event), event.change != "start" else { return true }
                // A task of its own: the work goes on when the platform hangs up.
                return await Task { await AtOnce.deliver(instance, office) }.value
            }
        })
}

/// Work that is done on the spot and written down nowhere.
private enum AtOnce {
    static func deliver(_ instance: String, _ office: Office) async -> Bool {
        var item = SmallItem(id: 0, key: instance, instance: instance, state: .received, due: office.now)
        do {
            while let due = item.due, let step = office.core.step(of: item) {
                try await office.time.sleep(until: due)
                item = try await step(office, item)
            }
        } catch {
            return false
        }
        return true
    }
}
