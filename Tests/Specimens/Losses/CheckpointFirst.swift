import Integration
import Seams

extension Specimen {
    /// The cursor covers a page whose instances are stored one by one, each after it was read.
    static let checkpointFirst = Specimen(
        "checkpoint-first", "moves the listing's cursor before what it covers is stored",
        fires: "nothing-lost", in: "lost-events-and-kills.yaml",
        core: SmallCore().with { core in
            core.catchUp = { office in
                repeat {
                    do {
                        let end = office.now - Honest.listingLag
                        let start = try await office.store.cursor() ?? end - office.configuration.catchUp.lookback
                        let listed = try await office.dingTalk.instanceIDs(
                            processCode: office.mapping.processCode, from: start, to: end)
                        try await office.store.list([], upTo: end, at: office.now)
                        for instance in listed {
                            _ = try await office.dingTalk.instance(instance)
                            try await office.store.list([instance], upTo: end, at: office.now)
                            office.bell.ring()
                        }
                    } catch {
                        // The next pass goes on from the cursor.
                    }
                } while await Honest.sleeps(office.configuration.catchUp.every, office.time)
            }
        })
}
