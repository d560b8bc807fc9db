import Seams
import Yams

/// Where the mistakes of a file are gathered.
final class MistakeList {
    var mistakes: [ConfigurationError.Mistake] = []
    /// What may be repeated of the file.
    let shown: ShownText

    /// - Parameter environment: what it holds is not repeated when it stands in the file, in whatever place.
    init(environment: [String: String] = [:]) {
        let names = ["SECRET", "TOKEN", "PASSWORD", "KEY", "PASSPHRASE"]
        shown = ShownText(
            secrets: environment.filter { variable in
                variable.key.hasPrefix("REHEARSAL_") || names.contains(where: variable.key.uppercased().contains)
            }.map(\.value))
    }

    func add(_ line: Int?, _ message: String) {
        mistakes.append(ConfigurationError.Mistake(line: line, message: message))
    }
}

/// One mapping of a YAML file, read key by key. Keys that nobody asked for are mistakes, reported by `finish`.
struct SettingsSection {
    /// The dotted name, empty for the file itself.
    let name: String
    private let nodes: [(key: String, line: Int?, value: Node)]
    private var asked: Set<String> = []
    private let mistakes: MistakeList

    /// Reads a node that should be a mapping; nil is an empty one.
    init(_ node: Node?, name: String, mistakes: MistakeList) {
        self.name = name
        self.mistakes = mistakes
        guard let node, !node.isEmptyScalar else {
            nodes = []
            return
        }
        guard let mapping = node.mapping else {
            nodes = []
            mistakes.add(
                node.mark?.line, "\(name.isEmpty ? "the file" : name) should be a mapping of 'key: value' lines")
            return
        }
        nodes = mapping.map { ($0.key.string ?? "", $0.key.mark?.line, $0.value) }
        for (index, node) in nodes.enumerated() where nodes[..<index].contains(where: { $0.key == node.key }) {
            mistakes.add(node.line, "\(mistakes.shown.key(node.key, below: name)) occurs twice: keep one")
        }
    }

    /// The section below `key`.
    mutating func section(_ key: String) -> SettingsSection {
        SettingsSection(take(key)?.value, name: path(key), mistakes: mistakes)
    }

    /// Where `key` stands.
    func line(of key: String) -> Int? {
        nodes.first { $0.key == key }?.line
    }

    /// The sections of a list of mappings.
    mutating func sections(_ key: String) -> [SettingsSection] {
        guard let found = take(key), !found.value.isEmptyScalar else { return [] }
        guard let sequence = found.value.sequence else {
            mistakes.add(found.line, "\(path(key)) should be a list of mappings, each begun by a dash")
            return []
        }
        return sequence.enumerated().map { index, node in
            SettingsSection(node, name: "\(path(key))[\(index + 1)]", mistakes: mistakes)
        }
    }

    /// The keys, in their order.
    var keys: [String] { nodes.map(\.key) }

    /// Whether there is such a key.
    func has(_ key: String) -> Bool { nodes.contains { $0.key == key } }

    /// Whether `key` has one value, no list and no mapping.
    func isText(_ key: String) -> Bool { nodes.first { $0.key == key }?.value.scalar != nil }

    /// Reports that the value of `key` cannot be taken.
    func reject(_ key: String, _ reason: String) {
        mistakes.add(nodes.first { $0.key == key }?.line ?? nodes.first?.line, "\(path(key)) \(reason)")
    }

    /// A text; an empty one counts as absent.
    mutating func text(_ key: String) -> String? {
        guard let found = take(key) else { return nil }
        guard let text = found.value.scalar?.string else {
            mistakes.add(found.line, "\(path(key)) should be one value, not a list or mapping")
            return nil
        }
        return found.value.isEmptyScalar ? nil : text
    }

    /// A text into `value`, if there is one.
    mutating func read(_ key: String, into value: inout String) {
        if let text = text(key) { value = text }
    }

    mutating func read(_ key: String, into value: inout Secret) {
        if let text = text(key) { value = Secret(text) }
    }

    mutating func read(_ key: String, into value: inout Int, in bounds: ClosedRange<Int>) {
        convert(key, "a whole number from \(bounds.lowerBound) to \(bounds.upperBound)", into: &value) { text in
            Int(text).flatMap { bounds.contains($0) ? $0 : nil }
        }
    }

    mutating func read(_ key: String, into value: inout Bool) {
        convert(key, "true or false", into: &value) { ["true": true, "false": false][$0] }
    }

    mutating func read(_ key: String, into value: inout Duration, in bounds: ClosedRange<Duration>) {
        let range = "\(bounds.lowerBound.unitText) to \(bounds.upperBound.unitText)"
        convert(key, "a duration with its unit, such as 5s, from \(range)", into: &value) { text in
            Duration(unitText: text).flatMap { bounds.contains($0) ? $0 : nil }
        }
    }

    mutating func read<Choice: RawRepresentable & CaseIterable>(_ key: String, into value: inout Choice)
    where Choice.RawValue == String {
        let names = Choice.allCases.map(\.rawValue).joined(separator: ", ")
        convert(key, "one of \(names)", into: &value) { Choice(rawValue: $0) }
    }

    /// A URL that starts with `http://` or `https://`.
    mutating func readURL(_ key: String, into value: inout String) {
        convert(key, "a URL such as https://host/", into: &value) { text in
            let parts = text.split(separator: "://", maxSplits: 1, omittingEmptySubsequences: false)
            return parts.count == 2 && ["http", "https"].contains(parts[0]) && !parts[1].isEmpty ? text : nil
        }
    }

    /// A list of texts; a single text is a list of one.
    mutating func readList(_ key: String, into value: inout [String]) {
        guard let found = take(key), !found.value.isEmptyScalar else { return }
        let nodes = found.value.sequence.map(Array.init) ?? [found.value]
        value = nodes.compactMap { node in
            guard let text = node.scalar?.string, !text.isEmpty else {
                mistakes.add(node.mark?.line ?? found.line, "\(path(key)) should be a list of texts")
                return nil
            }
            return text
        }
    }

    /// Reports what is wrong with the value of `key`.
    func mistake(_ key: String, _ message: String) {
        mistakes.add(nodes.first { $0.key == key }?.line, "\(path(key)): \(message)")
    }

    /// Reports what was not asked for.
    func finish() {
        for node in nodes where !asked.contains(node.key) {
            let nearest = Spelling.nearest(to: node.key, among: asked.sorted())
            let remedy =
                nearest.map { "did you mean '\($0)'?" } ?? "there are \(asked.sorted().joined(separator: ", "))"
            mistakes.add(node.line, "unknown key \(mistakes.shown.key(node.key, below: name)); \(remedy)")
        }
    }

    private func path(_ key: String) -> String { name.isEmpty ? key : "\(name).\(key)" }

    private mutating func take(_ key: String) -> (line: Int?, value: Node)? {
        asked.insert(key)
        return nodes.first { $0.key == key }.map { ($0.line, $0.value) }
    }

    private mutating func convert<Value>(
        _ key: String, _ expected: String, into value: inout Value, _ convert: (String) -> Value?
    ) {
        let line = nodes.first { $0.key == key }?.line
        guard let text = text(key) else { return }
        guard let converted = convert(text) else {
            mistakes.add(line, "\(path(key)) is \(mistakes.shown.value(text)); write \(expected)")
            return
        }
        value = converted
    }
}

extension Node {
    /// Whether it is a plain nothing: `key:` without a value, `~` or `null`.
    fileprivate var isEmptyScalar: Bool {
        guard let scalar else { return false }
        return scalar.style == .plain && ["", "~", "null"].contains(scalar.string)
    }
}
