import Mustache

/// The page's Mustache templates.
///
/// Text of a history stands only in element content, never in an attribute: the escaping of `{{…}}` works by grapheme
/// and would let through a quotation mark that carries a combining mark.
enum PageTemplates {
    /// All templates, parsed.
    ///
    /// - Throws: when a template is broken, which the tests would have seen.
    static func library() throws -> MustacheLibrary {
        var library = MustacheLibrary()
        try library.register(text, named: "text")
        try library.register(chart, named: "chart")
        try library.register(verdicts, named: "verdicts")
        try library.register(findings, named: "findings")
        try library.register(statistics, named: "statistics")
        try library.register(svgText, named: "svgText")
        try library.register(swimLaneChart, named: "swimLaneChart")
        try library.register(swimLaneStory, named: "swimLaneStory")
        try library.register(swimLanes, named: "swimLanes")
        try library.register(page, named: "page")
        return library
    }

    /// A fixed text in both languages.
    static func label(_ en: String, _ zh: String) -> String {
        "<span class=\"en\">\(en)</span><span class=\"zh\" lang=\"zh-CN\">\(zh)</span>"
    }

    /// A `BilingualText` of the run.
    static let text = "<span class=\"en\">{{en}}</span><span class=\"zh\" lang=\"zh-CN\">{{zh}}</span>"

    static let page = """
        <!DOCTYPE html>
        <html lang="en" data-language="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>{{name}} · Rehearsal</title>
        <style>{{{style}}}</style>
        </head>
        <body class="{{outcome}}">
        <header>
        <p class="product">Rehearsal 彩排</p>
        <div class="languages" role="group" aria-label="Language 语言">
        <button type="button" data-choose="en" aria-pressed="true">English</button>
        <button type="button" data-choose="zh" aria-pressed="false" lang="zh-CN">中文</button>
        </div>
        </header>
        <main>
        <section class="banner">
        <p class="verdict">{{#word}}{{>text}}{{/word}}</p>
        <div>
        <h1>{{name}}</h1>
        <p class="sentence">{{#sentence}}{{>text}}{{/sentence}}</p>
        <p class="proves">{{proves}}</p>
        </div>
        </section>
        <dl class="numbers">
        {{#numbers}}<div class="{{tone}}"><dt>{{#label}}{{>text}}{{/label}}</dt><dd>{{value}}</dd></div>{{/numbers}}
        </dl>
        <section>
        <h2>\(label("Expectations", "期望"))</h2>
        {{>verdicts}}
        </section>
        <section>
        <h2>\(label("Latency", "耗时"))</h2>
        <p class="hint">\(label(
            "Each dot is an approval, placed at the moment it was due. Faults are shaded; ticks mark each strike.",
            "每个点是一个审批，横轴为其应完成的时刻。阴影为故障时间窗，短线为每次发生。"))
        {{#pointsLeftOut}}{{>text}}{{/pointsLeftOut}}</p>
        {{#latencyCharts}}{{>chart}}{{/latencyCharts}}
        <p class="key"><i class="good"></i>\(label("in time", "按时")) <i class="late"></i>\(label("late", "超时"))
        <i class="lost"></i>\(label("never audited", "始终未审核"))</p>
        <h2>\(label("Throughput", "吞吐量"))</h2>
        {{#throughputCharts}}{{>chart}}{{/throughputCharts}}
        <p class="key"><i class="audited"></i>\(label("documents audited", "单据审核完成"))
        <i class="granted"></i>\(label("approvals granted", "审批通过"))</p>
        </section>
        {{#hasFindings}}
        <section>
        <h2>\(label("Findings", "问题"))</h2>
        {{>findings}}
        </section>
        {{/hasFindings}}
        {{#swimLanes}}{{>swimLanes}}{{/swimLanes}}
        {{>statistics}}
        <section>
        <h2>\(label("Repeat it", "复现"))</h2>
        {{#hasCommand}}
        <div class="command"><code id="command">{{command}}</code>
        <button type="button" data-copy="command">\(label("Copy", "复制"))</button></div>
        {{/hasCommand}}
        <p class="hint">\(label("Seed", "种子")) <code>{{seed}}</code></p>
        {{#hasFiles}}
        <p>\(label("Raw files", "原始文件"))</p>
        <ul class="files">{{#files}}<li><a href="{{{address}}}">{{file}}</a></li>{{/files}}</ul>
        {{/hasFiles}}
        </section>
        </main>
        <script>{{{script}}}</script>
        </body>
        </html>

        """
}
