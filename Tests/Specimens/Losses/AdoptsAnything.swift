import Integration
import Seams

extension Specimen {
    /// Numbers can collide, and whoever owns the number is taken for ours.
    static let adoptsAnything = Specimen(
        "adopts-anything", "adopts whatever document bears its number, without looking whether that is its own",
        fires: "nothing-acknowledged-lost", in: "plain.yaml",
        core: SmallCore().with { core in
            // Four numbers for all approvals: the other defence, numbers that do not collide, is taken away.
            core.number = { _, item in "DT-\(item.instance.utf8.reduce(0) { $0 + Int($1) } % 4)-2026" }
            core.resolve = { office, item in
                switch await office.find(item) {
                case .failure(let failure): return office.pausing(item, after: failure)
                case .success(let documents):
                    guard let document = documents.first else { return Honest.savedNothing(office, item) }
                    return Honest.adopted(document, office, item)
                }
            }
        })
}
