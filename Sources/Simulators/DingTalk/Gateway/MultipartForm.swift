/// A `multipart/form-data` body (RFC 7578), as far as an upload needs it: a few parts, each with a name, perhaps a file
/// name, and bytes.
struct MultipartForm: Sendable {
    struct Part: Sendable {
        let name: String
        /// What the client calls the file; nil for a plain field.
        let fileName: String?
        let bytes: ArraySlice<UInt8>
    }

    /// More parts, or a longer head of one, are no upload but an attempt to keep the server busy.
    private static let partsMax = 64
    private static let headBytesMax = 8192

    let parts: [Part]

    /// Reads the body; nil when it is not what `contentType` says.
    init?(_ body: [UInt8], contentType: String) {
        guard let boundary = MultipartForm.boundary(of: contentType) else { return nil }
        let delimiter = Array("\r\n--\(boundary)".utf8)
        var parts: [Part] = []
        // The first delimiter has no line end before it when nothing comes before it.
        var position = body.starts(with: delimiter.dropFirst(2)) ? delimiter.count - 2 : nil
        if position == nil { position = body.place(of: delimiter, from: 0).map { $0 + delimiter.count } }
        while let start = position {
            if body[start...].starts(with: "--".utf8) {
                self.parts = parts
                return
            }
            guard parts.count < MultipartForm.partsMax, body[start...].starts(with: "\r\n".utf8),
                let headEnd = body.place(of: Array("\r\n\r\n".utf8), from: start),
                headEnd - start <= MultipartForm.headBytesMax,
                let end = body.place(of: delimiter, from: headEnd + 4)
            else { return nil }
            let head = String(decoding: body[start..<headEnd], as: UTF8.self)
            guard let name = MultipartForm.parameter("name", of: head) else { return nil }
            parts.append(
                Part(
                    name: name, fileName: MultipartForm.parameter("filename", of: head),
                    bytes: body[(headEnd + 4)..<end]))
            position = end + delimiter.count
        }
        return nil
    }

    /// The plain fields.
    var texts: [JSON.Member] {
        parts.filter { $0.fileName == nil }.map {
            JSON.Member($0.name, .string(String(decoding: $0.bytes, as: UTF8.self)))
        }
    }

    /// The file with this field name.
    func file(_ name: String) -> Part? { parts.first { $0.name == name && $0.fileName != nil } }

    private static func boundary(of contentType: String) -> String? {
        for field in contentType.split(separator: ";").dropFirst() {
            let parts = field.split(separator: "=", maxSplits: 1)
            guard parts.count == 2, parts[0].lowercased().filter({ $0 != " " }) == "boundary" else { continue }
            let text = parts[1].filter { $0 != "\"" && $0 != " " }
            return (1...70).contains(text.utf8.count) ? text : nil
        }
        return nil
    }

    /// The value of `name="…"` in a part's head.
    private static func parameter(_ name: String, of head: String) -> String? {
        for line in head.split(whereSeparator: \.isNewline)
        where line.lowercased().hasPrefix("content-disposition:") {
            for field in line.split(separator: ";").dropFirst() {
                let parts = field.split(separator: "=", maxSplits: 1)
                guard parts.count == 2, parts[0].filter({ $0 != " " }).lowercased() == name else { continue }
                let value = parts[1].drop { $0 == " " }
                guard value.first == "\"" else { return String(value) }
                return String(value.dropFirst().prefix { $0 != "\"" })
            }
        }
        return nil
    }
}

extension [UInt8] {
    /// Where `pattern`, which begins with a carriage return, stands at or after `start`; nil when nowhere.
    fileprivate func place(of pattern: [UInt8], from start: Int) -> Int? {
        guard let first = pattern.first, count >= pattern.count else { return nil }
        var position = start
        while position <= count - pattern.count {
            if self[position] == first, self[position...].starts(with: pattern) { return position }
            position += 1
        }
        return nil
    }
}
