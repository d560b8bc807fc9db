import Seams

extension ApprovalInstance {
    /// The files that `rule` asks for, in the order of the form, none of them moved yet.
    ///
    /// An attachment component holds a JSON array of `spaceId`, `fileId`, `fileName`, `fileSize` and `fileType` as text; it
    /// reads back `"null"` when nothing is filled in (the reference's section 3.9). In a row of a table the array may be
    /// text or an array.
    ///
    /// - Throws: `UnreadableAttachment` when a component holds something else.
    func files(by rule: AttachmentRule) throws(UnreadableAttachment) -> [CarriedFile] {
        var found: [CarriedFile] = []
        for value in values {
            if rule.takes(value.id, value.componentType) {
                try ApprovalInstance.read(value.value, of: value.id, into: &found)
            } else if value.componentType == "TableField", let rows = try? JSONValue(parsing: value.value).elements {
                for row in rows { try ApprovalInstance.read(row: row, by: rule, into: &found) }
            }
        }
        var names: [String: Int] = [:]
        for index in found.indices {
            found[index].position = index
            names[found[index].name, default: 0] += 1
            found[index].rename(asRepetition: names[found[index].name] ?? 1)
        }
        return found
    }

    private static func read(
        row: JSONValue, by rule: AttachmentRule, into found: inout [CarriedFile]
    ) throws(UnreadableAttachment) {
        for cell in row["rowValue"]?.elements ?? [] {
            let key = cell["key"]?.text ?? ""
            guard rule.takes(key, cell["componentType"]?.text ?? ""), let value = cell["value"] else { continue }
            try read(value.text ?? value.jsonText, of: key, into: &found)
        }
    }

    private static func read(
        _ text: String, of component: String, into found: inout [CarriedFile]
    ) throws(UnreadableAttachment) {
        guard !["", "null"].contains(text) else { return }
        guard let elements = try? JSONValue(parsing: text).elements else {
            throw UnreadableAttachment(component: component)
        }
        for element in elements {
            guard let file = CarriedFile(reading: element) else { throw UnreadableAttachment(component: component) }
            found.append(file)
        }
    }
}

extension AttachmentRule {
    fileprivate func takes(_ component: String, _ type: String) -> Bool {
        components.isEmpty ? type == "DDAttachment" : components.contains(component)
    }
}

extension CarriedFile {
    private static let nameCharactersMax = 200

    /// Reads one of a component's entries; nil when it names no file.
    fileprivate init?(reading entry: JSONValue) {
        guard let source = entry["fileId"]?.text, !source.isEmpty else { return nil }
        // The name goes to another system: no path, no control characters, no more than its column holds.
        let raw = entry["fileName"]?.text ?? ""
        let plain = String(
            raw.map { $0 == "/" || $0 == "\\" || $0.unicodeScalars.contains { $0.value < 32 } ? "_" : $0 })
        let type = entry["fileType"]?.text ?? ""
        let fallback = type.isEmpty ? "attachment" : "attachment.\(type)"
        self.init(
            source: source, name: CarriedFile.shortened(plain.isEmpty ? fallback : plain),
            stated: entry["fileSize"]?.text.flatMap { Int64($0) } ?? 0)
    }

    /// Cut in the middle, so that the ending stays.
    private static func shortened(_ name: String) -> String {
        guard name.count > nameCharactersMax else { return name }
        return String(name.prefix(nameCharactersMax - 20)) + "…" + String(name.suffix(19))
    }

    /// The second `a.pdf` of a document has the alias `a (2).pdf`, so that people can tell them apart.
    fileprivate mutating func rename(asRepetition number: Int) {
        guard number > 1 else { return }
        guard let dot = name.lastIndex(of: "."), dot != name.startIndex else {
            alias = "\(name) (\(number))"
            return
        }
        alias = "\(name[..<dot]) (\(number))\(name[dot...])"
    }

    /// What follows the last dot, in lower case.
    var ending: String {
        guard let dot = name.lastIndex(of: ".") else { return "" }
        return name[name.index(after: dot)...].lowercased()
    }
}

/// An attachment component holds no list of files.
package struct UnreadableAttachment: Error, Hashable, CustomStringConvertible {
    package var component: String

    package var description: String {
        "\(component): its value is no list of files with a fileId each; is it an attachment component?"
    }
}
