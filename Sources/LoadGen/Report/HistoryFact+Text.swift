import Seams
import Simulators

/// Who did what an event tells of.
enum Actor: String {
    case dingTalk = "dingtalk"
    case kingdee
    case system
    case fault
    case harness

    /// The name in a report.
    var text: BilingualText {
        switch self {
        case .dingTalk: BilingualText("DingTalk", "钉钉")
        case .kingdee: BilingualText("Kingdee", "金蝶")
        case .system: BilingualText("system under test", "被测系统")
        case .fault: BilingualText("fault", "故障")
        case .harness: BilingualText("harness", "测试工具")
        }
    }
}

extension HistoryFact {
    /// Who did it.
    var actor: Actor {
        switch self {
        case .runStarted, .phase, .runFailed, .runEnded, .note, .intervention, .logSearched, .activity: .harness
        case .instanceStarted, .instanceFile, .instanceFileDeleted, .instanceFinished, .instanceRevoked, .eventCreated,
            .eventSent, .eventGivenUp:
            .dingTalk
        case .instanceCommented, .notificationSent, .robotMessageSent, .eventAcknowledged, .eventRefused, .process,
            .deadLetter, .secretShown:
            .system
        case .callArrived(_, _, _, _): .system
        case .callAnswered(_, let platform, _, _, _, _, _): platform == .kingdee ? .kingdee : .dingTalk
        case .callCut(_, let platform, _, _, _, _): platform == .kingdee ? .kingdee : .dingTalk
        case .documentSaved, .documentStatusChanged, .documentDeleted, .attachmentHung: .kingdee
        case .faultArmed, .faultFired, .faultDisarmed: .fault
        }
    }

    /// What happened, in one sentence, with personal fields masked: reports are passed on.
    var sentence: BilingualText {
        (dingTalkSentence ?? callSentence ?? documentSentence ?? faultSentence ?? harnessSentence).masked
    }

    private var dingTalkSentence: BilingualText? {
        switch self {
        case .instanceStarted(_, _, let originator, let claim, _):
            let name = claim.map { " (\($0))" } ?? ""
            return BilingualText("approval submitted by \(originator)\(name)", "\(originator) 提交审批\(name)")
        case .instanceFile(_, let file, _, let bytes, _):
            return BilingualText("a file of \(bytes) bytes attached (\(file))", "附件 \(file)，\(bytes) 字节")
        case .instanceFileDeleted(_, let file):
            return BilingualText("the file \(file) was deleted", "附件 \(file) 被删除")
        case .instanceFinished(_, .agree, _, _): return BilingualText("approval granted", "审批通过")
        case .instanceFinished(_, .refuse, _, _): return BilingualText("approval refused", "审批被拒绝")
        case .instanceFinished(_, .terminate, _, _): return BilingualText("approval withdrawn", "审批被撤销")
        case .instanceRevoked(_, "delete", _): return BilingualText("approval deleted after its end", "审批通过后被删除")
        case .instanceRevoked(_, _, let revocation?):
            return BilingualText("approval revoked by \(revocation)", "审批通过后被 \(revocation) 撤销")
        case .instanceRevoked: return BilingualText("approval withdrawn after its end", "审批通过后被撤回")
        case .instanceCommented(_, let text): return BilingualText("commented: \(text)", "写回评论：\(text)")
        case .notificationSent(let users, let text):
            return BilingualText("notified \(users.count) users: \(text)", "通知 \(users.count) 人：\(text)")
        case .robotMessageSent(let robot, let text):
            return BilingualText("robot \(robot) said: \(text)", "机器人 \(robot) 发送：\(text)")
        case .eventCreated(let event, let type, _):
            return BilingualText("event \(event) made (\(type))", "产生事件 \(event)（\(type)）")
        case .eventSent(let event, _, let attempt, let channel, let copy):
            return BilingualText(
                "event \(event) sent by \(channel), attempt \(attempt)\(copy ? ", a copy" : "")",
                "经 \(channel) 推送事件 \(event)，第 \(attempt) 次\(copy ? "（副本）" : "")")
        case .eventAcknowledged(let event, _, let attempt):
            return BilingualText("acknowledged event \(event), attempt \(attempt)", "确认收到事件 \(event)（第 \(attempt) 次）")
        case .eventRefused(let event, _, let attempt, let reason):
            return BilingualText(
                "did not take event \(event), attempt \(attempt): \(reason)",
                "未能接收事件 \(event)（第 \(attempt) 次）：\(reason)")
        case .eventGivenUp(let event, _): return BilingualText("gave event \(event) up", "放弃推送事件 \(event)")
        default: return nil
        }
    }

