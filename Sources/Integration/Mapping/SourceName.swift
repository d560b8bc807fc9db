/// A name that a rule takes values from, resolved once when the mapping is loaded.
final class SourceName: Sendable {
    /// The names that stand for something else than a component of an approval.
    enum Own: String, Sendable {
        case instance, title, originator, originatorDepartment
        case businessID = "businessId"
    }

    let text: String
    let utf8: [UInt8]
    let isASCII: Bool
    /// Whether it stands for the document's number.
    let isNumber: Bool
    let own: Own?
    /// The steps of a path into a record.
    let path: [String]
    /// Counts the different names of a mapping from 0: where a form's places are remembered.
    let index: Int

    init(_ text: String, index: Int) {
        self.text = text
        utf8 = Array(text.utf8)
        isASCII = utf8.allSatisfy { $0 < 0x80 }
        isNumber = text == "number"
        own = Own(rawValue: text)
        path = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        self.index = index
    }

    /// A name that no rule of the mapping has, but the form itself.
    static func asked(_ text: String) -> SourceName { SourceName(text, index: .max) }
}
