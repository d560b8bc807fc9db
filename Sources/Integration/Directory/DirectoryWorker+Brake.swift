import Seams

extension DirectoryWorker {
    /// How long somebody waits while it is not known how many are to be disabled.
    private static let countPause = Duration.seconds(1)

    /// Those that may be disabled now; the others wait, or are held for a person.
    func brake(_ kind: DirectoryKind, _ places: [Int], _ jobs: inout [DirectoryJob]) async throws -> [Int] {
        var passed = places.filter { jobs[$0].row.granted.contains(.leave) }
        let others = places.filter { !jobs[$0].row.granted.contains(.leave) }
        let unasked = others.filter { jobs[$0].row.isStranger && settings.unknown != .disable }
        if !unasked.isEmpty {
            let decision = try await store.strangers(kind, at: time.now)
            for index in unasked { hold(decision, &jobs[index], because: "only Kingdee has it") }
        }
        let counted = others.filter { !unasked.contains($0) }
        guard !counted.isEmpty else { return passed }
        switch try await store.brake(kind, counted.map { jobs[$0].row }, settings.brake, at: time.now) {
        case .go:
            for index in counted { jobs[index].row.leaving = jobs[index].row.leaving ?? time.now }
            passed += counted
        case .wait:
            for index in counted {
                jobs[index].row.leaving = jobs[index].row.leaving ?? time.now
                jobs[index].wait(
                    until: time.now + DirectoryWorker.countPause, .retry, because: "others are missing too")
            }
        case .hold(let decision):
            for index in counted {
                jobs[index].row.leaving = jobs[index].row.leaving ?? time.now
                hold(decision, &jobs[index], because: "left with many others")
            }
        }
        return passed.sorted()
    }

    private func hold(_ decision: Int64, _ job: inout DirectoryJob, because reason: String) {
        if job.row.held != decision {
            job.audits.append(
                AuditEntry(
                    at: time.now, kind: .effect, action: "hold \(job.row.kind.form)",
                    subject: job.row.number ?? job.row.source, detail: "\(reason); leaves \(decision)"))
        }
        job.hold(decision, because: "\(reason): a person decides")
    }
}
