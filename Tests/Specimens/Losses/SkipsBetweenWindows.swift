import Integration
import Seams

extension Specimen {
    /// Off by one: the next window begins a second after the last one's end.
    static let skipsBetweenWindows = Specimen(
        "skips-between-windows", "begins the next listing one second after the end of the last one",
        fires: "nothing-lost", in: "lost-events.yaml",
        core: SmallCore().with { core in
            core.catchUp = { office in
                repeat {
                    do {
                        let end = office.now - Honest.listingLag
                        let start = try await office.store.cursor().map { $0 + .seconds(1) } ?? end - .seconds(3600)
                        let listed = try await office.dingTalk.instanceIDs(
                            processCode: office.mapping.processCode, from: start, to: end)
                        try await office.store.list(listed, upTo: end, at: office.now)
                        office.bell.ring()
                    } catch {
                        // The next pass covers this one.
                    }
                } while await Honest.sleeps(office.configuration.catchUp.every, office.time)
            }
        })
}
