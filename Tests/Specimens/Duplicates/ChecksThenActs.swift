import Integration

extension Specimen {
    /// Between the check and the Save there is a round trip, and a twin of the event.
    static let checksThenActs = Specimen(
        "checks-then-acts", "asks whether the document exists and then saves, while another worker does the same",
        fires: "no-duplicates", in: "twin-events.yaml",
        core: SmallCore().with { core in
            core.key = \.id
            core.number = { _, _ in nil }
            core.save = { office, item in
                switch await office.find(item) {
                case .failure(let failure): return office.pausing(item, after: failure)
                case .success(let documents):
                    guard let document = documents.first else { return try await Honest.save(office, item) }
                    return Honest.adopted(document, office, item)
                }
            }
        })
}
