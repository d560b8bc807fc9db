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

    /// The elements of an array; nil for anything else.
    var elements: [JSONView]? {
        guard token.kind == .array else { return nil }
        var elements: [JSONView] = []
        var next = index + 1
        let end = index + Int(token.extent)
        while next < end {
            elements.append(JSONView(tape: tape, index: next))
            next = after(next)
        }
        return elements
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
    private func after(_ index: Int) -> Int {
        let token = tape.tokens[index]
        return token.kind == .array || token.kind == .object ? index + Int(token.extent) : index + 1
    }

    private enum Likeness {
        case same, differsInCase, differs
        /// Beyond ASCII or with escapes: the texts decide.
        case unclear
    }

    private static func compare(
        _ token: JSONToken, _ bytes: UnsafeRawBufferPointer, _ name: UnsafeRawBufferPointer
    ) -> Likeness {
        guard !token.isEscaped else { return .unclear }
        var isSame = token.extent == name.count
        var differs = !isSame
        for offset in 0..<Int(token.extent) {
            let byte = bytes[Int(token.start) + offset]
            guard byte < 0x80 else { return .unclear }
            guard !differs else { continue }
            let other = name[offset]
            guard byte != other else { continue }
            isSame = false
            let isLetter = (byte | 0x20) &- UInt8(ascii: "a") < 26
            if !isLetter || byte | 0x20 != other | 0x20 { differs = true }
        }
        return isSame ? .same : differs ? .differs : .differsInCase
    }
}
