import Seams

extension ApprovalInstance {
    /// The files that `rule` asks for, each once, none of them moved yet: those of the form in its order, then those of
    /// decisions and comments, oldest first.
    ///
    /// An attachment component holds a JSON array of `spaceId`, `fileId`, `fileName`, `fileSize` and `fileType` as text, a
    /// picture component one of addresses; it reads back `"null"` when nothing is filled in (the reference's section 3.9). In
    /// a row of a table the array may be text or an array, and a row that was made by an API may not tell the types of its
    /// cells: what holds a list of files there is taken for an attachment component [?]. A Yida form has a record
    /// instead.
    ///
    /// - Throws: `UnreadableAttachment` when a component holds something else.
    func files(by rule: AttachmentRule) throws(UnreadableAttachment) -> [CarriedFile] {
        var found = FoundFiles()
        if let record = record.flatMap({ try? JSONValue(parsing: $0) }) {
            for file in try yidaFiles(in: record, by: rule) { found.take(file) }
        }
        for value in values {
            if rule.takes(value.id, value.componentType, alias: value.alias) {
                try found.take(value.value, of: value.id)
            } else if value.componentType == "TableField", let rows = try? JSONValue(parsing: value.value).elements {
                for row in rows { try found.take(row: row, by: rule) }
            }
        }
        try takeRecorded(by: rule, into: &found)
        return found.named
    }

    private func takeRecorded(by rule: AttachmentRule, into found: inout FoundFiles) throws(UnreadableAttachment) {
        guard let recordedFiles, let records = try? JSONValue(parsing: recordedFiles).elements else { return }
        for record in records {
            let place = record["type"]?.text == "ADD_REMARK" ? FilePlace.comments : .decisions
            guard rule.places.contains(place) else { continue }
            try found.take(record["attachments"]?.elements ?? [], of: place.rawValue, as: .record)
            try found.take(record["images"]?.elements ?? [], of: place.rawValue, as: .record)
        }
    }
}

/// Files as they are found, each once: an approver may hand on what stands on the form.
private struct FoundFiles {
    private var files: [CarriedFile] = []
    private var sources: Set<String> = []

    mutating func take(row: JSONValue, by rule: AttachmentRule) throws(UnreadableAttachment) {
        for cell in row["rowValue"]?.elements ?? [] {
            let key = cell["key"]?.text ?? ""
            guard let value = cell["value"] else { continue }
            let text = value.text ?? value.jsonText
            var type = cell["componentType"]?.text ?? ""
            if type.isEmpty, FoundFiles.isListOfFiles(text) { type = "DDAttachment" }
            guard rule.takes(key, type) else { continue }
            try take(text, of: key)
        }
    }

    private static func isListOfFiles(_ text: String) -> Bool {
        guard text.contains("fileId"), let entries = try? JSONValue(parsing: text).elements else { return false }
        return entries.allSatisfy { $0["fileId"] != nil }
    }

    mutating func take(_ text: String, of component: String) throws(UnreadableAttachment) {
        guard !["", "null"].contains(text) else { return }
        guard let entries = try? JSONValue(parsing: text).elements else {
            throw UnreadableAttachment(component: component)
        }
        try take(entries, of: component, as: .form)
    }

    mutating func take(
        _ entries: [JSONValue], of component: String, as kind: CarriedFile.Kind
    ) throws(UnreadableAttachment) {
        for entry in entries {
            let file = entry.text.flatMap(CarriedFile.init(picture:)) ?? CarriedFile(kind, reading: entry)
            guard let file else { throw UnreadableAttachment(component: component) }
            take(file)
        }
    }

    mutating func take(_ file: CarriedFile) {
        if sources.insert(file.source).inserted { files.append(file) }
    }

