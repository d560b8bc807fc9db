import HTTPTypes
import Seams

/// `GET /lippi-space/download?ticket=`: where the links of `downloadUri` lead. On the platform that is an object store
/// of another host; a link that is unknown or older than fifteen minutes is refused as such a store refuses it.
enum FileDownload: PageEndpoint {
    static let method = "GET"
    static let path = "/lippi-space/download"

    static func page(_ request: DingTalkRequest, _ state: inout DingTalkState, _ step: DingTalkStep) -> PlatformAnswer {
        guard let file = state.files.file(request.query["ticket"] ?? "", at: step.now) else {
            let body = """
                <?xml version="1.0" encoding="UTF-8"?>
                <Error><Code>AccessDenied</Code><Message>Request has expired.</Message></Error>
                """
            return PlatformAnswer(
                .reply(HTTPReply(.forbidden, contentType: "application/xml", body: body)), error: "AccessDenied")
        }
        let name = URLEncodedText.encoded(file.name)
        let response = HTTPResponse(
            status: .ok,
            headerFields: [
                .contentType: "application/octet-stream",
                .contentDisposition: "attachment; filename*=UTF-8''\(name)",
            ])
        return PlatformAnswer(.reply(HTTPReply(response: response, body: state.files.bytes(of: file))))
    }
}
