import Seams

/// A running workflow instance of a document: one approval step, open to everybody who may log in.
struct WorkflowInstance: Hashable, Sendable {
    var starter: String
    var started: Timestamp
}
