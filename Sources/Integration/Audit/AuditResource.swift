import Foundation
import HTTPTypes
import Seams

/// `/api/audit`: search, the heads to keep as anchors, and verification in pieces.
struct AuditResource: APIResource {
    /// More entries are not verified in one request, which would keep the page waiting.
    private static let verifiedMax = 100_000

    let name = "audit"
    let routes = [ServedRoute.get("", .audit), .get("head", .audit), .get("verify", .audit)]
    let store: AuditStore

    func answer(_ request: APIRequest) async throws -> HTTPReply {
        try request.require(.audit)
        switch (request.method, request.path) {
        case ("GET", []): return try await search(request)
        case ("GET", ["head"]):
            let heads = try await store.heads()
            return HTTPReply(.ok, encoding: AuditAnswers.Heads(chains: heads.map(AuditAnswers.Head.init)))
        case ("GET", ["verify"]): return try await verify(request)
        default: throw APIError.noPage(request)
        }
    }

    private func search(_ request: APIRequest) async throws -> HTTPReply {
        var query = AuditQuery()
        query.from = try request.time("from")
        query.until = try request.time("until")
        query.kind = try request.value("kind").map { name in
            guard let kind = AuditEntry.Kind(rawValue: name) else {
                let names = AuditEntry.Kind.allCases.map(\.rawValue).joined(separator: ", ")
                throw APIError(.badRequest, "kind is '\(name)'; there are \(names)")
            }
            return kind
        }
        query.actor = request.value("actor")
        query.subject = request.value("subject")
        query.action = request.value("action")
        query.before = try request.value("after").map { text in
            guard let cursor = AuditCursor(text: text) else {
                throw APIError(.badRequest, "after should be the value of 'next' of an earlier answer")
            }
            return cursor
        }
        query.limit = try request.count("limit", default: 100, in: 1...1000)
        let records = try await store.search(query)
        let next = records.count == query.limit ? records.last.map { AuditCursor($0).text } : nil
        return HTTPReply(
            .ok, encoding: AuditAnswers.Entries(entries: records.map(AuditAnswers.Entry.init), next: next))
    }

    private func verify(_ request: APIRequest) async throws -> HTTPReply {
        let limit = try request.count("limit", default: 20_000, in: 1...AuditResource.verifiedMax)
        let place = try request.value("after").map { text in
            guard let place = AuditPlace(text: text) else {
                throw APIError(.badRequest, "after should be the value of 'next' of an earlier answer")
            }
            return place
        }
        let progress = try await AuditCheck(store).verify(from: place, limit: limit)
        return HTTPReply(
            .ok,
            encoding: AuditAnswers.Verification(
                entries: progress.entries, findings: progress.findings.map(\.description),
                reached: progress.reached, next: progress.next?.text))
    }
}

extension AuditPlace {
    /// Reads what `text` gave; nil for anything else.
    init?(text: String) {
        let parts = text.split(separator: ":", maxSplits: 2).map(String.init)
        guard parts.count == 3, let number = Int64(parts[0]) else { return nil }
        self.init(chain: parts[2], number: number, hash: parts[1])
    }

    var text: String { "\(number):\(hash):\(chain)" }
}

extension APIRequest {
    /// A number of the query.
    func count(_ name: String, default fallback: Int, in bounds: ClosedRange<Int>) throws(APIError) -> Int {
        guard let text = value(name) else { return fallback }
        guard let number = Int(text), bounds.contains(number) else {
            throw APIError(
                .badRequest, "\(name) should be a whole number from \(bounds.lowerBound) to \(bounds.upperBound)")
        }
        return number
    }

    /// A point in time of the query: ISO 8601, or milliseconds since 1970.
    func time(_ name: String) throws(APIError) -> Timestamp? {
        guard let text = value(name) else { return nil }
        if let milliseconds = Int64(text) { return Timestamp(milliseconds: milliseconds) }
        guard let time = Timestamp(isoText: text) else {
            throw APIError(.badRequest, "\(name) should be a time such as 2026-01-15T09:30:00+08:00, not '\(text)'")
        }
        return time
    }
}

extension Timestamp {
    /// Reads ISO 8601 with a time zone, with or without fractions of a second; nil for anything else.
    init?(isoText text: String) {
        let styles = [Date.ISO8601FormatStyle(), Date.ISO8601FormatStyle(includingFractionalSeconds: true)]
        guard let date = styles.lazy.compactMap({ try? $0.parse(text) }).first,  // nil is no time
            abs(date.timeIntervalSince1970) < 9e9
        else { return nil }
        self.init(milliseconds: Int64((date.timeIntervalSince1970 * 1000).rounded()))
    }
}

/// The JSON answers about the audit log.
enum AuditAnswers {
    struct Entries: Encodable {
        var entries: [Entry]
        /// For `after`; nil at the end.
        var next: String?
    }

    struct Entry: Encodable {
        var chain: String
        var number: Int64
        var at: String
        /// Since 1970, as text: the hash is made of it, and a JSON number would lose digits in a browser.
        var nanoseconds: String
        var kind: String
        var actor: String
        var action: String
        var subject: String
        var detail: String
        var hash: String

        init(_ record: AuditRecord) {
            chain = record.chain
            number = record.number
            at = record.entry.at.isoText
            nanoseconds = String(record.entry.at.nanoseconds)
            kind = record.entry.kind.rawValue
            actor = record.entry.actor
            action = record.entry.action
            subject = record.entry.subject
            detail = record.entry.detail
            hash = record.hash
        }
    }

    struct Heads: Codable {
        var chains: [Head]
    }

    struct Head: Codable {
        var chain: String
        var number: Int64
        var hash: String
        var at: String

        init(_ record: AuditRecord) {
            chain = record.chain
            number = record.number
            hash = record.hash
            at = record.entry.at.isoText
        }
    }

    struct Verification: Encodable {
        var entries: Int
        var findings: [String]
        var reached: [AuditPlace]
        /// For `after`; nil once everything was verified.
        var next: String?
    }
}
