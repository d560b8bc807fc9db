import GRDB
import Seams

extension Specimen {
    /// What was under way when the process died is taken for not sent.
    static let restartsBlindly = Specimen(
        "restarts-blindly", "sends again after a restart what was under way, as if it had never been sent",
        fires: "no-duplicates", in: "killed.yaml",
        core: SmallCore().with { core in
            core.number = { _, _ in nil }
            core.recover = { office in
                try await office.store.database.commit { database in
                    try database.execute(sql: "UPDATE work SET state = 'ready' WHERE state = 'sending'")
                }
            }
        })
}
