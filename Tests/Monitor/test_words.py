"""The Chinese page is Chinese: whatever the core says in English by its own words has a reading, found in the sources."""

import functools
import http.server
import json
import os
import pathlib
import re
import threading

import pytest

from chromium import PROGRAM, Chromium

pytestmark = pytest.mark.skipif(PROGRAM is None and not os.environ.get("CI"), reason="no Chromium is installed")
SOURCES = pathlib.Path(__file__).resolve().parents[2] / "Sources" / "Integration"
FILES = SOURCES / "Monitor" / "Page" / "Files"

# Only programs meet these: the page never sends what they complain about.
FOR_PROGRAMS = re.compile(
    r"should be|^as is |^kind is |^no operation |^no decision |^send JSON|^send \{\"(items|name)|^GET, POST|^write department")


def literals(path: pathlib.Path, place: str):
    """The texts that stand right behind `place`, a pattern; what is inserted into them becomes X1."""
    source = path.read_text()
    for match in re.finditer(place + r'\s*(?=#*")', source):
        position, text = match.end(), ""
        while True:
            part, position = literal(source, position)
            text += part
            joined = re.compile(r'\s*\+\s*(?=#*")').match(source, position)
            if not joined:
                break
            position = joined.end()
        yield text


def literal(source: str, start: int) -> tuple[str, int]:
    hashes = re.compile("#*").match(source, start).group()
    position, text = start + len(hashes) + 1, ""
    while not source.startswith('"' + hashes, position):
        if source.startswith("\\" + hashes + "(", position):
            depth, position = 1, position + len(hashes) + 2
            while depth:
                if source[position] == '"':
                    _, position = literal(source, position)
                    continue
                depth += {"(": 1, ")": -1}.get(source[position], 0)
                position += 1
            text += "X1"
        elif source[position] == "\\" and not hashes:
            text, position = text + source[position + 1], position + 2
        else:
            text, position = text + source[position], position + 1
    return text, position + 1 + len(hashes)


def found(place: str, folder: str = "") -> set[str]:
    return {text for path in sorted((SOURCES / folder).rglob("*.swift")) for text in literals(path, place)}


@pytest.fixture(scope="module")
def page():
    """The page's modules in a browser that speaks Chinese, without a core."""

    class Files(http.server.SimpleHTTPRequestHandler):
        extensions_map = {".js": "text/javascript", "": "text/html"}

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Files, directory=str(FILES)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with Chromium() as browser:
        browser.open(f"http://127.0.0.1:{server.server_port}/icon.svg?language=zh")
        browser.until("location.pathname === '/icon.svg'", "the page")
        yield browser
    server.shutdown()


def read(page, function: str, texts) -> dict[str, str]:
    texts = sorted(texts)
    answers = page.run(f"import('/said.js').then(said => {json.dumps(texts)}.map(said.{function}))")
    return dict(zip(texts, answers))


def unread(answers: dict[str, str]) -> str:
    return "\n".join(text for text, answer in answers.items() if answer.startswith("原文：") or not re.search("[一-鿿]", answer))


def test_what_the_api_refuses(page):
    texts = found(r"APIError\(\s*\.\w+,") | found(r"CaseError\.refused\(")
    texts = {text for text in texts if not FOR_PROGRAMS.search(text) and text != "X1"}
    assert len(texts) > 40 and "name or password is wrong" in texts
    assert unread(read(page, "said", texts)) == ""


def test_why_a_field_got_no_value(page):
    reasons, remedies = found(r"\breason:", "Mapping"), found(r"\bremedy:", "Mapping")
    # The rest is about files that people write, not about what people fill in.
    reasons -= {"X1", "no JSON", "the model is no JSON"} | found(r"\breason:", "Mapping/Matching")
    reasons.add("looking for X1 in it takes too many steps")
    reasons = {text for text in reasons if "which is not configured" not in text}
    reasons = {text.replace("componentX1", "component; it has 'X1'") for text in reasons}
    remedies -= {"X1"}
    assert "nothing is filled in" in reasons and "it is no amount" in reasons
    lines = {f"FEntity[2].FExpID from DDSelectField_1 'X1': {reason}; {remedy}" for reason in reasons for remedy in remedies}
    answers = read(page, "said", lines)
    assert unread(answers) == ""
    english = {text: answer for text, answer in answers.items() if re.search(r"[a-z]{3,} [a-z]{2,} [a-z]{2,}", answer)}
    assert english == {}


