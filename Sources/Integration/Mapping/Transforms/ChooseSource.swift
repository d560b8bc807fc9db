import Yams

/// `choose: [{when: {…}, then: {…}}, …, {else: {…}}]`: the value of the first branch whose condition holds. Behind `then` and
/// `else` stands a rule, or a constant. Without `else`, nothing is filled in when no condition holds.
struct ChooseSource: Transform {
    static let isSource = true

    private struct Branch {
        /// Nil for `else`.
        var condition: Condition?
        var rule: ValueRule
    }

    private let branches: [Branch]

    var sources: [String] { branches.flatMap { $0.rule.sources } }

    func carries(_ name: String) -> Bool {
        branches.last.map { $0.condition == nil } == true && branches.allSatisfy { $0.rule.carries(name) }
    }

    init?(_ rule: inout MappingSection, _ library: MappingLibrary) {
        guard let member = rule.take("choose") else { return nil }
        let example = "choose: [{when: {from: X, equals: a}, then: {constant: \"1\"}}, {else: \"2\"}]"
        guard let nodes = member.node.sequence.map(Array.init), !nodes.isEmpty else {
            rule.note(member, "is no list of branches; write for example \(example)")
            return nil
        }
        var branches: [Branch] = []
        for (index, node) in nodes.enumerated() {
            let name = "\(rule.path("choose"))[\(index + 1)]"
            let line = node.mark?.line ?? member.line
            let opened = MappingSection(node, name: name, line: line, notes: rule.notes, write: example)
            guard var section = opened else { continue }
            if let branch = ChooseSource.branch(&section, isLast: index == nodes.count - 1, library) {
                branches.append(branch)
            }
            section.finish()
        }
        self.branches = branches
    }

    private static func branch(
        _ section: inout MappingSection, isLast: Bool, _ library: MappingLibrary
    ) -> Branch? {
        let otherwise = section.take("else")
        if let otherwise {
            if !isLast { section.note(otherwise, "stands before other branches; put it last") }
            return ValueRule(otherwise, in: section, library).map { Branch(condition: nil, rule: $0) }
        }
        let condition = Condition(&section, "when", library)
        guard let then = section.take("then") else {
            section.notes.note(
                line: section.line, "\(section.name).then is missing; write for example then: {constant: \"1\"}")
            return nil
        }
        let rule = ValueRule(then, in: section, library)
        guard let condition else {
            section.noteMissing("when", write: "when: {from: X, equals: a}, or else: in the last branch")
            return nil
        }
        return rule.map { Branch(condition: condition, rule: $0) }
    }

    func apply(_: JSONValue?, _ record: RecordContext) throws(TransformRefusal) -> JSONValue? {
        for branch in branches where try branch.condition?.holds(record) ?? true {
            return try branch.rule.value(record)
        }
        return nil
    }
}
