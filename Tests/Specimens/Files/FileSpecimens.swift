import Foundation
import HTTPTypes
import LoadGen
import Seams
import Synchronization

/// Mistakes with the files of approvals, and with approvals that are revoked while those are on their way.
extension Specimen {
    static let hangsFilesTwice = Specimen(
        "hangs-files-twice", "sends the block that hangs a file once more to be sure",
        fires: "attachments-same-bytes", in: "files.yaml",
        product: .between { call, send throws(NetworkError) in
            let reply = try await send(call)
            guard call.isLastBlock else { return reply }
            // As a file of its own: the first one is closed.
            _ = try await send(call.edited { $0.replacing(/"FileId":"[^"]*"/, with: #""FileId":"""#) })
            return reply
        })

    static let cutsFilesShort = Specimen(
        "cuts-files-short", "loses the last bytes of a file's last block",
        fires: "attachments-same-bytes", in: "files.yaml",
        product: .between { call, send throws(NetworkError) in
            guard call.isLastBlock else { return try await send(call) }
            return try await send(
                call.edited { $0.replacing(/"SendByte":"([^"]{8,})[^"]{4}"/) { "\"SendByte\":\"\($0.output.1)\"" } })
        })

    static let hangsFilesElsewhere: Specimen = {
        let first = FirstDocument()
        return Specimen(
            "hangs-files-elsewhere", "hangs some files on the document that it had in hand before",
            fires: "attachments-same-bytes", in: "files.yaml",
            product: .between { call, send throws(NetworkError) in
                guard call.isLastBlock else { return try await send(call) }
                return try await send(call.edited { first.aim($0) })
            })
    }()

    static let takesTheFormAlone = Specimen(
        "takes-the-form-alone", "carries over the form's files and none of those that came later",
        fires: "attachments-same-bytes", in: "files.yaml",
        product: .between { call, send throws(NetworkError) in
            let reply = try await send(call)
            guard call.path.hasSuffix("/processInstances"), call.request.method == .get else { return reply }
            return reply.edited { $0.replacing(/"attachments":\[[^\]]+\]/, with: #""attachments":[]"#) }
        })

    static let takesAnEndedLinkForNone = Specimen(
        "takes-an-ended-link-for-none", "takes a link that ended for a file that was deleted",
        fires: "attachments-same-bytes", in: "files.yaml",
        product: .between { call, send throws(NetworkError) in
            var reply = try await send(call)
            if call.path.contains("/lippi-space/"), reply.response.status == .forbidden {
                reply.response.status = .notFound
            }
            return reply
        })

    static let losesFilesInSilence = Specimen(
        "loses-files-in-silence", "tells that a document is made, and not which files it lacks",
        fires: "lacking-files-told", in: "files.yaml",
        product: .between { call, send throws(NetworkError) in
            guard call.isComment else { return try await send(call) }
            return try await send(call.edited { $0.replacing(/。注意：[^"]*/, with: "") })
        })

    static let saysItTwice = Specimen(
        "says-it-twice", "writes each comment once more to be sure", fires: "comments-once", in: "revoked-files.yaml",
        product: .between { call, send throws(NetworkError) in
            let reply = try await send(call)
            if call.isComment { _ = try await send(call) }
            return reply
        })

    static let skipsTheUnAudit = Specimen(
        "skips-the-un-audit", "takes a document for opened again without having asked for it",
        fires: "revoked-leave-no-document", in: "revoked-files.yaml",
        product: .between { call, send throws(NetworkError) in
            guard call.path.contains("DynamicFormService.UnAudit") else { return try await send(call) }
            let done = """
                {"Result":{"ResponseStatus":{"IsSuccess":true,"Errors":[],"SuccessEntitys":[{"Id":1,"Number":"","DIndex":0}],\
                "SuccessMessages":[],"MsgCode":0}}}
                """
            return HTTPReply(response: HTTPResponse(status: .ok), body: Array(done.utf8))
        })

    /// What it has read once it never reads again: a revocation that comes while the document is on the way is not seen.
    static let readsAnApprovalOnce: Specimen = {
        let known = KnownApprovals()
        return Specimen(
            "reads-an-approval-once", "keeps an approval as it read it first, whatever happens to it afterwards",
            fires: "revoked-leave-no-document", in: "revoked-files.yaml",
            product: .between { call, send throws(NetworkError) in
                guard call.path.hasSuffix("/processInstances"), call.request.method == .get else {
                    return try await send(call)
                }
                let target = call.request.path ?? ""
                if let reply = known.reply(to: target) { return reply }
                let reply = try await send(call)
                known.keep(reply, to: target)
                return reply
            })
    }()
}

extension ProductCore {
    fileprivate typealias Send = @Sendable (HTTPCall) async throws(NetworkError) -> HTTPReply

    /// The product with something between it and the wire.
    fileprivate static func between(
        _ meddle: @escaping @Sendable (HTTPCall, Send) async throws(NetworkError) -> HTTPReply
    ) -> ProductCore {
        ProductCore().with { core in
            core.network = { environment, _ in InBetween(inner: environment.network, meddle: meddle) }
        }
    }
}

private struct InBetween: NetworkWrapper {
    let inner: any Network
    let meddle: @Sendable (HTTPCall, ProductCore.Send) async throws(NetworkError) -> HTTPReply

    func exchange(_ call: HTTPCall, timeout: Duration) async throws(NetworkError) -> HTTPReply {
        let inner = inner
        return try await meddle(call) { (call) throws(NetworkError) in
            try await inner.exchange(call, timeout: timeout)
        }
    }
}

extension HTTPCall {
    fileprivate var isLastBlock: Bool {
        path.contains("AttachmentUpload") && String(decoding: body, as: UTF8.self).contains("\"IsLast\":true")
    }

    fileprivate var isComment: Bool { path.hasSuffix("/processInstances/comments") }

    fileprivate func edited(_ edit: (String) -> String) -> HTTPCall {
        var call = self
        call.body = Array(edit(String(decoding: body, as: UTF8.self)).utf8)
        return call
    }
}

extension HTTPReply {
    fileprivate func edited(_ edit: (String) -> String) -> HTTPReply {
        HTTPReply(response: response, body: Array(edit(String(decoding: body, as: UTF8.self)).utf8))
    }
}

/// The document that the last file was meant for.
private final class FirstDocument: Sendable {
    private let place = Mutex<(id: Substring, number: Substring)?>(nil)

    func aim(_ body: String) -> String {
        guard let match = body.firstMatch(of: /"InterId":"([^"]*)","BillNO":"([^"]*)"/) else { return body }
        let before = place.withLock { place in
            defer { place = (match.output.1, match.output.2) }
            return place
        }
        guard let before else { return body }
        return body.replacing(match.output.0, with: "\"InterId\":\"\(before.id)\",\"BillNO\":\"\(before.number)\"")
    }
}

/// Approvals that were read as completed, by the request.
private final class KnownApprovals: Sendable {
    private let replies = Mutex<[String: HTTPReply]>([:])

    func reply(to target: String) -> HTTPReply? { replies.withLock { $0[target] } }

    func keep(_ reply: HTTPReply, to target: String) {
        guard String(decoding: reply.body, as: UTF8.self).contains("\"status\":\"COMPLETED\"") else { return }
        replies.withLock { $0[target] = reply }
    }
}
