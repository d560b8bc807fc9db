/// Anchors as they are kept elsewhere.
package enum AuditAnchors {
    /// Reads what `/api/audit/head` answered, one or several answers in a file.
    ///
    /// - Throws: `AuditAnchorError`.
    package static func read(_ text: String, file: String) throws(AuditAnchorError) -> [AuditPlace] {
        var anchors: [AuditPlace] = []
        let isWhole = (try? JSONValue(parsing: text)) != nil  // else one answer a line
        let pieces = isWhole ? [text[...]] : text.split(separator: "\n")
        for piece in pieces {
            guard let chains = (try? JSONValue(parsing: piece))?["chains"]?.elements else {
                throw AuditAnchorError(file: file)
            }
            for chain in chains {
                guard let name = chain["chain"]?.text, let hash = chain["hash"]?.text,
                    let number = chain["number"]?.text.flatMap({ Int64($0) })
                else { throw AuditAnchorError(file: file) }
                anchors.append(AuditPlace(chain: name, number: number, hash: hash))
            }
        }
        return anchors
    }
}

/// A file holds no anchors.
package struct AuditAnchorError: Error, Hashable, CustomStringConvertible {
    package var file: String

    package var description: String {
        "\(file): no anchor; keep the answer of GET /api/audit/head: {\"chains\":[{\"chain\":…,\"number\":…,\"hash\":…}]}"
    }
}
