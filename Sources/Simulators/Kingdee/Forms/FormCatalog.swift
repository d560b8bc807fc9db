/// The forms of a fake Kingdee, found by id and by place without a search.
///
/// A world holds its catalogue (`KingdeeWorld.forms`); without one of its own it has the forms that come along.
package final class FormCatalog: Sendable {
    /// Base data first: queries take a copy of that part alone.
    let forms: [KingdeeForm]
    /// How many of `forms` are base data.
    let baseDataCount: Int
    private let byID: [String: KingdeeForm]

    /// A catalogue of the forms that come along and a team's own, which replace those with the same id.
    ///
    /// - Parameter files: names for messages, and texts.
    /// - Throws: `FormFileMistakes` with all that is wrong in all files.
    package convenience init(adding files: [(name: String, text: String)]) throws(FormFileMistakes) {
        self.init(own: try FormCatalog.read(files))
    }

    private init(own: [FormDefinition]) {
        let ids = Set(own.map { $0.id.lowercased() })
        let all = FormCatalog.standardForms.filter { !ids.contains($0.id.lowercased()) } + own
        forms = (all.filter(\.isBaseData) + all.filter { !$0.isBaseData })
            .enumerated().map { KingdeeForm($1, position: $0) }
        baseDataCount = all.count { $0.isBaseData }
        byID = Dictionary(
            forms.flatMap { [($0.definition.id, $0), ($0.definition.id.lowercased(), $0)] },
            uniquingKeysWith: { first, _ in first })
    }

    /// The form called `id`, regardless of case.
    func form(_ id: String) -> KingdeeForm? {
        byID[id] ?? byID[id.lowercased()]
    }
}

extension FormCatalog {
    /// The forms that come along, and no others. Read once.
    package static let standard = FormCatalog(own: [])

    /// The ids of the forms that come along, sorted, with their texts: a start for a team's own.
    package static var standardFiles: [(id: String, text: String)] {
        StandardForms.texts.map { ($0.id, String(decoding: $0.bytes, as: UTF8.self)) }
    }

    /// The forms that come along. Their files are part of the program; a test reads them all.
    static let standardForms: [FormDefinition] = standardFiles.compactMap {
        FormFile("\($0.id).yaml", $0.text).definition
    }

    private static func read(_ files: [(name: String, text: String)]) throws(FormFileMistakes) -> [FormDefinition] {
        let read = files.map { FormFile($0.name, $0.text) }
        let forms = read.compactMap(\.definition)
        let mistakes = read.flatMap(\.mistakes) + FormCheck.mistakes(read, beside: standardForms)
        guard mistakes.isEmpty else { throw FormFileMistakes(all: mistakes) }
        return forms
    }
}
