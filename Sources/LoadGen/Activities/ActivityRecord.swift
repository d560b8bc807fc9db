package import Seams

/// One line of what an activity did or saw.
package struct ActivityRecord: Hashable, Sendable {
    /// The activity's key.
    package var name: String
    package var action: String
    package var subject: String
    package var detail: [String: String]
    package var due: Timestamp?
    package var moment: Moment
}

extension RunIndex {
    /// What an activity did or saw, in order.
    func activities(of type: (some Activity).Type) -> [ActivityRecord] {
        activities.filter { $0.name == type.key }
    }
}
