import LoadGen

extension Verdict {
    /// The subjects of the findings, in order.
    var subjects: [String] { findings.map(\.subject) }

    /// The findings' English messages in one text.
    var messages: String { findings.map(\.message.en).joined(separator: "\n") }

    /// Whether it refused to judge.
    var isUndecided: Bool {
        if case .undecided = self { true } else { false }
    }
}
