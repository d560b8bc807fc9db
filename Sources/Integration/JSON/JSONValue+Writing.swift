extension JSONValue {
    /// The compact JSON text: members in their order, nothing escaped that need not be, so that the same value is
    /// always the same bytes.
    var jsonText: String {
        var bytes: [UInt8] = []
        write(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The text in quotes, as JSON.
    static func quoted(_ text: String) -> String { JSONValue.string(text).jsonText }

    /// Appends the compact JSON text.
    func write(to bytes: inout [UInt8]) {
        switch self {
        case .null: bytes += "null".utf8
        case .bool(let flag): bytes += (flag ? "true" : "false").utf8
        case .number(let text): bytes += text.utf8
        case .string(let text): JSONValue.write(text, to: &bytes)
        case .array(let elements):
            bytes.append(UInt8(ascii: "["))
            for (index, element) in elements.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                element.write(to: &bytes)
            }
            bytes.append(UInt8(ascii: "]"))
        case .object(let members):
            bytes.append(UInt8(ascii: "{"))
            for (index, member) in members.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                JSONValue.write(member.name, to: &bytes)
                bytes.append(UInt8(ascii: ":"))
                member.value.write(to: &bytes)
            }
            bytes.append(UInt8(ascii: "}"))
        }
    }

    /// Appends the text in quotes: what needs no escape in one piece.
    static func write(_ text: String, to bytes: inout [UInt8]) {
        var text = text
        bytes.append(UInt8(ascii: "\""))
        text.withUTF8 { text in
            let text = UnsafeRawBufferPointer(text)
            var isWide = false
            let end = PlainText.end(text, from: 0, &isWide)
            bytes.append(contentsOf: UnsafeRawBufferPointer(rebasing: text[..<end]))
            if end < text.count { writeEscaped(UnsafeRawBufferPointer(rebasing: text[end...]), to: &bytes) }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// JSON inside JSON has a quote every few bytes: it is put together beside `bytes`, and appended once.
    private static func writeEscaped(_ text: UnsafeRawBufferPointer, to bytes: inout [UInt8]) {
        // No byte becomes more than six; the last word may be written whole.
        withUnsafeTemporaryAllocation(byteCount: text.count * 6 + 8, alignment: 1) { escaped in
            var (place, start, isWide) = (0, 0, false)
            while true {
                let end = PlainText.end(text, from: start, &isWide)
                PlainText.copy(text, start..<end, to: escaped, at: place)
                place += end - start
                guard end < text.count else { break }
                place += escape(text[end], to: escaped, at: place)
                start = end + 1
            }
            bytes.append(contentsOf: UnsafeRawBufferPointer(rebasing: escaped[..<place]))
        }
    }

    /// Writes the escape of `byte`, and returns how long it is.
    private static func escape(_ byte: UInt8, to text: UnsafeMutableRawBufferPointer, at place: Int) -> Int {
        text[place] = UInt8(ascii: "\\")
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): text[place + 1] = byte
        case 0x0A: text[place + 1] = UInt8(ascii: "n")
        case 0x0D: text[place + 1] = UInt8(ascii: "r")
        case 0x09: text[place + 1] = UInt8(ascii: "t")
        default:
            for (index, unit) in "u00".utf8.enumerated() { text[place + 1 + index] = unit }
            text[place + 4] = Hexadecimal.digit(byte >> 4)
            text[place + 5] = Hexadecimal.digit(byte & 15)
            return 6
        }
        return 2
    }
}
