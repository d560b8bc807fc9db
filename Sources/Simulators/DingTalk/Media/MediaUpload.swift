import Seams

/// `POST /media/upload?access_token=&type=`: a file in the multipart field `media` (「上传媒体文件」).
enum MediaUpload: DingTalkEndpoint {
    static let path = "/media/upload"

    static func perform(
        _ request: DingTalkRequest, _ state: inout DingTalkState, _ step: DingTalkStep
    ) throws(DingTalkRefusal) -> JSON {
        guard let kind = MediaKind(rawValue: try request.requiredText("type")) else { throw .mediaTypeWrong }
        guard let file = request.form?.file("media") else { throw .mediaMissing }
        let name = file.fileName ?? ""
        let ending = name.split(separator: ".").last?.lowercased() ?? ""
        guard kind.endings.contains(ending) else { throw .fileTypeWrong }
        guard !file.bytes.isEmpty, file.bytes.count <= kind.bytesMax else { throw .fileSizeWrong }
        let medium = MediaStore.Medium(
            kind: kind, name: String(name.prefix(200)), bytes: file.bytes.count, created: step.now)
        return [
            "type": .string(kind.rawValue), "media_id": .string(state.media.add(medium, step)),
            "created_at": .number(step.now.milliseconds),
        ]
    }
}