    /// All of them in order, told apart where they have one name: the second `a.pdf` of a document has the alias
    /// `a (2).pdf`, unless another one is called so.
    var named: [CarriedFile] {
        var files = files
        var taken = Set(files.map(\.name))
        var seen: Set<String> = []
        for index in files.indices {
            files[index].position = index
            if !seen.insert(files[index].name).inserted { files[index].takeAlias(notAmong: &taken) }
        }
        return files
    }
}

extension CarriedFile {
    /// What a name at most has, in units of UTF-16 as Kingdee's database counts; how long its column is stands nowhere [?].
    private static let nameUnitsMax = 200

    /// Reads one of a component's entries; nil when it names no file.
    fileprivate init?(_ kind: Kind, reading entry: JSONValue) {
        guard let source = entry["fileId"]?.text, !source.isEmpty else { return nil }
        self.init(
            kind, source: source, rawName: entry["fileName"]?.text ?? "", type: entry["fileType"]?.text ?? "",
            stated: entry["fileSize"]?.text.flatMap { Int64($0) } ?? 0)
    }

    /// Makes a file of what a form says of it.
    init(_ kind: Kind, source: String, rawName: String, type: String, stated: Int64) {
        let plain = CarriedFile.plain(rawName)
        let fallback = type.isEmpty ? "attachment" : "attachment.\(CarriedFile.plain(type))"
        self.init(kind, source: source, name: CarriedFile.shortened(plain.isEmpty ? fallback : plain), stated: stated)
    }

    /// Takes a picture by its address; nil when it is none. It is called as the last part of the address is; without an
    /// ending there it gets DingTalk's usual one.
    fileprivate init?(picture address: String) {
        guard let parsed = FileAddress(address) else { return nil }
        let path = parsed.target.prefix { $0 != "?" }
        let last = path.split(separator: "/").last.map(String.init) ?? "picture"
        let name = CarriedFile.plain(PercentEncoding.decode(last) ?? last)
        self.init(
            .picture, source: address, name: CarriedFile.shortened(name.contains(".") ? name : "\(name).jpg"), stated: 0
        )
    }

    /// The name goes to another system: no path, no control characters, and none that turn the direction of what follows, by
    /// which `fdp.exe` reads as `exe.pdf`.
    private static func plain(_ name: String) -> String {
        let text = String(String.UnicodeScalarView(name.unicodeScalars.map { isPlain($0) ? $0 : "_" }))
        return text.allSatisfy { $0 == "." || $0 == " " } ? "" : text
    }

    private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F..<0xA0, 0x2028...0x202E, 0x2066...0x2069: false
        default: scalar != "/" && scalar != "\\"
        }
    }

    /// Cut in the middle, so that the ending stays, and never within a character.
    private static func shortened(_ name: String) -> String {
        guard name.utf16.count > nameUnitsMax else { return name }
        var tail = ""
        for character in name.reversed() {
            guard tail.utf16.count + character.utf16.count <= 20 else { break }
            tail = String(character) + tail
        }
        var head = ""
        for character in name {
            guard head.utf16.count + tail.utf16.count + character.utf16.count < nameUnitsMax else { break }
            head.append(character)
        }
        return "\(head)…\(tail)"
    }

    /// Takes the first of `a (2).pdf`, `a (3).pdf`, … that nobody has: a file of one byte is found again by its alias alone.
    fileprivate mutating func takeAlias(notAmong taken: inout Set<String>) {
        let dot = name.lastIndex(of: ".").flatMap { $0 == name.startIndex ? nil : $0 } ?? name.endIndex
        for number in 2... {
            alias = "\(name[..<dot]) (\(number))\(name[dot...])"
            if taken.insert(alias).inserted { return }
        }
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
    /// Whether it is Yida's, whose files have addresses instead of ids.
    package var isYida = false

    package var description: String {
        guard isYida else {
            return
                "\(component): its value is no list of files with a fileId each, nor of addresses of pictures; is it an "
                + "attachment component?"
        }
        return "\(component): its value is no list of files with a downloadUrl each; is it an attachment component?"
    }
}
