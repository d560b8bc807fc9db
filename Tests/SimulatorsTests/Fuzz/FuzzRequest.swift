import HTTPTypes
import Seams

@testable import Simulators

/// A request on its way to be broken: an example's parts, each of which a mutation may change.
struct FuzzRequest: Sendable {
    var method: String
    var target: String
    var headers: [(name: String, value: String)]
    var body: [UInt8]

    /// Reads an example's line; `values` fill its placeholders.
    init(line: String, values: [(name: String, value: String)]) {
        var line = line.first == "!" ? String(line.dropFirst()) : line
        for (name, value) in values.sorted(by: { $0.name.count > $1.name.count }) {
            line = line.replacing("$" + name, with: value)
        }
        let parts = line.split(separator: " ", maxSplits: 2).map(String.init)
        method = parts[0]
        target = parts.count > 1 ? parts[1] : "/"
        body = parts.count > 2 ? Array(parts[2].utf8) : []
        headers = []
    }

    /// The request as HTTP; nil when no client library would send it.
    var call: HTTPCall? {
        guard let method = HTTPRequest.Method(method) else { return nil }
        var request = HTTPRequest(method: method, scheme: "http", authority: "127.0.0.1:1", path: target)
        for (name, value) in headers {
            guard let name = HTTPField.Name(name) else { continue }
            request.headerFields.append(HTTPField(name: name, value: value))
        }
        return HTTPCall(request: request, body: body)
    }

    /// The request as a line for a shell, so that it can be sent again by hand; a long body is cut short.
    var curl: String {
        let fields = headers.map { " -H \(FuzzRequest.quoted(Array("\($0.name): \($0.value)".utf8)))" }.joined()
        let shown = body.prefix(2000)
        let rest = body.count > shown.count ? "  # and \(body.count - shown.count) bytes more" : ""
        let data = body.isEmpty ? "" : " --data-binary \(FuzzRequest.quoted(Array(shown)))"
        return "curl -i -X \(method) \(FuzzRequest.quoted(Array(("http://127.0.0.1:8080" + target.prefix(2000)).utf8)))"
            + fields + data + rest
    }

    /// `$'…'` of bash, which can carry every byte.
    private static func quoted(_ bytes: [UInt8]) -> String {
        let text = bytes.map { byte -> String in
            switch byte {
            case UInt8(ascii: "'"), UInt8(ascii: "\\"): "\\" + String(Unicode.Scalar(byte))
            case 0x20..<0x7F: String(Unicode.Scalar(byte))
            default: "\\x" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
            }
        }
        return "$'" + text.joined() + "'"
    }
}
