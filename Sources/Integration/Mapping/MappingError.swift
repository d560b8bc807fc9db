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
        /// What must be known first; nil when the problem is a person's to mend.
        package var question: MappingQuestion?

        package init(
            field: String, component: String, value: String, reason: String, remedy: String,
            question: MappingQuestion? = nil
        ) {
            self.field = field
            self.component = component
            self.value = value
            self.reason = reason
            self.remedy = remedy
            self.question = question
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

    /// What must be known before it can be said whether the mapping works, each once, in order.
    package var questions: [MappingQuestion] {
        var seen: Set<MappingQuestion> = []
        return problems.compactMap(\.question).filter { seen.insert($0).inserted }
    }

    /// One problem a line.
    package var description: String { problems.map(\.description).joined(separator: "\n") }
}

/// The mapping wants no document of this instance: its `only-when` does not hold. Nothing is wrong.
package struct DocumentNotWanted: Error, Hashable, Sendable, CustomStringConvertible {
    package var description: String { "the mapping wants no document of it: only-when does not hold" }
}
