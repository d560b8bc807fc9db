package import Seams

/// One durable step of a held item.
package struct ItemStep: Sendable {
    /// The states passed through, the last of them being the item's state now. Several when an answer and the next
    /// intent are stored together, to save a flush.
    package var path: [ItemState]
    package var progress: ItemProgress
    /// Until when the item stays held; nil gives it back.
    package var lease: Timestamp?
    /// When it is due again after being given back; nil at rest.
    package var due: Timestamp?
    package var waiting: WaitReason?
    package var note: String?
    /// The instance as read and the frozen payload, when they are new.
    package var body: ItemBody?
    /// What happened to the approval's files.
    package var files: [FileStep] = []
    /// What DingTalk's users are to be told.
    package var notice: Notice.Draft?
    /// The items of another approval that this one revokes.
    package var revokes: [ItemKey] = []
    /// Whether DingTalk's answer settles what the item had heard of a revocation.
    package var settlesDoubt = false
    /// The person's decision that the step carries out, for the audit log.
    package var decision: AuditEntry?
    /// What was found out at the source, for the audit log.
    package var finding: AuditEntry?

    package init(path: [ItemState], progress: ItemProgress) {
        self.path = path
        self.progress = progress
    }
}

/// The large parts of an item.
package struct ItemBody: Hashable, Sendable {
    /// The approval instance as read, or as mended by a person.
    package var instance: ApprovalInstance?
    /// The frozen `Model`: JSON text.
    package var payload: String?
    /// The version of the mapping that made the payload.
    package var mappingVersion: String?

    package init(instance: ApprovalInstance?, payload: String?, mappingVersion: String?) {
        self.instance = instance
        self.payload = payload
        self.mappingVersion = mappingVersion
    }
}

extension ItemStore {
    /// Stores a step of `item`, provided that it is still in the state and epoch we know.
    ///
    /// Returns the item as it is now stored. When an event arrived meanwhile that says the approval is over, and the step
    /// wanted to wait for it, or that it is revoked, and the step gives the item back, then the item is due at once.
    ///
    /// - Throws: `StaleClaim` when somebody else holds it.
    @discardableResult
    package func store(_ step: ItemStep, of item: Item, at now: Timestamp) async throws -> Item {
        try await database.commit { database in
            var stored = item
            stored.progress = step.progress
            stored.lease = step.lease
            stored.due = step.lease ?? step.due
            stored.waiting = step.waiting
            stored.updated = now
            if step.lease == nil, step.waiting == .running, try database.wasHinted(item) {
                stored.due = now
                stored.progress.pauses = 0
            }
            stored.doubted = try database.update(stored, from: item, settlesDoubt: step.settlesDoubt)
            if step.lease == nil, let doubted = stored.doubted, doubted != item.doubted {
                stored.due = now
                stored.progress.pauses = 0
                try database.hasten(stored, at: now)
            }
            if let decision = step.decision { try database.audit(decision) }
            if let finding = step.finding { try database.audit(finding) }
            for entry in step.effects(on: item, at: now) { try database.audit(entry) }
            for file in step.files {
                try database.write(file.file, of: item.id)
                if let entry = file.entry(for: item, step.progress, at: now) { try database.audit(entry) }
            }
            var before = item.progress.state
            for state in step.path where state != before {
                try database.log(item: item.id, at: now, epoch: item.epoch, from: before, to: state, note: step.note)
                before = state
            }
            if let body = step.body { try database.write(body, of: item.id) }
            if let notice = step.notice, let told = try database.completed(notice, stored) {
                try database.insert(told, about: item, at: now)
            }
            if step.progress.state.isResting { try database.wakeSuccessors(of: item, at: now) }
            if !step.revokes.isEmpty { try database.revoke(step.revokes, by: item.key.instance, at: now) }
            if step.progress.revocation != nil { try database.dropPraise(of: item) }
            return stored
        }
    }

