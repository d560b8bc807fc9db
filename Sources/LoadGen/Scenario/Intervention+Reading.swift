import Seams

extension Intervention {
    /// Reads one element of `interventions:`; nil when it says no action.
    init?(_ section: consuming ScenarioSection, _ timeline: Timeline) {
        var section = section
        let moment = section.moment(timeline)
        if var action = section.section("adopt-found") {
            action.finish()
            section.finish()
            self.init(at: moment, action: .adoptFound)
            return
        }
        guard section.has("replay-dead-letters") else {
            _ = section.take("replay-dead-letters")
            section.finish()
            section.notes.note(
                line: section.line, "\(section.name): says no action; write for example replay-dead-letters: {}")
            return nil
        }
        var values: [String: String] = [:]
        if var action = section.section("replay-dead-letters") {
            values = action.textsByName("set").byName
            action.finish()
        }
        section.finish()
        self.init(at: moment, action: .replayDeadLetters(set: values))
    }
}

extension ScenarioSection {
    /// `when: quiet`, which is the default, or a time since the start of the workload.
    fileprivate mutating func moment(_ timeline: Timeline) -> Duration? {
        guard let (text, member) = scalar("when", remedy: "write quiet, or a time such as 30s"), text != "quiet" else {
            return nil
        }
        guard let moment = Duration(unitText: text) else {
            note(member, "'\(text)' is neither quiet nor a time since the start of the workload such as 30s")
            return nil
        }
        if let mistake = timeline.mistake(at: moment) { note(member, mistake) }
        return moment
    }
}
