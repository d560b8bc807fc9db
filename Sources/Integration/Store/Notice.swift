package import Seams

/// A message to the people of an approval, as a comment on its instance; of a Yida form, what fields of it are to say. It is stored with the step it tells of, and
/// its fate never touches the document.
package struct Notice: Hashable, Sendable {
    /// What a notice tells.
    package enum Kind: String, Codable, Sendable {
        /// The document is audited.
        case done
        /// The document could not be made.
        case dead
        /// The approval was revoked, and its document taken back.
        case revoked
        /// The approval was revoked, and its document waits for a person.
        case kept
        /// Fields of a Yida form, as a JSON object.
        case form
    }

    /// A notice that is not stored yet.
    package struct Draft: Hashable, Sendable {
        package var kind: Kind
        package var text: String

        package init(kind: Kind, text: String) {
            self.kind = kind
            self.text = text
        }
    }

    package var id: Int64
    package var instance: String
    /// What the item it tells of is filed under.
    package var flow: String
    package var draft: Draft
    package var epoch: Int
    package var tries: Int
    package var pauses: Int
    /// Whether an earlier attempt ended in silence.
    package var mayHaveBeenSent: Bool
    /// How many notices with the same text the instance has already.
    package var twins = 0
}

/// What becomes of a notice after an attempt.
package enum NoticeFate: Hashable, Sendable {
    case sent
    /// An earlier attempt had arrived.
    case found
    /// Given up, with the reason.
    case dropped(String)
    /// Tried again at this time. With `countsTry` the attempt may have had an effect.
    case again(Timestamp, reason: String, countsTry: Bool)
}
