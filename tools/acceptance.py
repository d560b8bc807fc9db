#!/usr/bin/env python3
"""Writes docs/acceptance.md and docs/acceptance.zh-CN.md: each promise, the scenarios that show it, their last figures.

    tools/acceptance.py FOLDER…      write both files from the newest runs below folders of `rehearsal run --output`
    tools/acceptance.py --check      exit with 1 when a promise names a scenario file that is not there
"""

import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BOTH, WIRE = ("virtual, sockets", "虚拟、套接字"), ("sockets", "套接字")
VIRTUAL = ("virtual", "虚拟")
LONG = ("virtual; sockets on demand", "虚拟；套接字按需")

# What is promised in English and Chinese; scenario files; worlds; the checkers whose counts are shown.
PROMISES = [
    ("sign-on without a password", "免密登录", ["acceptance/sign-on-without-password"], BOTH,
     ["sign-ons-arrive", "sign-on-tricks-refused", "sign-ons-audited"]),
    ("a new employee is there with the right fields", "新员工及时出现且字段正确", ["acceptance/new-employee"], BOTH,
     ["organisation-in-time", "organisation-in-step"]),
    ("each department of a person is a post, one of them the main one", "员工的每个部门都是一条任岗，其中一条为主任岗",
     ["acceptance/several-posts"], BOTH, ["organisation-in-step", "organisation-in-time", "conflicts-held"]),
    ("an approved claim makes the right voucher", "审批通过的报销生成正确的凭证",
     ["acceptance/approved-claim-makes-voucher"], BOTH, ["right-voucher", "no-duplicates"]),
    ("a voucher that Kingdee's queries hide waits for a person, never a second one", "金蝶查询看不到的凭证留给人处理，绝不重复生成",
     ["acceptance/hidden-vouchers-wait-for-person"], BOTH, ["right-voucher", "no-duplicates"]),
    ("attachments are carried over, each once and byte for byte", "附件随单据带入，恰好一次且逐字节一致",
     ["acceptance/attachments-carried-over"], BOTH, ["attachments-same-bytes"]),
    ("a file that cannot be had is named, never lost in silence", "无法取得的附件会被点名告知，绝不悄悄丢失",
     ["acceptance/files-that-cannot-be-had"], BOTH, ["lacking-files-told", "attachments-same-bytes"]),
    ("a claim filled in as a suite makes the same document", "以套件填写的报销生成同样的单据",
     ["acceptance/expense-suite-makes-document"], BOTH, ["right-content", "attachments-same-bytes", "no-duplicates"]),
    ("a purchase request makes the right requisition", "采购审批生成正确的采购申请单",
     ["acceptance/purchase-request-makes-requisition"], BOTH, ["right-content"]),
    ("30 s without a network during 500 changes, nothing lost", "500 项变更期间断网 30 秒，恢复后无丢失",
     ["acceptance/network-broken-500-changes"], BOTH, ["organisation-in-step", "organisation-no-duplicates"]),
    ("100 people at once", "100 人同时审批",
     ["acceptance/100-concurrent-approvals", "acceptance/100-concurrent-approvals-stream"], BOTH,
     ["nothing-lost", "no-duplicates"]),
    ("DingTalk's rate limit: slows down, keeps the penalty window, catches up", "钉钉限流：自动降速、处罚期内不再请求、随后补齐",
     ["acceptance/dingtalk-rate-limit"], BOTH, ["penalty-kept", "nothing-lost"]),
    ("Kingdee down for 10 minutes: queued, caught up in order", "金蝶停机 10 分钟：排队，恢复后按顺序补齐",
     ["acceptance/kingdee-down-10-seconds", "acceptance/kingdee-down-10-minutes"], BOTH, ["in-order", "nothing-lost"]),
    ("a mapping error: told, mended, replayed", "映射错误：提醒、修正、重放", ["acceptance/poisoned-instance"], BOTH,
     ["dead-letters", "nothing-lost", "alerts-once"]),
    ("a mapping changed while the core runs: a wrong one never counts, a right one soon", "运行中修改映射：错的不生效，对的很快生效",
     ["acceptance/mapping-reloaded"], BOTH, ["mapping-versions", "nothing-lost"]),
    ("a team's own mappings, with dictionaries and Lua", "企业自有映射：字典与 Lua 脚本", ["acceptance/own-mappings"], BOTH,
     ["right-content", "attendance-once", "no-duplicates"]),
    ("a team's own mappings, with Python in worker processes", "企业自有映射：工作进程中的 Python 脚本",
     ["acceptance/script-workers"], WIRE, ["right-content", "attendance-once", "dead-letters"]),
    ("an approval revoked after it was granted leaves no document", "审批通过后被撤销，不遗留单据",
     ["acceptance/revoked-after-approval"], BOTH, ["revoked-leave-no-document", "no-duplicates"]),
    ("revoked amid an upload or a write-back: nothing is left, nothing told twice", "上传附件或写回结果时被撤销：不遗留、不重复告知",
     ["acceptance/revoked-amid-upload"], BOTH, ["revoked-leave-no-document", "attachments-same-bytes"]),
    ("revoked where documents are cancelled instead of deleted", "以作废代替删除时的撤销",
     ["acceptance/revoked-cancelled"], BOTH, ["revoked-leave-no-document"]),
    ("revoked or deleted, and no event told of it", "撤销或删除的事件全部丢失", ["acceptance/revocations-unheard"], BOTH,
     ["revoked-leave-no-document", "nothing-lost"]),
    ("operators are told once of what goes wrong, and once that it is over", "运维异常只告警一次，恢复只通知一次",
     ["acceptance/operational-alerts"], BOTH, ["alerts-once"]),
    ("they also hear of silent events, a lost stream, failing loops and late delivery", "事件静默、推送中断、任务失败、处理滞后同样告警",
     ["acceptance/operators-hear-of-each-thing"], LONG, ["alerts-once"]),
    ("a full disk loses nothing, and operators hear of it", "磁盘写满不丢数据，并且告警", ["virtual/disk-full-is-told"], VIRTUAL,
     ["alerts-once", "nothing-lost"]),
    ("operators are told once by several workers, killed or not", "多个工作进程（含被杀）也只告警一次",
     ["acceptance/operational-alerts-postgresql"], WIRE, ["alerts-once"]),
    ("lost replies make no duplicates", "应答丢失不产生重复", ["acceptance/lost-replies", "faults/reply-lost-after-commit"], BOTH,
     ["no-duplicates", "nothing-lost", "organisation-no-duplicates", "stock-alerts-once", "attendance-once"]),
    ("what somebody else entered under our number is never taken for ours", "他人以相同单号或来源录入的单据绝不被误认",
     ["acceptance/namesakes-left-alone"], BOTH, ["namesakes-left-alone", "nothing-lost", "no-duplicates"]),
    ("API success of 99.98% within 3 tries under 1% transient faults", "1% 瞬时故障下，3 次以内成功率不低于 99.98%",
     ["acceptance/api-success-rate"], BOTH, ["operation-success-rate"]),
    ("masked fields", "字段脱敏", ["acceptance/masked-fields"], BOTH, ["personal-fields-masked", "secrets-kept"]),
    ("the audit log is complete and untampered", "审计日志完整且未被篡改",
     ["acceptance/audit-complete-and-untampered"], BOTH, ["audit-complete"]),
    ("a worker killed under PostgreSQL", "PostgreSQL 下杀掉一个工作进程",
     ["acceptance/worker-killed-postgresql", "acceptance/worker-killed-all-flows", "acceptance/worker-paused-postgresql"],
     WIRE,
     ["nothing-lost", "no-duplicates", "organisation-in-step", "stock-alerts-once", "attendance-once"]),
    ("TLS below 1.3 and untrusted certificates are refused", "拒绝 1.3 以下的 TLS 以及不受信任的证书",
     ["acceptance/tls-below-1-3-refused"], WIRE, ["old-tls-refused", "strangers-refused", "nothing-lost"]),
    ("a conflict is held and confirmed", "冲突先搁置、再确认", ["acceptance/conflict-held"], BOTH, ["conflicts-held"]),
    ("leavers in great numbers wait for a person", "大批离职须由人确认", ["acceptance/mass-leave-held"], BOTH,
     ["leaves-held"]),
    ("a stock alert once", "库存预警只发一次", ["acceptance/stock-alert-once", "acceptance/stock-alert-faults"], BOTH,
     ["stock-alerts-once", "stock-hooks-refused"]),
    ("a filled Yida form makes the right document, once", "宜搭表单生成正确的单据，只生成一次",
     ["acceptance/yida-form-makes-document", "acceptance/yida-data-makes-document"], BOTH,
     ["right-content", "yida-written-back", "yida-changes-held"]),
    ("several Yida applications and forms: none holds up another", "多个宜搭应用与表单互不影响",
     ["acceptance/yida-several-applications"], BOTH, ["right-content", "yida-written-back", "yida-forms-apart"]),
    ("files of Yida forms are carried over, each once and byte for byte", "宜搭附件随单据带入，恰好一次且逐字节一致",
     ["acceptance/yida-files-carried-over"], BOTH, ["attachments-same-bytes"]),
    ("a deleted Yida form: no document, or a person decides", "宜搭表单被删除：不生成单据，或由人处理",
     ["acceptance/yida-forms-deleted", "acceptance/yida-forms-taken-back"], BOTH, ["yida-deletions-held"]),
    ("attendance results once, corrections too", "考勤结果只落一次，更正同样", ["acceptance/attendance", "acceptance/attendance-number-not-enforced"], BOTH,
     ["attendance-once"]),
    ("lost events: in step within 5 minutes", "事件丢失：5 分钟内一致", ["acceptance/organisation-events-lost"], BOTH,
     ["organisation-in-time"]),
    ("claims written in batches, each with its own verdict", "成批写入的报销，每张各有结论",
     ["acceptance/claims-in-batches", "acceptance/refused-in-batch",
      "faults/batch-committed-late-number-not-enforced"], BOTH,
     ["right-content", "no-duplicates", "dead-letters"]),
    ("100,000 records in a batch", "一批 10 万条记录", ["acceptance/hundred-thousand-records"], BOTH,
     ["organisation-in-step", "memory-bounded"]),
]

