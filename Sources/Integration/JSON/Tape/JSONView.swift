/// One value of a tape. Reads as a `JSONValue` does, but makes nothing that is not asked for.
struct JSONView: Sendable {
    let tape: JSONTape
    let index: Int

    private var token: JSONToken { tape.tokens[index] }

    /// The member `name`, else one that differs only in case; nil when there is none, also when this is no object.
    subscript(_ name: String) -> JSONView? {
        guard token.kind == .object else { return nil }
        var nearly: Int?
        var next = index + 1
        let end = index + Int(token.extent)
        var wanted = name
        let found: Int? = wanted.withUTF8 { wanted in
            tape.bytes.withUnsafeBytes { bytes in
                while next < end {
                    switch JSONView.compare(tape.tokens[next], bytes, UnsafeRawBufferPointer(wanted)) {
                    case .same: return next + 1
                    case .differsInCase: nearly = nearly ?? next + 1
                    case .differs: break
                    case .unclear:
                        let text = JSONView(tape: tape, index: next).text ?? ""
                        if text == name { return next + 1 }
                        if nearly == nil, text.lowercased() == name.lowercased() { nearly = next + 1 }
                    }
                    next = after(next + 1)
                }
                return nil
            }
        }
        return (found ?? nearly).map { JSONView(tape: tape, index: $0) }
    }

    /// The name of an object's first member; nil for anything else.
    var firstName: String? {
        guard token.kind == .object, token.extent > 1 else { return nil }
        return JSONView(tape: tape, index: index + 1).text
    }

    /// The elements of an array; nil for anything else.
    var elements: [JSONView]? { sequence.map(Array.init) }

    /// The elements of an array, one after the other; nil for anything else.
    var sequence: JSONViewSequence? {
        guard token.kind == .array else { return nil }
        return JSONViewSequence(tape: tape, place: index + 1, end: index + Int(token.extent))
    }

    /// Whether it is a string or a number whose text is `name`.
    func reads(_ name: SourceName) -> Bool {
        let token = token
        guard token.kind == .string || token.kind == .number else { return false }
        // Beyond ASCII different bytes may be the same text.
        if token.isEscaped || token.isWide || !name.isASCII { return text == name.text }
        guard Int(token.extent) == name.utf8.count else { return false }
        return tape.bytes.withUnsafeBytes { bytes in
            name.utf8.withUnsafeBytes { bytes[Int(token.start)...].starts(with: $0) }
        }
    }

    /// The text of a string, or the digits of a number; nil for anything else.
    var text: String? {
        let token = token
        guard token.kind == .string || token.kind == .number else { return nil }
        let range = Int(token.start)..<Int(token.start + token.extent)
        return tape.bytes.withUnsafeBytes { bytes in
            token.isEscaped
                ? JSONEscape.text(bytes, range)
                : String(decoding: UnsafeRawBufferPointer(rebasing: bytes[range]), as: UTF8.self)
        }
    }

    /// Whether it has a text: a string or a number.
    var isText: Bool { token.kind == .string || token.kind == .number }

    /// The value as a tree.
    var value: JSONValue {
        switch token.kind {
        case .null: return .null
        case .yes: return .bool(true)
        case .no: return .bool(false)
        case .number: return .number(text ?? "")
        case .string: return .string(text ?? "")
        case .array: return .array((elements ?? []).map(\.value))
        case .object:
            var members: [JSONValue.Member] = []
            var next = index + 1
            let end = index + Int(token.extent)
            while next < end {
                members.append(
                    JSONValue.Member(
                        JSONView(tape: tape, index: next).text ?? "", JSONView(tape: tape, index: next + 1).value))
                next = after(next + 1)
            }
            return .object(members)
        }
    }

    /// The token behind the value at `index`.
    private func after(_ index: Int) -> Int { tape.tokens[index].after(index) }

    private enum Likeness {
        case same, differsInCase, differs
        /// Beyond ASCII or with escapes: the texts decide.
        case unclear
    }

    private static func compare(
        _ token: JSONToken, _ bytes: UnsafeRawBufferPointer, _ name: UnsafeRawBufferPointer
    ) -> Likeness {
        guard !token.isEscaped, !token.isWide else { return .unclear }
        guard token.extent == name.count else { return .differs }
        var isSame = true
        for offset in 0..<name.count {
            let (byte, other) = (bytes[Int(token.start) + offset], name[offset])
            guard byte != other else { continue }
            let isLetter = (byte | 0x20) &- UInt8(ascii: "a") < 26
            guard isLetter, byte | 0x20 == other | 0x20 else { return .differs }
            isSame = false
        }
        return isSame ? .same : .differsInCase
    }
}

extension JSONToken {
    /// The token behind the value that stands at `index`.
    func after(_ index: Int) -> Int {
        kind == .array || kind == .object ? index + Int(extent) : index + 1
    }
}

/// The elements of an array on a tape.
struct JSONViewSequence: Sequence, IteratorProtocol {
    let tape: JSONTape
    fileprivate(set) var place: Int
    let end: Int

    mutating func next() -> JSONView? {
        guard place < end else { return nil }
        defer { place = tape.tokens[place].after(place) }
        return JSONView(tape: tape, index: place)
    }
}
