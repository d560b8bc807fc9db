/// What all pages share: head, style, and the switch between languages. Nothing is loaded from elsewhere.
enum PageFrame {
    static func html(_ title: String, _ language: KingdeeLanguage, _ body: String) -> String {
        """
        <!DOCTYPE html>
        <html lang="\(language.locale)">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>\(HTML.escaped(title))</title>
        <style>\(style)</style>
        </head>
        <body>
        \(body)
        </body>
        </html>

        """
    }

    /// The text in the page's language.
    static func text(_ language: KingdeeLanguage, _ chinese: String, _ english: String) -> String {
        language == .english ? english : chinese
    }

    /// Links to the same page in the other language; `target` is what the page shows.
    static func languages(_ language: KingdeeLanguage, _ target: String = "") -> String {
        let other = language == .english ? ("2052", "中文") : ("1033", "English")
        return #"<a class="quiet" href="index.aspx?lcid=\#(other.0)\#(HTML.escaped(target))">\#(other.1)</a>"#
    }

    private static let style = """
        :root{color-scheme:light;--line:#dde3ea;--ink:#1d2733;--soft:#5d6b7a;--blue:#1f6fd6}
        *{box-sizing:border-box}
        body{margin:0;font:16px/1.5 -apple-system,"Segoe UI","PingFang SC","Microsoft YaHei",sans-serif;color:var(--ink);
        background:#f4f6f9}
        header{background:#fff;border-bottom:1px solid var(--line);padding:.75rem 1rem;display:flex;flex-wrap:wrap;
        gap:.5rem 1rem;align-items:center;justify-content:space-between}
        header strong{color:var(--blue)}
        main{max-width:60rem;margin:1rem auto;padding:0 1rem}
        section{background:#fff;border:1px solid var(--line);border-radius:8px;padding:1rem;margin-bottom:1rem}
        h1{font-size:1.25rem;margin:0 0 .75rem} h2{font-size:1rem;margin:1rem 0 .5rem}
        dl{display:grid;grid-template-columns:repeat(auto-fill,minmax(15rem,1fr));gap:.5rem 1rem;margin:0}
        dl div{min-width:0} dt{color:var(--soft);font-size:.875rem} dd{margin:0;overflow-wrap:anywhere}
        .wide{overflow-x:auto} table{border-collapse:collapse;width:100%;font-size:.9375rem}
        th,td{border-bottom:1px solid var(--line);padding:.375rem .5rem;text-align:left;white-space:nowrap}
        th{color:var(--soft);font-weight:500}
        a{color:var(--blue);text-decoration:none} a:hover{text-decoration:underline} .quiet{color:var(--soft)}
        .narrow{max-width:24rem;margin:10vh auto} label{display:block;margin-bottom:.75rem}
        input{display:block;width:100%;font:inherit;padding:.5rem;border:1px solid #b9c4d0;border-radius:6px}
        button{font:inherit;width:100%;padding:.5rem;border:0;border-radius:6px;background:var(--blue);color:#fff}
        .problem{color:#b3261e} nav{display:flex;gap:1rem;align-items:center}
        """
}
