import Seams

/// A user (用户) of the data centre, as far as signing on needs it.
package struct KingdeeUserRecord: Hashable, Sendable {
    /// The account that logs in.
    package var account: String
    package var isForbidden: Bool
}

/// Looking users up in `SEC_User` (the reference's section 6.7).
extension KingdeeClient {
    /// The users whose linked person has this staff number, by account; more than a few are cut off.
    ///
    /// - Parameter linkField: the field of the linked person's number; tenants differ.
    package func users(
        linkedTo staffNumber: String, by linkField: String
    ) async throws(PlatformFailure) -> [KingdeeUserRecord] {
        try await users(where: linkField, is: staffNumber)
    }

    /// The user with this account; nil when there is none.
    package func user(account: String) async throws(PlatformFailure) -> KingdeeUserRecord? {
        try await users(where: "FUserAccount", is: account).first { $0.account == account }
    }

    private func users(where field: String, is value: String) async throws(PlatformFailure) -> [KingdeeUserRecord] {
        let rows = try await rows(
            form: "SEC_User", columns: ["FUserAccount", "FForbidStatus"],
            filter: "\(field)=\(KingdeeClient.literal(value))", order: "FUserAccount ASC", from: 0, limit: 10)
        return try rows.map { (cells) throws(PlatformFailure) in
            guard let account = cells[0].text else { throw .outcomeUnknown("a user without an account") }
            return KingdeeUserRecord(account: account, isForbidden: cells[1].text == "B")
        }
    }
}
