import Crypto
import Foundation
import Seams

/// `GET /v1.0/contact/users/{unionId}`: the person behind a user token, by `me` or by unionid
/// (「获取用户通讯录个人信息」). There is no `userid` in it.
///
/// An app token is refused with 403 and the scopes; a user token whose time is over with `accesstoken.expired`.
enum UserMe: DingTalkEndpoint {
    static let method = "GET"
    static let path = "/v1.0/contact/users/{unionId}"
    static let operation = "contact/users/me"
    static let needsToken = false
    static let scope: String? = "Contact.User.Read"
    /// The permission without which the mobile number stays hidden.
    static let mobileScope = "Contact.User.mobile"

    static func perform(
        _ request: DingTalkRequest, _ state: inout DingTalkState, _ step: DingTalkStep
    ) throws(DingTalkRefusal) -> JSON {
        let grant = try state.userGrant(of: request, at: step.now)
        let unionID = request.segment(3)
        let own = state.contacts.employee(grant.userID)
        let employee = unionID == "me" ? own : state.contacts.employee(unionID: unionID)
        guard own != nil, let employee, employee.profile.isActive else { throw .modernUserNotFound }
        let profile = employee.profile
        var members = [
            JSON.Member("nick", .string(employee.name)), JSON.Member("avatarUrl", .string(profile.avatar)),
        ]
        if !state.world.missingScopes.contains(mobileScope) {
            members.append(JSON.Member("mobile", .string(employee.mobile)))
            members.append(JSON.Member("stateCode", .string(profile.stateCode)))
        }
        members += [
            JSON.Member("openId", .string(openID(of: employee.unionID, appKey: state.world.appKey))),
            JSON.Member("unionId", .string(employee.unionID)),
        ]
        if !profile.email.isEmpty { members.append(JSON.Member("email", .string(profile.email))) }
        if let login = profile.exclusiveLogin { members.append(JSON.Member("loginEmail", .string(login))) }
        members.append(JSON.Member("visitor", false))
        return .object(members)
    }

    /// A person's id for one application: opaque, the same each time.
    static func openID(of unionID: String, appKey: String) -> String {
        let hash = SHA256.hash(data: Array("\(appKey) \(unionID)".utf8))
        let text = Data(hash.prefix(15)).base64EncodedString()
        return text.replacing("+", with: "x").replacing("/", with: "y") + "iE"
    }
}

extension DingTalkState {
    /// The person whom the request's token stands for.
    func userGrant(of request: DingTalkRequest, at now: Timestamp) throws(DingTalkRefusal) -> UserTokens.Grant {
        guard let token = request.token, !token.isEmpty else { throw .modernTokenMissing }
        guard let grant = userTokens.grant(of: token) else {
            guard tokens.validity(of: token, at: now) == .valid else { throw .modernTokenInvalid }
            throw .scopeMissing("Contact.User.Read", appKey: world.appKey, family: .modern)
        }
        guard now < grant.end else { throw .userTokenExpired }
        return grant
    }
}
