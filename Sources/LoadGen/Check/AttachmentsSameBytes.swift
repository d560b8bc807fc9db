import Simulators

/// The files of each approved claim hang on its document, each once, byte for byte, and nothing else does.
package struct AttachmentsSameBytes: Checker {
    package static let name = "attachments-same-bytes"
    package static let claim = BilingualText(
        "each file of an approved claim hangs on its document exactly once with the same name and bytes, and nothing else does",
        "每份已通过审批的附件都恰好一次挂到对应单据上，文件名与内容逐字节一致，且没有多余附件")
    package static let unit = BilingualText("files", "个附件")

    /// A file as both sides know it.
    private struct Content: Hashable, Comparable {
        var name: String
        var bytes: Int
        var hash: String

        static func < (one: Content, other: Content) -> Bool { (one.name, one.hash) < (other.name, other.hash) }
    }

    private struct Place: Hashable {
        var form: String
        var id: String
    }

    private struct Entry {
        var content: Content
        var sequence: Int
    }

    package static func applies(to scenario: Scenario) -> Bool { scenario.workload.files != nil }

    package static func check(_ run: RunIndex) -> Verdict {
        var submitted: [String: [Entry]] = [:]
        var hung: [Place: [Entry]] = [:]
        for event in run.record.events {
            switch event.fact {
            case .instanceFile(let instance, _, let name, let bytes, let hash):
                let content = Content(name: name, bytes: bytes, hash: hash)
                submitted[instance, default: []].append(Entry(content: content, sequence: event.sequence))
            case .attachmentHung(_, let form, let id, _, _, let name, let bytes, let hash):
                let content = Content(name: name, bytes: bytes, hash: hash)
                hung[Place(form: form, id: id), default: []].append(Entry(content: content, sequence: event.sequence))
            default: break
            }
        }
        var (findings, examined): ([Finding], Int) = ([], 0)
        for instance in run.instances where instance.outcome == .agree && run.audited(instance) != nil {
            let wanted = submitted[instance.id] ?? []
            examined += wanted.count
            for document in run.documents(of: instance) {
                // What hung on a document went with it.
                let found = hung.removeValue(forKey: Place(form: document.form, id: document.id)) ?? []
                guard document.isLive else { continue }
                findings += compare(wanted, found, instance.id, document.number)
            }
        }
        // Documents of approvals that were not granted, or of nobody.
        for (place, entries) in hung.sorted(by: { ($0.key.form, $0.key.id) < ($1.key.form, $1.key.id) }) {
            findings.append(
                Finding(
                    subject: place.id,
                    message: BilingualText(
                        "\(entries.count) files hang on a document of no finished claim",
                        "\(entries.count) 个附件挂在没有对应已完成审批的单据上"),
                    evidence: entries.map(\.sequence)))
        }
        return Verdict(
            findings, examined: examined,
            nothing: BilingualText("no approved claim had a file", "没有任何已通过的审批带有附件"))
    }

    private static func compare(
        _ wanted: [Entry], _ found: [Entry], _ instance: String, _ number: String
    ) -> [Finding] {
        let contents = Set(wanted.map(\.content)).union(found.map(\.content)).sorted()
        return contents.compactMap { content in
            let (there, here) = (wanted.filter { $0.content == content }, found.filter { $0.content == content })
            guard there.count != here.count else { return nil }
            let short = content.hash.prefix(12)
            return Finding(
                subject: instance,
                message: BilingualText(
                    "a file of \(content.bytes) bytes (sha256 \(short)…) stands \(there.count) times on the form "
                        + "and hangs \(here.count) times on the document \(number)",
                    "一个 \(content.bytes) 字节的文件（sha256 \(short)…）在审批单上有 \(there.count) 份，"
                        + "在单据 \(number) 上有 \(here.count) 份"),
                evidence: (there + here).map(\.sequence))
        }
    }
}
