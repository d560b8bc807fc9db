import Foundation

extension KingdeeOperation {
    /// Log-in with user name and password. Tenants of the public cloud opened after 2022-11-29 refuse it.
    static let validateUser = LogIn.operation(
        "ValidateUser", ["acctID", "username", "password", "lcid"], usesPassword: true, prove: password)

    /// As `ValidateUser`, and may end the user's other sessions.
    static let validateUser2 = LogIn.operation(
        "ValidateUser2", ["acctID", "username", "password", "isKickOff", "lcid"], usesPassword: true, prove: password)

    /// As `ValidateUser`, into an organisation.
    static let validateUserByOrgNumber = LogIn.operation(
        "ValidateUserByOrgNumber", ["acctID", "username", "password", "lcid", "orgNumber"], usesPassword: true,
        prove: password)

    /// As `ValidateUser`, with user name and password as base64 of DES in CBC mode, key and first block `KingdeeK` (old).
    static let validateUserEnDeCode = LogIn.operation(
        "ValidateUserEnDeCode", ["acctID", "username", "password", "lcid"], usesPassword: true
    ) { call, access throws(LogInFailure) in
        guard let account = decoded(call.arguments.text("username")),
            let password = decoded(call.arguments.text("password"))
        else { throw .wrongPassword }
        return try LogIn.user(account, password: password, access)
    }

    @Sendable private static func password(
        _ call: KingdeeCall, _ access: AccessState
    ) throws(LogInFailure) -> KingdeeUser {
        try LogIn.user(call.arguments.text("username"), password: call.arguments.text("password"), access)
    }

    private static func decoded(_ text: String) -> String? {
        let key = Array("KingdeeK".utf8)
        guard let data = Data(base64Encoded: text), let cipher = DataEncryptionStandard(key: key),
            let plain = cipher.openingCBC(Array(data), first: key)
        else { return nil }
        return String(validating: plain, as: UTF8.self)
    }
}