    /// The stored bodies of an item; empty when there are none.
    package func body(of item: Int64) async throws -> ItemBody {
        try await database.read { database in
            let row = try database.row(
                "SELECT snapshot, payload, mapping_version FROM bodies WHERE item = ?", [.of(item)])
            guard let row else { return ItemBody(instance: nil, payload: nil, mappingVersion: nil) }
            return ItemBody(
                instance: try row.find(0, as: String.self).map(ApprovalInstance.init(stored:)),
                payload: try row.find(1), mappingVersion: try row.find(2))
        }
    }
}

extension Timestamp {
    /// No word of a revocation ever came then.
    fileprivate static let never = Timestamp(nanoseconds: -1)
}

extension SQLConnection {
    /// Documents of the same approval that wait for this one, whether it comes before or after them.
    fileprivate func wakeSuccessors(of item: Item, at now: Timestamp) throws {
        try execute(
            "UPDATE items SET due = ? WHERE instance = ? AND id <> ? AND lease IS NULL AND waiting IN (?, ?)",
            [
                .of(now), .of(item.key.instance), .of(item.id), .of(WaitReason.predecessor.rawValue),
                .of(WaitReason.successor.rawValue),
            ])
    }

    /// What an approval's people are told once: the last of its documents tells of all. Nil while others are on the way;
    /// each of them will look here again.
    fileprivate func completed(_ notice: Notice.Draft, _ item: Item) throws -> Notice.Draft? {
        let others = try rows(
            """
            SELECT form, state, document_number, id FROM items WHERE instance = ? AND flow = ? AND id <> ?
            ORDER BY id\(dialect.forUpdate)
            """,
            [.of(item.key.instance), .of(item.key.flow), .of(item.id)]
        ).map { row in
            NoticeSibling(
                item: try row.get(3), form: try row.get(0), state: try row.get(1), number: try row.find(2))
        }
        guard notice.kind != .form else { return notice }
        guard let told = others.isEmpty ? notice : notice.beside(others, of: item) else { return nil }
        return told.naming(try lackingFiles(of: [item.id] + others.map(\.item), isHeld: notice.kind == .dead))
    }

    fileprivate func wasHinted(_ item: Item) throws -> Bool {
        // Held until our own update: an event that comes in between waits, and then finds the item open.
        try value(Timestamp.self, "SELECT hinted FROM items WHERE id = ?\(dialect.forUpdate)", [.of(item.id)])
            != item.hinted
    }

    /// The fence: no row has this state and epoch any more when somebody else took the item. Returns what the item has
    /// heard of a revocation, which others write beside us.
    fileprivate func update(_ stored: Item, from item: Item, settlesDoubt: Bool) throws -> Timestamp? {
        let rest: [SQLValue] = [
            .of(stored.lease), .of(stored.due), .of(stored.waiting?.rawValue), .of(stored.updated),
            .of(settlesDoubt ? item.doubted ?? .never : .never), .of(item.id),
            .of(item.progress.state.rawValue), .of(item.epoch),
        ]
        let row = try row(
            """
            UPDATE items SET \(ItemProgress.assignments), lease = ?, due = ?, waiting = ?, updated = ?,
                doubted = NULLIF(doubted, ?)
            WHERE id = ? AND state = ? AND epoch = ? RETURNING doubted
            """,
            stored.progress.arguments + rest)
        guard let row else { throw StaleClaim(item: item.id, epoch: item.epoch) }
        return try row.find(0)
    }

    fileprivate func hasten(_ item: Item, at now: Timestamp) throws {
        try execute("UPDATE items SET due = ?, waiting = NULL, pauses = 0 WHERE id = ?", [.of(now), .of(item.id)])
    }

    fileprivate func write(_ body: ItemBody, of item: Int64) throws {
        try execute(
            """
            INSERT INTO bodies (item, snapshot, payload, mapping_version) VALUES (?, ?, ?, ?)
            ON CONFLICT (item) DO UPDATE SET snapshot = COALESCE(excluded.snapshot, bodies.snapshot),
                payload = COALESCE(excluded.payload, bodies.payload),
                mapping_version = COALESCE(excluded.mapping_version, bodies.mapping_version)
            """,
            [.of(item), .of(body.instance?.storedText()), .of(body.payload), .of(body.mappingVersion)])
    }
}
