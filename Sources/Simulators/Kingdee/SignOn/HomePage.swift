/// The page behind a log-in: who is signed in, and the form or bill that was asked for, to look at.
struct HomePage {
    /// What to open; a form without a document is a list.
    struct Target: Hashable, Sendable {
        var form = ""
        var type = ""
        var document = ""
    }

    private let services: KingdeeServices
    private let session: KingdeeSession
    private let target: Target
    private var language: KingdeeLanguage { session.identity.language }

    init(_ services: KingdeeServices, _ session: KingdeeSession, _ target: Target) {
        self.services = services
        self.session = session
        self.target = target
    }

    var html: String {
        let title = text("金蝶云星空（彩排）", "Kingdee Cloud Galaxy (rehearsal)")
        return PageFrame.html(
            title, language,
            """
            <header><strong>\(title)</strong><nav>\(PageFrame.languages(language, query))
            <a class="quiet" href="/k3cloud/html5/logout.aspx">\(text("退出", "Sign out"))</a></nav></header>
            <main>\(person)\(content)</main>
            <script>if(location.search.indexOf('ud=')>=0)history.replaceState(null,'','index.aspx?lcid=\
            \(language.rawValue)'+\(scriptText(query)))</script>
            """)
    }

    private var query: String {
        guard !target.form.isEmpty else { return "" }
        let parts = [("formid", target.form), ("formtype", target.type), ("pkid", target.document)]
        return parts.filter { !$0.1.isEmpty }.map { "&\($0.0)=\(URLEncodedText.encoded($0.1))" }.joined()
    }

    private var person: String {
        let user = services.access.current.user(session.user)
        let organization = services.organization(session.identity.organization)
        let facts = [
            (text("姓名", "Name"), name(of: user)), (text("用户名", "Account"), session.user),
            (text("数据中心", "Data centre"), services.world.dataCenterName),
            (text("当前组织", "Organisation"), organization?.name ?? ""),
        ]
        let list = facts.map { HomePage.fact($0.0, $0.1) }.joined()
        return "<section><h1>\(text("已登录", "Signed in"))</h1><dl>\(list)</dl></section>"
    }

    /// The employee's name, else the account's.
    private func name(of user: KingdeeUser?) -> String {
        if let number = user?.employee, let form = services.form("BD_Empinfo"),
            let record = services.documents.transact({ $0.books[form.position].first(number: number) })
        {
            return record.name(in: form)
        }
        return user?.account ?? session.user
    }

    private var content: String {
        guard !target.form.isEmpty else { return "" }
        guard let form = services.form(target.form) else {
            return problem(text("没有标识为“\(target.form)”的业务对象。", "There is no form '\(target.form)'."))
        }
        guard services.access.current.user(session.user)?.may("View", on: form.definition.id) ?? false else {
            return problem(KingdeeRefusal.noPermission(form.definition, "查看").message)
        }
        guard !target.document.isEmpty, target.type != "list" else { return list(form) }
        let (record, bases) = services.documents.transact { state in
            let book = state.books[form.position]
            return (Int64(target.document).flatMap { book[$0] }, state.baseData)
        }
        guard let record else {
            return problem(text("单据不存在，可能已被删除。", "The document does not exist; it may have been deleted."))
        }
        return DocumentPage(record: record, form: form, bases: bases, language: language).html
    }

    private func list(_ form: KingdeeForm) -> String {
        let records = services.documents.transact { $0.books[form.position].all }.suffix(HomePage.listMax).reversed()
        let rows = records.map { record in
            let label = HTML.escaped(record.number.isEmpty ? "—" : record.number)
            let link =
                "index.aspx?formid=\(URLEncodedText.encoded(form.definition.id))&amp;formtype=bill&amp;pkid=\(record.id)"
            let moment = LocalMoment(record.modified).spacedText
            return "<tr><td><a href=\"\(link)\">\(label)</a></td><td>\(DocumentPage.status(record, language))</td>"
                + "<td>\(moment)</td></tr>"
        }
        let head = [text("编号", "Number"), text("状态", "Status"), text("修改日期", "Changed")]
        let heads = head.map { "<th>\($0)</th>" }.joined()
        return """
            <section><h1>\(HTML.escaped(form.definition.name))</h1><div class="wide"><table>
            <tr>\(heads)</tr>\(rows.joined())</table></div></section>
            """
    }

    /// A list shows the newest documents only.
    private static let listMax = 100

    private func problem(_ sentence: String) -> String {
        #"<section><p class="problem" role="alert">\#(HTML.escaped(sentence))</p></section>"#
    }

    private func scriptText(_ text: String) -> String {
        // Percent-encoded already, so that neither a quote nor a bracket is left in it.
        "'\(text)'"
    }

    private func text(_ chinese: String, _ english: String) -> String { PageFrame.text(language, chinese, english) }

    static func fact(_ name: String, _ value: String) -> String {
        "<div><dt>\(HTML.escaped(name))</dt><dd>\(HTML.escaped(value.isEmpty ? "—" : value))</dd></div>"
    }
}
