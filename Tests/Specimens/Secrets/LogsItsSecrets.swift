import LoadGen
import Logging

extension Specimen {
    /// Logging the whole configuration at the start is the usual way.
    static let logsItsSecrets = Specimen(
        name: "logs-its-secrets", mistake: "logs its settings when it starts, secrets included",
        invariant: "secrets-kept", scenario: "plain.yaml",
        core: VirtualCore(name: "logs-its-secrets") { environment in
            let settings = environment.secrets.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
            Logger(label: "core").info("starting with \(settings.joined(separator: ", "))")
            try await SpecimenCatalog.honest.run(environment)
        })
}