LANGUAGES = [
    ("acceptance.md", 0, "# What is promised, and what shows it\n\n[中文](acceptance.zh-CN.md)\n\n"
     "Generated by `tools/acceptance.py` from a run of `scenarios/acceptance`; do not edit. The figures are those of the last\n"
     "run on a small machine (two cores, debug build); what never was in such a run shows —.\n\n"
     "The tests also run each flow with two workers on one PostgreSQL: `rehearsal run --store postgresql --workers 2`.\n\n",
     ("promise", "scenario", "worlds", "last figures")),
    ("acceptance.zh-CN.md", 1, "# 承诺与证明\n\n[English](acceptance.md)\n\n"
     "由 `tools/acceptance.py` 根据一次 `scenarios/acceptance` 的运行生成，请勿手工修改。数字来自一台小机器（两核、调试版）\n"
     "上的一次运行；从未运行过的场景显示为 —。\n\n"
     "测试还会让每个流程以两个工作进程共用一个 PostgreSQL 再运行一次：`rehearsal run --store postgresql --workers 2`。\n\n",
     ("承诺", "场景", "世界", "最近的数字")),
]


def reports(folders: list[Path]) -> dict[str, dict]:
    """The newest report of each scenario below `folders`, by the scenario's name."""
    found = {}
    for folder in folders:
        for path in sorted(folder.rglob("report.json")):
            found[path.parent.name] = json.loads(path.read_text())
    return found


