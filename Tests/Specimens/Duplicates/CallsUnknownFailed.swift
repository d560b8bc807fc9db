import Integration

extension Specimen {
    /// A person is offered "retry" for something that may have been done, and presses it.
    static let callsUnknownFailed = Specimen(
        "calls-unknown-failed",
        "shows a Save of unknown outcome as failed, and sends it again when a person retries it",
        fires: "no-duplicates", in: "pressed-retry.yaml",
        core: SmallCore().with { core in
            core.number = { _, _ in nil }
            core.resolve = { _, item in Honest.dead(item, because: item.reason ?? "saving failed") }
            core.replay = { office, instance, _ in
                for item in try await office.store.items(of: instance) where item.state == .dead {
                    var item = item
                    item.move(to: .ready, at: office.now)
                    try await office.keep(item)
                }
            }
        })
}