    private var callSentence: BilingualText? {
        switch self {
        case .callArrived(let call, let platform, let operation, let key):
            let target = "\(platform.rawValue) \(operation)\(key.map { " " + $0 } ?? "")"
            return BilingualText("call \(call): \(target)", "调用 \(call)：\(target)")
        case .callAnswered(let call, _, _, _, let status, let error, let milliseconds):
            let took = Duration.readable(milliseconds: milliseconds)
            let result = error.map { "HTTP \(status), \($0)" } ?? "HTTP \(status)"
            return BilingualText("call \(call) answered: \(result), \(took)", "调用 \(call) 应答：\(result)，\(took)")
        case .callCut(let call, _, _, _, let performed, let milliseconds):
            let took = Duration.readable(milliseconds: milliseconds)
            return BilingualText(
                "call \(call) cut without a reply, \(performed ? "after" : "before") it took effect, \(took)",
                "调用 \(call) 连接中断，无应答，\(performed ? "已生效" : "未生效")，\(took)")
        default: return nil
        }
    }

    private var documentSentence: BilingualText? {
        switch self {
        case .documentSaved(let call, let form, let id, let number, let created, let status, _):
            let by = HistoryFact.caller(call)
            return BilingualText(
                "document \(number) \(created ? "created" : "changed") (\(form), id \(id), status \(status))\(by.en)",
                "单据 \(number) 已\(created ? "创建" : "修改")（\(form)，内码 \(id)，状态 \(status)）\(by.zh)")
        case .documentStatusChanged(let call, _, _, let number, let operation, let from, let to):
            let by = HistoryFact.caller(call)
            return BilingualText(
                "document \(number): \(operation), status \(from) → \(to)\(by.en)",
                "单据 \(number)：\(operation)，状态 \(from) → \(to)\(by.zh)")
        case .attachmentHung(let call, _, _, let number, let attachment, _, let bytes, _):
            return BilingualText(
                "a file of \(bytes) bytes hung on document \(number) (attachment \(attachment)\(HistoryFact.caller(call).en))",
                "单据 \(number) 增加附件 \(attachment)，\(bytes) 字节\(HistoryFact.caller(call).zh)")
        case .documentDeleted(let call, _, _, let number):
            let by = HistoryFact.caller(call)
            return BilingualText("document \(number) deleted\(by.en)", "单据 \(number) 已删除\(by.zh)")
        default: return nil
        }
    }

    private var faultSentence: BilingualText? {
        switch self {
        case .faultArmed(let rule, let fault, _):
            return BilingualText("\(rule) armed (\(fault))", "\(rule) 启用（\(fault)）")
        case .faultFired(let rule, let call, let target):
            let by = HistoryFact.caller(call)
            return BilingualText("\(rule) struck \(target)\(by.en)", "\(rule) 击中 \(target)\(by.zh)")
        case .faultDisarmed(let rule): return BilingualText("\(rule) ended", "\(rule) 结束")
        default: return nil
        }
    }

    private var harnessSentence: BilingualText {
        switch self {
        case .runStarted(_, let scenario, let seed):
            BilingualText("run of \(scenario), seed \(seed)", "运行 \(scenario)，种子 \(seed)")
        case .phase(let name): BilingualText("phase \(name)", "阶段 \(name)")
        case .runFailed(let reason): BilingualText("the run failed: \(reason)", "运行失败：\(reason)")
        case .runEnded(let events): BilingualText("run ended, \(events) events", "运行结束，共 \(events) 条记录")
        case .note(let text): BilingualText(text, text)
        case .process(let name, let change, let pid, let detail):
            BilingualText(
                "\(name) \(change)\(pid.map { ", pid \($0)" } ?? "")\(detail.isEmpty ? "" : ": \(detail)")",
                "\(name) \(change)\(pid.map { "，pid \($0)" } ?? "")\(detail.isEmpty ? "" : "：\(detail)")")
        case .deadLetter(let key, _, let reason): BilingualText("dead letter \(key): \(reason)", "死信 \(key)：\(reason)")
        case .intervention(let action, let target, let detail):
            BilingualText(
                "\(action) \(target)\(detail.isEmpty ? "" : ": \(detail)")",
                "\(action) \(target)\(detail.isEmpty ? "" : "：\(detail)")")
        case .activity(let name, let action, let subject, let detail, _):
            BilingualText(HistoryFact.activity(name, action, subject, detail))
        case .secretShown(let place, let secret, let line):
            BilingualText("wrote the secret \(secret) into \(place): \(line)", "把密钥 \(secret) 写入了 \(place)：\(line)")
        case .logSearched(let place, let lines):
            BilingualText("searched \(lines) lines of \(place) for secrets", "已在 \(place) 的 \(lines) 行中查找密钥")
        default: BilingualText("", "")
        }
    }

    private static func activity(
        _ name: String, _ action: String, _ subject: String, _ detail: [String: String]
    ) -> String {
        let details = detail.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
        return "\(name): \(action) \(subject)\(details.isEmpty ? "" : " (\(details))")"
    }

    private static func caller(_ call: Int?) -> BilingualText {
        call.map { BilingualText(", call \($0)", "，调用 \($0)") } ?? BilingualText("", "")
    }
}
