/// The HTML of the browser login: who logs in, to which organisation, and the consent. Works without scripts.
struct LoginPage {
    let login: LoginRequest
    let organization: String
    let people: [Company.Employee]
    /// How many people match; more than are shown, when there are many.
    let count: Int
    let query: String
    let contacts: ContactBook

    var html: String {
        LoginPage.frame(
            title: "登录授权 · Sign in",
            """
            <header><span class="mark" aria-hidden="true">彩</span><div><h1>登录授权 <small>Sign in</small></h1>\
            <p>应用 <b>\(HTML.escaped(login["client_id"] ?? ""))</b> 申请使用您的身份\
            <span lang="en">The application asks for your identity</span></p></div></header>
            \(organizationPart)
            <form method="get" action="/oauth2/auth" class="search" role="search">\(hiddenFields)\
            <input type="search" name="q" value="\(HTML.escaped(query))" placeholder="姓名、工号、手机号 · name, number" \
            aria-label="搜索人员 · Search people" autocomplete="off"><button type="submit">搜索 <span lang="en">Search</span>\
            </button></form>
            \(peoplePart)
            """)
    }

    /// A page that only says what is wrong.
    static func mistake(chinese: String, english: String) -> String {
        frame(
            title: "无法登录 · Cannot sign in",
            """
            <header><span class="mark bad" aria-hidden="true">!</span><div><h1>无法登录 <small>Cannot sign in</small></h1>\
            </div></header>
            <p class="mistake" role="alert">\(HTML.escaped(chinese))<span lang="en">\(HTML.escaped(english))</span></p>
            """)
    }

    private var organizationPart: String {
        guard login.wantsOrganization else { return "" }
        let hint = login.isForManagers ? "仅限您管理的组织 · only organisations you manage" : "授权的组织 · organisation"
        return """
            <p class="organization"><span>\(hint)</span><b>\(HTML.escaped(organization))</b></p>
            """
    }

    private var peoplePart: String {
        guard !people.isEmpty else {
            return """
                <p class="empty">没有找到可以登录的人员<span lang="en">Nobody who may sign in was found.</span></p>
                <form method="post" action="/oauth2/auth">\(hiddenFields)<footer>\(denyButton)</footer></form>
                """
        }
        let rows = people.enumerated().map { row($1, isChosen: $0 == 0) }.joined(separator: "\n")
        let more =
            count > people.count
            ? """
            <p class="hint">显示 \(people.count) / \(count) 人，请搜索其他人员\
            <span lang="en">Showing \(people.count) of \(count); search for the others.</span></p>
            """ : ""
        return """
            <form method="post" action="/oauth2/auth">\(hiddenFields)
            <fieldset><legend>选择登录的人员 <span lang="en">Who signs in</span></legend>
            <div class="people">\(rows)</div></fieldset>\(more)
            <footer>\(denyButton)<button type="submit" name="decision" value="agree" class="agree">同意授权 \
            <span lang="en">Authorize</span></button></footer>
            </form>
            """
    }

    private var denyButton: String {
        """
        <button type="submit" name="decision" value="deny" class="deny">取消 <span lang="en">Cancel</span></button>
        """
    }

    private func row(_ employee: Company.Employee, isChosen: Bool) -> String {
        let place = [contacts.department(employee.department)?.name ?? "", employee.profile.title]
            .filter { !$0.isEmpty }.joined(separator: " · ")
        return """
            <label><input type="radio" name="userid" value="\(HTML.escaped(employee.userID))"\(isChosen ? " checked" : "")>\
            <span class="face" aria-hidden="true">\(HTML.escaped(String(employee.name.suffix(2))))</span>\
            <span class="who"><b>\(HTML.escaped(employee.name))</b>\
            <span>\(HTML.escaped(place))</span></span></label>
            """
    }

    private var hiddenFields: String {
        LoginRequest.names.compactMap { name in
            login[name].map { "<input type=\"hidden\" name=\"\(name)\" value=\"\(HTML.escaped($0))\">" }
        }.joined()
    }

    private static func frame(title: String, _ content: String) -> String {
        """
        <!doctype html>
        <html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
        <meta name="color-scheme" content="light dark"><title>\(title)</title><style>\(LoginPageStyle.text)</style></head>
        <body><main>\(content)
        <p class="note">彩排环境：这不是真正的钉钉<span lang="en">A rehearsal: this is not the real DingTalk.</span></p>
        </main></body></html>

        """
    }
}
