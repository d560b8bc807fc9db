/// `template: "${TextField_REASON} 钉钉审批 ${instance}"`: text with values in it, named as after `from`. What is not filled in
/// leaves an empty place; a component that the form does not have is a mistake, unless the field says `required: false`.
struct TemplateSource: Transform {
    static let isSource = true

    private enum Piece {
        case text(String)
        case value(SourceName)
    }

    private let pieces: [Piece]

    var sources: [String] {
        pieces.compactMap { piece in
            guard case .value(let name) = piece else { return nil }
            return name.text
        }
    }

    init?(_ rule: inout MappingSection, _ library: MappingLibrary) {
        guard let member = rule.take("template") else { return nil }
        guard let text = member.text, let pieces = TemplateSource.pieces(text, library) else {
            rule.note(member, "is no template; write text with names as ${instance}, each closed by '}'")
            return nil
        }
        self.pieces = pieces
    }

    func carries(_ name: String) -> Bool { sources.contains(name) }

    func apply(_: JSONValue?, _ record: RecordContext) throws(TransformRefusal) -> JSONValue? {
        var text = ""
        for piece in pieces {
            switch piece {
            case .text(let piece): text += piece
            case .value(let name):
                guard let source = record.value(of: name) else {
                    if let absence = record.absence(of: [name.text]) { throw absence }
                    continue
                }
                if let value = source.text { text += value }
            }
        }
        return text.isEmpty ? nil : .string(text)
    }

    private static func pieces(_ text: String, _ library: MappingLibrary) -> [Piece]? {
        var pieces: [Piece] = []
        var rest = text[...]
        while let open = rest.firstRange(of: "${") {
            if open.lowerBound > rest.startIndex { pieces.append(.text(String(rest[..<open.lowerBound]))) }
            guard let close = rest[open.upperBound...].firstIndex(of: "}"), close > open.upperBound else { return nil }
            pieces.append(.value(library.name(String(rest[open.upperBound..<close]))))
            rest = rest[rest.index(after: close)...]
        }
        if !rest.isEmpty { pieces.append(.text(String(rest))) }
        return pieces.isEmpty ? nil : pieces
    }
}
