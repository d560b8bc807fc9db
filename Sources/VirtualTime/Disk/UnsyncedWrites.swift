/// What a disk makes of writes that were not synced when the power went.
package enum UnsyncedWrites: String, CaseIterable, Sendable {
    /// A killed process, not a power cut: the operating system still has them all.
    case kept
    /// All are gone.
    case lost
    /// The first of them are there, up to a point that the seed draws.
    case prefix
    /// As `prefix`, and the next one is there in part.
    case torn
}
