import Seams

extension Specimen {
    /// The event is acknowledged while its write is still on the way to the disk.
    static let acknowledgesFirst = Specimen(
        "acknowledges-first", "answers the platform before the event is on the disk",
        fires: "nothing-acknowledged-lost", in: "power-cut.yaml",
        core: SmallCore().with { core in
            core.accept = { office, event in
                // Nobody waits for it: what becomes of it, the platform never hears.
                Task {
                    try await office.time.sleep(for: .milliseconds(50))  // it is written with the next few
                    return await Honest.accept(office, event)
                }
                return true
            }
            core.catchUp = { _ in }  // the listing would find it again
        })
}
