import Foundation
import HTTPTypes
import Seams

/// A browser's request to the gateway, taken apart.
struct SignOnRequest: Sendable {
    /// Longer forms are no codes.
    private static let formBytesMax = 8192
    /// 43 characters are 256 bits.
    private static let cookieLength = 43

    let call: HTTPCall
    private let fields: [String: String]

    init(_ call: HTTPCall) {
        self.call = call
        let isForm = call.request.method == .post
        fields =
            isForm
            ? (call.body.count > SignOnRequest.formBytesMax
                ? [:] : SignOnRequest.fields(String(decoding: call.body, as: UTF8.self)[...]))
            : SignOnRequest.fields(call.query)
    }

    /// A field of the query, or of a posted form; nil when it is empty.
    func field(_ name: String) -> String? {
        fields[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// The cookie that names this browser; nil when there is none of ours.
    func browser(_ cookieName: String) -> String? {
        let cookies = call.request.headerFields[values: .cookie].flatMap { $0.split(separator: ";") }
        let values = cookies.compactMap { cookie -> String? in
            let halves = cookie.split(separator: "=", maxSplits: 1)
            guard halves.count == 2, halves[0].drop(while: { $0 == " " }) == cookieName else { return nil }
            return String(halves[1])
        }
        return values.first { value in
            value.utf8.count == SignOnRequest.cookieLength
                && value.utf8.allSatisfy { $0.isAlphanumeric || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") }
        }
    }

    /// Whether the browser is DingTalk's own.
    var isInsideDingTalk: Bool {
        call.request.headerFields[.userAgent]?.contains("DingTalk") == true
    }

    /// Whether the browser says that another site sent the form. Browsers that say nothing are judged by their state.
    func isCrossSite(_ origin: String) -> Bool {
        if let sent = call.request.headerFields[.origin], sent.lowercased() != origin { return true }
        guard let name = HTTPField.Name("Sec-Fetch-Site"), let site = call.request.headerFields[name] else {
            return false
        }
        return site != "same-origin" && site != "none"
    }

    private static func fields(_ text: Substring) -> [String: String] {
        var fields: [String: String] = [:]
        for pair in text.split(separator: "&").prefix(32) {
            let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard halves.count == 2, let value = PercentEncoding.decode(halves[1].replacing("+", with: " ")) else {
                continue
            }
            // The first one counts, and nothing that follows can change it.
            if fields[String(halves[0])] == nil { fields[String(halves[0])] = value }
        }
        return fields
    }
}

extension UInt8 {
    fileprivate var isAlphanumeric: Bool {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "A")...UInt8(ascii: "Z"):
            true
        default: false
        }
    }
}
