import Foundation

/// What a single sign-on link carries (`ud`): who comes from which system, and what to open.
///
/// Source: the vendor's articles on 第三方系统单点登录 V2, V3 and V4. V1 is text between bars, V2 to V4 are JSON; the
/// signature is SHA-1 up to V3 and SHA-256 from V4 on. Accepted leniently, as clients in the wild need: without base64,
/// and with single quotes and bare keys.
struct SignOnTicket: Sendable {
    var dataCenter = ""
    var account = ""
    var application = ""
    var signature = ""
    var timestamp = ""
    var language = ""
    /// `0`: the link may be used again; `1`: once. Nil when it says nothing, which leaves it out of the signed values.
    var permitCount: String?
    /// What to open; empty for the home page.
    var form = ""
    var formType = ""
    var document = ""

    /// Reads `ud` after percent-decoding; nil when it is none.
    init?(_ text: String) {
        // A plus sign that was not percent-encoded became a blank on its way.
        let encoded = text.replacing(" ", with: "+").filter { !$0.isNewline }
        let padded = encoded + String(repeating: "=", count: (4 - encoded.utf8.count % 4) % 4)
        let decoded = Data(base64Encoded: padded).flatMap { String(validating: $0, as: UTF8.self) }
        let plain = (decoded ?? text).trimmingCharacters(in: .whitespacesAndNewlines)
        if plain.hasPrefix("|") {
            let parts = plain.dropFirst().split(separator: "|", omittingEmptySubsequences: false).map(String.init)
            guard parts.count >= 6 else { return nil }
            (dataCenter, account, application) = (parts[0], parts[1], parts[2])
            (signature, timestamp, language) = (parts[3], parts[4], parts[5])
        } else {
            guard let fields = LenientObject.fields(of: plain) else { return nil }
            dataCenter = fields["dbid"] ?? ""
            account = fields["username"] ?? ""
            application = fields["appid"] ?? ""
            signature = fields["signeddata"] ?? ""
            timestamp = fields["timestamp"] ?? ""
            language = fields["lcid"] ?? ""
            form = fields["formid"] ?? ""
            formType = fields["formtype"] ?? ""
            document = fields["pkid"] ?? ""
            let others = (fields["otherargs"] ?? "").drop { $0 == "|" }
            permitCount = LenientObject.fields(of: String(others))?["permitcount"]
        }
        signature = signature.lowercased()
    }

    /// Reads the payload of `LogoutByOtherSystem`.
    init(logout fields: [String: String]) {
        dataCenter = fields["acctid"] ?? ""
        account = fields["username"] ?? ""
        application = fields["appid"] ?? ""
        signature = (fields["signeddata"] ?? "").lowercased()
        timestamp = fields["timestamp"] ?? ""
    }

    /// The hash that the signature was made with, told by its length.
    var hash: KingdeeBehaviour.Hash { signature.utf8.count == 40 ? .sha1 : .sha256 }

    /// The values that are signed.
    func signedValues(secret: String) -> [String] {
        [dataCenter, account, application, secret, timestamp] + (permitCount.map { [$0] } ?? [])
    }
}

/// A flat object in JSON or in something like it: bare keys, single quotes. Keys are in lower case, values are text.
enum LenientObject {
    static func fields(of text: String) -> [String: String]? {
        guard text.hasPrefix("{"), text.hasSuffix("}"), text.utf8.count <= 65_536 else { return nil }
        if let members = (try? JSON(parsing: text))?.members {  // no JSON: read leniently below
            let pairs = members.map { ($0.key.lowercased(), $0.value.scalarText ?? "") }
            return Dictionary(pairs, uniquingKeysWith: { first, _ in first })
        }
        var fields: [String: String] = [:]
        var rest = text.dropFirst().dropLast()[...]
        while let colon = rest.firstIndex(of: ":") {
            let key = rest[..<colon].filter { !$0.isWhitespace && $0 != "'" && $0 != "\"" && $0 != "," }
            rest = rest[rest.index(after: colon)...].drop(while: \.isWhitespace)
            fields[key.lowercased()] = fields[key.lowercased()] ?? value(&rest)
            guard !rest.isEmpty else { break }
        }
        return fields.isEmpty ? nil : fields
    }

    /// Takes a value off the front. Quotes may stand within quotes: the closing one is followed by a comma and a key, or
    /// by nothing.
    private static func value(_ rest: inout Substring) -> String {
        guard let quote = rest.first, quote == "'" || quote == "\"" else {
            let value = rest.prefix { $0 != "," }
            rest = rest.dropFirst(value.count).dropFirst()
            return value.trimmingCharacters(in: .whitespaces)
        }
        let start = rest.index(after: rest.startIndex)
        var index = start
        while index < rest.endIndex {
            if rest[index] == quote {
                let after = rest[rest.index(after: index)...].drop(while: \.isWhitespace)
                if after.isEmpty || after.first == "," {
                    let value = String(rest[start..<index])
                    rest = after.dropFirst()
                    return value
                }
            }
            index = rest.index(after: index)
        }
        let value = String(rest[start...])
        rest = rest[rest.endIndex...]
        return value
    }
}
