import GRDB
import Seams

extension Specimen {
    /// After a restart it asks whether the document exists, and not how far it got.
    static let skipsTheAudit = Specimen(
        "skips-the-audit", "does not submit and audit after a restart what was only saved",
        fires: "nothing-lost", in: "killed.yaml",
        core: SmallCore().with { core in
            core.recover = { office in
                try await office.store.database.commit { database in
                    try database.execute(
                        sql: "UPDATE work SET state = 'audited' WHERE state IN ('saved', 'submitted')")
                }
            }
        })
}
