import Seams

extension DirectoryWorker {
    /// How many people are read at a time.
    private static let readersMax = 8

    private enum Reading: Sendable {
        case facts(DirectoryContent, code: String)
        /// The mapping's script died at this person; with what is known without it.
        case unmapped(String, DirectoryContent)
        case gone
        case held(Timestamp, WaitReason)
        case failed(PlatformFailure)
    }

    /// Reads those of whom there is news.
    func readFacts(_ kind: DirectoryKind, _ jobs: inout [DirectoryJob]) async {
        // DingTalk cannot be asked about whom only Kingdee has.
        for index in jobs.indices where jobs[index].row.isStranger {
            (jobs[index].row.isGone, jobs[index].row.seen) = (true, jobs[index].row.heard)
        }
        let due = jobs.indices.filter { index in
            let row = jobs[index].row
            // The code, of which the number is made, is in no list.
            return row.needsReading || (kind == .department && row.number == nil && !row.isGone)
        }
        var start = 0
        while start < due.count {
            let part = due[start..<min(start + DirectoryWorker.readersMax, due.count)]
            start += part.count
            let sources = part.map { ($0, jobs[$0].row.source) }
            let readings = await withTaskGroup(of: (Int, Reading).self) { group in
                for (index, source) in sources { group.addTask { (index, await read(kind, source)) } }
                return await group.reduce(into: [Int: Reading]()) { $0[$1.0] = $1.1 }
            }
            for index in part {
                guard let reading = readings[index] else { continue }
                take(reading, &jobs[index])
            }
        }
    }

    private func read(_ kind: DirectoryKind, _ source: String) async -> Reading {
        let outcome = await calls.dingTalk(.readContact) { client in
            switch kind {
            case .employee: try await client.contact(source)
            case .department: try await client.department(source)
            }
        }
        switch outcome {
        case .success(let value):
            guard kind == .employee else {
                return .facts(DirectoryMapping.facts(ofDepartment: value), code: value["code"]?.text ?? "")
            }
            do throws(OracleFailure) {
                return .facts(try await mapping.facts(of: value), code: "")
            } catch {
                switch error {
                case .held(let until, let reason): return .held(until, reason)
                case .platform(let failure): return .failed(failure)
                case .paused(let until, _): return .held(until, .retry)
                case .worker(let reason):
                    return .unmapped(reason, DirectoryMapping.facts(ofPerson: value, unmapped: reason))
                }
            }
        case .failure(.notFound): return .gone
        case .failure(let failure): return .failed(failure)
        case .held(let until, let reason): return .held(until, reason)
        }
    }

    private func take(_ reading: Reading, _ job: inout DirectoryJob) {
        switch reading {
        case .facts(let facts, let code):
            (job.row.facts, job.row.isGone, job.row.seen, job.code) = (facts, false, job.row.heard, code)
        case .unmapped(let reason, let facts):
            job.row.tries += 1
            guard job.row.tries >= policy.attempts else { return pause(&job, .transient(reason: reason), .retry) }
            (job.row.facts, job.row.isGone, job.row.seen) = (facts, false, job.row.heard)
        case .gone:
            job.row.isGone = true
            job.row.seen = job.row.heard
        case .held(let until, let reason): job.wait(until: until, reason, because: nil)
        case .failed(let failure): fail(&job, failure, of: .dingTalk, isWrite: false)
        }
    }
}
