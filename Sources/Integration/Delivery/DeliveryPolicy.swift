package import Seams

/// What becomes of a Save without an answer whose document no look-up finds.
package enum NotFoundRule: String, CaseIterable, Hashable, Sendable {
    /// It had no effect, and is made again.
    case saveAgain = "save-again"
    /// A person looks. For tenants whose queries do not show documents in status A, as one of vouchers did (the
    /// reference's section 4.4): there a look-up that finds nothing says nothing.
    case person
}

/// The bounds and the tenant's traits that delivery decides by.
package struct DeliveryPolicy: Hashable, Sendable {
    /// Attempts of one write that could have had an effect, 1 ... 10. Refusals that prove there was none do not count.
    package var attempts = 3
    /// The longest a platform call may take, session renewal included; afterwards its outcome is unknown.
    package var callLimit = Duration.seconds(20)
    /// How long after the call limit Kingdee may still carry out a Save whose caller has given up.
    package var settle = Duration.seconds(30)
    /// Whether Kingdee refuses a bill number that exists on this form. If not, only waiting makes a look-up conclusive.
    package var numberEnforced = true
    /// Whether Kingdee keeps the bill number we send. If not, a code rule overwrites it, and documents are found by
    /// their source field.
    package var numberHonoured = true
    /// What becomes of a Save without an answer whose document no look-up finds.
    package var onNotFound = NotFoundRule.saveAgain
    /// How often an instance whose end was announced is read again when its status lags behind.
    package var rereads = 6
    /// What becomes of a document whose approval is revoked.
    package var onRevoke = RevocationRule.alert
    /// Whether documents get the files of their approvals.
    package var attaches = false
    /// How long one exchange that moves a block of a file may take.
    package var uploadTimeout = Duration.seconds(120)
    /// The most bytes of a block.
    package var blockBytes = 1 << 20
    /// How often a file is begun anew after a block whose outcome is unknown. More than `attempts`: a large file has many
    /// blocks, and none of them had an effect.
    package var uploadRestarts = 10
    /// Back-off between attempts.
    package var backoff = Backoff()

    package init() {}

    /// Whether a second Save of the same document is sure to be refused.
    package var isNumberGuarded: Bool { numberEnforced && numberHonoured }

    /// The longest that moving a block may take, with what a renewed session takes.
    package var uploadLimit: Duration { uploadTimeout * 2 + callLimit / 2 }

    /// From when on a last block sent at `sent` can no longer be carried out.
    package func uploadSettled(_ sent: Timestamp) -> Timestamp { sent + uploadLimit + settle }

    /// From when on a Save sent at `sent` can no longer be carried out.
    package func settled(_ sent: Timestamp) -> Timestamp { sent + callLimit + settle }
}
