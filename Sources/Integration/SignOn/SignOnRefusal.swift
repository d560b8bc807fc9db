import HTTPTypes

/// Why somebody was not signed on. The raw values stand in the audit log and in metrics.
package enum SignOnRefusal: String, CaseIterable, Sendable {
    // the request
    case stateMissing = "state-missing"
    case stateForged = "state-forged"
    case stateExpired = "state-expired"
    case stateUsed = "state-used"
    case otherBrowser = "other-browser"
    case crossSite = "cross-site"
    case targetRefused = "target-refused"
    case codeMissing = "code-missing"
    case codeUsed = "code-used"
    case codeRefused = "code-refused"
    case loginDenied = "login-denied"
    case tooMany = "too-many"
    // the person
    case unknownPerson = "unknown-person"
    case externalPerson = "external-person"
    case inactivePerson = "inactive-person"
    case outsideScope = "outside-scope"
    case noStaffNumber = "no-staff-number"
    case noAccount = "no-account"
    case ambiguousAccount = "ambiguous-account"
    case accountForbidden = "account-forbidden"
    // the systems
    case dingTalkUnavailable = "dingtalk-unavailable"
    case kingdeeUnavailable = "kingdee-unavailable"
    case storeUnavailable = "store-unavailable"
}

/// A sign-on that ended without an entry.
struct SignOnRefused: Error, Sendable {
    var reason: SignOnRefusal
    /// Who it was, once DingTalk said so.
    var userID: String?
    /// What a platform said, for the log; masked, never shown to the browser.
    var note: String?

    init(_ reason: SignOnRefusal, userID: String? = nil, note: String? = nil) {
        self.reason = reason
        self.userID = userID
        self.note = note
    }
}

extension SignOnRefusal {
    /// The page's status.
    var status: HTTPResponse.Status {
        switch self {
        case .stateMissing, .stateForged, .stateExpired, .stateUsed, .otherBrowser, .crossSite, .targetRefused,
            .codeMissing, .codeUsed, .codeRefused, .loginDenied:
            .badRequest
        case .tooMany: .tooManyRequests
        case .unknownPerson, .externalPerson, .inactivePerson, .outsideScope, .noStaffNumber, .noAccount,
            .ambiguousAccount, .accountForbidden:
            .forbidden
        case .dingTalkUnavailable, .kingdeeUnavailable, .storeUnavailable: .serviceUnavailable
        }
    }

    /// What is wrong and what to do, in Chinese and in English. The attacks all read alike: who plays one learns nothing.
    var words: (chinese: String, english: String) {
        switch self {
        case .stateMissing, .stateForged, .stateExpired, .stateUsed, .otherBrowser, .crossSite, .codeMissing,
            .codeUsed, .codeRefused:
            (
                "这个登录链接已失效或已被使用。请点击下方按钮重新登录。",
                "This sign-on link has expired or was used already. Please start again with the button below."
            )
        case .targetRefused:
            (
                "您打开的链接指向一个未登记的页面。请从钉钉工作台重新进入。",
                "The link you opened leads to a page that is not registered. Please come in from the DingTalk workbench."
            )
        case .loginDenied:
            (
                "您没有同意登录。如需进入金蝶云·星空，请重新登录并点击“同意”。",
                "You did not agree to sign in. To enter Kingdee Cloud Galaxy, start again and choose to agree."
            )
        case .tooMany:
            ("登录请求过多，请一分钟后再试。", "There are too many sign-on requests. Please try again in a minute.")
        case .unknownPerson, .externalPerson:
            (
                "您不是本企业的在职员工，无法登录。如有疑问，请联系人事部门。",
                "You are not an employee of this organisation, so that you cannot sign on. Please ask human resources."
            )
        case .inactivePerson:
            (
                "您的钉钉账号尚未激活。请先在钉钉中激活账号，然后重新登录。",
                "Your DingTalk account is not activated. Please activate it in DingTalk first, then start again."
            )
        case .outsideScope:
            (
                "您不在本应用的可见范围内。请联系钉钉管理员开通。",
                "This application is not open to you. Please ask your DingTalk administrator to add you."
            )
        case .noStaffNumber:
            (
                "您的钉钉资料中没有工号，无法对应金蝶用户。请联系人事部门补充工号。",
                "Your DingTalk profile has no staff number, so that your Kingdee user is not known. "
                    + "Please ask human resources to add it."
            )
        case .noAccount:
            (
                "没有找到您的金蝶用户。请联系系统管理员开通。",
                "You have no Kingdee user yet. Please ask your system administrator for one."
            )
        case .ambiguousAccount:
            (
                "您的工号对应多个金蝶用户。请联系系统管理员处理。",
                "More than one Kingdee user belongs to your staff number. Please ask your system administrator."
            )
        case .accountForbidden:
            (
                "您的金蝶用户已被禁用。请联系系统管理员启用。",
                "Your Kingdee user is disabled. Please ask your system administrator to enable it."
            )
        case .dingTalkUnavailable:
            (
                "暂时无法连接钉钉。请稍候几分钟再试；如持续出现，请联系系统管理员。",
                "DingTalk cannot be reached at the moment. Please try again in a few minutes; if this goes on, ask your "
                    + "system administrator."
            )
        case .kingdeeUnavailable:
            (
                "暂时无法连接金蝶云·星空。请稍候几分钟再试；如持续出现，请联系系统管理员。",
                "Kingdee Cloud Galaxy cannot be reached at the moment. Please try again in a few minutes; if this goes on, "
                    + "ask your system administrator."
            )
        case .storeUnavailable:
            (
                "登录服务暂时不可用。请稍候几分钟再试；如持续出现，请联系系统管理员。",
                "Signing on is not possible at the moment. Please try again in a few minutes; if this goes on, ask your "
                    + "system administrator."
            )
        }
    }
}
