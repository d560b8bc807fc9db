/// What Kingdee says of a stored document: enough to decide whether it is ours and how far it got.
package struct KingdeeDocument: Codable, Hashable, Sendable {
    /// The internal id (`FID`), as text.
    package var id: String
    /// The bill number.
    package var number: String
    /// `Z`, `A`, `B`, `C` or `D`.
    package var status: String
    /// The field that carries the approval instance's id, as stored; nil when it was not asked for.
    package var source: String?
    /// Whether it is marked as cancelled (作废, `FCancelStatus` `B`); nil when it was not asked for. Only of the moment: it is
    /// not stored.
    package var isCancelled: Bool?

    private enum CodingKeys: String, CodingKey {
        case id, number, status, source
    }

    package init(
        id: String, number: String, status: String, source: String? = nil, isCancelled: Bool? = nil
    ) {
        self.isCancelled = isCancelled
        self.id = id
        self.number = number
        self.status = status
        self.source = source
    }
}
