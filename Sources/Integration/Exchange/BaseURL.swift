import Foundation
import HTTPTypes
import Seams

/// Where a platform answers: scheme, host with port, and the path that all calls begin with.
struct BaseURL: Hashable, Sendable {
    let scheme: String
    /// Host, and the port when one is given.
    let authority: String
    /// Begins and ends with a slash.
    let path: String

    /// Reads a URL such as `https://host/k3cloud/`; nil when it is no `http` or `https` URL, or has a query.
    init?(_ url: String) {
        guard let colon = url.range(of: "://") else { return nil }
        scheme = url[..<colon.lowerBound].lowercased()
        let rest = url[colon.upperBound...]
        authority = String(rest.prefix { $0 != "/" })
        let path = String(rest.dropFirst(authority.count))
        self.path = path.hasSuffix("/") ? path : path + "/"
        guard ["http", "https"].contains(scheme), !authority.isEmpty, !rest.contains(where: { "?#@ ".contains($0) })
        else { return nil }
    }

    /// A call to `target`, a path with query below the base.
    func call(
        _ method: HTTPRequest.Method, _ target: String, headers: HTTPFields = [:], json: String? = nil
    ) -> HTTPCall {
        var fields = headers
        fields[.accept] = "application/json"
        if json != nil { fields[.contentType] = "application/json" }
        let path = path + target.drop { $0 == "/" }
        return HTTPCall(
            request: HTTPRequest(
                method: method, scheme: scheme, authority: authority, path: path, headerFields: fields),
            body: json.map { Array($0.utf8) } ?? [])
    }
}

/// Percent-encoding of RFC 3986: everything but letters, digits, `-`, `.`, `_` and `~`.
enum PercentEncoding {
    static func encode(_ text: String, keeping extra: String = "") -> String {
        let kept = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~\(extra)".utf8)
        let digits = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            if kept.contains(byte) {
                bytes.append(byte)
            } else {
                bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The plain text; nil when a percent sign is not followed by two hexadecimal digits, or the bytes are no UTF-8.
    static func decode(_ text: some StringProtocol) -> String? {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            let digits = String(decoding: rest.prefix(2), as: UTF8.self)
            guard digits.utf8.count == 2, digits.allSatisfy(\.isHexDigit), let value = UInt8(digits, radix: 16) else {
                return nil
            }
            bytes.append(value)
            rest = rest.dropFirst(2)
        }
        return String(validating: bytes, as: UTF8.self)
    }
}
