extension ItemStore {
    /// An approval instance as it is stored for the mapping's document, with what became of the documents before it, and
    /// the number of that document. Where it is stored for another document alone, that one's, without a number. Nil when it
    /// is not stored.
    package func instance(
        _ id: String, for mapping: Mapping
    ) async throws -> (instance: ApprovalInstance, number: String?)? {
        let items = try await items(of: id)
        let own = items.filter { $0.key.form == mapping.form }
        for item in own + items.filter({ $0.key.form != mapping.form }) {
            guard var instance = try await body(of: item.id).instance else { continue }
            let isOwn = item.key.form == mapping.form
            if !isOwn || item.progress.document == nil {
                for other in items where other.key.form == mapping.after {
                    if let document = other.progress.document {
                        instance = instance.having(document, of: other.key.form)
                    }
                }
            }
            return (instance, isOwn ? item.number : nil)
        }
        return nil
    }
}
