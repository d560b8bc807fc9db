import Seams

/// A file in the store of a Yida application.
struct YidaFile: Sendable {
    /// The application, by its code.
    let app: String
    let reference: AttachmentReference

    /// What an attachment or image component holds of it (「宜搭数据格式和搜索结果排序说明」). `size` is what browsers put in
    /// besides [?].
    var entry: JSON {
        let address = "\(YidaFile.site)/fileHandle?appType=\(app)&fileName=\(reference.id)&instId=&type=download"
        let name = URLEncodedText.encoded(reference.name)
        return [
            "downloadUrl": .string(address), "name": .string(reference.name),
            "previewUrl": .string(
                "\(YidaFile.site)/inst/preview?appType=\(app)&fileName=\(name)&fileSize=\(reference.size)"
                    + "&downloadUrl=\(reference.id)"), "url": .string(address), "ext": .string(reference.type),
            "size": .number(Int(reference.size) ?? 0),
        ]
    }

    /// The key of the file that an entry or an address leads to: the `fileName` of the query.
    static func key(in address: String) -> String? {
        guard let query = address.split(separator: "?", maxSplits: 1).dropFirst().first else { return nil }
        return URLEncodedText.members(query)["fileName"]
    }

    private static let site = "https://www.aliwork.com"
}

extension DingTalkSimulator {
    /// Puts a file into an application's store, as a person who fills in a form does; the result is what a component holds
    /// of it.
    ///
    /// - Throws: `ControlError` when there is no such application.
    package func put(yidaFile name: String, _ bytes: [UInt8], of app: String) throws(ControlError) -> JSON {
        try step { (state, step) throws(ControlError) in
            guard state.world.yidaApps.contains(where: { $0.appType == app }) else {
                throw ControlError("there is no Yida application '\(app)'")
            }
            let parts = name.split(separator: ".")
            let type = parts.count > 1 ? String(parts[parts.count - 1]) : "file"
            let key = step.randomness.uuid("yida.file") + "." + type
            let body: JSON = [
                "fileId": .string(key), "fileName": .string(name), "fileSize": .string(String(bytes.count)),
                "fileType": .string(type),
            ]
            guard let reference = AttachmentReference(body) else { throw ControlError("'\(name)' was not kept") }
            state.files.keep(bytes, as: key)
            let file = YidaFile(app: app, reference: reference)
            state.yida.keep(file)
            return file.entry
        }
    }

    /// Makes all links to files end now: whoever has one needs another.
    package func endFileLinks() {
        step { state, _ in state.files.endLinks() }
    }
}

extension DingTalkState {
    /// Notes the files of a form that somebody submits, in the history.
    func noteFiles(of instance: String, _ values: [JSON.Member], _ step: DingTalkStep) {
        for value in values.map(\.value) { noteFiles(of: instance, in: value, step) }
    }

    private func noteFiles(of instance: String, in value: JSON, _ step: DingTalkStep) {
        switch value {
        case .array(let elements): for element in elements { noteFiles(of: instance, in: element, step) }
        case .object(let members):
            guard let address = value["downloadUrl"]?.string else {
                for member in members { noteFiles(of: instance, in: member.value, step) }
                return
            }
            guard let file = yida.file(at: address), let content = files.contents[file.reference.id] else { return }
            step.history.record(
                .instanceFile(
                    instance: instance, file: file.reference.id, name: file.reference.name,
                    bytes: content.bytes.count, sha256: content.hash))
        default: break
        }
    }
}
