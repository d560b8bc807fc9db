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
            recordedFiles: value["recordedFiles"]?.text, record: value["record"]?.text,
            recordAsRead: value["recordAsRead"]?.text)
    }

    /// JSON text for the store, the same for the same instance: members sorted by name.
    func storedText() -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(4096)
        // Few amend or revoke another, or are a record.
        if !bizAction.isEmpty { StoredText.write(",\"bizAction\":", bizAction, to: &bytes) }
        StoredText.write(",\"businessID\":", businessID, to: &bytes)
        StoredText.write(",\"id\":", id, to: &bytes)
        if !mainInstanceID.isEmpty { StoredText.write(",\"mainInstanceID\":", mainInstanceID, to: &bytes) }
        StoredText.write(",\"originatorDepartmentID\":", originatorDepartmentID, to: &bytes)
        StoredText.write(",\"originatorUserID\":", originatorUserID, to: &bytes)
        if let record { StoredText.write(",\"record\":", record, to: &bytes) }
        if let recordAsRead { StoredText.write(",\"recordAsRead\":", recordAsRead, to: &bytes) }
        if let recordedFiles { StoredText.write(",\"recordedFiles\":", recordedFiles, to: &bytes) }
        StoredText.write(",\"result\":", result, to: &bytes)
        StoredText.write(",\"status\":", status, to: &bytes)
        StoredText.write(",\"title\":", title, to: &bytes)
        bytes[0] = UInt8(ascii: "{")
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
            value: try need("value"), extValue: value["extValue"]?.text, alias: value["alias"]?.text)
    }

    fileprivate func write(to bytes: inout [UInt8]) {
        if let alias {
            StoredText.write("{\"alias\":", alias, to: &bytes)
            StoredText.write(",\"componentType\":", componentType, to: &bytes)
        } else {
            StoredText.write("{\"componentType\":", componentType, to: &bytes)
        }
        if let extValue { StoredText.write(",\"extValue\":", extValue, to: &bytes) }
        StoredText.write(",\"id\":", id, to: &bytes)
        StoredText.write(",\"name\":", name, to: &bytes)
        StoredText.write(",\"value\":", value, to: &bytes)
        bytes.append(UInt8(ascii: "}"))
    }
}

/// Members of the store's texts.
private enum StoredText {
    /// Appends what stands before the text, which ends with its name, and the text in quotes.
    static func write(_ before: StaticString, _ text: String, to bytes: inout [UInt8]) {
        bytes.append(contentsOf: UnsafeBufferPointer(start: before.utf8Start, count: before.utf8CodeUnitCount))
        JSONValue.write(text, to: &bytes)
    }
}

/// The store holds an instance that this release cannot read.
struct UnreadableSnapshot: Error, CustomStringConvertible {
    let missing: String

    var description: String { "the stored approval instance has no '\(missing)'" }
}
