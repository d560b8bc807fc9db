import GRDB
import Integration
import Seams

extension Specimen {
    /// Events are applied in the order in which they arrive, which is not the order in which things happened.
    static let letsTheStartWin = Specimen(
        "lets-the-start-win",
        "applies events in order of arrival, so that a late 'start' makes a finished approval open again",
        fires: "nothing-acknowledged-lost", in: "reordered.yaml",
        core: SmallCore().with { core in
            core.catchUp = { _ in }
            core.accept = { office, event in
                guard await Honest.accept(office, event) else { return false }
                guard event.change == "start", let instance = event.instance else { return true }
                do {
                    try await office.store.database.commit { database in
                        try database.execute(
                            sql: "UPDATE work SET state = 'open', due = NULL WHERE instance = ? AND state = 'received'",
                            arguments: [instance])
                    }
                } catch {
                    return false
                }
                return true
            }
        })
}
