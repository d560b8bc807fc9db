import Yams

/// An activity of a scenario, with the text it was read from.
package struct ScenarioActivity: Sendable {
    let activity: any Activity
    /// The section's YAML, as it stands in the file: what a printed scenario shows again.
    package let yaml: String

    var key: String { type(of: activity).key }
}

extension ScenarioSection {
    /// Reads all activities of a scenario file, in the catalog's order; those with mistakes are noted and left out.
    mutating func activities() -> [ScenarioActivity] {
        ActivityCatalog.all.compactMap { type in
            let node = peek(type.key)?.node
            guard var section = section(type.key), let node else { return nil }
            let activity = type.init(&section)
            section.finish()
            let yaml = (try? Yams.serialize(node: node)) ?? ""
            return activity.map { ScenarioActivity(activity: $0, yaml: yaml) }
        }
    }
}
