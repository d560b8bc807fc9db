import Integration

extension Specimen {
    /// One cut connection, and the approval is over and done with.
    static let givesUpAtOnce = Specimen(
        "gives-up-at-once", "gives an approval up after the first error of the network, and tells nobody",
        fires: "nothing-acknowledged-lost", in: "cut-connections.yaml",
        core: SmallCore().with { core in
            core.resolve = { _, item in
                var item = item
                item.rest(in: .ignored, because: item.reason)
                return item
            }
            core.pause = { _, _, _ in .seconds(3600) }
        })
}
