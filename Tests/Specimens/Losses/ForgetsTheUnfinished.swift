import GRDB
import Seams

extension Specimen {
    /// Only events put work into the queue, and the queue died with the process.
    static let forgetsTheUnfinished = Specimen(
        "forgets-the-unfinished", "does not take up again at its start what it left unfinished",
        fires: "nothing-acknowledged-lost", in: "killed.yaml",
        core: SmallCore().with { core in
            core.recover = { office in
                try await office.store.database.commit { try $0.execute(sql: "UPDATE work SET due = NULL") }
            }
        })
}
