// What the core says in English, in Chinese: reasons, mistakes, notes, and what the audit log calls a deed. Texts that the core
// only passes on, such as Kingdee's own, stay as they are; a text that no pattern knows is marked as the original.
import { language, t } from "./words.js"

const changes = { start: "审批开始", finish: "审批结束", terminate: "审批终止", delete: "审批删除" }

// $1 and the like are read the same way where they can be.
const patterns = [
  // How a call ended.
  [/^not sent: (.+)$/, "未发出：$1"], [/^no session: (.+)$/, "未能登录：$1"], [/^outcome unknown: (.+)$/, "结果未知：$1"],
  [/^throttled for (\S+): (.+)$/, "被限流，暂停 $1：$2"], [/^refused for now: (.+)$/, "暂时被拒绝：$1"],
  [/^session lost: (.+)$/, "会话失效：$1"], [/^number exists: (.+)$/, "单据编号已被占用：$1"],
  [/^rejected: (log-in refused: .+)$/, "$1"],
  [/^a Save may have made the document, and Kingdee's queries show none: look for (.+) in Kingdee, then adopt the document or have it made; last: (.+)$/,
    "保存可能已生成单据，而金蝶查询不到：请在金蝶中查找 $1，然后认领单据或重新生成；最后一次：$2"], [/^rejected: (.+)$/, "被拒绝：$1"], [/^not found: (.+)$/, "不存在：$1"],
  [/^log-in refused: (.+) \(LoginResultType (\S+), (.+)\); check user, secret and data centre$/,
    "登录被拒绝：$1（LoginResultType $2，$3）；请检查用户、密钥和账套"],
  [/^log-in refused: (.+)$/, "登录被拒绝：$1"],
  [/^user name or password wrong$/, "用户名或密码错误"], [/^general failure$/, "登录失败"], [/^password change advised$/, "建议修改密码"],
  [/^password change required$/, "必须修改密码"], [/^a form must be handled first$/, "须先处理表单"], [/^cloud account not bound$/, "云账号未绑定"],
  [/^activation needed$/, "需要激活"], [/^the log-in's reply names none$/, "登录应答中没有会话"], [/^timed out$/, "超时"],
  [/^nobody knows how the call ended: its sender is gone$/, "发送者已中断，调用结果未知"],
  // What becomes of an item.
  [/^(saving|submitting|auditing|changing) the document failed (\S+) times; last: (.+)$/, "$1单据连续失败 $2 次；最后一次：$3"],
  [/^taking the document back failed (\S+) times; last: (.+)$/, "撤回单据连续失败 $1 次；最后一次：$2"],
  [/^saving$/, "保存"], [/^submitting$/, "提交"], [/^auditing$/, "审核"], [/^changing$/, "修改"], [/^no reason known$/, "原因不明"],
  [/^the document (.*) is gone from Kingdee$/, "金蝶中已没有单据 $1"], [/^the document cannot be looked up: (.+)$/, "无法查询单据：$1"],
  [/^somebody sent the document (.+) back \(status D\)$/, "单据 $1 已被人退回（状态 D）"],
  [/^the document (.+) has the status '(.*)'$/, "单据 $1 的状态为「$2」"], [/^the document has the status '(.*)'$/, "单据的状态为「$1」"],
  [/^(\S+) documents were found: (.+)$/, "找到 $1 张单据：$2"], [/^the document (.+) \(id (.+)\) has another source$/, "单据 $1（内码 $2）来源不同"],
  [/^found the document (.+) with our number and other content: (.+)$/, "单据 $1 编号与我们相同而内容不同：$2"],
  [/^the document (.+) has the content from before the mending and status (.+)$/, "单据 $1 仍是修改前的内容，状态为 $2"],
  [/^DingTalk refuses to show the instance: (.+)$/, "钉钉拒绝提供该审批：$1"], [/^DingTalk does not know it: (.+)$/, "钉钉中没有该审批：$1"],
  [/^(.+); (.+): have it taken back, or give it up$/, "$1；$2：请撤回单据，或放弃"], [/^its document (.*) stands in Kingdee$/, "其单据 $1 仍在金蝶"],
  [/^(.+); its document (.*) could not be taken back: (.+)$/, "$1；其单据 $2 未能撤回：$3"], [/^the approval was revoked$/, "审批已撤销"],
  [/^nobody knows whether a Save made its document$/, "保存是否生成了单据不明"], [/^the approval was revoked by (.+)$/, "审批被 $1 撤销"],
  [/^the approval was refused$/, "审批被拒绝"], [/^the approval was withdrawn$/, "审批已撤回"],
  [/^its end was announced, but DingTalk still shows it running$/, "已收到结束事件，但钉钉仍显示审批中"],
  [/^the mapping wants no document of it: only-when does not hold$/, "不满足映射的 only-when 条件，无需生成单据"],
  [/^it revokes the approval (.+)$/, "它撤销审批 $1"], [/^the form was deleted in Yida before it became a document$/, "表单在生成单据前已从宜搭删除"],
  [/^it revokes an approval that DingTalk does not name: find it, and give this one up$/, "它撤销的审批钉钉未指明：请找到原审批，并放弃此项"],
  [/^the approval is said to be revoked, and DingTalk refuses to show it: (.+)$/, "审批据称已撤销，而钉钉拒绝提供：$1"],
  [/^(.+): not clearly the document of this approval alone$/, "$1：无法确定只属于此审批"],
  [/^(.+) cannot be carried over: (.+)$/, "$1无法上传：$2"], [/^file (\S+)$/, "文件 $1 "],
  [/^it has (\S+) bytes, more than the (\S+) allowed$/, "大小为 $1 字节，超过允许的 $2"], [/^its type is none of (.+)$/, "文件类型不在允许之列：$1"],
  [/^a dictionary could not be asked of Kingdee: (.+)$/, "未能向金蝶查询字典：$1"], [/^a script could not run: (.+)$/, "脚本未能运行：$1"],
  // Notes of a story.
  [/^event (\S*)$/, (change = "") => `事件：${changes[change] ?? change}`], [/^found by listing$/, "由列表补查发现"], [/^revoked by (\S+)$/, "由 $1 撤销"],
  [/^(replayed|adopted|redone|taken back|abandoned) by a person$/, "人工$1"], [/^the form was changed: (.+)$/, "表单已修改：$1"],
  [/^replayed$/, "重放"], [/^adopted$/, "认领"], [/^redone$/, "重新生成"], [/^taken back$/, "撤回"], [/^abandoned$/, "放弃"],
  // Mapping: a field, where its value comes from, the value, what is wrong, and what to do.
  [/^(\S+) from (.+?)(?: '(.*)')?: ([^;]+?(?:; it has '[^']*')?); (.+)$/, (field, source, value, reason, remedy) =>
    `${field}（取自 ${read(source) ?? source}${value ? `「${value}」` : ""}）：${read(reason) ?? reason}；${read(remedy) ?? remedy}`],
  [/^a constant$/, "常量"], [/^(\S+) or (.+)$/, "$1 或 $2"],
  [/^the form has no such component$/, "表单没有此组件"], [/^the form has no such component; it has '(.+)'$/, "表单没有此组件；有「$1」"],
  [/^nothing is filled in$/, "未填写"], [/^it is no number, so it cannot be compared$/, "不是数字，无法比较"],
  [/^(.+) was not called yet$/, "$1 尚未运行"], [/^the script says: (.+)$/, "脚本提示：$1"], [/^the script returns no table of fields$/, "脚本返回的不是字段表"],
  [/^the document's script returns nothing$/, "单据脚本没有返回内容"], [/^it is no time in milliseconds between the years 1900 and 2100$/, "不是 1900 至 2100 年间的毫秒时间"],
  [/^looking for (.+) in it takes too many steps$/, "用 $1 查找所需步数过多"],
  [/^the finished document does not carry (.+) there, by which it is found again$/, "生成的单据此处没有 $1，无法再找到它"],
  [/^write the expression so that nothing that repeats is repeated again, as in \(a\+\)\+$/, "请改写正则表达式，避免重复之中再重复，例如 (a+)+"],
  [/^write (\S+): \{from: (.+?)\} or (.+) in a template, and let scripts leave it as it is$/,
    (field, from, name) => `请写 ${field}: {from: ${from}}，或在模板中写 ${name}，并让脚本保持原样`],
  [/^correct it in the mapping, or write required: false if the form may lack it$/, "请在映射中更正；表单可以没有它时写 required: false"],
  [/^it is no date$/, "不是日期"], [/^the dictionary '(.+)' does not list it$/, "字典「$1」中没有此值"],
  [/^the dictionary '(.+)' does not know it until Kingdee was asked$/, "字典「$1」须先向金蝶查询"],
  [/^(.+) in Kingdee has it several times: (.+)$/, "金蝶 $1 中有多个：$2"], [/^(.+) is no table$/, "$1 不是表格"], [/^it is no amount$/, "不是金额"],
  [/^it is no amount, so there is no sum$/, "不是金额，无法合计"], [/^not every element of the list is a single value$/, "列表中有元素不是单一值"],
  [/^it does not match (.+)$/, "与 $1 不匹配"], [/^it is no list$/, "不是列表"], [/^it holds (\S+) entries, but the field takes one$/, "有 $1 个值，而字段只接受一个"],
  [/^there is no (.+) behind it$/, "其后没有 $1"],
  [/^fill it in, or write default: or required: false in the mapping$/, "请填写，或在映射中写 default: 或 required: false"],
  [/^fill in the table, or write required: false in the mapping$/, "请填写表格，或在映射中写 required: false"],
  [/^correct 'from' in the mapping, or write required: false if the form may lack it$/, "请改正映射中的 from；表单可以没有时写 required: false"],
  [/^write digits only, such as 1005\.50 or 1,005\.50$/, "只写数字，例如 1005.50 或 1,005.50"], [/^write digits only, or correct the mapping's condition$/, "只写数字，或改正映射的条件"],
  [/^correct it in the form, or the mapping's '(.+)'$/, "请改正表单内容，或映射中的 $1"], [/^correct it in the form, or the script$/, "请改正表单内容，或脚本"],
  [/^write it as (\S+), or with a time as (.+)$/, "写成 $1；带时间写成 $2"], [/^correct 'table' in the mapping$/, "请改正映射中的 table"],
  [/^choose one in the form, or write list: true$/, "请在表单中只选一个，或写 list: true"], [/^choose from the list in the form instead of typing$/, "请在表单中从列表选择，不要手工输入"],
  [/^take '(.+)' out of the mapping$/, "请从映射中去掉 $1"], [/^take '(.+)' out of the mapping, or collect one value of each row$/, "请从映射中去掉 $1，或每行只取一个值"],
  [/^start the core with its workers$/, "请连同脚本进程启动核心"], [/^return for example (.+)$/, "例如返回 $1"],
  [/^return the document, or say with only-when which instances become none$/, "请返回单据，或用 only-when 说明哪些审批不生成单据"],
  [/^write a filter in the dictionary '(.+)', or rename one of them$/, "请在字典「$1」中写 filter，或为其中之一改名"],
  [/^name the core's configuration, so that Kingdee can be asked$/, "请指定核心的配置，以便向金蝶查询"],
  [/^add it to the dictionary '(.+?)'(?: \(it has '(.+)'\))?$/, (name, near) => `请加入字典「${name}」${near ? `（有「${near}」）` : ""}`],
  [/^add it to (.+) in Kingdee, where (.+) should be it, or correct it in the form$/, "请在金蝶 $1 中添加（$2 为此值），或改正表单内容"],
  [/^the instance is not approved \((.*)\): the core would wait$/, "审批尚未通过（$1）：核心会等待"],
  // Answers of the API.
  [/^name or password is wrong$/, "用户名或密码错误"], [/^too many failures: try again in (\S+) s$/, "失败次数过多：请在 $1 秒后重试"],
  [/^too many people log in: try again in a moment$/, "登录人数过多：请稍后重试"], [/^still starting$/, "核心正在启动"],
  [/^the header X-CSRF-Token is missing or old: load the page again$/, "页面已过期：请重新加载"], [/^the role (\S+) may not do this$/, "角色 $1 无权执行此操作"],
  [/^the role (\S+) may not look as (.+)$/, "角色 $1 不能以 $2 的身份查看"], [/^log in on the page of this address$/, "请在本地址的页面登录"],
  [/^log in on the page, or send the header .+$/, "请先登录"], [/^log in to see what a mapping makes of an instance$/, "请登录后再试运行映射"],
  [/^without a token or users the monitor answers to 127\.0\.0\.1 and localhost only$/, "未设置令牌或用户时，监控页只能从 127.0.0.1 和 localhost 访问"],
  [/^too many browsers follow; close one$/, "实时连接过多：请关闭一个页面"], [/^the store cannot be (read|written)$/, "存储不可用"],
  [/^no item belongs to the approval instance '(.+)'$/, "没有属于审批实例「$1」的数据"], [/^the item is (.+), not (.+)$/, (is, not) => `此项的状态为「${states(is)}」，而不是「${states(not)}」`],
  [/^somebody else decided meanwhile: look again$/, "已有他人处理：请重新查看"], [/^no mapping turns approvals of (.+) into (.+)$/, "没有把 $1 的审批转换为 $2 的映射"],
  [/^the instance was never read: replay it unmended$/, "审批单从未读取：请不作修改直接重放"], [/^the instance was never read: there is nothing to map$/, "审批单从未读取：没有可映射的内容"],
  [/^say which: .+$/, "请填写单据内码和编号"], [/^the approval was not revoked: adopt, redo or abandon it$/, "审批未撤销：请认领、重新生成或放弃"],
  [/^no mapping is called '(.*)'(.*)$/, "没有名为「$1」的映射$2"], [/^there is no document to compare$/, "没有可比较的单据"], [/^this core has no client of Kingdee$/, "此核心未连接金蝶"],
  [/^(Kingdee|DingTalk) is not asked before (.+)$/, "$2 之前不再访问$1"], [/^Kingdee$/, "金蝶"], [/^DingTalk$/, "钉钉"], [/^(Kingdee|DingTalk): (.+)$/, "$1：$2"],
  [/^send instance: the pasted JSON, or instanceId: the id of one that the core knows$/, "请填写审批实例号，或粘贴 JSON"],
  [/^set belongs to instanceId: mend a pasted text itself$/, "set 只用于审批实例号：请直接修改粘贴的内容"],
  [/^send at most (\S+) MiB$/, "内容不能超过 $1 MiB"], [/^this is no (approval instance|Yida form): (.+); paste the reply of (.+)$/, "这不是$1：$2；请粘贴 $3 的应答"],
  [/^the record is no JSON$/, "记录不是 JSON"], [/^approval instance$/, "审批实例"], [/^Yida form$/, "宜搭表单"],
  [/^there is neither (\S+) nor (\S+) in it$/, "其中没有 $1 或 $2"], [/^the mapping is for (.+) records, not for approvals: paste a record's JSON$/, "此映射用于 $1 记录而非审批：请粘贴记录的 JSON"],
  [/^unknown (component|column of \S+) '(.+)'; (.+)$/, "没有$1「$2」；$3"], [/^component$/, "组件"], [/^column of (\S+)$/, "$1 的列"],
  [/^did you mean '(.+)'\?$/, "是否指「$1」？"], [/^there are (.+)$/, "有 $1"], [/^'(.+)' is no table with rows$/, "「$1」不是有行的表格"],
  [/^the conflict (\S+) is not open any more$/, "冲突 $1 已处理"], [/^the decision (\S+) is not open any more$/, "待决事项 $1 已处理"],
  [/^there is no (stock alert|\S+) '(.+)'$/, "没有$1「$2」"], [/^conflict$/, "冲突"], [/^decision$/, "待决事项"],
  [/^alert$/, "告警"], [/^stock alert$/, "库存预警"], [/^department$/, "部门"], [/^employee$/, "员工"],
  [/^send \{"for":"(\w+)"\}.*, at most a year(?:; 0s ends it)?$/, "请填写时长，例如 $1，最长一年"], [/^(\S+) is over$/, "$1 已恢复"],
  [/^it is (.+); only refused and muted alerts are sent again$/, "状态为 $1；只有被拒绝和静音的预警才能重新发送"],
  [/^this core does not read its mappings from files$/, "此核心不从文件读取映射"], [/^no state is called '(.*)'; (.+)$/, "没有状态「$1」"],
  [/^no page (.+)$/, "没有此页：$1"],
]

const states = text => text.split(" or ").map(name => t(`state.${name}`, name)).join("」或「")

// What the audit log calls a deed; most are followed by a form.
const deeds = {
  "log in": "登录", "log out": "退出", "fail to log in": "登录失败", "sign-on in-app": "钉钉内单点登录", "sign-on browser": "浏览器单点登录",
  start: "启动", stop: "停止", import: "批量导入", "rotate audit log": "审计日志归档", "load mapping": "加载映射",
  save: "保存", adopt: "认领", "adopt submitted": "认领已提交的", "adopt audited": "认领已审核的", "resolve save of": "查明未保存", submit: "提交",
  "find submitted": "查得已提交", "find audited": "查得已审核", audit: "审核", unaudit: "反审核", unsubmit: "撤销提交", cancel: "作废", delete: "删除",
  "find cancelled": "查得已作废", "find deleted": "查得已删除", "begin to take back": "开始撤回", "give up": "放弃", "hold for a person": "转人工裁决",
  "lose sight of save of": "保存结果不明", "lose sight of submit of": "提交结果不明", "lose sight of audit of": "审核结果不明",
  "lose sight of unaudit of": "反审核结果不明", "lose sight of unsubmit of": "撤销提交结果不明", "lose sight of cancel of": "作废结果不明",
  "lose sight of delete of": "删除结果不明", "lose sight of create of": "新建结果不明", "lose sight of change of": "修改结果不明",
  "lose sight of enable of": "启用结果不明", "lose sight of disable of": "禁用结果不明",
  "write back": "回写", comment: "评论", "find write back": "查得已回写", "find comment": "查得已评论", "give up write back": "放弃回写",
  "give up comment": "放弃评论", "lose sight of write back": "回写结果不明", "lose sight of comment": "评论结果不明", "find deleted form": "查得表单已删除",
  "attach file to": "上传附件到", "find file on": "查得附件已在", "leave file out of": "附件未上传到",
  replayed: "重放", adopted: "指定单据", redone: "重新生成", "taken back": "撤回", abandoned: "人工放弃",
  create: "新建", change: "修改", enable: "启用", disable: "禁用", find: "查得", hold: "挂起", leave: "保持不变", retry: "重试", confirm: "确认", reject: "驳回",
  "confirm leaves of": "确认批量离职", "reject leaves of": "驳回批量离职", "hold leaves of": "挂起批量离职",
  "alert firing": "告警", "alert again": "再次告警", "alert over": "告警恢复", "send alert to robot": "告警已发机器人", "send alert to hook": "告警已发 Web hook",
  "alert not sent to robot": "告警未能发机器人", "alert not sent to hook": "告警未能发 Web hook", "silence alert": "静默告警", "unsilence alert": "解除静默", "acknowledge alert": "认领告警",
  "save attendance": "保存考勤", "lose sight of attendance": "考勤结果不明", "attendance refused": "考勤被拒绝", "retry attendance": "重试考勤",
  "attendance not shown": "钉钉不提供考勤", "stock not shown": "金蝶不提供库存", "sign-on": "登录", "sign-on refused": "登录被拒绝",
  "stock below": "库存低于预警", "stock recovered": "库存恢复", "drop stock rule": "移除库存规则", "mute stock alert": "静音库存预警", "send stock alert": "发送库存预警",
  "stock alert not sent": "库存预警未能发送", "stock alert not mapped": "库存预警映射失败", "stock alert limited": "库存预警被限流",
}

// The Chinese reading of one line; null when no pattern knows it.
function read(line) {
  for (const [pattern, chinese] of patterns) {
    const match = pattern.exec(line)
    if (!match) continue
    if (typeof chinese === "function") return chinese(...match.slice(1))
    return chinese.replace(/\$(\d)/g, (_, place) => { const part = match[place] ?? ""; return read(part) ?? part })
  }
  return null
}

const isEnglish = text => /[A-Za-z]{2,} [A-Za-z]/.test(text) && !/\p{Script=Han}/u.test(text)

export function said(text) {
  if (!text || language() !== "zh") return text ?? ""
  return String(text).split("\n").map(line => read(line) ?? (isEnglish(line) ? `原文：${line}` : line)).join("\n")
}

// The English of a deed that somebody looks for in Chinese.
export function deedNamed(text) {
  const [name, ...rest] = text.split(" ")
  const english = Object.keys(deeds).find(key => deeds[key] === name)
  return english ? [english, ...rest].join(" ") : text
}

export function deed(action) {
  if (language() !== "zh") return action
  const words = action.split(" ")
  for (let length = words.length; length > 0; length -= 1) {
    const chinese = deeds[words.slice(0, length).join(" ")]
    if (chinese) return [chinese, ...words.slice(length)].join(" ")
  }
  return action
}
