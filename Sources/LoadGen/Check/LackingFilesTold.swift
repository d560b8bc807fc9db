import Simulators

/// A file that cannot be had is never lost in silence: its document is made without it, and a comment on the approval names
/// it.
package struct LackingFilesTold: Checker {
    package static let name = "lacking-files-told"
    package static let claim = BilingualText(
        "each file that cannot be carried over is named to the approval's people, and its document is made without it",
        "每个无法带入的附件都在审批评论中点名告知，且单据照常生成")
    package static let unit = BilingualText("files", "个附件")

    package static func applies(to scenario: Scenario) -> Bool { scenario.workload.files?.hasTroubles ?? false }

    package static func check(_ run: RunIndex) -> Verdict {
        let story = FileStory(run)
        var comments: [String: [String]] = [:]
        for event in run.record.events {
            if case .instanceCommented(let instance, let text) = event.fact {
                comments[instance, default: []].append(text)
            }
        }
        var (findings, examined): ([Finding], Int) = ([], 0)
        for instance in run.instances where instance.needsDocument {
            let hung = run.documents(of: instance).filter(\.isLive).flatMap { document in
                story.hung[FileStory.Place(form: document.form, id: document.id)] ?? []
            }.map(\.content.hash)
            // One that was carried over before it was deleted lacks nowhere.
            for file in story.submitted[instance.id] ?? []
            where file.isLost && !hung.contains(file.content.hash) {
                examined += 1
                if let finding = finding(file, of: instance, comments[instance.id] ?? [], run) {
                    findings.append(finding)
                }
            }
        }
        return Verdict(
            findings, examined: examined,
            nothing: BilingualText("every file could be carried over", "所有附件都能带入，没有需要告知的"))
    }

    private static func finding(
        _ file: FileStory.Submitted, of instance: InstanceRecord, _ comments: [String], _ run: RunIndex
    ) -> Finding? {
        let core = FileName.core(of: file.content.name)
        guard run.audited(instance) != nil else {
            return Finding(
                subject: instance.id,
                message: BilingualText(
                    "has a file that cannot be had (\(file.file)), and no audited document",
                    "有无法带入的附件（\(file.file)），且没有已审核的单据"),
                evidence: [file.sequence])
        }
        guard !comments.contains(where: { $0.contains(core) }) else { return nil }
        return Finding(
            subject: instance.id,
            message: BilingualText(
                "no comment names the file \(file.file), which its document lacks",
                "没有任何评论告知单据缺少附件 \(file.file)"),
            evidence: [file.sequence])
    }
}
