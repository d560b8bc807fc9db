import Seams

/// The JSON answers about the directory. Points in time are ISO 8601 in UTC.
enum DirectoryAnswers {
    struct Records: Encodable {
        var records: [Record]
        /// Asks for the next page: `before=<next>`.
        var next: Int64?
    }

    struct Record: Encodable {
        var id: Int64
        var kind: String
        var source: String
        var name: String?
        var number: String?
        var form: String
        var document: String?
        var state: String
        var reason: String?
        var waiting: String?
        var waitsFor: String?
        var tries: Int
        var due: String?
        var updated: String
    }

    struct Summary: Encodable {
        struct Count: Encodable {
            var kind: String
            var state: String
            var count: Int
        }

        var counts: [Count]
        var openConflicts: Int
    }

    struct Retried: Encodable {
        var retried: Int
    }

    struct Leaves: Encodable {
        var leaves: [Leave]
    }

    /// One decision about many.
    struct Leave: Encodable {
        var id: Int64
        var kind: String
        var cause: String
        var state: String
        /// How many it is, or was, about.
        var people: Int
        var at: String
        var decidedAt: String?
        var decidedBy: String?
    }

    /// Who waits for a decision.
    struct Held: Encodable {
        var leave: Leave
        var records: [Record]
        /// Asks for the next page: `after=<next>`.
        var next: Int64?
    }

    struct Conflicts: Encodable {
        var conflicts: [Conflict]
    }

    struct Conflict: Encodable {
        struct Field: Encodable {
            var field: String
            /// What DingTalk says.
            var dingtalk: String
            /// What Kingdee holds.
            var kingdee: String
            /// Whether the values are hidden from the caller.
            var masked: Bool
        }

        var id: Int64
        var state: String
        var record: Record
        var fields: [Field]
        var at: String
        var decidedAt: String?
        var decidedBy: String?
    }
}

extension DirectoryAnswers.Record {
    /// A record without personal fields. What Kingdee refused may quote them, so that the reason is for those who may
    /// see.
    init(_ row: DirectoryRow, showsPersonal: Bool) {
        self.init(
            id: row.id, kind: row.kind.rawValue, source: row.source, name: row.facts?["name"], number: row.number,
            form: row.kind.form, document: row.document, state: row.state.rawValue,
            reason: showsPersonal ? row.reason : row.reason.map { _ in "(hidden)" }, waiting: row.waiting?.rawValue,
            waitsFor: row.waitsFor, tries: row.tries, due: row.due?.isoText, updated: row.updated.isoText)
    }
}

extension DirectoryAnswers.Leave {
    init(_ leave: DirectoryStore.Leave) {
        self.init(
            id: leave.id, kind: leave.kind.rawValue, cause: leave.cause.rawValue, state: leave.state,
            people: leave.people, at: leave.at.isoText, decidedAt: leave.decidedAt?.isoText,
            decidedBy: leave.decidedBy)
    }
}

extension DirectoryAnswers.Conflict {
    init(_ question: DirectoryStore.Question, showsPersonal: Bool) {
        self.init(
            id: question.id, state: question.state,
            record: DirectoryAnswers.Record(question.row, showsPersonal: showsPersonal),
            fields: question.fields.map { field in
                let isHidden = !showsPersonal && DirectorySettings.Field.isPersonal(field.field)
                return Field(
                    field: field.field, dingtalk: isHidden ? "•••" : field.ours,
                    kingdee: isHidden ? "•••" : field.theirs, masked: isHidden)
            },
            at: question.at.isoText, decidedAt: question.decidedAt?.isoText, decidedBy: question.decidedBy)
    }
}
