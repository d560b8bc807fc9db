import Crypto
import Foundation

extension KingdeeOperation {
    /// Log-in with a signature over data centre, user, application and time. SHA-256, as since patch PT-146911 (May
    /// 2022). No source knows a window for the time stamp, so none is checked.
    static let loginBySign = KingdeeOperation(
        service: .authentication, name: "LoginBySign",
        parameters: ["acctID", "username", "appId", "timestamp", "sign", "lcid"], family: .logIn, needsSession: false
    ) { call in
        let world = call.services.world
        if let failure = LogIn.failure(of: call, otherwise: .wrongSignature) { return LogIn.refusal(failure) }
        let expected = signature(
            of: [world.acctID, world.userName, world.appID, world.appSecret, call.arguments.text("timestamp")])
        let matches =
            call.arguments.text("appId") == world.appID && call.arguments.text("sign").lowercased() == expected
        return LogIn.reply(call, failure: matches ? nil : .wrongSignature)
    }

    /// The hash of the values sorted by code unit (digits, upper case, lower case, Chinese) and joined.
    private static func signature(of values: [String]) -> String {
        let sorted = values.sorted { $0.utf16.lexicographicallyPrecedes($1.utf16) }
        return RequestSignature.hexadecimal(SHA256.hash(data: Data(sorted.joined().utf8)))
    }
}
