import Yams

/// A form of a Yida application (宜搭) whose filled instances become documents.
package struct YidaForm: Hashable, Sendable {
    /// `FORM-…`
    package var id: String
    /// `TPROC--…` of a form with an approval (流程表单); nil for plain data (普通表单), which counts as approved at once.
    package var process: String?
    /// `APP_…` of the application that it belongs to; nil for the only one.
    package var app: String?

    package init(id: String, process: String? = nil, app: String? = nil) {
        self.id = id
        self.process = process
        self.app = app
    }

    /// What its items are filed under.
    package var flow: String { YidaForm.prefix + id }

    /// What its calls fail together with: those about its application.
    var lane: String { app ?? "" }

    private static let prefix = "yida:"

    /// Whether items filed under `flow` are Yida's.
    static func owns(flow: String) -> Bool { flow.hasPrefix(prefix) }
}

extension YidaForm {
    private static let example = "yida: {form: FORM-EF6Y…, process: TPROC--EF6Y…}"

    /// Reads `yida:` of a mapping file; nil, with the mistakes noted, when it is no form.
    init?(_ member: MappingSection.Member, _ notes: MappingNotes) {
        let opened = MappingSection(
            member.node, name: "yida", line: member.line, notes: notes, write: YidaForm.example)
        guard var section = opened else { return nil }
        defer { section.finish() }
        let id = section.requiredText("form", write: "FORM-EF6Y4G8WO2FN0SUB43TDQ3CGC3FMFQ1G9400RCJ3")
        let app = section.text("app", write: "APP_PBKT0MFBEBTDO8T7SLVP")
        let process = section.text("process", write: "TPROC--EF6Y4G8WO2FN0SUB43TDQ3CGC3FMFQ1G9400RCJ4")
        guard let id else { return nil }
        self.init(id: id, process: process, app: app)
    }
}
