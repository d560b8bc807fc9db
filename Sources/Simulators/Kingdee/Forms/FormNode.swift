import Seams
import Yams

/// A node of a form file that knows where it stands, and collects what is wrong with it.
final class FormNode {
    let node: Node
    let path: String
    private let notes: Notes

    /// The mistakes of one file.
    final class Notes {
        let file: String
        var mistakes: [FormFileMistake] = []
        /// Where fields and rules stand, for the checks between forms.
        var places: [String: FormFile.Place] = [:]

        init(file: String) {
            self.file = file
        }
    }

    init(_ node: Node, path: String = "", notes: Notes) {
        self.node = node
        self.path = path
        self.notes = notes
    }

    /// Notes a mistake at this node.
    func note(_ message: String) {
        notes.mistakes.append(
            FormFileMistake(
                file: notes.file, line: node.mark?.line ?? 1, column: node.mark?.column ?? 1, field: path,
                message: message))
    }

    /// Remembers where this node stands, unless `key` has a place already.
    func keepPlace(as key: String) {
        guard notes.places[key] == nil, let mark = node.mark else { return }
        notes.places[key] = FormFile.Place(line: mark.line, column: mark.column)
    }

    /// The members of a mapping by key; every key must be one of `known`, and written once.
    func members(_ known: [String]) -> [String: FormNode] {
        guard let mapping = node.mapping else {
            note("write a mapping with \(known.joined(separator: ", "))")
            return [:]
        }
        var members: [String: FormNode] = [:]
        for (key, value) in mapping {
            let name = key.string ?? ""
            let keyNode = FormNode(key, path: path, notes: notes)
            if !known.contains(name) {
                keyNode.note("unknown key '\(name)'" + Spelling.hint(for: name, among: known))
            } else if members[name] != nil {
                keyNode.note("the key '\(name)' is there twice; keep one")
            } else {
                members[name] = FormNode(value, path: path.isEmpty ? name : "\(path).\(name)", notes: notes)
            }
        }
        return members
    }

    /// All members of a mapping with free keys, in their order.
    var pairs: [(key: String, value: FormNode)] {
        guard let mapping = node.mapping else {
            note("write a mapping")
            return []
        }
        return mapping.map { pair in
            let key = pair.key.string ?? ""
            return (key, FormNode(pair.value, path: "\(path).\(key)", notes: notes))
        }
    }

    /// The elements of a list.
    var elements: [FormNode] {
        guard let sequence = node.sequence else {
            note("write a list")
            return []
        }
        return sequence.enumerated().map { FormNode($1, path: "\(path)[\($0)]", notes: notes) }
    }

    /// A text that is not empty.
    var text: String? {
        guard let text = node.scalar?.string, !text.isEmpty else {
            note("write a text")
            return nil
        }
        return text
    }

    /// The texts of a list.
    var texts: [String] { elements.compactMap(\.text) }

    /// A whole number within `range`.
    func number(_ range: ClosedRange<Int>) -> Int? {
        guard let number = node.scalar.flatMap({ Int($0.string) }), range.contains(number) else {
            note("write a whole number from \(range.lowerBound) to \(range.upperBound)")
            return nil
        }
        return number
    }

    /// True or false.
    var flag: Bool {
        switch node.scalar?.string {
        case "true": return true
        case "false": return false
        default:
            note("write true or false")
            return false
        }
    }

    /// One of `names`.
    func choice(_ names: [String]) -> String? {
        guard let text else { return nil }
        guard names.contains(text) else {
            note("unknown '\(text)'" + Spelling.hint(for: text, among: names))
            return nil
        }
        return text
    }
}
