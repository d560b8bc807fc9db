import Simulators

/// The files of each approved claim hang on its document, each once, byte for byte, and nothing else does.
package struct AttachmentsSameBytes: Checker {
    package static let name = "attachments-same-bytes"
    package static let claim = BilingualText(
        "each file of an approved claim hangs on its document exactly once with the same name and bytes, and nothing else does",
        "每份已通过审批的附件都恰好一次挂到对应单据上，文件名与内容逐字节一致，且没有多余附件")
    package static let unit = BilingualText("files", "个附件")

    package static func applies(to scenario: Scenario) -> Bool { scenario.workload.files != nil }

    package static func check(_ run: RunIndex) -> Verdict {
        var story = FileStory(run)
        var (findings, examined): ([Finding], Int) = ([], 0)
        // What hung on a revoked approval's documents was taken back with them, wherever the upload stood.
        for instance in run.instances where instance.revoked != nil {
            for document in run.documents(of: instance) {
                _ = story.takeHung(on: FileStory.Place(form: document.form, id: document.id))
            }
        }
        for instance in run.instances
        where instance.revoked == nil && instance.outcome == .agree && run.audited(instance) != nil {
            let wanted = story.submitted[instance.id] ?? []
            examined += wanted.count
            for document in run.documents(of: instance) {
                // What hung on a document went with it.
                let found = story.takeHung(on: FileStory.Place(form: document.form, id: document.id))
                guard document.isLive else { continue }
                findings += compare(wanted, found, instance.id, document.number)
            }
        }
        // Documents of approvals that were not granted, or of nobody.
        for (place, entries) in story.hung.sorted(by: { ($0.key.form, $0.key.id) < ($1.key.form, $1.key.id) }) {
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

    /// A file that cannot be had may be lacking; that people are told is the matter of `LackingFilesTold`.
    private static func compare(
        _ wanted: [FileStory.Submitted], _ found: [FileStory.Hung], _ instance: String, _ number: String
    ) -> [Finding] {
        var hung = found
        for index in hung.indices where !wanted.contains(where: { $0.content == hung[index].content }) {
            // Under another name than on the form, which no other system takes.
            let stood = wanted.first { file in
                file.content.hash == hung[index].content.hash && file.content.bytes == hung[index].content.bytes
                    && FileName.may(hung[index].content.name, standFor: file.content.name)
            }
            if let stood { hung[index].content.name = stood.content.name }
        }
        let contents = Set(wanted.map(\.content)).union(hung.map(\.content)).sorted()
        return contents.compactMap { content in
            let (there, here) = (wanted.filter { $0.content == content }, hung.filter { $0.content == content })
            let least = there.count { !$0.isLost }
            guard here.count < least || here.count > there.count else { return nil }
            let short = content.hash.prefix(12)
            return Finding(
                subject: instance,
                message: BilingualText(
                    "a file of \(content.bytes) bytes (sha256 \(short)…) stands \(there.count) times on the form "
                        + "and hangs \(here.count) times on the document \(number)",
                    "一个 \(content.bytes) 字节的文件（sha256 \(short)…）在审批单上有 \(there.count) 份，"
                        + "在单据 \(number) 上有 \(here.count) 份"),
                evidence: there.map(\.sequence) + here.map(\.sequence))
        }
    }
}
