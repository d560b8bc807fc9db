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

    /// Puts a picture where the app does, and tells its address.
    package func put(picture ending: String, _ bytes: [UInt8]) -> String {
        step { state, step in state.files.add(picture: ending, bytes, step) }
    }

    /// Deletes a file that stands on an instance, as somebody with rights on the space can; of a picture by its name.
    ///
    /// - Throws: `ControlError` when there is none.
    package func delete(file: String, of instance: String) throws(ControlError) {
        try step { (state, step) throws(ControlError) in
            guard state.files.delete(file) else { throw ControlError("there is no file '\(file)'") }
            step.history.record(.instanceFileDeleted(instance: instance, file: file))
        }
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
