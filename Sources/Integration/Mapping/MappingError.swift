/// Why an approval instance cannot become a document: everything that stands against it, for the person who mends it.
package struct MappingError: Error, Hashable, Sendable, CustomStringConvertible {
    /// One field that got no value.
    package struct Problem: Hashable, Sendable, CustomStringConvertible {
        /// The document's field, such as `FProposerID` or `FEntity[2].FExpID`.
        package var field: String
        /// The form's component that the value comes from, such as `InnerContactField_PAYEE`.
        package var component: String
        /// What stands there, shortened; empty when nothing does.
        package var value: String
        /// What is wrong with it.
        package var reason: String
        /// What to do.
        package var remedy: String

        package init(field: String, component: String, value: String, reason: String, remedy: String) {
            self.field = field
            self.component = component
            self.value = value
            self.reason = reason
            self.remedy = remedy
        }

        package var description: String {
            let value = value.isEmpty ? "" : " '\(value)'"
            return "\(field) from \(component)\(value): \(reason); \(remedy)"
        }
    }

    /// At least one, in the order of the mapping.
    package var problems: [Problem]

    package init(_ problems: [Problem]) {
        self.problems = problems
    }

    /// One problem a line.
    package var description: String { problems.map(\.description).joined(separator: "\n") }
}
