import Integration

extension Specimen {
    /// Two sources write one document, and the older one comes last.
    static let letsOldDataWin = Specimen(
        "lets-old-data-win", "reads the form again when a person has mended it, and lets what it reads win",
        fires: "right-content", in: "mended.yaml",
        core: SmallCore().with { core in
            core.read = { office, item in
                guard item.mended != nil else { return try await Honest.read(office, item) }
                // What no list knows is booked as office supplies, so that a replay does not fail again.
                let lenient = try Platforms.mappings(office.configuration, office.environment) {
                    $0.replacing("dictionary: expense-items,", with: "dictionary: expense-items, unknown: CI003,")
                }
                guard let mapping = lenient.first else { return item }
                switch await outcome({ () throws(PlatformFailure) in try await office.dingTalk.instance(item.instance) }
                ) {
                case .failure(let failure): return office.pausing(item, after: failure)
                case .success(let instance):
                    var item = item
                    let number = office.core.number(office, item) ?? ""
                    item.payload = try mapping.map(instance, number: number).model
                    item.move(to: .ready, at: office.now)
                    return item
                }
            }
        })
}
