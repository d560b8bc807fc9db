/// Verifies the log in the store, in bounded pieces.
package struct AuditCheck: Sendable {
    /// How far it got.
    package struct Progress: Sendable {
        /// Where the next piece begins; nil when everything was looked at.
        package var next: AuditPlace?
        /// How many entries were looked at.
        package var entries = 0
        package var findings: [AuditFinding] = []
        /// Up to where each chain was followed.
        package var reached: [AuditPlace] = []
    }

    let store: AuditStore
    /// Hashes kept elsewhere.
    let anchors: [AuditPlace]

    package init(_ store: AuditStore, anchors: [AuditPlace] = []) {
        self.store = store
        self.anchors = anchors
    }

    /// Verifies at most about `limit` entries from `place` on; nil begins with the first chain.
    ///
    /// An anchor of a chain that is not there at all counts as truncated.
    package func verify(from place: AuditPlace? = nil, limit: Int = .max) async throws -> Progress {
        var progress = Progress()
        let present = try await store.chains()
        let chains = Set(present + anchors.map(\.chain)).sorted()
        for chain in chains where chain >= place?.chain ?? "" {
            let isContinued = place?.chain == chain
            if progress.entries >= limit {
                progress.next = try await store.beginning(of: chain)
                return progress
            }
            let beginning = isContinued ? place : nil
            let start = if let beginning { beginning } else { try await store.beginning(of: chain) }
            if beginning == nil, let doubt = try await store.doubt(about: chain) { progress.findings.append(doubt) }
            var verifier = AuditVerifier(after: start, anchors: anchors.filter { $0.number >= start.number })
            let isWhole = try await follow(&verifier, limit - progress.entries)
            if isWhole { verifier.finish() }
            progress.entries += verifier.taken
            progress.findings += verifier.findings
            progress.reached.append(verifier.last)
            if !isWhole {
                progress.next = verifier.last
                return progress
            }
        }
        return progress
    }

    private func follow(_ verifier: inout AuditVerifier, _ limit: Int) async throws -> Bool {
        while verifier.taken < limit {
            let records = try await store.records(of: verifier.last.chain, after: verifier.last.number)
            for record in records { verifier.take(record) }
            if records.count < AuditStore.page { return true }
        }
        return false
    }
}
