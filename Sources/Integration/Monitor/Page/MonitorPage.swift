import Crypto
import HTTPTypes
import Seams

/// The monitoring page: one document with its style and scripts, served by the core itself. It loads nothing from anywhere
/// else, so that it works inside a company without a way out.
enum MonitorPage {
    private struct File {
        let name: String
        let contentType: String
        let bytes: [UInt8]
        /// Changes with the content.
        let tag: String

        init(_ name: String, _ contentType: String, _ bytes: [UInt8]) {
            self.name = name
            self.contentType = contentType
            self.bytes = bytes
            tag = "\"" + SHA256.hash(data: bytes).prefix(12).map { String($0, radix: 16) }.joined() + "\""
        }
    }

    private static let script = "text/javascript; charset=utf-8"

    private static let document = File("", "text/html; charset=utf-8", PackageResources.monitor_html)

    /// Below `/page/`.
    private static let files = [
        File("monitor.css", "text/css; charset=utf-8", PackageResources.monitor_css),
        File("icon.svg", "image/svg+xml", PackageResources.icon_svg),
        File("main.js", script, PackageResources.main_js),
        File("core.js", script, PackageResources.core_js),
        File("words.js", script, PackageResources.words_js),
        File("said.js", script, PackageResources.said_js),
        File("charts.js", script, PackageResources.charts_js),
        File("overview.js", script, PackageResources.overview_js),
        File("transfers.js", script, PackageResources.transfers_js),
        File("story.js", script, PackageResources.story_js),
        File("cases.js", script, PackageResources.cases_js),
        File("mappings.js", script, PackageResources.mappings_js),
        File("records.js", script, PackageResources.records_js),
    ]

    /// Where the document and its files are.
    static var paths: [String] { ["/"] + files.map { "/page/\($0.name)" } }

    /// Nothing but our own files, and nothing inline: text that slipped into the page as markup could do nothing.
    private static let policy =
        "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

    /// Answers `GET /` and `GET /page/<file>`.
    static func answer(_ call: HTTPCall, _ path: [String]) -> HTTPReply {
        let file = path.isEmpty ? document : files.first { path == ["page", $0.name] }
        guard let file else {
            return HTTPReply(
                .notFound, encoding: MonitorAnswers.Problem(error: "no page \(call.request.method) \(call.path)"))
        }
        let isKnown = call.request.headerFields[.ifNoneMatch] == file.tag
        var reply = HTTPReply(
            response: HTTPResponse(status: isKnown ? .notModified : .ok), body: isKnown ? [] : file.bytes)
        reply.response.headerFields[.contentType] = file.contentType
        reply.response.headerFields[.eTag] = file.tag
        reply.response.headerFields[.cacheControl] = "no-cache"
        reply.response.headerFields[.contentSecurityPolicy] = policy
        reply.response.headerFields[.xContentTypeOptions] = "nosniff"
        for (name, value) in [("Referrer-Policy", "no-referrer"), ("X-Frame-Options", "DENY")] {
            guard let name = HTTPField.Name(name) else { continue }
            reply.response.headerFields[name] = value
        }
        return reply
    }
}
