import Seams
import Yams

/// Readers of single values. Each returns nil when the key is absent or its value is a mistake, which is then noted.
extension ScenarioSection {
    /// Any text that is not empty; `example` is what a message tells to write.
    mutating func text(_ key: String, example: String) -> String? {
        scalar(key, remedy: "write for example \(example)")?.text
    }

    /// A duration with its unit, within `range`.
    mutating func duration(_ key: String, in range: ClosedRange<Duration>) -> Duration? {
        guard let (text, member) = scalar(key, remedy: "write for example 250ms, 2s or 1m") else { return nil }
        return duration(text, of: member, in: range)
    }

    /// A whole number within `range`.
    mutating func integer(_ key: String, in range: ClosedRange<Int>) -> Int? {
        let kind = "whole number from \(range.lowerBound) to \(range.upperBound)"
        guard let (text, member) = scalar(key, remedy: "write a \(kind)") else { return nil }
        guard let value = Int(text), range.contains(value) else {
            note(member, "'\(text)' is no \(kind)")
            return nil
        }
        return value
    }

    /// A share of the whole.
    mutating func share(_ key: String) -> Double? {
        guard let (text, member) = scalar(key, remedy: "write a number from 0 to 1") else { return nil }
        guard let value = Double(text), (0...1).contains(value) else {
            note(member, "'\(text)' is no number from 0 to 1")
            return nil
        }
        return value
    }

    /// `true` or `false`.
    mutating func boolean(_ key: String) -> Bool? {
        guard let (text, member) = scalar(key, remedy: "write true or false") else { return nil }
        guard let value = Bool(text) else {
            note(member, "'\(text)' is neither true nor false")
            return nil
        }
        return value
    }

    /// One of the names of an enumeration.
    mutating func choice<Choice: CaseIterable & RawRepresentable<String>>(_ key: String, of type: Choice.Type)
        -> Choice?
    {
        let names = type.allCases.map(\.rawValue)
        let remedy = "write \(names.joined(separator: " or "))"
        guard let (text, member) = scalar(key, remedy: remedy) else { return nil }
        guard let value = Choice(rawValue: text) else {
            let near = Spelling.nearest(to: text, among: names).map { "; did you mean '\($0)'?" }
            note(member, "'\(text)' is unknown\(near ?? "; \(remedy)")")
            return nil
        }
        return value
    }

    /// The single value of `key` as written.
    mutating func scalar(_ key: String, remedy: String) -> (text: String, member: Member)? {
        guard let member = take(key) else { return nil }
        guard let scalar = member.node.scalar else {
            note(member, "is no single value; \(remedy)")
            return nil
        }
        guard !member.node.isBlank, !scalar.string.isEmpty else {
            note(member, "has no value; \(remedy)")
            return nil
        }
        return (scalar.string, member)
    }

    /// Reads a duration that belongs to `member`, noting what is wrong.
    func duration(_ text: String, of member: Member, in range: ClosedRange<Duration>) -> Duration? {
        guard let value = Duration(unitText: text) else {
            note(member, ScenarioSection.durationMistake(text))
            return nil
        }
        guard range.contains(value) else {
            note(member, "'\(text)' is outside \(range.lowerBound.unitText) to \(range.upperBound.unitText)")
            return nil
        }
        return value
    }

    private static func durationMistake(_ text: String) -> String {
        if text.hasPrefix("-") { return "'\(text)' is negative; write for example \(text.dropFirst())" }
        if Double(text) != nil { return "'\(text)' has no unit; write for example \(text)s or \(text)ms" }
        return "'\(text)' is no duration; write for example 250ms, 2s or 1m"
    }
}