def kept(file: Path) -> dict[str, str]:
    """The figures that stand in the table already, by scenario: those of scenarios that were not run this time."""
    rows = [line.split(" | ") for line in file.read_text().splitlines() if "](../scenarios/" in line] if file.exists() else []
    return {row[1].split("]")[0].lstrip("["): row[-1].removesuffix(" |") for row in rows}


def figures(report: dict, checkers: list[str], language: int) -> str:
    parts = [report["outcome"] if language == 0 else {"passed": "通过", "failed": "未通过"}.get(report["outcome"], "无效")]
    for expectation in report["expectations"]:
        if expectation["checker"] in checkers:
            parts.append(f"{expectation['checker']}: {expectation.get('examined', '?')}")
    latency = report.get("statistics", {}).get("latency", {})
    if latency.get("p99") is not None and {"nothing-lost", "right-content", "right-voucher"} & set(checkers):
        parts.append(f"p99 {latency['p99']:.0f} ms")
    memory = report.get("statistics", {}).get("residentPeakMebibytes")
    if memory is not None and "hundred-thousand" in report["scenario"]:
        parts.append(f"{report['durationSeconds']:.0f} s, " + (f"memory at most {memory} MiB", f"内存峰值 {memory} MiB")[language])
    return ", ".join(parts)


def check() -> int:
    missing = [name for promise in PROMISES for name in promise[2] if not (ROOT / f"scenarios/{name}.yaml").exists()]
    for name in missing:
        print(f"tools/acceptance.py: there is no scenarios/{name}.yaml; correct PROMISES")
    return 1 if missing else 0


def write(folders: list[Path]) -> None:
    found = reports(folders)
    for file, language, lead, head in LANGUAGES:
        earlier = kept(ROOT / "docs" / file)
        lines = ["| " + " | ".join(head) + " |", "| --- | --- | --- | --- |"]
        for promise in PROMISES:
            names, worlds, checkers = promise[2:]
            for index, name in enumerate(names):
                title = promise[language] if index == 0 else ""
                link = f"[{name}](../scenarios/{name}.yaml)"
                report = found.get(name.split("/")[1])
                figure = figures(report, checkers, language) if report else earlier.get(name, "—")
                is_long = "\ntakes: " in (ROOT / f"scenarios/{name}.yaml").read_text()
                where = LONG if is_long else WIRE if name.startswith("faults/") else worlds
                lines.append(f"| {title} | {link} | {where[language]} | {figure} |")
        (ROOT / "docs" / file).write_text(lead + "\n".join(lines) + "\n")


if __name__ == "__main__":
    if len(sys.argv) < 2:
        print(__doc__)
        sys.exit(2)
    if sys.argv[1] == "--check":
        sys.exit(check())
    write([Path(folder) for folder in sys.argv[1:]])
