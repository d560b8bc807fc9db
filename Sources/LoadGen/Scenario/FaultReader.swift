import Seams
import Simulators
import Yams

/// Reads `faults:`, with every mistake of every rule.
struct FaultReader {
    let timeline: Timeline
    let refusalReasons: [Platform: [String]]
    let world: RunWorld
    /// How many processes the system under test has.
    var workers = 1

    /// The rules, and how many the file declares (more than the rules when some of them are mistaken).
    func faults(in root: inout ScenarioSection) -> (rules: [FaultRule], count: Int) {
        let sections = root.sections(
            "faults", label: "fault", example: "- {fault: lost-after-commit, on: kingdee.Save}")
        var rules: [FaultRule] = []
        var owners: [String: ScenarioSection] = [:]
        for (index, section) in sections.enumerated() {
            guard let rule = rule(section, index: index) else { continue }
            if let owner = owners[rule.id] {
                section.noteFault("name", "'\(rule.id)' is taken by \(owner.name) (line \(owner.line)); choose another")
            }
            owners[rule.id] = section
            rules.append(rule)
        }
        return (rules, sections.count)
    }

    private func rule(_ section: ScenarioSection, index: Int) -> FaultRule? {
        guard let texts = section.faultTexts(), var rule = section.rule(texts, index: index) else { return nil }
        noteOutOfPlace(texts, rule, section)
        noteUnknownReason(rule, section)
        for mistake in rule.unknownOperations { section.noteFault(mistake.setting, mistake.message) }
        noteVirtualOnly(rule, section)
        noteWorker(rule, section)
        noteTimeline(rule, section)
        rule.closeAfterOutage()
        return rule
    }

    /// What the wire world cannot do would be a rule that never strikes.
    private func noteVirtualOnly(_ rule: FaultRule, _ section: ScenarioSection) {
        guard world == .wire else { return }
        let type = type(of: rule.fault)
        if type.isVirtualOnly {
            section.noteFault("fault", "\(section.name): fault: '\(type.name)': only 'rehearsal explore' can do that")
        } else if let strike = (rule.fault as? any ProcessFault)?.strike, strike.ioStep > 0 {
            section.noteFault(
                "io-step", "only 'rehearsal explore' can do that; remove io-step to strike by time, at 'at'")
        }
    }

    private func noteWorker(_ rule: FaultRule, _ section: ScenarioSection) {
        guard let worker = (rule.fault as? any ProcessFault)?.worker, worker > workers else { return }
        section.noteFault(
            "worker", "there is no worker \(worker); system.workers is \(workers), so write one from 1 to \(workers)")
    }

    private func noteTimeline(_ rule: FaultRule, _ section: ScenarioSection) {
        if let mistake = timeline.mistake(at: rule.from) {
            section.noteFault("at", mistake)
        } else if let until = rule.until, let mistake = timeline.mistake(at: until) {
            section.noteFault("for", "ends too late: \(mistake)")
        }
    }

    /// Members that mean nothing for the layer which the fault strikes: whoever wrote them expects something else.
    private func noteOutOfPlace(_ texts: [String: String], _ rule: FaultRule, _ section: ScenarioSection) {
        let name = type(of: rule.fault).name
        for (member, reason) in FaultReader.outOfPlace(rule.fault) where texts[member] != nil {
            section.noteFault(member, "means nothing for \(name); \(reason)")
        }
        guard rule.fault is any DeliveryFault, rule.aim.platform == .kingdee else { return }
        section.noteFault(
            "on", "\(name) strikes DingTalk's events; remove it, or write on: dingtalk.bpms_instance_change")
    }

    private static func outOfPlace(_ fault: any Fault) -> [(member: String, reason: String)] {
        let aims = ["on", "operations", "forms", "key", "probability", "attempts"]
        return switch fault {
        case is any LinkFault:
            aims.map { ($0, "it strikes the whole link; remove '\($0)'") }
        case let fault as any ProcessFault:
            (aims + ["link"]).map { ($0, "it strikes the core as a whole; remove '\($0)'") } + untimed(fault.strike)
        case is any DeliveryFault:
            [("link", "it strikes single events; remove 'link'"), ("forms", "events have no form; remove 'forms'")]
        default:
            [("link", "it strikes single calls; aim it by on, such as on: kingdee.Save")]
        }
    }

    private static func untimed(_ strike: ProcessStrike) -> [(member: String, reason: String)] {
        switch strike {
        case .clockJump, .fullDisk: []
        case .kill(_, 1...), .powerCut(_, 1..., _): []  // how long it waits for its I/O step
        case .kill, .powerCut, .pause:
            [("for", "it strikes once; say how long by hold (a pause) or restart-after (a kill)")]
        }
    }

    private func noteUnknownReason(_ rule: FaultRule, _ section: ScenarioSection) {
        for platform in rule.aim.platform.map({ [$0] }) ?? Platform.allCases {
            guard let known = refusalReasons[platform] else { continue }
            if let mistake = rule.unknownReason(on: platform, known: known) {
                section.noteFault(mistake.setting, mistake.message)
            }
        }
    }
}

extension ScenarioSection {
    /// The members of a rule as texts; a list becomes a text with commas. Nil when one is neither.
    fileprivate func faultTexts() -> [String: String]? {
        var texts: [String: String] = [:]
        var isWhole = true
        for member in remaining {
            let list = member.node.sequence?.compactMap { $0.scalar?.string }
            if let text = member.text {
                texts[member.key] = text
            } else if let list, list.count == member.node.sequence?.count {
                texts[member.key] = list.joined(separator: ",")
            } else {
                noteFault(member.key, "is no single value; write '\(member.key): value'")
                isWhole = false
            }
        }
        return isWhole ? texts : nil
    }

    /// Makes the rule. After a mistake it is made again without the mistaken member, so that the others show too.
    fileprivate func rule(_ texts: [String: String], index: Int) -> FaultRule? {
        var rest = texts
        var noted: Set<String> = []
        while true {
            do {
                let rule = try FaultRule(rest, index: index)
                return noted.isEmpty ? rule : nil
            } catch {
                guard noted.insert(error.setting).inserted else { return nil }
                noteFault(error.setting, error.message)
                if error.setting == "fault" { rest = rest.filter { FaultRule.ownMembers.contains($0.key) } }
                rest[error.setting] = ["fault": Delay.name, "link": "core", "reason": "-"][error.setting]
            }
        }
    }

    /// Notes a mistake of a rule's member, at its line; at the rule's own when the member is missing. An unknown fault
    /// needs no more than its name.
    fileprivate func noteFault(_ key: String, _ message: String) {
        guard let member = peek(key) else { return notes.note(line: line, "\(name): \(key) \(message)") }
        notes.note(line: member.line, key == "fault" ? message : "\(name): \(key): \(message)")
    }
}
