import Seams

/// The locks of “网络控制”: somebody has a document open in a client. Set through the control API.
struct EditLocks: Sendable {
    /// One document that somebody works on.
    struct Lock: Hashable, Sendable {
        var form: String
        var number: String
        var user: String
        var until: Timestamp
        /// Whether the other user stored a change meanwhile (optimistic lock): refused once, then forgotten.
        var isChange = false
    }

    private var locks: [String: Lock] = [:]

    mutating func add(_ lock: Lock) { locks[EditLocks.key(lock.form, lock.number)] = lock }

    /// Takes a lock away; false when there was none.
    mutating func remove(form: String, number: String) -> Bool {
        locks.removeValue(forKey: EditLocks.key(form, number)) != nil
    }

    mutating func removeAll() { locks = [:] }

    /// The locks that hold, by form and number.
    func held(at now: Timestamp) -> [Lock] {
        locks.sorted { $0.key < $1.key }.map(\.value).filter { $0.until > now }
    }

    mutating func hindrance(
        to record: DocumentRecord, _ form: FormDefinition, user: String, at now: Timestamp, code: MessageCode
    ) -> KingdeeRefusal? {
        guard !locks.isEmpty, !record.number.isEmpty else { return nil }
        let key = EditLocks.key(form.id, record.number)
        guard let lock = locks[key] else { return nil }
        guard lock.until > now else {
            locks[key] = nil
            return nil
        }
        guard lock.user != user else { return nil }
        guard lock.isChange else { return .locked(by: lock.user, form.name, record.number, code: code) }
        locks[key] = nil
        return .changedMeanwhile(record.number, form)
    }

    private static func key(_ form: String, _ number: String) -> String { "\(form)|\(number.lowercased())" }
}
