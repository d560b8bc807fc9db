import HTTPTypes
import Seams

/// `GET /lippi-space/download?ticket=`: where the links of `downloadUri` lead. On the platform that is an object store
/// of another host; a link that is unknown or older than fifteen minutes is refused as such a store refuses it, and a part
/// is given for a `Range` of one interval (RFC 9110, section 14; Alibaba Cloud's OSS: 《GetObject》).
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
        guard !state.files.isDeleted(file.id) else {
            let body = """
                <?xml version="1.0" encoding="UTF-8"?>
                <Error><Code>NoSuchKey</Code><Message>The specified key does not exist.</Message></Error>
                """
            return PlatformAnswer(
                .reply(HTTPReply(.notFound, contentType: "application/xml", body: body)), error: "NoSuchKey")
        }
        return PlatformAnswer(.reply(reply(of: file, state.files.bytes(of: file), range: request.range)))
    }

    private static func reply(of file: AttachmentReference, _ bytes: [UInt8], range: String?) -> HTTPReply {
        var reply = reply(bytes, type: "application/octet-stream", range: range)
        let name = URLEncodedText.encoded(file.name)
        reply.response.headerFields[.contentDisposition] = "attachment; filename*=UTF-8''\(name)"
        return reply
    }

    /// A file, or the part of it that was asked for.
    static func reply(_ bytes: [UInt8], type: String, range: String?) -> HTTPReply {
        var response = HTTPResponse(status: .ok, headerFields: [.contentType: type])
        guard let interval = range.flatMap(ByteInterval.init) else { return HTTPReply(response: response, body: bytes) }
        guard interval.first < bytes.count else {
            response.status = .rangeNotSatisfiable
            response.headerFields[.contentRange] = "bytes */\(bytes.count)"
            return HTTPReply(response: response)
        }
        let last = min(interval.last ?? bytes.count - 1, bytes.count - 1)
        response.status = .partialContent
        response.headerFields[.contentRange] = "bytes \(interval.first)-\(last)/\(bytes.count)"
        return HTTPReply(response: response, body: Array(bytes[interval.first...last]))
    }
}

/// `bytes=0-1023` or `bytes=1024-`; anything else is ignored, as the standard asks.
private struct ByteInterval {
    let first: Int
    let last: Int?

    init?(_ text: String) {
        guard let match = text.wholeMatch(of: /bytes=([0-9]{1,15})-([0-9]{0,15})/), let first = Int(match.1) else {
            return nil
        }
        self.first = first
        last = Int(match.2)
        guard first <= last ?? first else { return nil }
    }
}
