/// Each Yida form says what became of it: the number of its own document, written once.
package struct YidaWrittenBack: Checker {
    package static let name = "yida-written-back"
    package static let claim = BilingualText(
        "each form with a document says that document's number, written once; no other form was written to",
        "每张有单据的宜搭表单都写有该单据的编号，且只写一次；其余表单未被改动")
    package static let unit = BilingualText("forms", "张宜搭表单")

    package static func applies(to scenario: Scenario) -> Bool {
        scenario.activities.contains { $0.activity is YidaActivity }
    }

    package static func check(_ run: RunIndex) -> Verdict {
        let facts = run.activities.filter { $0.name == YidaActivity.key }
        let changes = Dictionary(grouping: facts.filter { $0.action == "changed" }, by: \.subject).mapValues(\.count)
        let forms = facts.filter { $0.action == "form" }
        let findings = forms.compactMap { finding($0, changes: changes[$0.subject] ?? 0, run) }
        let documented = forms.count { form in
            run.instance(form.subject).map { run.audited($0) != nil } ?? false
        }
        return Verdict(
            findings, examined: documented,
            nothing: BilingualText("no form became a document", "没有任何表单生成单据"))
    }

    private static func finding(_ form: ActivityRecord, changes: Int, _ run: RunIndex) -> Finding? {
        let instance = run.instance(form.subject)
        let document = instance.flatMap { instance in run.documents(of: instance).first(where: \.isAudited) }
        let number = form.detail["number"] ?? ""
        let state = form.detail["state"] ?? ""
        // A form begins with version 1, and each change of its data adds one.
        let writes = (form.detail["version"].flatMap { Int($0) } ?? 0) - 1 - changes
        func finding(_ english: String, _ chinese: String) -> Finding {
            let lines = [document?.audited?.sequence, form.moment.sequence].compactMap(\.self)
            return Finding(subject: form.subject, message: BilingualText(english, chinese), evidence: lines)
        }
        let isPoisoned = instance?.isPoisoned ?? false
        guard let document else {
            guard number.isEmpty else {
                return finding(
                    "says \(number), but has no audited document", "写有单据编号 \(number)，却没有已审核的单据")
            }
            let most = isPoisoned ? 1 : 0
            guard writes > most else { return nil }
            return finding("was written to \(writes) times, without a document", "没有单据，却被写入 \(writes) 次")
        }
        guard number == document.number, state == "已审核" else {
            return finding(
                "says '\(number)' and '\(state)' instead of '\(document.number)' and '已审核'",
                "写有“\(number)”和“\(state)”，应为“\(document.number)”和“已审核”")
        }
        let most = isPoisoned ? 2 : 1
        guard writes > most else { return nil }
        return finding("was written to \(writes) times instead of once", "被写入 \(writes) 次，应只写一次")
    }
}
