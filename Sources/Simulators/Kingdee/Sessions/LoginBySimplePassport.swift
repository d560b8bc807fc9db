import Foundation

extension KingdeeOperation {
    /// Log-in with the licence file: the passport is the base64 of its content. Whom it stands for is not documented; here
    /// the integration user.
    static let loginBySimplePassport = LogIn.operation(
        "LoginBySimplePassport", ["passport", "lcid"]
    ) { call, access throws(LogInFailure) in
        let sent = call.arguments.text("passport").filter { !$0.isWhitespace }
        let world = call.services.world
        guard sent == Data(world.licenceFile.utf8).base64EncodedString(), let user = access.user(world.userName) else {
            throw .wrongPassport
        }
        return user
    }
}
