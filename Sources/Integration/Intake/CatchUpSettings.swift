import Seams

/// How the listing of instances works.
package struct CatchUpSettings: Hashable, Sendable {
    /// The pause between two passes, and the shortest between two looks at a running approval.
    package var every = Duration.seconds(60)
    /// How far back the very first pass looks; later ones go on from the checkpoint.
    package var lookback = Duration.seconds(3600)
    /// How far a pass reaches back before its checkpoint, because listings may lag behind.
    package var overlap = Duration.seconds(120)
    /// How far a pass stays behind our clock: an end ahead of DingTalk's clock is refused (the reference's section 3.2).
    package var margin = Duration.seconds(2)
    /// The pause between two looks for approvals that were withdrawn after their end, should the event be lost.
    package var revokedEvery = Duration.seconds(3600)
    /// The pause between two looks for approvals that are nowhere any more, since they were deleted or canceled, should the
    /// event be lost. Each lists all that are completed, twenty a call.
    package var goneEvery = Duration.seconds(86_400)
    /// How long after its beginning an approval is looked for so.
    package var revokedWithin = Duration.seconds(30 * 86_400)
    /// How long events are kept for audit.
    package var keepEvents = Duration.seconds(180 * 86_400)

    package init() {}
}
