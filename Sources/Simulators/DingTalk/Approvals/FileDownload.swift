import HTTPTypes
import Seams

/// `GET /lippi-space/download?ticket=`: where the links of `downloadUri` lead. On the platform that is an object store
/// of another host; a link that is unknown or older than fifteen minutes is refused as such a store refuses it.
enum FileDownload: RawEndpoint {
    static let method = "GET"
    static let path = "/lippi-space/download"
    static let needsToken = false

    static func reply(
        _ request: DingTalkRequest, _ state: inout DingTalkState, _ step: DingTalkStep
    ) throws(DingTalkRefusal) -> HTTPReply {
        guard let file = state.files.file(request.query["ticket"] ?? "", at: step.now) else {
            return HTTPReply(
                .forbidden, contentType: "application/xml",
                body: """
                    <?xml version="1.0" encoding="UTF-8"?>
                    <Error><Code>AccessDenied</Code><Message>Request has expired.</Message></Error>
                    """)
        }
        let name = URLEncodedText.encoded(file.name)
        return HTTPReply(
            response: HTTPResponse(
                status: .ok,
                headerFields: [
                    .contentType: "application/octet-stream",
                    .contentDisposition: "attachment; filename*=UTF-8''\(name)",
                ]), body: state.files.bytes(of: file))
    }
}

/// An endpoint that does not answer with JSON.
protocol RawEndpoint: DingTalkEndpoint {
    static func reply(
        _ request: DingTalkRequest, _ state: inout DingTalkState, _ step: DingTalkStep
    ) throws(DingTalkRefusal) -> HTTPReply
}

extension RawEndpoint {
    /// Not reached: the gateway asks for the reply.
    static func perform(
        _ request: DingTalkRequest, _ state: inout DingTalkState, _ step: DingTalkStep
    ) throws(DingTalkRefusal) -> JSON {
        .null
    }
}