def test_why_an_item_rests_and_what_its_story_says(page):
    texts = found(r"rest\(\s*in: \.\w+,", "Delivery") | found(r"return \.over\(|\.over\(", "Delivery")
    texts |= {text.replace("X1", "event", 1) if text == "X1" else text for text in found(r"note: ") if text != "X1"}
    texts |= {f"{what} by a person" for what in ["replayed", "adopted", "redone", "taken back", "abandoned"]}
    texts |= {text for text in found(r"case \.\w+\(let reason[^)]*\):", ".") if ": X1" in text and "900008" not in text}
    texts -= {"X1"}
    assert {"the approval was refused", "event X1", "found by listing"} <= texts
    assert unread(read(page, "said", texts)) == ""
    log_in = "rejected: log-in refused: 用户名或密码错误 (LoginResultType 0, user name or password wrong); check user, secret and data centre"
    taken = "number exists: 单据编号“FYBX001”已经被使用"
    gave_up = "saving the document failed 3 times; last: outcome unknown: timed out"
    assert read(page, "said", ["event start"]) == {"event start": "事件：审批开始"}
    foreign = "Object reference not set to an instance"
    answers = read(page, "said", [log_in, taken, gave_up, foreign])
    assert answers[log_in] == "登录被拒绝：用户名或密码错误（LoginResultType 0，用户名或密码错误）；请检查用户、密钥和账套"
    assert answers[taken] == "单据编号已被占用：单据编号“FYBX001”已经被使用"
    assert answers[gave_up] == "保存单据连续失败 3 次；最后一次：结果未知：超时"
    assert answers[foreign] == f"原文：{foreign}"


def test_what_the_audit_log_calls_a_deed(page):
    actions = found(r"\baction:") | found(r"action: is\w+ \?") | found(r"\baction: is\w+ \? \"[^\"]+\" :")
    verbs = set(literals(SOURCES / "Store" / "ItemStep+Audit.swift", r"(?:\)|true):"))
    verbs |= set(literals(SOURCES / "Directory" / "DirectoryWorker+Writing.swift", r"case \.\w+:"))
    assert {"save", "lose sight of save of", "give up", "disable"} <= verbs
    actions |= {f"{verb} ER_ExpReimbursement" for verb in verbs if verb != "rest"}
    actions |= {f"{deed} ER_ExpReimbursement" for deed in found(r"deed:", "Delivery")}
    actions |= {f"{what} ER_ExpReimbursement" for what in found(r'in: \[[^\]]*\],', "Delivery") if "X1" not in what}
    actions |= {f"lose sight of {verb} of BD_Empinfo" for verb in ["create", "change", "enable", "disable", "submit", "audit"]}
    actions |= {f"sign-on {channel}" for channel in ["in-app", "browser"]} | {"rotate audit log", "fail to log in"}
    actions |= {f"alert {kind}" for kind in ["firing", "again", "over"]}
    # What is inserted first is said above by its own words.
    actions = {action for action in actions if not action.startswith("X1") and action not in {"alert X1", "sign-on X1", "lose sight of X1 of X1", "send alert to X1", "alert not sent to X1"}}
    actions |= {f"{what} to {receiver}" for what in ["send alert", "alert not sent"] for receiver in ["robot", "hook"]}
    assert {"log in", "load mapping", "replayed ER_ExpReimbursement", "attach file to ER_ExpReimbursement"} <= actions
    answers = read(page, "deed", actions)
    assert unread(answers) == ""
    assert answers["lose sight of save of ER_ExpReimbursement"] == "保存结果不明 ER_ExpReimbursement"
    assert not [answer for answer in answers.values() if re.search(r"\bof\b|\bto\b|\bsight\b", answer)]
