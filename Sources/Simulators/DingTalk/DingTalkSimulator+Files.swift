import Seams

extension DingTalkSimulator {
    /// Puts a file into the approvals' space, as a person who fills in a form does; the result is what an attachment
    /// component holds of it.
    ///
    /// - Throws: `ControlError` when it was not kept.
    package func put(file name: String, _ bytes: [UInt8]) throws(ControlError) -> JSON {
        let file = step { state, step in state.files.add(name: name, bytes, step) }
        guard let file else { throw ControlError("the file '\(name)' was not kept") }
        return [
            "spaceId": .string(file.space), "fileName": .string(file.name), "fileSize": .string(file.size),
            "fileType": .string(file.type), "fileId": .string(file.id),
        ]
    }
}

extension ApprovalFiles {
    /// The files that were given content, for a person, sorted by id.
    var json: [JSON] {
        contents.sorted { $0.key < $1.key }.map { id, content in
            ["fileId": .string(id), "bytes": .number(content.bytes.count), "sha256": .string(content.hash)]
        }
    }
}
