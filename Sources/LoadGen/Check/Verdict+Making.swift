extension Verdict {
    /// Violated when there are findings, else undecided when nothing was examined, else it holds.
    init(_ findings: [Finding], examined: Int, nothing reason: BilingualText) {
        self = !findings.isEmpty ? .violated(findings) : examined > 0 ? .holds(examined: examined) : .undecided(reason)
    }

    /// Whether it held.
    package var isHeld: Bool {
        if case .holds = self { true } else { false }
    }

    /// The violations; empty unless it was violated.
    package var findings: [Finding] {
        if case .violated(let findings) = self { findings } else { [] }
    }
}

extension BilingualText {
    static let noApproval = BilingualText("no approval was granted in this run", "本次运行没有任何审批通过")
}

extension RunIndex {
    /// How many instances were approved.
    var approvedCount: Int { instances.count(where: \.isApproved) }
}

extension Verdict {
    /// The verdict with personal fields masked in what findings tell, for reports: the history keeps them.
    var masked: Verdict {
        guard case .violated(let findings) = self else { return self }
        return .violated(
            findings.map { Finding(subject: $0.subject, message: $0.message.masked, evidence: $0.evidence) })
    }
}
