import Integration

extension Specimen {
    /// The row says "done" before Kingdee has said anything.
    static let callsItDoneFirst = Specimen(
        "calls-it-done-first", "marks an approval as done before Kingdee has answered",
        fires: "nothing-acknowledged-lost", in: "refused-for-now.yaml",
        core: SmallCore().with { core in
            core.save = { office, item in
                var item = item
                item.rest(in: .done)
                try await office.keep(item)
                let (form, model) = (office.mapping.form, item.payload ?? "{}")
                do {
                    let document = try await office.kingdee.save(form: form, model: model)
                    try await office.kingdee.submit(form: form, id: document.id)
                    try await office.kingdee.audit(form: form, id: document.id)
                } catch {
                    // It would be logged here.
                }
                return item
            }
        })
}
