/// A user (用户) of the data centre.
package struct KingdeeUser: Hashable, Sendable {
    /// The account that logs in.
    package var account: String
    package var password: String
    /// The staff number of the employee whose account it is; nil when it is nobody's.
    package var employee: String?
    package var isDisabled = false
    package var isAdministrator = false
    /// Whether the user counts as licensed; without it every operation is refused with `MsgCode 7`.
    package var hasLicence = true
    /// What a log-in with the right password comes to.
    package var logIn = KingdeeLogInResult.success
    /// The operations that the user may perform, by form id; `*` stands for all forms, or for all operations of a form.
    /// Nil means everything. Queries count as `View`.
    package var permissions: [String: Set<String>]?

    package init(account: String, password: String = "rehearsal-password", employee: String? = nil) {
        self.account = account
        self.password = password
        self.employee = employee
    }

    /// Whether the user may perform `operation` on documents of `form`.
    func may(_ operation: String, on form: String) -> Bool {
        guard let permissions else { return true }
        let granted = (permissions[form] ?? []).union(permissions["*"] ?? [])
        return granted.contains("*") || granted.contains(operation)
    }
}

/// `LoginResultType` (《金蝶云星空WebAPI接口说明书 V6.0》).
package enum KingdeeLogInResult: Int, CaseIterable, Sendable {
    case success = 1
    /// PWError: user name or password wrong.
    case wrongPassword = 0
    case failure = -1
    /// PWInvalid_Optional: the password should be changed.
    case changeAdvised = -2
    /// PWInvalid_Required: the password must be changed first.
    case changeRequired = -3
    /// Wanning [sic].
    case warning = -4
    /// DealWithForm: a form must be handled first.
    case formFirst = -5
    /// EntryCloudUnBind: the cloud account is not bound.
    case cloudUnbound = -6
    /// Activation: the user must be activated first.
    case activation = -7

    /// The names in the control API.
    var name: String {
        switch self {
        case .success: "success"
        case .wrongPassword: "wrongPassword"
        case .failure: "failure"
        case .changeAdvised: "changeAdvised"
        case .changeRequired: "changeRequired"
        case .warning: "warning"
        case .formFirst: "formFirst"
        case .cloudUnbound: "cloudUnbound"
        case .activation: "activation"
        }
    }

    /// Whether a session is opened although the result is not `success`: some clients accept -5 as success, so it must
    /// be usable; that -2 and -4 behave alike is an assumption.
    var opensSession: Bool {
        switch self {
        case .success, .changeAdvised, .warning, .formFirst: true
        case .wrongPassword, .failure, .changeRequired, .cloudUnbound, .activation: false
        }
    }

    /// Whether the result comes from the password's policy, which other ways to log in do not meet.
    var concernsPassword: Bool { self == .changeAdvised || self == .changeRequired || self == .wrongPassword }
}

/// A third-party system that may log users in (第三方系统登录授权).
package struct KingdeeApplication: Hashable, Sendable {
    package var id: String
    package var secret: String
    /// The accounts that it may log in; nil means all.
    package var users: [String]?
    /// Whether each of its single sign-on links works once, whatever `permitcount` says.
    package var hasOneTimeLinks = false

    package init(id: String, secret: String, users: [String]? = nil) {
        self.id = id
        self.secret = secret
        self.users = users
    }

    func mayLogIn(_ account: String) -> Bool { users?.contains(account) ?? true }
}
