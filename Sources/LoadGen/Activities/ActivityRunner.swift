import Seams

/// Runs a scenario's activities in whichever world.
struct ActivityRunner: Sendable {
    let activities: [any Activity]
    let stage: @Sendable (any Activity) -> ActivityStage

    func prepare() async throws {
        for activity in activities { try await activity.prepare(stage(activity)) }
    }

    /// Whether all of them have what they wait for.
    func isQuiet() async throws -> Bool {
        for activity in activities where try await !activity.isQuiet(stage(activity)) {
            return false
        }
        return true
    }

    /// How many approvals wait for what a person does next.
    func awaitingPerson() async throws -> Int {
        var count = 0
        for activity in activities { count += try await activity.awaitingPerson(stage(activity)) }
        return count
    }

    /// Returns whether any of them did something.
    func intervene() async throws -> Bool {
        var hasActed = false
        for activity in activities where try await activity.intervene(stage(activity)) {
            hasActed = true
        }
        return hasActed
    }

    func conclude() async throws {
        for activity in activities { try await activity.conclude(stage(activity)) }
    }
}
