import Seams

extension DocumentState {
    /// Keeps the assignments (任岗信息) of an employee in step with its posts: a new row makes one, a changed row changes
    /// it, and that of a deleted row goes too. The row keeps the id in `FStaffDetails`, whatever the client sent there: a
    /// public integration always sends 0.
    mutating func assignPosts(of record: inout DocumentRecord, _ form: KingdeeForm, by user: String, at now: Timestamp)
    {
        guard let entry = form.entry("FPostEntity"), let details = form.entryField("FStaffDetails", entry: entry),
            let assignments = forms.form("BD_NEWSTAFF")
        else { return }
        let book = assignments.position
        var former: [Int64: DocumentRecord] = [:]
        for row in books[form.position][record.id]?.entries[entry] ?? [] {
            guard let assignment = row.fields[details]?.id.flatMap({ books[book][$0] }) else { continue }
            former[row.id] = assignment
        }
        for index in record.entries[entry].indices {
            let row = record.entries[entry][index]
            var assignment =
                former.removeValue(forKey: row.id) ?? newAssignment(of: record, assignments, by: user, at: now)
            func take(_ key: String, from source: String) {
                guard let place = assignments.headField(key) else { return }
                assignment.head[place] = form.entryField(source, entry: entry).flatMap { row.fields[$0] }
            }
            take("FDept", from: "FPostDept")
            take("FPosition", from: "FPost")
            take("FStartDate", from: "FStaffStartDate")
            take("FIsFirstPost", from: "FIsFirstPost")
            for (key, value) in [
                ("FName", FieldValue.text(record.name(in: form))),
                ("FEmpInfoId", .reference(form: form.definition.id, number: record.number)),
            ] {
                if let place = assignments.headField(key) { assignment.head[place] = value }
            }
            books[book].store(&assignment)
            record.entries[entry][index].fields[details] = .number(String(assignment.id))
        }
        for assignment in former.values.sorted(by: { $0.id < $1.id }) { books[book].remove(assignment) }
    }

    /// Numbers look like `emp_GW098132_100372` on a real tenant.
    private mutating func newAssignment(
        of record: DocumentRecord, _ form: KingdeeForm, by user: String, at now: Timestamp
    ) -> DocumentRecord {
        var assignment = DocumentRecord(form: form, by: user, at: now)
        let running = books[form.position].nextNumber(series: "emp") + 100_000
        assignment.number = "emp_\(record.number)_\(running)"
        assignment.status = .audited
        return assignment
    }
}

extension FieldValue {
    /// The number as an internal id; nil for anything else.
    fileprivate var id: Int64? {
        if case .number(let digits) = self { Int64(digits) } else { nil }
    }
}
