import Simulators

/// Which document bore which number, and when: a comment is judged by what was true when it was written, or became true.
///
/// Knows the documents of every form, since a core may make others beside the expected one. Numbers compare regardless
/// of case, as people write them.
struct NumberedDocuments {
    /// A time in which a document existed under a number, by positions in the history.
    struct Life {
        fileprivate let key: Key
        /// The position in `RunIndex.documents`; nil for a document of another form than the expected one.
        let document: Int?
        /// The line in the history that shows its beginning.
        let evidence: Int
        let from: Int
        /// When it was deleted or got another number; nil when it was still there at the end.
        var until: Int?

        /// Whether it was there at `position`, or at the end of the run: work whose result is announced while it is
        /// under way is no lie once it is done.
        func isTrue(at position: Int) -> Bool { until.map { from < position && position < $0 } ?? true }
    }

    fileprivate struct Key: Hashable {
        var form: String
        var id: String
    }

    private let positions: [Key: Int]
    private var lives: [String: [Life]] = [:]
    private var current: [Key: String] = [:]
    /// Every number that was ever borne, by form.
    private(set) var numbersByForm: [String: Set<String>] = [:]

    init(_ run: RunIndex) {
        positions = Dictionary(run.documents.enumerated().map { (Key(form: $1.form, id: $1.id), $0) }) { first, _ in
            first
        }
        for (position, event) in run.record.events.enumerated() {
            switch event.fact {
            case .documentSaved(_, let form, let id, let number, _, _, _),
                .documentStatusChanged(_, let form, let id, let number, _, _, _):
                bear(number, Key(form: form, id: id), at: position, event.sequence)
            case .documentDeleted(_, let form, let id, let number):
                // A deletion may be all that the history shows of a document.
                bear(number, Key(form: form, id: id), at: position, event.sequence)
                end(Key(form: form, id: id), at: position)
            default: break
            }
        }
    }

    /// The lives under `number`; empty when no document ever bore it.
    func lives(of number: String) -> [Life] { lives[number.uppercased()] ?? [] }

    private mutating func bear(_ number: String, _ key: Key, at position: Int, _ evidence: Int) {
        let number = number.uppercased()
        guard !number.isEmpty, current[key] != number else { return }
        end(key, at: position)
        current[key] = number
        numbersByForm[key.form, default: []].insert(number)
        lives[number, default: []].append(
            Life(key: key, document: positions[key], evidence: evidence, from: position))
    }

    private mutating func end(_ key: Key, at position: Int) {
        guard let number = current.removeValue(forKey: key),
            let index = lives[number]?.lastIndex(where: { $0.key == key && $0.until == nil })
        else { return }
        lives[number]?[index].until = position
    }
}
