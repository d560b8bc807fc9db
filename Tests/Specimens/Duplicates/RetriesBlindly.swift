import Integration
import Seams

extension Specimen {
    /// The classic: no number of its own, and a Save whose reply was lost is sent again.
    static let retriesBlindly = Specimen(
        "retries-blindly", "sends a Save again when its reply was lost, without asking whether it was carried out",
        fires: "no-duplicates", in: "lost-replies.yaml",
        core: SmallCore().with { core in
            core.number = { _, _ in nil }
            core.resolve = { office, item in Honest.savedNothing(office, item) }
        })
}
