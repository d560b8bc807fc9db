import Seams

extension ExploreSettings {
    /// Reads `explore:`.
    init(_ section: consuming ScenarioSection) {
        self.init()
        var section = section
        swarm = section.swarm() ?? swarm
        network = section.choice("network", of: Network.self) ?? network
        mustFail = section.checker("must-fail")
        section.finish()
    }
}

extension ScenarioSection {
    /// `swarm: [event-lost, power-lost]`, `swarm: all`, or `swarm: none`.
    fileprivate mutating func swarm() -> [String]? {
        let example = "swarm: [event-lost, process-killed], or all, or none"
        guard let member = peek("swarm"), let word = member.text, !member.node.isBlank else {
            return texts("swarm", example: example).map { $0.filter { isKnownKind($0.text, $0.member) }.map(\.text) }
        }
        _ = take("swarm")
        switch word {
        case "all": return ExploreSettings.everyKind
        case "none": return []
        default:
            note(member, "'\(word)' is neither a list nor all nor none; write for example \(example)")
            return nil
        }
    }

    private func isKnownKind(_ name: String, _ member: Member) -> Bool {
        noteUnknown(name, member, "fault", among: ExploreSettings.everyKind)
    }

    /// The name of a checker.
    fileprivate mutating func checker(_ key: String) -> String? {
        let names = CheckerCatalog.all.map { $0.name }
        guard let (text, member) = scalar(key, remedy: "write the name of a checker, such as no-duplicates"),
            noteUnknown(text, member, "checker", among: names)
        else { return nil }
        return text
    }

    /// Whether `names` has `name`; otherwise that is noted.
    private func noteUnknown(_ name: String, _ member: Member, _ kind: String, among names: [String]) -> Bool {
        guard !names.contains(name) else { return true }
        let near = Spelling.nearest(to: name, among: names).map { "; did you mean '\($0)'?" }
        note(member, "unknown \(kind) '\(name)'" + (near ?? "; known: \(names.joined(separator: ", "))"))
        return false
    }
}
