import Seams

/// The settings of one fault rule, as texts by name; a fault reads what it knows, what is left over is a mistake.
package struct FaultSettings: Sendable {
    private var values: [String: String]
    private var known: [String] = []

    /// Makes settings from the scalar members of a scenario file's or control API's rule.
    package init(_ values: [String: String]) {
        self.values = values
    }

    /// The text of setting `name`, or nil.
    package mutating func text(_ name: String) -> String? {
        known.append(name)
        return values.removeValue(forKey: name)
    }

    /// The duration of setting `name`, written with its unit: `250ms`, `2s`, `1m`.
    ///
    /// - Throws: `SettingError` when it is no duration.
    package mutating func duration(_ name: String, default fallback: Duration) throws(SettingError) -> Duration {
        guard let text = text(name) else { return fallback }
        guard let duration = Duration(unitText: text) else {
            throw SettingError(setting: name, message: "'\(text)' is no duration; write for example 250ms, 2s or 1m")
        }
        return duration
    }

    /// The duration of setting `name`, or nil when it is `never`.
    ///
    /// - Throws: `SettingError` when it is neither.
    package mutating func duration(
        orNever name: String, default fallback: Duration
    ) throws(SettingError) -> Duration? {
        guard values[name] == "never" else { return try duration(name, default: fallback) }
        _ = text(name)
        return nil
    }

    /// The whole number of setting `name`, within `range`.
    ///
    /// - Throws: `SettingError` when it is none, or outside.
    package mutating func integer(
        _ name: String, default fallback: Int, in range: ClosedRange<Int>
    ) throws(SettingError) -> Int {
        guard let text = text(name) else { return fallback }
        guard let value = Int(text), range.contains(value) else {
            throw SettingError(
                setting: name,
                message: "'\(text)' is no whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return value
    }

    /// The Boolean of setting `name`: `true` or `false`.
    ///
    /// - Throws: `SettingError` when it is neither.
    package mutating func boolean(_ name: String, default fallback: Bool) throws(SettingError) -> Bool {
        guard let text = text(name) else { return fallback }
        guard let value = Bool(text) else {
            throw SettingError(setting: name, message: "'\(text)' is neither true nor false")
        }
        return value
    }

    /// The setting `name` as one of the names of an enumeration.
    ///
    /// - Throws: `SettingError` with the names when it is none of them.
    package mutating func choice<Choice: CaseIterable & RawRepresentable<String>>(
        _ name: String, default fallback: Choice
    ) throws(SettingError) -> Choice {
        guard let text = text(name) else { return fallback }
        guard let value = Choice(rawValue: text) else {
            let names = Choice.allCases.map(\.rawValue)
            let near = Spelling.nearest(to: text, among: names).map { "; did you mean '\($0)'?" }
            throw SettingError(
                setting: name,
                message: "'\(text)' is unknown\(near ?? "; write \(names.joined(separator: " or "))")")
        }
        return value
    }

    /// Refuses settings that nobody read.
    ///
    /// - Throws: `SettingError` naming the first one, with the nearest known name.
    package func finish() throws(SettingError) {
        guard let unknown = values.keys.sorted().first else { return }
        let near = Spelling.nearest(to: unknown, among: known).map { "; did you mean '\($0)'?" } ?? ""
        let list = known.isEmpty ? "this fault has no settings" : "it knows \(known.sorted().joined(separator: ", "))"
        throw SettingError(setting: unknown, message: "unknown setting\(near.isEmpty ? "; \(list)" : near)")
    }
}

/// A setting that cannot be used.
package struct SettingError: Error, Hashable, CustomStringConvertible {
    /// The setting's name.
    package var setting: String
    /// What is wrong, and what to write instead.
    package var message: String

    package init(setting: String, message: String) {
        self.setting = setting
        self.message = message
    }

    package var description: String { "\(setting): \(message)" }
}
