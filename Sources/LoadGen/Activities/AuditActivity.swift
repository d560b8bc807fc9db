import Foundation
import HTTPTypes
import Seams
import Simulators

/// Reads the core's audit log as an auditor does: an anchor every few seconds, and the whole log at the end.
///
/// Everything it reads goes into the history as it was read, so that the checker can follow the chain itself.
struct AuditActivity: Activity {
    static let key = "audit-log"
    /// The record of one entry: its subject, and in the detail all other members.
    static let entry = "entry"
    /// The record of a chain's head, read while the core worked: nothing before it may change any more.
    static let head = "head"

    /// How often anchors are read while the workload runs.
    private var anchorsEvery = Duration.seconds(2)

    init?(_ section: inout ScenarioSection) {
        anchorsEvery = section.duration("anchors-every", in: .milliseconds(100) ... .seconds(60)) ?? anchorsEvery
    }

    var length: Duration { .zero }

    func run(_ stage: ActivityStage, from origin: Timestamp) async throws {
        for _ in 0..<3 {
            try await stage.time.sleep(for: anchorsEvery)
            // A core that is down just now has no head to show.
            if let heads = try? await stage.core?.auditHeads() { record(heads, stage) }
        }
    }

    /// A core that could not write for a while, such as to a full disk, may know of an effect later than the platform does.
    func isQuiet(_ stage: ActivityStage) async throws -> Bool {
        guard let core = stage.core else { return true }
        return (try? await core.unfinishedItems()) == 0
    }

    func conclude(_ stage: ActivityStage) async throws {
        guard let core = stage.core else { return }
        do {
            record(try await core.auditHeads(), stage)
            for entry in try await core.auditEntries() {
                stage.record(
                    AuditActivity.self, AuditActivity.entry, of: entry.subject,
                    [
                        "chain": entry.chain, "number": String(entry.number), "at": entry.nanoseconds,
                        "kind": entry.kind, "actor": entry.actor, "action": entry.action, "detail": entry.detail,
                        "hash": entry.hash,
                    ])
            }
        } catch {
            stage.history.record(.note(text: "the audit log could not be read: \(error)"))
        }
    }

    private func record(_ heads: [CoreOperator.AuditHead], _ stage: ActivityStage) {
        for head in heads {
            stage.record(
                AuditActivity.self, AuditActivity.head, of: head.chain,
                ["number": String(head.number), "hash": head.hash])
        }
    }
}

extension CoreOperator {
    /// An entry, as `GET /api/audit` lists it.
    struct AuditLine: Decodable, Hashable {
        var chain: String
        var number: Int
        var nanoseconds: String
        var kind: String
        var actor: String
        var action: String
        var subject: String
        var detail: String
        var hash: String
    }

    /// A chain's newest entry, as `GET /api/audit/head` lists it.
    struct AuditHead: Decodable, Hashable {
        var chain: String
        var number: Int
        var hash: String
    }

    private struct Overview: Decodable {
        var unfinished: Int
    }

    private struct Page: Decodable {
        var entries: [AuditLine]
        var next: String?
    }

    private struct Heads: Decodable {
        var chains: [AuditHead]
    }

    /// The whole log, oldest entry first.
    func auditEntries() async throws -> [AuditLine] {
        var entries: [AuditLine] = []
        var next: String?
        repeat {
            let after = next.map { "&after=" + ($0.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "") }
            let page = try await read(Page.self, "/api/audit?limit=1000\(after ?? "")")
            entries += page.entries
            next = page.next
        } while next != nil
        return entries.sorted { ($0.chain, $0.number) < ($1.chain, $1.number) }
    }

    /// How many items the core still works on, as `GET /api/overview` tells.
    func unfinishedItems() async throws -> Int {
        try await read(Overview.self, "/api/overview").unfinished
    }

    func auditHeads() async throws -> [AuditHead] {
        try await read(Heads.self, "/api/audit/head").chains
    }

    private func read<Answer: Decodable>(_ type: Answer.Type, _ path: String) async throws -> Answer {
        let reply = try await call(.get, path, body: [])
        guard let answer = try? JSONDecoder().decode(Answer.self, from: Data(reply.body)) else {
            throw ControlError("the core's answer to \(path) is not readable: \(reply.text.prefix(200))")
        }
        return answer
    }
}
