import Integration

extension Specimen {
    /// An approval that is over is not an approval that was granted.
    static let trustsEvents = Specimen(
        "trusts-events", "makes a document of every approval that is over, also of refused and withdrawn ones",
        fires: "no-phantoms", in: "refused.yaml",
        core: SmallCore().with { core in
            core.read = { office, item in
                guard item.state == .received else { return try await Honest.read(office, item) }
                switch await outcome({ () throws(PlatformFailure) in try await office.dingTalk.instance(item.instance) }
                ) {
                case .success(let instance): return Honest.mapped(instance, office, item)
                case .failure(let failure): return office.pausing(item, after: failure)
                }
            }
            // What a listing finds is only known, not over.
            core.catchUp = { _ in }
        })

    /// `COMPLETED` is the status of refused approvals too; what people decided stands in another member.
    static let readsTheStatusAlone = Specimen(
        "reads-the-status-alone", "looks at an approval's status and not at its result",
        fires: "no-phantoms", in: "refused.yaml",
        core: SmallCore().with { core in
            core.read = { office, item in
                switch await outcome({ () throws(PlatformFailure) in try await office.dingTalk.instance(item.instance) }
                ) {
                case .success(let instance) where instance.status == "COMPLETED":
                    return Honest.mapped(instance, office, item)
                case .success(let instance): return Honest.judged(instance, office, item)
                case .failure(let failure): return office.pausing(item, after: failure)
                }
            }
        })

    /// It cannot wait for the end.
    static let actsAtTheStart = Specimen(
        "acts-at-the-start", "makes the document as soon as an approval is submitted",
        fires: "no-phantoms", in: "refused.yaml",
        core: SmallCore().with { core in
            core.accept = { office, event in
                guard let instance = Honest.ours(office, event) else { return true }
                do {
                    try await office.store.note(
                        key: instance, instance: instance, isOver: true, at: office.now, rereadAt: office.now)
                } catch {
                    return false
                }
                office.bell.ring()
                return true
            }
            core.read = { office, item in
                switch await outcome({ () throws(PlatformFailure) in try await office.dingTalk.instance(item.instance) }
                ) {
                case .success(let instance) where instance.status == "RUNNING" || instance.isApproved:
                    return Honest.mapped(instance, office, item)
                case .success(let instance): return Honest.judged(instance, office, item)
                case .failure(let failure): return office.pausing(item, after: failure)
                }
            }
        })
}
