extension ApprovalInstance {
    /// Reads the store's text.
    init(stored text: String) throws {
        let value = try JSONTape(parsing: Array(text.utf8)).root
        func need(_ name: String) throws(UnreadableSnapshot) -> String {
            guard let text = value[name]?.text else { throw UnreadableSnapshot(missing: name) }
            return text
        }
        guard let values = value["values"]?.elements else { throw UnreadableSnapshot(missing: "values") }
        self.init(
            id: try need("id"), title: try need("title"), businessID: try need("businessID"),
            status: try need("status"), result: try need("result"), originatorUserID: try need("originatorUserID"),
            originatorDepartmentID: try need("originatorDepartmentID"), bizAction: value["bizAction"]?.text ?? "",
            mainInstanceID: value["mainInstanceID"]?.text ?? "", values: try values.map(FormValue.init(stored:)),
            record: value["record"]?.text, recordAsRead: value["recordAsRead"]?.text)
    }

    /// JSON text for the store, the same for the same instance: members sorted by name.
    func storedText() -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(1024)
        // Few amend or revoke another, or are a record.
        let members: [(String, String?)] = [
            ("bizAction", bizAction.isEmpty ? nil : bizAction), ("businessID", businessID), ("id", id),
            ("mainInstanceID", mainInstanceID.isEmpty ? nil : mainInstanceID),
            ("originatorDepartmentID", originatorDepartmentID), ("originatorUserID", originatorUserID),
            ("record", record), ("recordAsRead", recordAsRead), ("result", result), ("status", status),
            ("title", title),
        ]
        for case (let name, let text?) in members { StoredText.write(name, text, to: &bytes) }
        bytes += ",\"values\":[".utf8
        for (index, value) in values.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            value.write(to: &bytes)
        }
        bytes += "]}".utf8
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension FormValue {
    fileprivate init(stored value: JSONView) throws(UnreadableSnapshot) {
        func need(_ name: String) throws(UnreadableSnapshot) -> String {
            guard let text = value[name]?.text else { throw UnreadableSnapshot(missing: "values.\(name)") }
            return text
        }
        self.init(
            id: try need("id"), name: try need("name"), componentType: try need("componentType"),
            value: try need("value"), extValue: value["extValue"]?.text)
    }

    fileprivate func write(to bytes: inout [UInt8]) {
        let start = bytes.count
        StoredText.write("componentType", componentType, to: &bytes)
        if let extValue { StoredText.write("extValue", extValue, to: &bytes) }
        for (name, text) in [("id", id), ("name", name), ("value", value)] {
            StoredText.write(name, text, to: &bytes)
        }
        bytes[start] = UInt8(ascii: "{")
        bytes.append(UInt8(ascii: "}"))
    }
}

/// Members of the store's texts.
private enum StoredText {
    /// Appends a comma (a brace at the very beginning), the name and the text.
    static func write(_ name: String, _ text: String, to bytes: inout [UInt8]) {
        bytes.append(bytes.isEmpty ? UInt8(ascii: "{") : UInt8(ascii: ","))
        JSONValue.write(name, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        JSONValue.write(text, to: &bytes)
    }
}

/// The store holds an instance that this release cannot read.
struct UnreadableSnapshot: Error, CustomStringConvertible {
    let missing: String

    var description: String { "the stored approval instance has no '\(missing)'" }
}
