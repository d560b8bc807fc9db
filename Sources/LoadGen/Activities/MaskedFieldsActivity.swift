import Foundation
import HTTPTypes
import Seams
import Simulators

/// Looks at the core's operator API as people of each role do, and for what personal fields of the claims they see.
struct MaskedFieldsActivity: Activity {
    static let key = "masked-fields"
    /// The record of one answer: its subject is the path.
    static let answer = "answer"

    /// Who sees the fields, and who does not.
    private static let roles = [("administrator", true), ("operator", true), ("viewer", false), ("auditor", false)]
    /// So many approvals are looked at one by one.
    private static let storiesMax = 20

    init?(_ section: inout ScenarioSection) {}

    var length: Duration { .zero }

    func run(_ stage: ActivityStage, from origin: Timestamp) async throws {}

    func conclude(_ stage: ActivityStage) async throws {
        guard let core = stage.core else { return }
        let claims = ClaimMaker.claims(for: stage.scenario, company: stage.world.dingTalkWorld.company)
        let instances = stage.history.events().compactMap { event -> String? in
            guard case .instanceStarted(let instance, _, _, .some, _) = event.fact else { return nil }
            return instance
        }
        var paths = [
            "/api/items", "/api/dead-letters", "/api/audit", "/api/transfers", "/api/overview", "/api/series",
            "/api/settings", "/api/mappings", "/metrics",
        ]
        for instance in instances.prefix(MaskedFieldsActivity.storiesMax) {
            paths += ["/api/items/\(instance)", "/api/transfers/\(instance)"]
        }
        for (role, seesAll) in MaskedFieldsActivity.roles {
            for path in paths { await look(at: path, as: role, seesAll, claims, core, stage) }
        }
    }

    private func look(
        at path: String, as role: String, _ seesAll: Bool, _ claims: [Claim], _ core: CoreOperator,
        _ stage: ActivityStage
    ) async {
        let text: String
        do {
            text = try await core.call(.get, "\(path)?as=\(role)", body: []).text
        } catch {
            // Not every role may see everything.
            return stage.record(
                MaskedFieldsActivity.self, MaskedFieldsActivity.answer, of: path,
                ["role": role, "refused": "\(error)"])
        }
        let shown = MaskedFieldsActivity.shown(in: text, of: claims)
        stage.record(
            MaskedFieldsActivity.self, MaskedFieldsActivity.answer, of: path,
            [
                "role": role, "sees-all": "\(seesAll)", "bytes": String(text.utf8.count),
                "shown": shown.joined(separator: " "),
            ])
    }

    /// The claims' personal fields that stand in the text, in whatever writing, such as `claim-00001.mobile`.
    static func shown(in text: String, of claims: [Claim]) -> [String] {
        let plain = PersonalData.plain(text)
        return claims.flatMap { claim in
            claim.personalData.sorted { $0.key < $1.key }
                .filter { plain.contains(PersonalData.number(in: $0.value)) }.map { "\(claim.id).\($0.key)" }
        }
    }
}
