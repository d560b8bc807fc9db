/// The form for user name and password.
struct LogInPage {
    let language: KingdeeLanguage
    let world: KingdeeWorld
    /// Why the last attempt failed.
    let message: String?

    var html: String {
        let title = PageFrame.text(language, "登录金蝶云星空（彩排）", "Sign in to Kingdee Cloud Galaxy (rehearsal)")
        let problem = message.map { #"<p class="problem" role="alert">\#(HTML.escaped($0))</p>"# } ?? ""
        return PageFrame.html(
            title, language,
            """
            <main class="narrow"><section>
            <h1>\(title)</h1>
            <p class="quiet">\(PageFrame.text(language, "数据中心", "Data centre"))：\(HTML.escaped(world.dataCenterName))</p>
            \(problem)
            <form method="post" action="/k3cloud/html5/index.aspx">
            <input type="hidden" name="acctid" value="\(HTML.escaped(world.acctID))">
            <input type="hidden" name="lcid" value="\(language.rawValue)">
            <label>\(PageFrame.text(language, "用户名", "User name"))
            <input name="username" autocomplete="username" required autofocus></label>
            <label>\(PageFrame.text(language, "密码", "Password"))
            <input name="password" type="password" autocomplete="current-password" required></label>
            <button>\(PageFrame.text(language, "登录", "Sign in"))</button>
            </form>
            <p>\(PageFrame.languages(language))</p>
            </section></main>
            """)
    }
}
