import Seams

/// The `${name}` places in a command, an environment and URLs of a system under test, and what stands there in a run.
package struct SystemVariables: Sendable {
    /// The names a scenario can use, with what each stands for.
    package static let catalog: [(name: String, meaning: String)] = [
        ("core.port", "the port on which the system under test must listen"),
        ("core.link.port", "the port of the link in front of it, which faults can cut; DingTalk sends there"),
        ("dingtalk.url", "the base URL of the fake DingTalk"),
        ("kingdee.url", "the base URL of the fake Kingdee, with its /k3cloud/ path"),
        ("dingtalk.appKey", "the application's key"),
        ("dingtalk.appSecret", "the application's secret"),
        ("dingtalk.corpId", "the organisation's id"),
        ("dingtalk.agentId", "the application's agent id"),
        ("dingtalk.callbackToken", "the token that callbacks are signed with"),
        ("dingtalk.aesKey", "the key that callbacks are encrypted with"),
        ("kingdee.acctId", "the data centre's id"),
        ("kingdee.userName", "the integration user"),
        ("kingdee.password", "its password"),
        ("kingdee.appId", "the id of the registered third-party application"),
        ("kingdee.appSecret", "its secret"),
        ("run.folder", "the folder of the run: a place for state that must outlive a kill"),
        ("ca.file", "the PEM file of the certificate authority, when the world is served over TLS"),
    ]

    /// The names alone, in the catalogue's order.
    package static let names = catalog.map(\.name)

    private let values: [String: String]

    /// Makes the variables of a run from their values by name.
    package init(_ values: [String: String]) {
        self.values = values
    }

    /// Puts the values in place of `${name}`. A name without a value stays as it stands: parsing refuses unknown names,
    /// so that this is only seen by whoever made the values.
    package func replaced(in text: String) -> String {
        var result = ""
        for piece in SystemVariables.pieces(of: text) {
            switch piece {
            case .plain(let text): result += text
            case .name(let name): result += values[name] ?? "${\(name)}"
            }
        }
        return result
    }

    /// What is wrong with the places of `text`, each with its remedy; empty when all is known.
    package static func mistakes(in text: String) -> [String] {
        pieces(of: text).compactMap { piece in
            guard case .name(let name) = piece, !names.contains(name) else { return nil }
            let near = Spelling.nearest(to: name, among: names).map { "; did you mean '${\($0)}'?" }
            return "unknown name '${\(name)}'" + (near ?? "; known: \(names.joined(separator: ", "))")
        }
    }

    private enum Piece {
        case plain(String)
        case name(String)
    }

    /// Cuts a text at its places; a `${` without an end is plain text, as a shell's would be.
    private static func pieces(of text: String) -> [Piece] {
        var pieces: [Piece] = []
        var rest = text[...]
        while let start = rest.firstRange(of: "${"), let end = rest[start.upperBound...].firstIndex(of: "}") {
            pieces.append(.plain(String(rest[..<start.lowerBound])))
            pieces.append(.name(String(rest[start.upperBound..<end])))
            rest = rest[rest.index(after: end)...]
        }
        return pieces + [.plain(String(rest))]
    }
}
