package import Seams

/// The approval's files, put on the document after it was saved and before it is submitted: a submitted document may be
/// closed to attachments (a parameter of Kingdee's), and whoever audits it is to see them.
extension DeliveryMachine {
    /// A new document's files come next, where its mapping asks for them.
    mutating func goOnAfterSaving() -> DeliveryAction {
        advance(to: policy.attaches ? .attaching : .saved)
        return policy.attaches ? .attach : .submit
    }

    /// The document was found, and its files are not known to be on it; nil when they come in no question.
    mutating func attachFirst(_ document: KingdeeDocument) -> DeliveryAction? {
        guard progress.state == .attaching || progress.state == .saveUnknown && policy.attaches,
            ["Z", "A", "B", "C"].contains(document.status)
        else { return nil }
        if progress.state != .attaching { advance(to: .attaching) }
        return .attach
    }

    /// The state of a document that a person decided about: its files are looked after first, then its status says what is
    /// left to do.
    mutating func moveToKnownDocument() {
        guard policy.attaches else { return move(to: .submitUnknown) }
        progress.document?.status = ""
        move(to: .attaching)
    }

    /// What a document needs whose files are to be put on it.
    var attachingAction: DeliveryAction { progress.document?.status.isEmpty ?? true ? .lookUp : .attach }

    /// All files are on the document, or left out.
    package mutating func filesAreOn() -> DeliveryAction {
        switch progress.document?.status {
        case "B":
            advance(to: .submitted)
            return .audit
        case "C": return finish()
        default:
            advance(to: .saved)
            return .submit
        }
    }

    /// A block was moved: whatever stood in the way is over.
    package mutating func fileMoved() {
        progress.pauses = 0
        progress.reason = nil
    }

    /// A platform is not ready for a file. It goes on until it is.
    package mutating func fileWaits(
        _ failure: PlatformFailure, of platform: PlatformName, at now: Timestamp
    ) -> DeliveryAction {
        pause(after: failure, of: platform, at: now)
    }

    /// A file is begun anew, for the `step`-th time.
    package mutating func fileBeginsAnew(step: Int) -> DeliveryAction {
        .pause(.backOff(step: step, .retry))
    }

    /// The last block may still be carried out until then.
    package mutating func fileSettles(until: Timestamp) -> DeliveryAction {
        .pause(.until(until, .settling))
    }

    /// A file that the document must have cannot be carried over.
    package mutating func fileFailed(_ reason: String) -> DeliveryAction {
        rest(in: .dead, reason, cause: .files)
    }

    /// Nobody can find out whether a file hangs on the document.
    package mutating func fileIsUncertain(_ reason: String) -> DeliveryAction {
        rest(in: .human, reason, cause: .files)
    }
}
