import Crypto

/// A document ready to be saved. Its bytes are frozen once it is made: every attempt sends the same ones.
package struct MappedDocument: Codable, Hashable, Sendable {
    /// The form's id, such as `ER_ExpReimbursement`.
    package var form: String
    /// Kingdee's `Model`, compact JSON text with the fields in the mapping's order.
    package var model: String
    /// The SHA-256 of `model`, 64 hexadecimal digits.
    package var hash: String

    /// Makes a document and its hash.
    package init(form: String, model: String) {
        self.form = form
        self.model = model
        hash = MappedDocument.hash(of: model)
    }

    /// As above, of the model's UTF-8 bytes.
    init(form: String, bytes: [UInt8]) {
        self.form = form
        model = String(decoding: bytes, as: UTF8.self)
        hash = Hexadecimal.text(SHA256.hash(data: bytes))
    }

    /// The SHA-256 of a text's UTF-8 bytes, in hexadecimal digits.
    static func hash(of text: String) -> String {
        var text = text
        return text.withUTF8 { Hexadecimal.text(SHA256.hash(data: UnsafeRawBufferPointer($0))) }
    }
}
