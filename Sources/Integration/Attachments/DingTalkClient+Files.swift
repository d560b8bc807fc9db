import Foundation
import HTTPTypes
import Seams

/// Attachments of approvals (《下载审批附件》).
extension DingTalkClient: AttachmentSource {
    /// `POST /v1.0/workflow/processInstances/spaces/files/urls/download`: grants the application the file, and makes a link
    /// that is good for fifteen minutes.
    ///
    /// `withCommentAttatchment` is the platform's spelling.
    package func fileLink(
        _ file: String, of instance: String, isRecorded: Bool
    ) async throws(PlatformFailure) -> String {
        var body: JSONValue = .members(["processInstanceId": .string(instance), "fileId": .string(file)])
        if isRecorded { body.set("withCommentAttatchment", to: .bool(true)) }
        let reply = try await call(
            "v1.0/workflow/processInstances/spaces/files/urls/download", body: body, isWrite: false)
        guard let link = reply["result"]?["downloadUri"]?.text, FileAddress(link) != nil else {
            throw .transient(reason: "the reply has no link to the file")
        }
        return link
    }

    /// Whether an address is among those that pictures are fetched from: DingTalk's own hosts, and those that were allowed.
    package func refusal(ofPicture address: String) -> String? {
        guard let host = FileAddress(address)?.host else { return "its address cannot be read" }
        let own = [settings.apiURL, settings.oapiURL].compactMap { FileAddress($0)?.host }
        let isAllowed =
            own.contains(host) || settings.pictureHosts.contains { host == $0 || host.hasSuffix(".\($0)") }
        return isAllowed ? nil : "it lies at \(host), which attachments.pictureHosts does not name"
    }

    /// A part by `Range` (RFC 9110, section 14). The link leads to an object store: no token goes there, and its refusals
    /// are none of DingTalk's envelopes.
    package func filePart(
        _ link: String, from start: Int64, bytes: Int, timeout: Duration
    ) async throws(PlatformFailure) -> FilePart {
        // Nobody is sent on from here: whoever may name an address could lead the core to where others cannot reach.
        try await filePart(link, from: start, bytes: bytes, redirectsMax: 0, timeout: timeout)
    }

    /// The same; a page of Yida's own may send on to the object store.
    func filePart(
        _ link: String, from start: Int64, bytes: Int, redirectsMax: Int, timeout: Duration
    ) async throws(PlatformFailure) -> FilePart {
        guard var address = FileAddress(link) else { throw .rejected(reason: "the link to the file is no address") }
        for count in 0...redirectsMax {
            let reply: HTTPReply
            do {
                reply = try await network.exchange(address.call(from: start, bytes: bytes), timeout: timeout)
            } catch {
                throw Masking([link, address.target]).masked(PlatformFailure(error))
            }
            guard redirectsMax > 0, let next = address.redirected(by: reply) else {
                return try FilePart(reply, from: start, most: bytes)
            }
            guard count < redirectsMax else { break }
            address = next
        }
        throw .rejected(reason: "the link to the file leads from one place to the next without an end")
    }
}

/// Where a link leads.
struct FileAddress {
    let scheme: String
    let authority: String
    /// Path and query.
    let target: String

    /// Nil when it is no `http` or `https` URL.
    init?(_ link: String) {
        guard let colon = link.range(of: "://") else { return nil }
        scheme = link[..<colon.lowerBound].lowercased()
        let rest = link[colon.upperBound...]
        authority = String(rest.prefix { $0 != "/" && $0 != "?" })
        let path = rest.dropFirst(authority.count).prefix { $0 != "#" }
        target = path.hasPrefix("/") ? String(path) : "/\(path)"
        guard ["http", "https"].contains(scheme), !authority.isEmpty, !link.contains(where: \.isWhitespace) else {
            return nil
        }
    }

    /// The host in lower case, without a port. What stands before `@` is no host.
    var host: String {
        let place = authority.split(separator: "@").last ?? ""
        return place.prefix { $0 != ":" }.lowercased()
    }

    /// Where a reply sends on to; nil when it does not, or leaves TLS.
    func redirected(by reply: HTTPReply) -> FileAddress? {
        guard [301, 302, 303, 307, 308].contains(reply.response.status.code),
            let location = reply.response.headerFields[.location]
        else { return nil }
        let next = FileAddress(location.hasPrefix("/") ? "\(scheme)://\(authority)\(location)" : location)
        return next.flatMap { scheme == "https" && $0.scheme != "https" ? nil : $0 }
    }

    func call(from start: Int64, bytes: Int) -> HTTPCall {
        HTTPCall(
            request: HTTPRequest(
                method: .get, scheme: scheme, authority: authority, path: target,
                headerFields: [.range: "bytes=\(start)-\(start + Int64(bytes) - 1)"]))
    }
}

extension FilePart {
    /// Reads an object store's reply. One that ignores `Range` sends the whole file: good only when that is no more than
    /// was asked for, since nothing larger is to be held.
    init(_ reply: HTTPReply, from start: Int64, most: Int) throws(PlatformFailure) {
        let status = reply.response.status.code
        let type = reply.response.headerFields[.contentType]?.lowercased() ?? ""
        let isPage = type.hasPrefix("text/html") || type.hasPrefix("application/json")
        switch status {
        case 206:
            guard let range = reply.response.headerFields[.contentRange].flatMap(ContentRange.init),
                range.first == start, range.last - start + 1 == Int64(reply.body.count),
                Int64(reply.body.count) == min(Int64(most), range.size - start)
            else { throw .transient(reason: "the part of the file is not the one asked for") }
            self.init(bytes: reply.body, size: range.size, isPage: isPage)
        case 200:
            // In the middle of a file that was given in parts it is rather a message of whatever stands in front.
            guard reply.body.count <= most else {
                guard start == 0 else { throw .transient(reason: "a part was asked for, and something else came") }
                throw .rejected(reason: "its store sends only whole files, and it is larger than a block")
            }
            guard start == 0 || start < Int64(reply.body.count) else {
                throw .transient(reason: "a part was asked for, and something else came")
            }
            self.init(
                bytes: Array(reply.body.dropFirst(Int(start))), size: Int64(reply.body.count), isWhole: true,
                isPage: isPage)
        // Of an empty file no part can be given.
        case 416 where start == 0 && reply.response.headerFields[.contentRange] == "bytes */0":
            self.init(bytes: [], size: 0)
        case 401, 403: throw .sessionLost("the link to the file is not good any more (HTTP \(status))")
        case 404, 410: throw .notFound("the file is gone from DingTalk (HTTP \(status))")
        case 408, 429, 500...: throw .transient(reason: "the file's store answers HTTP \(status)")
        // What begins behind its end, or whatever else we did not ask for rightly.
        default: throw .rejected(reason: "the file's store answers HTTP \(status)")
        }
    }
}

/// `bytes 0-1048575/5242880`.
private struct ContentRange {
    let first: Int64
    let last: Int64
    let size: Int64

    init?(_ text: String) {
        guard let match = text.wholeMatch(of: /bytes ([0-9]+)-([0-9]+)\/([0-9]+)/), let first = Int64(match.1),
            let last = Int64(match.2), let size = Int64(match.3), first <= last, last < size
        else { return nil }
        self.first = first
        self.last = last
        self.size = size
    }
}
