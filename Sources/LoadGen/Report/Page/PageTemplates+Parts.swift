extension PageTemplates {
    static let verdicts = """
        <table class="verdicts">
        <tbody>
        {{#entries}}
        <tr class="{{state}}"><td><span class="badge">{{#badge}}{{>text}}{{/badge}}</span></td>
        <th scope="row"><code>{{checker}}</code>{{#bounds}} <span class="limit">{{>text}}</span>{{/bounds}}<span class="claim">{{#claim}}{{>text}}{{/claim}}</span></th>
        <td class="basis">{{#basis}}{{>text}}{{/basis}}</td></tr>
        {{/entries}}
        </tbody>
        </table>
        """

    static let findings = """
        {{#groups}}
        <h3><code>{{checker}}</code> <span class="count">{{count}}</span></h3>
        <p class="hint">{{#claim}}{{>text}}{{/claim}}</p>
        {{#findings}}
        <details class="finding"{{#isOpen}} open{{/isOpen}}>
        <summary><b>{{subject}}</b> <span>{{#message}}{{>text}}{{/message}}</span></summary>
        {{#hasStory}}
        <div class="scroll"><table class="story">
        <thead><tr><th>\(label("Time", "时间"))</th><th>\(label("Who", "主体"))</th><th>\(label("What", "事件"))</th></tr></thead>
        <tbody>
        {{#lines}}
        <tr class="{{mark}}"><td class="time">{{offset}}</td><td class="who {{actorKind}}">{{#actor}}{{>text}}{{/actor}}</td>
        <td>{{#what}}{{>text}}{{/what}}</td></tr>
        {{/lines}}
        </tbody>
        </table></div>
        {{#storyRest}}<p class="hint">{{>text}}</p>{{/storyRest}}
        {{/hasStory}}
        {{^hasStory}}<p class="hint">\(label("Its story is in the history.", "完整经过见历史记录。"))</p>{{/hasStory}}
        </details>
        {{/findings}}
        {{#groupRest}}<p class="hint">{{>text}}</p>{{/groupRest}}
        {{/groups}}
        """

    static let statistics = """
        {{#hasFaults}}
        <section>
        <h2>\(label("Faults", "故障"))</h2>
        <div class="scroll"><table class="data faults">
        <thead><tr><th>\(label("Rule", "规则"))</th><th>\(label("Fault", "故障"))</th><th>\(label("Armed", "启用"))</th>
        <th class="number">\(label("Struck", "发生次数"))</th></tr></thead>
        <tbody>
        {{#faults}}
        <tr class="{{state}}"><th scope="row">{{rule}}</th><td><code>{{fault}}</code><span class="claim">{{#summary}}{{>text}}{{/summary}}</span></td>
        <td>{{#windows}}<span class="window">{{.}}</span>{{/windows}}{{^windows}}–{{/windows}}</td>
        <td class="number">{{fired}}</td></tr>
        {{/faults}}
        </tbody>
        </table></div>
        </section>
        {{/hasFaults}}
        <section>
        <h2>\(label("Statistics", "统计"))</h2>
        <div class="pair">
        <div>
        <h3>\(label("Recovery", "恢复"))</h3>
        <div class="scroll"><table class="data">
        <thead><tr><th>\(label("After", "之后"))</th><th class="number">\(label("Ended at", "结束于"))</th>
        <th class="number">\(label("Backlog", "积压"))</th><th class="number">\(label("Gone after", "清空用时"))</th>
        <th class="number">\(label("Never", "始终未完成"))</th></tr></thead>
        <tbody>
        {{#recoveries}}
        <tr><th scope="row">{{#cause}}{{>text}}{{/cause}}</th><td class="number">{{healed}}</td>
        <td class="number">{{backlog}}</td><td class="number">{{gone}}</td>
        <td class="number">{{lost}}</td></tr>
        {{/recoveries}}
        </tbody>
        </table></div>
        </div>
        <div>
        <h3>\(label("Tries of each write", "每项写操作的尝试次数"))</h3>
        <div class="scroll"><table class="data">
        <thead><tr><th>\(label("Operation", "操作"))</th><th class="number">\(label("Tries", "次数"))</th>
        <th class="number">\(label("Keys", "业务键数"))</th></tr></thead>
        <tbody>
        {{#tries}}
        <tr><th scope="row">{{operation}}</th><td class="number">{{times}}</td><td class="number">{{keys}}</td></tr>
        {{/tries}}
        </tbody>
        </table></div>
        </div>
        </div>
        <h3>\(label("Calls", "接口调用"))</h3>
        <div class="scroll"><table class="data">
        <thead><tr><th>\(label("Platform", "平台"))</th><th>\(label("Operation", "操作"))</th>
        <th class="number">\(label("Calls", "调用"))</th><th class="number">\(label("Errors", "错误"))</th>
        <th class="number">\(label("No reply", "无应答"))</th><th class="number">\(label("Success", "成功率"))</th></tr></thead>
        <tbody>
        {{#operations}}
        <tr><td>{{platform}}</td><th scope="row">{{operation}}</th><td class="number">{{calls}}</td>
        <td class="number">{{errors}}</td><td class="number">{{unanswered}}</td><td class="number">{{rate}}</td></tr>
        {{/operations}}
        </tbody>
        </table></div>
        {{#lateness}}<p class="hint">{{>text}}</p>{{/lateness}}
        </section>
        """

    static let chart = """
        <svg class="chart {{size}}" viewBox="0 0 {{width}} {{height}}" role="img" aria-label="{{label}}">
        {{#lanes}}<g class="lane hue{{hue}}">{{#bars}}<rect class="shade" x="{{x}}" y="{{shadeY}}" width="{{barWidth}}" \
        height="{{shadeHeight}}"/><rect class="bar" x="{{x}}" y="{{barY}}" width="{{barWidth}}" height="14" rx="2"/>{{/bars}}\
        {{#strikes}}<line class="strike" x1="{{strikeX}}" x2="{{strikeX}}" y1="{{strikeY}}" y2="{{strikeBottom}}"/>{{/strikes}}\
        <text x="{{nameX}}" y="{{nameY}}" text-anchor="{{anchor}}">{{name}}</text></g>
        {{/lanes}}
        {{#grid}}<line class="grid" x1="{{left}}" x2="{{right}}" y1="{{y}}" y2="{{y}}"/>\
        <text class="tick" x="{{textX}}" y="{{textY}}" text-anchor="end">{{text}}</text>{{/grid}}
        {{#timeTicks}}<line class="grid" x1="{{x}}" x2="{{x}}" y1="{{floor}}" y2="{{tickEnd}}"/>\
        <text class="tick" x="{{x}}" y="{{y}}" text-anchor="middle">{{text}}</text>{{/timeTicks}}
        {{#columns}}<rect class="column" x="{{x}}" y="{{y}}" width="{{columnWidth}}" height="{{columnHeight}}"/>{{/columns}}
        {{#steps}}<polyline class="steps" points="{{.}}"/>{{/steps}}
        {{#bound}}<line class="bound" x1="{{left}}" x2="{{right}}" y1="{{boundY}}" y2="{{boundY}}"/>\
        <text class="boundText" x="{{right}}" y="{{boundTextY}}" text-anchor="end">{{boundText}}</text>{{/bound}}
        {{#points}}<circle class="{{kind}}" cx="{{x}}" cy="{{y}}" r="{{r}}"><title>{{title}}</title></circle>{{/points}}
        </svg>
        """
}
