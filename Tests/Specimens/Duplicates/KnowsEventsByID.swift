import Integration

extension Specimen {
    /// The platform delivers one change several times, each time under an id of its own.
    static let knowsEventsByID = Specimen(
        "knows-events-by-id", "tells work apart by the event's id, not by the approval's",
        fires: "no-duplicates", in: "new-event-ids.yaml",
        core: SmallCore().with { $0.key = \.id })
}
