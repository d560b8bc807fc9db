extension PageTemplates {
    /// The section's frame and its stories.
    static let swimLanes = """
        <section class="swim">
        <h2>\(label("Who sent what to whom", "消息时序图"))</h2>
        <p class="hint">\(label(
            "Each arrow is a message, from when it left to when it arrived. Virtual time runs downwards, in its order "
                + "but not to scale; seconds count from the start of the workload. The whole trace is in trace.txt in "
                + "the run's folder.",
            "每个箭头是一条消息，起点为发出时刻，终点为到达时刻。虚拟时间自上而下，只保持先后顺序，不按比例；以负载开始为零点，单位为秒。完整记录见运行目录中的 trace.txt。"))</p>
        {{#swimCommands}}<p class="hint">\(label("This line repeats it:", "复现命令：")) <code>{{.}}</code></p>{{/swimCommands}}
        <p class="key"><svg viewBox="0 0 30 10"><path class="arrow" d="M1 5H24"/><path class="head" d="M29 5L21 1.4V8.6Z"/></svg>\
        \(label("message", "消息"))
        <svg viewBox="0 0 30 10"><path class="arrow reply" d="M29 5H6"/><path class="head" d="M1 5L9 1.4V8.6Z"/></svg>\
        \(label("reply", "应答"))
        <svg viewBox="0 0 30 10"><path class="arrow lost" d="M1 5H18"/><path class="cross" d="M16 1l8 8M24 1l-8 8"/></svg>\
        \(label("never arrived", "未到达"))
        <svg viewBox="0 0 30 10"><path class="hatchBack dead" d="M1 5H29"/><path class="hatch dead" d="M1 5H29"/></svg>\
        \(label("not running", "未运行"))
        <svg viewBox="0 0 30 10"><path class="hatchBack paused" d="M1 5H29"/><path class="hatch paused" d="M1 5H29"/></svg>\
        \(label("paused", "已暂停"))</p>
        {{#swimUntold}}<p class="hint">\(label(
            "No message speaks of what was found, so that this is the beginning of the run.",
            "没有消息涉及所发现的问题，因此显示运行的开头。"))</p>{{/swimUntold}}
        {{#swimStories}}{{>swimLaneStory}}{{/swimStories}}
        </section>
        """

    /// One story: what it is about, its chart in both sizes, what is left out, and the chart as a table.
    static let swimLaneStory = """
        <details class="finding"{{#isOpen}} open{{/isOpen}}>
        <summary>{{#subjects}}<b>{{.}}</b>{{/subjects}}\
        {{#reasons}} <span>{{#message}}{{>text}}{{/message}}</span> <span class="limit">{{checker}}</span>{{/reasons}}\
        {{#isBeginning}}\(label("The beginning of the run", "运行的开头")){{/isBeginning}}</summary>
        {{#swimCharts}}{{>swimLaneChart}}{{/swimCharts}}
        {{#swimRest}}<p class="hint">{{>text}}</p>{{/swimRest}}
        {{#hasFaultNames}}<p class="key">\(label("Faults meanwhile:", "期间的故障："))
        {{#faultNames}}<span class="rule"><svg viewBox="0 0 10 10" class="swatch hue{{hue}}"><rect class="bar" width="10" \
        height="10" rx="2"/></svg>{{rule}}</span> {{/faultNames}}\
        {{#faultRest}}{{>text}}{{/faultRest}}</p>{{/hasFaultNames}}
        {{#hasKeys}}<p class="hint">\(label("Shown are the messages that speak of", "图中为涉及以下内容的消息："))
        {{#keys}}<code>{{.}}</code> {{/keys}}\(label("and what befell the lanes meanwhile.", "以及期间各泳道发生的事件。"))</p>{{/hasKeys}}
        <details class="swimTable"><summary>\(label("The same as a table", "以表格显示"))</summary>
        <div class="scroll"><table class="story">
        <thead><tr><th>\(label("Time", "时间"))</th><th>\(label("Who", "主体"))</th><th>\(label("What", "事件"))</th>\
        <th>\(label("Arrived", "到达"))</th></tr></thead>
        <tbody>
        {{#swimRows}}{{#gaps}}<tr><td colspan="4">… {{>text}}</td></tr>{{/gaps}}
        <tr class="{{mark}}"><td class="time">{{offset}}</td><td class="who">{{#from}}{{>text}}{{/from}}\
        {{#to}} → {{>text}}{{/to}}</td><td>{{#what}}{{>text}}{{/what}}</td>\
        <td class="travel">{{#travel}}{{>text}}{{/travel}}</td></tr>
        {{/swimRows}}
        </tbody>
        </table></div>
        </details>
        </details>
        """

    /// The chart: its lanes' names, which stay in sight while the page scrolls, and the drawing.
    static let swimLaneChart = """
        <div class="lanes {{size}}" aria-hidden="true"><svg viewBox="0 0 {{width}} 24">
        <text class="tick" x="6" y="16">s</text>
        {{#heads}}<text x="{{x}}" y="16" text-anchor="middle">{{#name}}{{>svgText}}{{/name}}</text>{{/heads}}
        </svg></div>
        <svg class="chart lanesChart {{size}}" viewBox="0 0 {{width}} {{height}}" role="img" \
        aria-label="Messages between the lanes in virtual time; the table below has the same.">
        {{#bars}}<g class="hue{{hue}}">{{#spans}}<rect class="shade" x="{{plotLeft}}" y="{{y}}" width="{{plotWidth}}" \
        height="{{length}}"/><rect class="bar" x="{{x}}" y="{{y}}" width="6" height="{{length}}" rx="2"/>{{/spans}}</g>{{/bars}}
        {{#lines}}<line class="{{kind}}" x1="{{x}}" x2="{{x}}" y1="{{y1}}" y2="{{y2}}"/>{{/lines}}
        {{#downs}}<path class="hatchBack {{kind}}" d="M{{x}} {{y1}}V{{y2}}"/>\
        <path class="hatch {{kind}}" d="M{{x}} {{y1}}V{{y2}}"/>{{/downs}}
        {{#arrows}}<path class="{{kind}}" d="{{path}}"/>{{#heads}}<path class="head" d="{{.}}"/>{{/heads}}\
        {{#crosses}}<path class="cross" d="{{.}}"/>{{/crosses}}
        {{/arrows}}
        {{#symbols}}<g class="symbol {{kind}}" transform="translate({{x}} {{y}})"><circle r="8"/>\
        <path class="{{style}}" d="{{path}}"/></g>
        {{/symbols}}
        {{#labels}}<text class="{{kind}}" x="{{x}}" y="{{y}}" text-anchor="{{anchor}}">{{text}}</text>
        {{/labels}}
        {{#times}}<text class="tick" x="{{x}}" y="{{y}}" text-anchor="end">{{text}}</text>{{/times}}
        {{#gaps}}<text class="{{language}} gap" x="{{x}}" y="{{y}}">{{text}}</text>{{/gaps}}
        </svg>
        """

    /// A `BilingualText` within a drawing.
    static let svgText = "<tspan class=\"en\">{{en}}</tspan><tspan class=\"zh\" lang=\"zh-CN\">{{zh}}</tspan>"
}
