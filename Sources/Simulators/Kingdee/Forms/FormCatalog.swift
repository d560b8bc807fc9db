import Synchronization

/// The forms of the fake: those that it brings along, and a team's own.
///
/// Forms belong to the server, as on the platform, and not to a single world. They are read once, when the first of them
/// is asked for.
package enum FormCatalog {
    private static let added = Mutex<(files: [FormDefinition], isClosed: Bool)>(([], false))

    /// Base data first: queries take a copy of that part alone.
    static let forms: [KingdeeForm] = ordered.enumerated().map { KingdeeForm($1, position: $0) }

    /// How many of `forms` are base data.
    static let baseDataCount = forms.count { $0.definition.isBaseData }

    /// The form called `id`, regardless of case.
    static func form(_ id: String) -> KingdeeForm? {
        byID[id] ?? byID[id.lowercased()]
    }

    /// Adds a team's own form files, or replaces the forms that come along by those with the same id. Must be called before
    /// a fake Kingdee is made.
    ///
    /// - Parameter files: names for messages, and texts.
    /// - Throws: `FormFileMistakes` with all that is wrong in all files; nothing is added then.
    package static func add(_ files: [(name: String, text: String)]) throws(FormFileMistakes) {
        let read = files.map { FormFile($0.name, $0.text) }
        let forms = read.compactMap(\.definition)
        let mistakes = read.flatMap(\.mistakes) + FormCheck.mistakes(read, beside: standard)
        guard mistakes.isEmpty else { throw FormFileMistakes(all: mistakes) }
        let isLate = added.withLock { added in
            if !added.isClosed { added.files += forms }
            return added.isClosed && !forms.allSatisfy { form in added.files.contains { $0.id == form.id } }
        }
        guard isLate else { return }
        throw FormFileMistakes(
            all: [
                FormFileMistake(
                    file: files.first?.name ?? "", line: 1, column: 1, field: "",
                    message: "forms can only be added before the platforms start")
            ])
    }

    /// The ids of the forms that come along, sorted, with their texts: a start for a team's own.
    package static var standardFiles: [(id: String, text: String)] {
        StandardForms.texts.map { ($0.id, String(decoding: $0.bytes, as: UTF8.self)) }
    }

    /// The forms that come along. Their files are part of the program; a test reads them all.
    static let standard: [FormDefinition] = standardFiles.compactMap { FormFile("\($0.id).yaml", $0.text).definition }

    private static let ordered: [FormDefinition] = {
        let own = added.withLock { added in
            added.isClosed = true
            return added.files
        }
        let ids = Set(own.map { $0.id.lowercased() })
        let all = standard.filter { !ids.contains($0.id.lowercased()) } + own
        return all.filter(\.isBaseData) + all.filter { !$0.isBaseData }
    }()

    private static let byID = Dictionary(
        forms.flatMap { [($0.definition.id, $0), ($0.definition.id.lowercased(), $0)] },
        uniquingKeysWith: { first, _ in first })
}
