// Both languages of the page. A key without a translation shows itself.
const words = {
  overview: ["Overview", "概览"], transfers: ["Transfers", "传输日志"], cases: ["Waiting for a person", "待人工处理"],
  conflicts: ["Conflicts", "冲突"], alerts: ["Alerts", "告警"], "stock-alerts": ["Stock", "库存预警"],
  directory: ["Directory", "组织架构"], attendance: ["Attendance", "考勤"], "sign-ons": ["Sign-ons", "单点登录"],
  audit: ["Audit log", "审计日志"], mappings: ["Mappings", "映射"], settings: ["Settings", "设置"],
  "log in": ["Log in", "登录"], "log out": ["Log out", "退出"], name: ["Name", "名称"], "user name": ["Name", "用户名"], password: ["Password", "密码"],
  "log in hint": ["With the monitor's token: name “token”, and the token as password.",
    "使用监控令牌时：用户名填 token，密码填令牌。"],
  "read only": ["Looking only: nobody is set up to log in", "只读：尚未设置登录"],
  "set up": ["To decide, mend or replay, set REHEARSAL_MONITOR_TOKEN, or add people by “rehearsal monitor-user add”.",
    "如需处理、修改或重放，请设置 REHEARSAL_MONITOR_TOKEN，或用 rehearsal monitor-user add 添加用户。"],
  live: ["Live", "实时"], "not live": ["Not connected", "未连接"], paused: ["Paused", "已暂停"], pause: ["Pause", "暂停"],
  "light": ["Light", "浅色"], "dark": ["Dark", "深色"], theme: ["Appearance", "外观"], skip: ["Skip to content", "跳到内容"],
  unreachable: ["The core does not answer", "集成核心没有响应"], cancel: ["Cancel", "取消"], nothing: ["Nothing here", "暂无数据"],
  loading: ["Loading…", "加载中…"], "not found": ["There is no such page", "页面不存在"], "more": ["Older ones", "更早的记录"],
  refresh: ["Refresh", "刷新"],
  "waiting tile": ["Waiting for a person", "待人工处理"], "unfinished tile": ["Being worked on", "处理中"],
  "lag tile": ["Oldest unfinished", "最久未完成"], "success tile": ["API success, last hour", "接口成功率（近 1 小时）"],
  "done tile": ["Documents done", "已完成单据"], "calls": ["calls", "次调用"], "number of calls": ["Calls", "调用次数"], "since": ["running since", "启动于"],
  flow: ["Where the items are", "数据流转"], "last hour": ["Last hour", "近 1 小时"],
  "chart calls": ["API calls per minute", "每分钟接口调用"], "chart latency": ["API latency", "接口耗时"],
  "chart lag": ["Age of the oldest unfinished item", "最久未完成项的等待时间"],
  "chart done": ["Documents and events per minute", "每分钟单据与事件"], ok: ["ok", "成功"], throttled: ["throttled", "被限流"],
  failed: ["failed", "失败"], median: ["median", "中位数"], p99: ["p99", "p99"], lag: ["lag", "滞后"], done: ["done", "完成"],
  events: ["events", "事件"], operations: ["Breakers, throttles and calls", "熔断、限流与调用"],
  operation: ["Operation", "操作"], platform: ["Platform", "平台"], breaker: ["Breaker", "熔断器"],
  open: ["open: calls are held back", "已熔断：暂停调用"], closed: ["closed", "正常"], rate: ["Limit", "限速"],
  "no limit": ["none", "无"], "per second": ["per s", "次/秒"], success: ["Success", "成功率"],
  "all operations": ["all operations", "全部操作"],
  news: ["Just now", "最新动态"], "no news": ["Nothing has happened since this page was opened", "打开页面后暂无动态"],
  missed: ["steps were not shown", "条动态未显示"],
  search: ["Search", "搜索"], "search hint": ["Instance, bill number, or a part of the reason", "实例号、单据号或原因中的文字"],
  state: ["State", "状态"], form: ["Document", "单据"], from: ["From", "从"], until: ["Until", "到"], any: ["all", "全部"],
  stored: ["Stored", "入库时间"], instance: ["Instance", "审批实例"], number: ["Bill number", "单据编号"], reason: ["Reason", "原因"],
  tries: ["Tries", "次数"], updated: ["Changed", "更新时间"], "searched to": ["Searched back to", "已搜索到"],
  clear: ["Clear", "清除"], document: ["Document", "金蝶单据"], waiting: ["Waits for", "等待"], due: ["Next look", "下次处理"],
  epoch: ["Epoch", "轮次"], day: ["Day", "日期"], story: ["What happened", "处理过程"], "form values": ["Approval form", "审批表单"],
  masked: ["Personal fields are masked for your role", "已按您的角色隐藏个人信息"], payload: ["What is sent to Kingdee", "发送给金蝶的内容"],
  "what changes": ["What changes on the form", "表单的改动"], "document changes": ["What changes in the document", "单据的改动"], before: ["Before", "修改前"], "nothing changes": ["The document stays the same", "单据没有变化"],
  "whole document": ["The whole document", "完整单据"], "in kingdee": ["Compared with Kingdee", "与金蝶比较"],
  "docstatus.Z": ["Z, kept", "Z 暂存"], "docstatus.A": ["A, created", "A 创建"], "docstatus.B": ["B, submitted", "B 审核中"],
  "docstatus.C": ["C, audited", "C 已审核"], "docstatus.D": ["D, sent back", "D 重新审核"], "(hidden)": ["(hidden)", "（已隐藏）"], "(none)": ["(none)", "（无）"],
  "not in kingdee": ["Kingdee has no document with this number", "金蝶中没有此编号的单据"],
  "same in kingdee": ["The same as in Kingdee", "与金蝶中的单据一致"],
  "dry run": ["Dry run", "试运行"], "dry run of": ["Approval instance, or pasted JSON", "审批实例号，或粘贴的 JSON"],
  "dry run hint": ["An instance id, or the JSON of an instance or a record", "填写审批实例号，或粘贴实例、记录的 JSON"],
  "compare with kingdee": ["Compare with what is in Kingdee", "与金蝶中的单据比较"],
  "mapping name": ["Mapping", "映射"], "record kind": ["records:", "记录："], "no document wanted": ["Becomes no document", "无需生成单据"],
  "mapping mistakes": ["It cannot be mapped", "无法映射"], component: ["Component", "组件"], value: ["Value", "值"], remedy: ["Remedy", "处理办法"],
  mapping: ["Mapping version", "映射版本"], "back": ["Back", "返回"], title: ["Title", "标题"], "no form": ["The approval was never read", "尚未读取审批单"],
  mend: ["Mend and replay", "修改并重放"], "mend hint": ["Change what is wrong, look at a preview, then replay. The bill number stays the same.",
    "修改有误的内容，先预览再重放；单据编号保持不变。"], "all rows": ["in all rows", "所有行"], preview: ["Preview", "预览"],
  "preview of": ["Preview: nothing is written", "预览：不会写入"], replay: ["Replay", "重放"], replayed: ["Replayed", "已重放"],
  "replay ask": ["The instance is mapped again and sent under the same bill number.", "将重新映射，并以同一单据编号发送。"],
  abandon: ["Give up", "放弃"], "abandon ask": ["Nothing will be written for this item any more.", "此项将不再写入任何单据。"],
  abandoned: ["Given up", "已放弃"], adopt: ["Adopt a document", "认领单据"],
  "adopt ask": ["Declare which Kingdee document is the right one.", "指定哪张金蝶单据是正确的。"], "document id": ["Document id", "单据内码"],
  adopted: ["Adopted", "已认领"], redo: ["Make it again", "重新生成"],
  "redo ask": ["Declare that there is no right document, and have one made.", "确认没有正确的单据，并重新生成。"], redone: ["Made again", "已重新生成"],
  revoke: ["Take the document back", "撤回单据"],
  "revoke ask": ["The document is opened again and deleted in Kingdee.", "将在金蝶中反审核并删除该单据。"], "taken back": ["Being taken back", "正在撤回"],
  "same reason": ["With the same reason", "原因相同的死信"], "dead letters": ["Dead letters", "死信数"],
  "replay all": ["Replay all #", "全部重放（# 项）"],
  "replay all ask": ["# dead letters are mapped again as they are and sent under their bill numbers. Their reason:",
    "# 项死信将不作修改重新映射，并以原单据编号发送。原因："],
  "replayed many": ["# replayed.", "已重放 # 项。"], "not replayed": ["# could not be replayed:", "# 项未能重放："],
  "not all shown": ["There are more; they are shown when these are done", "还有更多，处理后显示"],
  "cases empty": ["Nobody has to do anything", "没有需要处理的项"], open_story: ["Look at it", "查看"],
  "no right": ["Your role may look, but not decide", "您的角色只能查看，不能处理"],
  confirm: ["DingTalk is right", "以钉钉为准"], reject: ["Keep Kingdee's", "保留金蝶的"],
  "confirm ask": ["DingTalk's values are written to Kingdee.", "将把钉钉的值写入金蝶。"],
  "reject ask": ["Kingdee's values stay until either side changes again.", "保留金蝶的值，直到任一方再次变更。"],
  decided: ["Decided", "已处理"], field: ["Field", "字段"], dingtalk: ["DingTalk", "钉钉"], kingdee: ["Kingdee", "金蝶"],
  leaves: ["Leavers in great numbers", "批量离职待确认"], "leave.left": ["left DingTalk at once", "同时从钉钉消失"],
  "leave.unknown": ["only Kingdee has them", "仅金蝶存在，钉钉没有"], records: ["records", "条"], "state.held": ["held", "挂起"],
  "confirm leaves": ["Disable them", "全部禁用"], "reject leaves": ["Leave them", "保持不变"],
  "confirm leaves ask": ["All of them are disabled in Kingdee.", "将在金蝶中全部禁用。"],
  "reject leaves ask": ["All of them stay as they are in Kingdee.", "在金蝶中全部保持不变。"], "who": ["Who", "名单"],
  "conflicts empty": ["No change waits for an answer", "没有待确认的变更"], at: ["At", "时间"], kind: ["Kind", "类型"], actor: ["Who", "操作者"],
  action: ["What", "动作"], subject: ["On what", "对象"], detail: ["Detail", "详情"], verify: ["Verify the chain", "校验链"],
  "verified": ["entries verified, nothing was changed", "条已校验，未被篡改"], "verify bad": ["The log was tampered with", "日志被篡改"],
  verifying: ["Verifying…", "正在校验…"], mute: ["Mute", "静音"], "mute ask": ["For how long, such as 24h?", "静音多久？例如 24h"],
  resend: ["Send again", "重新发送"], material: ["Material", "物料"], quantity: ["In stock", "库存"], threshold: ["Safety stock", "安全库存"],
  warehouse: ["Warehouse", "仓库"], opened: ["Since", "开始于"], compare: ["Compare all now", "立即全量比对"], asked: ["Asked for", "已请求"],
  retry: ["Again", "重试"], "personal hint": ["Numbers of phones, accounts and identities are masked", "手机号、账号和证件号已隐藏"],
  "state.received": ["received", "已接收"], "state.open": ["approval running", "审批中"], "state.ready": ["ready", "待保存"],
  "state.save-intent": ["saving", "保存中"], "state.save-unknown": ["save unknown", "保存结果未知"], "state.saved": ["saved", "已保存"],
  "state.attaching": ["attaching files", "上传附件中"],
  "state.submit-intent": ["submitting", "提交中"], "state.submit-unknown": ["submit unknown", "提交结果未知"],
  "state.submitted": ["submitted", "已提交"], "state.audit-intent": ["auditing", "审核中"],
  "state.audit-unknown": ["audit unknown", "审核结果未知"], "state.done": ["done", "完成"], "state.ignored": ["nothing to write", "无需写入"],
  "state.revoking": ["taking back", "撤回中"], "state.unaudit-intent": ["un-auditing", "反审核中"],
  "state.unsubmit-intent": ["un-submitting", "撤销提交中"], "state.reopened": ["opened again", "已反审核"],
  "state.cancel-intent": ["cancelling", "作废中"], "state.delete-intent": ["deleting", "删除中"], "state.deleted": ["deleted", "已删除"],
  "state.revoke-unknown": ["taking back: unknown", "撤回结果未知"], "state.revoked": ["revoked", "已撤销"],
  "state.conflict": ["conflict", "冲突"], "state.gone": ["has left", "已离开"],
  "state.dead": ["dead letter", "死信"], "state.human": ["needs a decision", "待裁决"], "state.abandoned": ["given up", "已放弃"],
  "wait.retry": ["a retry", "重试"], "wait.dingtalk-unreachable": ["DingTalk", "钉钉恢复"], "wait.kingdee-unreachable": ["Kingdee", "金蝶恢复"],
  "wait.dingtalk-log-in": ["DingTalk to accept the log-in", "钉钉接受登录"], "wait.kingdee-log-in": ["Kingdee to accept the log-in", "金蝶接受登录"],
  "log-in refused": ["Log-in refused", "平台拒绝登录"],
  "wait.throttled": ["the rate limit", "限流结束"], "wait.settling": ["a late answer", "迟到的应答"], "wait.running": ["the approval", "审批结束"],
  "wait.predecessor": ["the document before it", "前序单据"], "wait.successor": ["the document after it to be taken back", "后续单据撤回"],
  "wait.revocation": ["DingTalk to show the revocation", "钉钉确认撤销"],
  "role.viewer": ["viewer", "查看者"], "role.operator": ["operator", "操作员"], "role.administrator": ["administrator", "管理员"],
  "role.auditor": ["auditor", "审计员"],
  "kind.effect": ["effect", "写入"], "kind.sign-on": ["sign-on", "登录"], "kind.operation": ["operation", "人工操作"],
  "kind.system": ["system", "系统"], workers: ["documents at a time", "个单据并行处理"], employee: ["employee", "员工"],
  department: ["department", "部门"], file: ["File", "文件"], process: ["Approval form", "审批模板"], version: ["Version", "版本"],
  loadedAt: ["Loaded", "加载时间"], error: ["Mistake", "错误"],
  "op.read-instance": ["read instance", "读取审批实例"], "op.list-instances": ["list instances", "列出审批实例"],
  "op.comment": ["comment", "评论"], "op.save": ["save", "保存"], "op.submit": ["submit", "提交"], "op.audit": ["audit", "审核"],
  "op.find": ["look up", "查询"], "op.compare": ["compare", "比对"], "op.unaudit": ["un-audit", "反审核"],
  "op.unsubmit": ["un-submit", "撤销提交"], "op.cancel": ["cancel", "作废"], "op.delete": ["delete", "删除"],
  "op.read-contact": ["read contact", "读取通讯录"], "op.list-contacts": ["list contacts", "列出通讯录"],
  "op.send-notification": ["send notification", "发送工作通知"], "op.read-notification": ["read notification", "读取通知结果"],
  "op.read-attendance": ["read attendance", "读取考勤"], "op.exchange-code": ["exchange code", "换取登录身份"], "op.read-person": ["read person", "读取登录人"],
  "op.list-forms": ["list Yida forms", "列出宜搭表单"], "op.read-form": ["read Yida form", "读取宜搭表单"], "op.update-form": ["update Yida form", "更新宜搭表单"],
  "op.save-batch": ["save batch", "批量保存"], "op.forbid": ["disable", "禁用"], "op.query-base-data": ["query base data", "查询基础资料"],
  "op.query-dictionary": ["query dictionary", "查询字典"], "op.read-stock": ["read stock", "读取库存"], "op.find-user": ["find user", "查询用户"],
  "op.grant-file": ["grant file", "授权文件下载"], "op.download-file": ["download file", "下载附件"], "op.upload-file": ["upload file", "上传附件"],
  "op.find-file": ["find file", "查询附件"], "op.send-robot-message": ["robot message", "机器人消息"],
  "op.call-web-hook": ["web hook", "Web hook"], "web-hook": ["Web hook", "Web hook"],
  "alert.pending": ["not yet told", "观察中"], "alert.firing": ["firing", "告警中"], "alert.over": ["over", "已恢复"],
  "alertrule.dead-letter": ["dead letter", "死信"], "alertrule.dead-letters": ["many dead letters", "死信过多"], "alertrule.decision-needed": ["a person must decide", "待人工裁决"], "alertrule.breaker-open": ["calls held back", "接口熔断"], "alertrule.log-in-refused": ["log-in refused", "平台拒绝登录"], "alertrule.delivery-lag": ["delivery is late", "处理滞后"],
  "alertrule.api-success": ["calls fail", "接口成功率低"], "alertrule.conflict-held": ["conflict to confirm", "冲突待确认"], "alertrule.stream-down": ["event stream is down", "事件推送中断"], "alertrule.loop-failing": ["a task keeps failing", "后台任务失败"], "alertrule.audit-broken": ["audit log was changed", "审计日志异常"], "alertrule.events-silent": ["no events come", "收不到事件"], "alertrule.store-failing": ["store cannot be written", "存储不可写"], "alertrule.disk-low": ["disk is nearly full", "磁盘空间不足"], "alertrule.log-in-failures": ["log-ins fail", "登录失败过多"],
  rule: ["What", "告警"], ended: ["Over since", "恢复于"], "last sent": ["Last told", "最近通知"], "not sent": ["not told", "未通知"],
  "told to": ["Told to", "通知对象"], nobody: ["nobody: set alerts.robot or alerts.hook", "无：请设置 alerts.robot 或 alerts.hook"],
  "rules off": ["off", "已关闭"], "receiver.robot": ["DingTalk robot", "钉钉机器人"], "receiver.hook": ["web hook", "Web hook"],
  "told.firing": ["alert", "告警"], "told.again": ["still", "仍在告警"], "told.over": ["over", "已恢复"],
  "post.pending": ["waits", "待发送"], "post.sending": ["on its way", "发送中"], "post.sent": ["sent", "已发送"],
  "post.refused": ["refused", "被拒绝"], "post.confirmed": ["delivered", "已送达"], "post.muted": ["muted", "已静音"], silence: ["Silence", "静默"], "silence ask": ["For how long, such as 4h? 0s ends it.", "静默多久？例如 4h；0s 解除静默。"],
  "silenced by": ["silenced by", "静默："], acknowledge: ["I look after it", "我来处理"],
  "acknowledge ask": ["It is not repeated any more; its end is still told.", "不再重复提醒；恢复时仍会通知。"],
  "acknowledged by": ["looked after by", "处理人："], "alerts empty": ["Nothing has gone wrong", "没有告警"],
}

const key = "rehearsal-language"
const stored = name => { try { return localStorage.getItem(name) } catch { return null } }
const store = (name, value) => { try { localStorage.setItem(name, value) } catch { /* private windows forget */ } }

let chosen = null

export function language() {
  if (!chosen) {
    const asked = /[?&]language=(en|zh)/.exec(location.search)?.[1]
    const preferred = navigator.languages?.[0] ?? navigator.language ?? "en"
    chosen = asked ?? stored(key) ?? (/^zh/i.test(preferred) ? "zh" : "en")
  }
  return chosen
}

export function choose(value) {
  chosen = value
  store(key, value)
}

export function t(name, fallback) {
  const pair = words[name]
  return pair ? pair[language() === "zh" ? 1 : 0] : fallback ?? name.replace(/^(state|op|wait|role|kind)\./, "").replaceAll("-", " ")
}

export function theme() {
  const asked = /[?&]theme=(light|dark)/.exec(location.search)?.[1]
  return asked ?? stored("rehearsal-theme") ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")
}

export function chooseTheme(value) {
  store("rehearsal-theme", value)
  document.documentElement.dataset.theme = value
}
