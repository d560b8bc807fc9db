extension Specimen {
    /// A person mends the form and presses replay; what he wrote is stored nowhere.
    static let keepsNoMending = Specimen(
        "keeps-no-mending", "replays a dead letter without what the person mended",
        fires: "nothing-lost", in: "mended.yaml",
        core: SmallCore().with { core in
            core.replay = { office, instance, _ in try await Honest.replay(office, instance, [:]) }
        })
}
