import Foundation

extension ApprovalInstance {
    /// Reads the store's text.
    init(stored text: String) throws {
        self = try JSONDecoder().decode(ApprovalInstance.self, from: Data(text.utf8))
    }

    /// JSON text for the store, the same for the same instance.
    func storedText() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }
}
