import Foundation
package import HTTPTypes
package import Seams

extension HTTPReply {
    /// A JSON answer of the operator API, with sorted keys and a line feed at its end.
    package init(_ status: HTTPResponse.Status, encoding value: some Encodable) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(value) else {  // texts and numbers only: cannot fail
            self.init(.internalServerError, contentType: "text/plain", body: "the answer cannot be encoded\n")
            return
        }
        self.init(
            status, contentType: "application/json; charset=utf-8", body: String(decoding: data, as: UTF8.self) + "\n")
    }
}
