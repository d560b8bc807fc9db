import Crypto
import Foundation

extension KingdeeOperation {
    /// Log-in with a signature over data centre, user, application and time. SHA-256 as since patch PT-146911 (May 2022),
    /// or SHA-1 as before. No source knows a window for the time stamp, so none is checked.
    static let loginBySign = LogIn.operation(
        "LoginBySign", ["acctID", "username", "appId", "timestamp", "sign", "lcid"]
    ) { call, access throws(LogInFailure) in
        let account = call.arguments.text("username")
        guard let application = access.application(call.arguments.text("appId")) else { throw .wrongSignature }
        let expected = SortedSignature.make(
            [access.acctID, account, application.id, application.secret, call.arguments.text("timestamp")],
            access.behaviour.signHash)
        guard call.arguments.text("sign").lowercased() == expected, let user = access.user(account),
            application.mayLogIn(user.account)
        else { throw .wrongSignature }
        return user
    }
}

/// The signature of log-ins and single sign-on: the hash of the values sorted by code unit (digits, upper case, lower
/// case, Chinese) and joined, in lower-case hexadecimal digits.
enum SortedSignature {
    static func make(_ values: [String], _ hash: KingdeeBehaviour.Hash) -> String {
        let sorted = values.sorted { $0.utf16.lexicographicallyPrecedes($1.utf16) }
        let data = Data(sorted.joined().utf8)
        return switch hash {
        case .sha1: RequestSignature.hexadecimal(Insecure.SHA1.hash(data: data))
        case .sha256: RequestSignature.hexadecimal(SHA256.hash(data: data))
        }
    }
}
