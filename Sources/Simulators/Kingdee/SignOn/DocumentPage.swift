/// A document to look at: its head and its entries.
struct DocumentPage {
    let record: DocumentRecord
    let form: KingdeeForm
    let bases: BaseData
    let language: KingdeeLanguage

    var html: String {
        let title = "\(form.definition.name) \(record.number)"
        var facts = [
            HomePage.fact(form.definition.number.name, record.number),
            HomePage.fact(PageFrame.text(language, "单据状态", "Status"), DocumentPage.status(record, language)),
        ]
        for (field, value) in zip(form.definition.fields, record.head) where value != nil {
            facts.append(HomePage.fact(field.name, display(value)))
        }
        facts.append(HomePage.fact(PageFrame.text(language, "创建人", "Creator"), record.creator))
        let entries = zip(form.definition.entries, record.entries).filter { !$1.isEmpty }.map(table).joined()
        return "<section><h1>\(HTML.escaped(title))</h1><dl>\(facts.joined())</dl>\(entries)</section>"
    }

    private func table(_ entry: EntryDefinition, _ rows: [DocumentRecord.Row]) -> String {
        let shown = entry.fields.indices.filter { place in rows.contains { $0.fields[place] != nil } }
        let heads = shown.map { "<th>\(HTML.escaped(entry.fields[$0].name))</th>" }.joined()
        let lines = rows.map { row in
            "<tr>" + shown.map { "<td>\(HTML.escaped(display(row.fields[$0])))</td>" }.joined() + "</tr>"
        }
        return """
            <h2>\(HTML.escaped(entry.name))</h2><div class="wide"><table><tr>\(heads)</tr>\(lines.joined())</table></div>
            """
    }

    private func display(_ value: FieldValue?) -> String {
        switch value {
        case .text(let text)?, .number(let text)?, .bill(let text)?: text
        case .date(let date)?: date.text
        case .moment(let time)?: LocalMoment(time).spacedText
        case .flag(let flag)?: flag ? PageFrame.text(language, "是", "yes") : PageFrame.text(language, "否", "no")
        case .reference(let formID, let number)?: named(formID, number)
        case .dimensions(let dimensions)?: dimensions.map { named($0.form, $0.number) }.joined(separator: "；")
        case nil: ""
        }
    }

    private func named(_ formID: String, _ number: String) -> String {
        guard let (form, record) = bases.find(form: formID, number: number) else { return number }
        let name = record.name(in: form)
        return name.isEmpty || name == number ? number : "\(name)（\(number)）"
    }

    static func status(_ record: DocumentRecord, _ language: KingdeeLanguage) -> String {
        switch record.status {
        case .temporary: PageFrame.text(language, "暂存", "draft")
        case .created: PageFrame.text(language, "创建", "created")
        case .underReview: PageFrame.text(language, "审核中", "under review")
        case .audited: PageFrame.text(language, "已审核", "audited")
        case .toBeReviewedAgain: PageFrame.text(language, "重新审核", "to be reviewed again")
        }
    }
}
