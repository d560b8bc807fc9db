import HTTPTypes
import Seams

/// `GET /media/{picture}`: where the addresses of picture components lead. On the platform that is a host of its own
/// (`static.dingtalk.com/media/lADP….jpg`), open to whoever knows the address [?]; a picture that is gone is not found.
enum PictureDownload: PageEndpoint {
    static let method = "GET"
    static let folder = "/media/"
    static let path = "/media/{picture}"

    static func page(_ request: DingTalkRequest, _ state: inout DingTalkState, _ step: DingTalkStep) -> PlatformAnswer {
        let name = String(request.path.dropFirst(folder.count))
        guard let content = state.files.contents[name] else {
            return PlatformAnswer(
                .reply(HTTPReply(.notFound, contentType: "text/html", body: "<html><body>404</body></html>")),
                error: "NotFound")
        }
        let type = name.hasSuffix(".png") ? "image/png" : "image/jpeg"
        return PlatformAnswer(.reply(FileDownload.reply(content.bytes, type: type, range: request.range)))
    }
}
