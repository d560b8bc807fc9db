/// Says in people's words why a single sign-on link did not work. The platform's own texts were not found.
struct FailurePage {
    let language: KingdeeLanguage
    let failure: SignOn.Failure

    var html: String {
        let title = PageFrame.text(language, "单点登录失败", "Single sign-on failed")
        let (chinese, english) = FailurePage.sentence(failure)
        return PageFrame.html(
            title, language,
            """
            <main class="narrow"><section>
            <h1>\(title)</h1>
            <p class="problem" role="alert">\(HTML.escaped(PageFrame.text(language, chinese, english)))</p>
            <p class="quiet">\(FailurePage.code(failure))</p>
            <p><a href="/k3cloud/html5/index.aspx?lcid=\(language.rawValue)">\
            \(PageFrame.text(language, "用户名密码登录", "Sign in with a password"))</a></p>
            </section></main>
            """)
    }

    /// A word for the history.
    static func code(_ failure: SignOn.Failure) -> String {
        switch failure {
        case .unreadable: "unreadable"
        case .noSuchDataCenter: "no such data centre"
        case .unknownApplication: "unknown application"
        case .wrongSignature: "wrong signature"
        case .oldSignature: "old signature"
        case .outsideWindow: "outside window"
        case .unknownUser: "unknown user"
        case .notAuthorised: "not authorised"
        case .usedBefore: "used before"
        case .logIn(let failure): "LoginResultType \(failure.type.rawValue)"
        }
    }

    private static func sentence(_ failure: SignOn.Failure) -> (String, String) {
        switch failure {
        case .unreadable: ("登录链接无法识别，请从原系统重新打开。", "The link cannot be read; open it again from your system.")
        case .noSuchDataCenter:
            ("链接中的数据中心不存在，请联系系统管理员。", "The data centre of the link does not exist; ask your administrator.")
        case .unknownApplication:
            ("第三方系统没有登录授权，请联系系统管理员。", "The other system has no authorisation; ask your administrator.")
        case .wrongSignature:
            ("链接的签名不正确，请检查应用ID和应用密钥。", "The link's signature is wrong; check application id and secret.")
        case .oldSignature:
            ("链接使用了旧版签名（SHA-1），请升级为V4。", "The link is signed the old way (SHA-1); use version 4.")
        case .outsideWindow:
            ("链接已过期，请从原系统重新打开。", "The link has expired; open it again from your system.")
        case .unknownUser: ("用户不存在，请联系系统管理员。", "There is no such user; ask your administrator.")
        case .notAuthorised:
            ("第三方系统没有该用户的登录授权，请联系系统管理员。", "The other system may not sign this user in; ask your administrator.")
        case .usedBefore:
            ("链接只能使用一次，已经被使用过，请从原系统重新打开。", "The link works once and was used; open it again from your system.")
        case .logIn(let failure): (failure.chinese, failure.english)
        }
    }
}
