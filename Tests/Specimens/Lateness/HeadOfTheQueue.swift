import Seams

extension Specimen {
    /// One claim that cannot be mapped, and nobody behind it moves.
    static let retriesAtTheHead = Specimen(
        "retries-at-the-head", "tries a claim that cannot be mapped again and again, at the head of the queue",
        fires: "latency", in: "poisoned.yaml",
        core: SmallCore().with { core in
            core.workers = 1
            core.read = { office, item in
                let next = try await Honest.read(office, item)
                guard next.state == .dead else { return next }
                try await office.time.sleep(for: .milliseconds(500))
                return item
            }
        })
}
