/// Why a log-in failed (`LoginResultType` and `Message`). The numbers are documented, the texts are not; the language
/// is the one that the log-in asks for.
struct LogInFailure: Error, Hashable, Sendable {
    var type: KingdeeLogInResult
    var chinese: String
    var english: String
    /// The refusal's code for a caller that logs in by signing its requests.
    var code = MessageCode.sessionLost

    static let wrongPassword = LogInFailure(
        type: .wrongPassword, chinese: "用户名或密码错误", english: "The user name or the password is wrong")
    static let wrongApplication = LogInFailure(
        type: .wrongPassword, chinese: "应用ID或应用密钥错误，或者应用未授权给该用户",
        english: "The application's id or secret is wrong, or it is not authorised for this user")
    static let wrongSignature = LogInFailure(
        type: .wrongPassword, chinese: "签名验证失败", english: "The signature is wrong")
    static let wrongPassport = LogInFailure(
        type: .failure, chinese: "通行证无效", english: "The passport is not valid")
    static let noSuchDataCenter = LogInFailure(
        type: .failure, chinese: "数据中心不存在", english: "There is no such data centre")
    static let disabled = LogInFailure(
        type: .failure, chinese: "用户已被禁用，请联系系统管理员", english: "The user is disabled; ask the administrator")
    static let passwordsRefused = LogInFailure(
        type: .failure, chinese: "当前租户不允许使用用户名密码登录，请使用第三方系统登录授权",
        english: "This tenant does not accept passwords; use a third-party authorisation")
    static let administrator = LogInFailure(
        type: .failure, chinese: "禁止管理员登录", english: "The administrator may not log in", code: .administratorLogIn)
    static let noRoom = LogInFailure(
        type: .failure, chinese: "许可校验失败：登录用户数已达到许可上限", english: "The licence allows no more users",
        code: .licence)
    static let noSuchOrganization = LogInFailure(
        type: .failure, chinese: "组织不存在", english: "There is no such organisation")

    /// The failure of a result that is no success.
    static func result(_ type: KingdeeLogInResult) -> LogInFailure {
        switch type {
        case .success, .failure: LogInFailure(type: .failure, chinese: "登录失败", english: "Log-in failed")
        case .wrongPassword: .wrongPassword
        case .changeAdvised:
            LogInFailure(type: type, chinese: "密码不符合安全策略，建议修改密码", english: "The password should be changed")
        case .changeRequired:
            LogInFailure(type: type, chinese: "密码不符合安全策略，必须修改密码", english: "The password must be changed")
        case .warning: LogInFailure(type: type, chinese: "登录警告", english: "Log-in warning")
        case .formFirst: LogInFailure(type: type, chinese: "需要先处理表单", english: "A form must be handled first")
        case .cloudUnbound: LogInFailure(type: type, chinese: "云账号未绑定", english: "The cloud account is not bound")
        case .activation: LogInFailure(type: type, chinese: "用户需要激活", english: "The user must be activated")
        }
    }

    func message(_ language: KingdeeLanguage) -> String { language == .english ? english : chinese }
}
