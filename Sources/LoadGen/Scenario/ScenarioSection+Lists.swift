import Seams
import Yams

/// Readers of lists and of free mappings. Each returns nil when the key is absent or is no list or mapping at all.
extension ScenarioSection {
    /// The elements of a list, each with its line.
    mutating func elements(_ key: String, example: String) -> [Member]? {
        guard let member = take(key) else { return nil }
        if member.node.isBlank { return [] }
        guard let sequence = member.node.sequence else {
            note(member, "is no list; write for example \(example)")
            return nil
        }
        return sequence.map { Member(key: key, line: $0.mark?.line ?? member.line, node: $0) }
    }

    /// A list of sections, such as the faults; messages call them `label 1`, `label 2`, …
    mutating func sections(_ key: String, label: String, example: String) -> [ScenarioSection] {
        let elements = elements(key, example: example) ?? []
        return elements.enumerated().compactMap { index, element in
            ScenarioSection(element.node, name: "\(label) \(index + 1)", line: element.line, notes: notes)
        }
    }

    /// A list of single texts.
    mutating func texts(_ key: String, example: String) -> [(text: String, member: Member)]? {
        elements(key, example: example)?.compactMap { element in
            guard let text = element.text else {
                note(element, "has an element that is no single value; write for example \(example)")
                return nil
            }
            return (text, element)
        }
    }

    /// A mapping of free names to single texts, such as an environment.
    mutating func textsByName(_ key: String) -> [(name: String, text: String, line: Int)] {
        guard let section = section(key) else { return [] }
        return section.remaining.compactMap { member in
            guard let text = member.text else {
                section.note(member, "is no single value; write 'name: value'")
                return nil
            }
            return (member.key, text, member.line)
        }
    }
}

extension [(name: String, text: String, line: Int)] {
    /// The texts by name; names are unique, since a mapping with a key twice is refused before.
    var byName: [String: String] {
        Dictionary(map { ($0.name, $0.text) }) { first, _ in first }
    }
}
