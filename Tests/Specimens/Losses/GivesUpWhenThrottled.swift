import Integration

extension Specimen {
    /// "Slower, please" is taken for "no".
    static let givesUpWhenThrottled = Specimen(
        "gives-up-when-throttled", "takes a platform's rate limit for a permanent refusal",
        fires: "nothing-lost", in: "throttled.yaml",
        core: SmallCore().with { core in
            core.save = { office, item in
                let next = try await Honest.save(office, item)
                guard next.state == .ready, next.reason?.hasPrefix("throttled") == true else { return next }
                return Honest.dead(next, because: next.reason ?? "")
            }
        })
}
