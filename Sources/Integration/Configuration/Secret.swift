/// A text that must never be printed: every description of it is masked.
package struct Secret: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The secret itself. For the call that needs it, never for a log.
    package let value: String

    package init(_ value: String) {
        self.value = value
    }

    package var description: String { value.isEmpty ? "(none)" : "(hidden)" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
