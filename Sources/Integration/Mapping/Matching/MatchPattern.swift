/// A regular expression of a mapping, matched with a budget: the library's own matcher can backtrack for years, and texts
/// come from forms that anybody fills in.
struct MatchPattern: Sendable {
    let text: String
    private let program: MatchProgram
    private let steps: Int

    /// Reads an expression.
    ///
    /// - Parameter steps: what every search may take, and a little more for each byte of the text.
    init(_ text: String, steps: Int = MatchRun.stepsMax) throws(MatchSyntaxError) {
        self.text = text
        self.steps = steps
        program = try MatchParser.program(of: text)
    }

    /// Reads the expression behind `key`; nil when there is none, or when it is none, which is noted.
    init?(_ section: inout MappingSection, _ key: String) {
        guard let member = section.take(key) else { return nil }
        do throws(MatchSyntaxError) {
            try self.init(member.text ?? "(")
        } catch {
            let reason = error.reason.map { ": \($0)" } ?? "; write for example \(key): \"([A-Z]+-[0-9]+)\""
            section.note(member, "is no regular expression\(reason)")
            return nil
        }
    }

    /// What the expression captures in its first group, or without a group the part it matches; nil when it finds nothing.
    func part(of text: String) throws(TransformRefusal) -> String? {
        guard let slots = try slots(in: text) else { return nil }
        let range = program.groups > 0 ? slots[2]..<max(slots[2], slots[3]) : slots[0]..<slots[1]
        guard range.lowerBound >= 0 else { return nil }
        return String(text.utf8.dropFirst(range.lowerBound).prefix(range.count))
    }

    /// Whether the expression finds anything.
    func finds(in text: String) throws(TransformRefusal) -> Bool { try slots(in: text) != nil }

    private func slots(in text: String) throws(TransformRefusal) -> [Int]? {
        var native = text
        let outcome = native.withUTF8 { bytes in
            var run = MatchRun(program, in: bytes, steps: steps)
            return run.search()
        }
        switch outcome {
        case .found(let slots): return slots
        case .nothing: return nil
        case .tooManySteps:
            throw TransformRefusal(
                value: text, reason: "looking for \(self.text) in it takes too many steps",
                remedy: "write the expression so that nothing that repeats is repeated again, as in (a+)+")
        }
    }
}

/// Why a text is no regular expression.
struct MatchSyntaxError: Error, Hashable {
    /// Nil where there is nothing to say but that it is none.
    var reason: String?
}
