/// `template: "${TextField_REASON} 钉钉审批 ${instance}"`: text with values in it, named as after `from`. What is not filled in
/// leaves an empty place.
struct TemplateSource: Transform {
    static let isSource = true

    private enum Piece: Hashable {
        case text(String)
        case value(String)
    }

    private let pieces: [Piece]

    var sources: [String] {
        pieces.compactMap { piece in
            guard case .value(let name) = piece else { return nil }
            return name
        }
    }

    init?(_ rule: inout MappingSection, _ library: MappingLibrary) {
        guard let member = rule.take("template") else { return nil }
        guard let text = member.text, let pieces = TemplateSource.pieces(text) else {
            rule.note(member, "is no template; write text with names as ${instance}, each closed by '}'")
            return nil
        }
        self.pieces = pieces
    }

    func apply(_: JSONValue?, _ record: RecordContext) -> JSONValue? {
        let text = pieces.map { piece in
            switch piece {
            case .text(let text): text
            case .value(let name): record.value(of: [name])?.text ?? ""
            }
        }
        let joined = text.joined()
        return joined.isEmpty ? nil : .string(joined)
    }

    private static func pieces(_ text: String) -> [Piece]? {
        var pieces: [Piece] = []
        var rest = text[...]
        while let open = rest.firstRange(of: "${") {
            if open.lowerBound > rest.startIndex { pieces.append(.text(String(rest[..<open.lowerBound]))) }
            guard let close = rest[open.upperBound...].firstIndex(of: "}"), close > open.upperBound else { return nil }
            pieces.append(.value(String(rest[open.upperBound..<close])))
            rest = rest[rest.index(after: close)...]
        }
        if !rest.isEmpty { pieces.append(.text(String(rest))) }
        return pieces.isEmpty ? nil : pieces
    }
}
