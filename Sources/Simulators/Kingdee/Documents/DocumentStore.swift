import Seams
import Synchronization

/// All documents, bills and base data, behind one lock: each operation's effect on a document is one atomic step.
final class DocumentStore: Sendable {
    /// Where a reset goes back to.
    private let origin: DocumentState
    private let state: Mutex<DocumentState>

    /// The forms of the documents.
    var forms: FormCatalog { origin.forms }

    /// Fills the store with what `world` knows at the start.
    init(world: KingdeeWorld, now: Timestamp) {
        origin = DocumentState(world: world, now: now)
        state = Mutex(origin)
    }

    /// A store with what `parent` has now, or began with. Both share it until one changes it.
    init(forking parent: DocumentStore, fromItsStart: Bool) {
        origin = fromItsStart ? parent.origin : parent.state.withLock { $0 }
        state = Mutex(origin)
    }

    /// Runs `body` on the documents, alone.
    func transact<Outcome: Sendable, Failure: Error>(
        _ body: (inout DocumentState) throws(Failure) -> Outcome
    ) throws(Failure) -> Outcome {
        try state.withLock { state throws(Failure) in try body(&state) }
    }

    /// Forgets everything since the start.
    func reset() {
        state.withLock { $0 = origin }
    }

    /// The number of the document with an id; nil when there is none.
    func number(of id: Int64, _ form: KingdeeForm) -> String? {
        state.withLock { $0.books[form.position][id]?.number }
    }

    /// A copy of the base data, for reading without the lock.
    var baseData: BaseData { state.withLock { $0.baseData } }
}

/// A copy of the base data at one moment.
struct BaseData: Sendable {
    fileprivate let books: ArraySlice<DocumentBook>
    fileprivate let forms: FormCatalog

    /// The form and the base data that a reference means; nil when the fake does not carry it.
    func find(form id: String, number: String) -> (form: KingdeeForm, record: DocumentRecord)? {
        guard let form = forms.form(id), books.indices.contains(form.position),
            let record = books[form.position].first(number: number)
        else { return nil }
        return (form, record)
    }
}

extension DocumentState {
    /// The base data as it is now.
    var baseData: BaseData {
        BaseData(books: ArraySlice(Array(books.prefix(forms.baseDataCount))), forms: forms)
    }
}
