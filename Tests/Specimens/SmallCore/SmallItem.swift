import Seams

/// One approval on its way to a document, as the small core's table holds it.
struct SmallItem: Hashable, Sendable {
    /// How far it got. Each state has one step that leads out of it; the resting ones have none.
    enum State: String, Hashable, Sendable {
        /// Known, and not known to be over.
        case open
        /// To be read from DingTalk.
        case received
        /// Mapped; nothing was sent that was not looked up.
        case ready
        /// A Save was about to be sent: it may have been carried out.
        case sending
        case saved
        case submitted
        case audited
        /// A comment was about to be sent: it may have been written.
        case telling
        case done
        case ignored
        case dead
    }

    var id: Int64
    /// What makes two pieces of work the same: the instance's id, in an honest core.
    var key: String
    var instance: String
    var state: State
    /// When it is to be worked on; nil at rest.
    var due: Timestamp?
    /// Rises with each event about it, so that a worker sees what came while it was reading.
    var news = 0
    /// Saves, Submits or Audits that may have had an effect.
    var tries = 0
    /// Waits in a row.
    var pauses = 0
    var sentAt: Timestamp?
    var documentID: String?
    var documentNumber: String?
    /// The instance as a person mended it, JSON text.
    var mended: String?
    /// The document's `Model`, JSON text.
    var payload: String?
    var reason: String?

    /// Goes on to another state, with fresh counts.
    mutating func move(to state: State, at now: Timestamp) {
        self.state = state
        due = now
        (tries, pauses) = (0, 0)
    }

    /// Ends here.
    mutating func rest(in state: State, because reason: String? = nil) {
        self.state = state
        self.reason = reason
        due = nil
    }
}
