import Seams

extension ApprovalInstance {
    /// The files of a Yida form's components, in the order of its record; in tables, row by row.
    ///
    /// An attachment or image component holds an array of `name`, `url`, `downloadUrl`, `previewUrl` and `ext`, which reads
    /// back as JSON text (「宜搭数据格式和搜索结果排序说明」). In a row it may be text or an array.
    func yidaFiles(
        in record: JSONValue, by rule: AttachmentRule
    ) throws(UnreadableAttachment) -> [CarriedFile] {
        var found: [CarriedFile] = []
        for name in record.memberNames {
            guard let value = record[name] else { continue }
            if rule.takesYida(name) {
                try ApprovalInstance.read(value, of: name, into: &found)
            } else if let rows = value.elements {
                for row in rows {
                    for column in row.memberNames where rule.takesYida(column) {
                        guard let cell = row[column] else { continue }
                        try ApprovalInstance.read(cell, of: column, into: &found)
                    }
                }
            }
        }
        return found
    }

    private static func read(
        _ value: JSONValue, of component: String, into found: inout [CarriedFile]
    ) throws(UnreadableAttachment) {
        let text = value.text ?? value.jsonText
        guard !["", "null"].contains(text) else { return }
        guard let elements = value.elements ?? (try? JSONValue(parsing: text))?.elements else {
            throw UnreadableAttachment(component: component, isYida: true)
        }
        for element in elements {
            guard let file = CarriedFile(yida: element) else {
                throw UnreadableAttachment(component: component, isYida: true)
            }
            found.append(file)
        }
    }
}

extension AttachmentRule {
    fileprivate func takesYida(_ component: String) -> Bool {
        guard components.isEmpty else { return components.contains(component) }
        return component.hasPrefix("attachmentField_") && places.contains(.attachments)
            || component.hasPrefix("imageField_") && places.contains(.pictures)
    }
}

extension CarriedFile {
    /// Reads one of a component's entries; nil when it has no address.
    fileprivate init?(yida entry: JSONValue) {
        let address = [entry["downloadUrl"]?.text, entry["url"]?.text].compactMap(\.self).first { !$0.isEmpty }
        guard let address else { return nil }
        self.init(
            .form, source: address, rawName: entry["name"]?.text ?? entry["fileName"]?.text ?? "",
            type: entry["ext"]?.text ?? entry["fileType"]?.text ?? "",
            stated: (entry["size"] ?? entry["fileSize"])?.text.flatMap { Int64($0) } ?? 0)
    }

    /// What stays the same when an address is made anew: the `fileName` in its query, which is the store's key of the file.
    var identity: String {
        guard let query = source.split(separator: "?", maxSplits: 1).dropFirst().first else { return source }
        let key = "fileName="
        let name = query.split(separator: "&").first { $0.hasPrefix(key) }?.dropFirst(key.count) ?? ""
        return name.isEmpty ? source : String(name)
    }
}
