import Integration
import LoadGen
import Seams

extension Specimen {
    /// The session is renewed for the next call; the one that was refused is not sent again.
    static let dropsWhatTheSessionLost = Specimen(
        "drops-what-the-session-lost", "logs in again after its session was lost, but does not repeat the refused call",
        fires: "nothing-lost", in: "lost-sessions.yaml",
        core: SmallCore().with { core in
            core.kingdee = { configuration, environment in
                ForgetfulKingdee(
                    inner: Platforms.kingdee(configuration, environment, over: environment.network),
                    plain: PlainKingdee(Platforms.kingdeeSettings(configuration), over: environment.network))
            }
        })
}

private struct ForgetfulKingdee: KingdeeWrapper {
    let inner: any KingdeePort
    let plain: PlainKingdee

    func save(form: String, model: String) async throws(PlatformFailure) -> KingdeeDocument {
        let outcomes: [Result<KingdeeDocument, PlatformFailure>]
        do {
            outcomes = try await plain.save(form: form, models: [model])
        } catch {
            guard case .sessionLost(let reason) = error else { throw error }
            throw .rejected(reason: reason)
        }
        guard let outcome = outcomes.first else { throw .outcomeUnknown("no outcome") }
        return try outcome.get()
    }
}
