"""The page in a browser: everything shown as text, nothing from elsewhere, both languages, phone and desktop, by keyboard."""

import http.server
import json
import os
import pathlib
import threading

import pytest
import requests

from chromium import PROGRAM, Chromium
from conftest import MARKUP, PASSWORD, TOKEN

# CI has a browser, so that the page cannot go untested there without anybody noticing.
pytestmark = pytest.mark.skipif(PROGRAM is None and not os.environ.get("CI"), reason="no Chromium is installed")
PICTURES = os.environ.get("REHEARSAL_PICTURES")


@pytest.fixture(scope="module")
def browser(world):
    with Chromium() as browser:
        browser.size(1440)
        yield browser


def log_in(browser, world, name, password):
    browser.call("Network.clearBrowserCookies")
    browser.open(world.base + "/?language=en&theme=light")
    browser.until("!!document.querySelector('input[name=password]')", "the login")
    browser.run(f"document.querySelector('input[name=name]').value = {json.dumps(name)}")
    browser.run(f"document.querySelector('input[name=password]').value = {json.dumps(password)}")
    browser.run("document.querySelector('form').requestSubmit()")


def shown(browser, hash_, needle, query="language=en&theme=light"):
    browser.run(f"location.hash = {json.dumps(hash_)}")
    if f"?{query}" not in browser.run("location.search"):
        browser.open(f"{browser.run('location.origin')}/?{query}{hash_}")
    browser.until(f"document.getElementById('view')?.innerText.includes({json.dumps(needle)})", f"{needle} at {hash_}")


def picture(browser, name):
    if PICTURES:
        pathlib.Path(PICTURES).mkdir(parents=True, exist_ok=True)
        browser.picture(pathlib.Path(PICTURES) / f"{name}.png")


def test_a_wrong_password_is_told_and_the_token_gets_in(browser, world):
    log_in(browser, world, "olga", "wrong")
    browser.until("document.querySelector('[role=alert]').textContent.includes('wrong')", "the refusal")
    browser.complaints.clear()  # browsers note every 401
    log_in(browser, world, "token", TOKEN)
    browser.until("document.getElementById('tools').innerText.includes('administrator')", "the administrator")
    browser.until("!!document.querySelector('#live .dot.on')", "the live connection")


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("language, theme", [("en", "light"), ("zh", "dark")])
def test_every_view_fits_and_loads_nothing_from_elsewhere(browser, world, width, language, theme):
    browser.size(width, 844 if width < 600 else 900)
    browser.open(f"{world.base}/?language={language}&theme={theme}#/overview")
    browser.until("!!document.querySelector('.tile')", "the overview")
    views = browser.run("[...document.querySelectorAll('nav a')].map(a => a.getAttribute('href'))")
    assert {"#/overview", "#/transfers", "#/cases", "#/alerts", "#/settings"} <= set(views)
    for view in [*views, f"#/transfers/{world.dead}", f"#/transfers/{world.marked}"]:
        browser.run(f"location.hash = {json.dumps(view)}")
        browser.until("!!document.querySelector('#view h1') && !document.querySelector('#view > .empty')", view)
        assert browser.run("document.documentElement.scrollWidth") <= width, view
        assert browser.run("document.documentElement.lang") == {"en": "en", "zh": "zh-CN"}[language]
        unnamed = browser.run("""[...document.querySelectorAll('input, select, textarea, button, a')].filter(node =>
            !(node.labels?.length || node.getAttribute('aria-label') || node.textContent.trim())).length""")
        assert unnamed == 0, view
        # Cells of one row stand beside or below each other, also where a table becomes cards.
        overlapping = browser.run("""[...document.querySelectorAll('#view tr')].flatMap(row => {
            const boxes = [...row.children].map(cell => [...cell.childNodes].filter(node => node.nodeType === 1 || node.textContent.trim())
                .map(node => { const range = document.createRange(); range.selectNode(node); return range.getBoundingClientRect() })
                .filter(box => box.width > 1 && box.height > 1))
            return boxes.flatMap((mine, index) => boxes.slice(index + 1).flatMap(others => mine.flatMap(a => others.filter(b =>
                a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1).map(() => row.innerText.slice(0, 60)))))
        })""")
        assert overlapping == [], view
        picture(browser, f"{view.strip('#/').split('/')[0]}{'-story' if view.count('/') > 1 else ''}-{width}-{language}-{theme}")
    loaded = browser.run("performance.getEntriesByType('resource').map(entry => new URL(entry.name).origin)")
    assert set(loaded) == {world.base}
    assert browser.complaints == []


def test_markup_in_forms_is_shown_as_text(browser, world):
    browser.size(1440)
    for instance in [world.marked, world.dead]:
        shown(browser, f"#/transfers/{instance}", instance)
        assert browser.run("document.querySelectorAll('#view img, #view script').length") == 0
        texts = browser.run("document.getElementById('view').innerText + [...document.querySelectorAll('input, textarea')].map(i => i.value)")
        assert MARKUP in texts
    assert browser.run("document.body.dataset.broken") is None


# Puts markup behind every text that the API answers, whatever it is: names, titles, reasons, numbers, files, subjects.
POISON = """(() => {
  const markup = %s, plain = /^\\d{4}-\\d\\d-\\d\\dT|^$/
  // What the page looks up instead of showing it.
  const names = new Set(["state", "resources", "permissions", "role", "proof", "next", "id", "instance", "waiting", "componentType"])
  const poisoned = (value, name) => {
    if (typeof value === "string") return names.has(name) || plain.test(value) ? value : value + markup
    if (Array.isArray(value)) return value.map(one => poisoned(one, name))
    if (value && typeof value === "object") return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, poisoned(one, key)]))
    return value
  }
  const original = window.fetch
  window.fetch = async (...call) => {
    const reply = await original(...call)
    if (!String(call[0]).startsWith("/api/") || String(call[0]).startsWith("/api/session")) return reply
    const value = await reply.json()
    return new Response(JSON.stringify(poisoned(value, "")), { status: reply.status, headers: { "Content-Type": "application/json" } })
  }
})()""" % json.dumps(MARKUP)


def test_markup_in_every_field_is_shown_as_text(browser, world):
    log_in(browser, world, "token", TOKEN)
    browser.until("document.getElementById('tools').innerText.includes('administrator')", "the administrator")
    script = browser.call("Page.addScriptToEvaluateOnNewDocument", source=POISON)["identifier"]
    try:
        browser.open(f"{world.base}/?language=en&theme=light#/overview")
        browser.until("!!document.querySelector('.tile')", "the overview")
        views = browser.run("[...document.querySelectorAll('nav a')].map(a => a.getAttribute('href'))")
        seen = 0
        for view in [*views, f"#/transfers/{world.dead}", f"#/transfers/{world.marked}"]:
            browser.run(f"location.hash = {json.dumps(view)}")
            browser.until("!!document.querySelector('#view h1') && !document.querySelector('#view > .empty')", view)
            assert browser.run("document.querySelectorAll('#view img, #view script, #notice img').length") == 0, view
            assert browser.run("document.body.dataset.broken") is None, view
            seen += MARKUP in browser.run(
                "document.body.innerText + [...document.querySelectorAll('input, textarea, option')].map(i => i.value)")
        assert seen >= 7, "the markup was there to be shown"
    finally:
        browser.call("Page.removeScriptToEvaluateOnNewDocument", identifier=script)
        browser.complaints.clear()
        browser.open(f"{world.base}/?language=en&theme=light#/overview")


def test_the_policy_stops_what_would_be_inline(browser, world):
    shown(browser, "#/overview", "Overview")
    browser.run("document.body.insertAdjacentHTML('beforeend', '<img src=\"data:,\" onerror=\"document.body.dataset.inline=1\">')")
    browser.run("new Promise(resolve => setTimeout(resolve, 300))")
    assert browser.run("document.body.dataset.inline") is None
    browser.complaints.clear()


def test_searching_finds_and_the_address_keeps_it(browser, world):
    shown(browser, "#/transfers", "Transfers")
    browser.run("document.querySelector('input[type=search]').value = 'no such thing'")
    browser.run("document.querySelector('form[role=search]').requestSubmit()")
    browser.until("document.getElementById('view')?.innerText.includes('Nothing here')", "nothing")
    assert "no+such+thing" in browser.run("location.hash")
    browser.run(f"document.querySelector('input[type=search]').value = {json.dumps(world.marked)}")
    browser.run("document.querySelector('form[role=search]').requestSubmit()")
    browser.until("document.querySelectorAll('#view tbody tr').length === 1", "the one")


def test_the_audit_log_is_searched_by_what_the_page_calls_a_deed(browser, world):
    log_in(browser, world, "token", TOKEN)
    browser.until("document.getElementById('tools').innerText.includes('administrator')", "the administrator")
    browser.open(f"{world.base}/?language=zh&theme=light#/audit")
    browser.until("!!document.querySelector('input[name=action]')", "the audit log")
    browser.run("document.querySelector('input[name=action]').value = '登录失败'")
    browser.run("document.querySelector('form.filters').requestSubmit()")
    browser.until("[...document.querySelectorAll('tbody tr')].every(row => row.innerText.includes('登录失败'))", "the one deed")
    assert "olga" in text_of(browser, "tbody")


def test_a_viewer_may_not_decide(browser, world):
    log_in(browser, world, "vera", PASSWORD)
    browser.until("document.getElementById('tools').innerText.includes('viewer')", "the viewer")
    shown(browser, f"#/transfers/{world.dead}", "may look")
    assert "#/settings" not in browser.run("[...document.querySelectorAll('nav a')].map(a => a.getAttribute('href'))")


def press(browser, text, place="document"):
    """Clicks the button that says so."""
    browser.run(f"[...{place}.querySelectorAll('button')].find(b => b.innerText.trim() === {json.dumps(text)}).click()")


def text_of(browser, selector="#view"):
    return browser.run(f"document.querySelector({json.dumps(selector)})?.innerText ?? ''")


def reply_of_dingtalk(world, instance):
    """What somebody pastes: the platform's own reply."""
    dingtalk = world.simulators.dingtalk
    token = requests.post(dingtalk["url"] + "/v1.0/oauth2/accessToken", timeout=20, json={
        "appKey": dingtalk["appKey"], "appSecret": dingtalk["appSecret"]}).json()["accessToken"]
    return requests.get(
        dingtalk["url"] + "/v1.0/workflow/processInstances", params={"processInstanceId": instance}, timeout=20,
        headers={"x-acs-dingtalk-access-token": token}).json()


def test_a_stored_and_a_pasted_instance_are_run_dry(browser, world):
    log_in(browser, world, "olga", PASSWORD)
    browser.until("document.getElementById('tools').innerText.includes('operator')", "the operator")
    shown(browser, "#/mappings", "Dry run")
    assert text_of(browser, "thead").split("\t")[0] == "Mapping"
    given = "document.querySelector('textarea')"

    def run(text, needle):
        browser.run(f"{given}.value = {json.dumps(text)}")
        press(browser, "Dry run")
        browser.until(f"document.getElementById('view').innerText.includes({json.dumps(needle)})", needle)

    number = world.json(f"/api/items/{world.marked}")["items"][0]["item"]["number"]
    browser.run("document.querySelector('input[type=checkbox]').click()")
    run(world.marked, "The same as in Kingdee")
    assert number in text_of(browser) and '"FProposerID"' in text_of(browser, "pre")
    run(world.dead, "no time in milliseconds")
    assert "Compared with Kingdee" not in text_of(browser), "there is no document to compare"
    pasted = reply_of_dingtalk(world, world.marked)
    for value in pasted["result"]["formComponentValues"]:
        if value["id"] == "NumberField_OCCURRED":
            value["value"] = "1768579199000"
    pasted["result"] |= {"processInstanceId": world.marked, "status": "RUNNING"}
    run(json.dumps(pasted), "the core would wait")
    changed = browser.run("[...document.querySelectorAll('.cards tr')].map(row => row.innerText)")
    assert [row.split() for row in changed if "2026-01-16" in row][0][1:] == ["2026-01-15T00:00:00", "2026-01-16"], changed
    for width, language in [(1280, "en"), (390, "en"), (390, "zh"), (1280, "zh")]:
        browser.size(width, 844 if width < 600 else 900)
        browser.open(f"{world.base}/?language={language}&theme=light#/mappings")
        browser.until(f"!!{given}", "the dry run")
        browser.run(f"{given}.value = {json.dumps(json.dumps(pasted))}")
        browser.run("document.querySelector('input[type=checkbox]').click()")
        press(browser, {"en": "Dry run", "zh": "试运行"}[language])
        browser.until("!!document.querySelector('pre')", "the document")
        assert browser.run("document.documentElement.scrollWidth") <= width
        picture(browser, f"dry-run-{width}-{language}")
        browser.run(f"{given}.value = {json.dumps(world.dead)}")
        press(browser, {"en": "Dry run", "zh": "试运行"}[language])
        browser.until("!document.querySelector('pre') && !!document.querySelector('h3.error')", "the mistakes")
        assert browser.run("document.documentElement.scrollWidth") <= width
        picture(browser, f"dry-run-mistakes-{width}-{language}")
    assert "不是 1900 至 2100 年间的毫秒时间" in text_of(browser)
    browser.size(1440)


def test_the_form_to_mend_shows_what_is_empty_as_empty(browser, world):
    shown(browser, f"#/transfers/{world.dead}", "Mend and replay")
    assert "开始时间 / 结束时间" in text_of(browser) and '["开始时间"' not in text_of(browser)
    # A column that nobody filled in, in a document that is done.
    form = [{"id": "T", "name": "明细", "componentType": "TableField", "value": json.dumps(
        [{"rowValue": [{"key": "A", "label": "说明", "value": "null"}, {"key": "B", "label": "备注", "value": None}]}])}]
    shown(browser, f"#/transfers/{world.marked}", "Approval form")
    cells = browser.run("""(async () => {
        const original = window.fetch
        window.fetch = async (...call) => {
          const reply = await original(...call)
          if (!String(call[0]).includes("/api/transfers/")) return reply
          const value = await reply.json()
          value.items[0].form = %s
          return new Response(JSON.stringify(value), { status: 200 })
        }
        dispatchEvent(new CustomEvent("live-gap", { detail: {} }))
        for (let tries = 0; tries < 50; tries += 1) {
          await new Promise(resolve => setTimeout(resolve, 100))
          const cells = [...document.querySelectorAll("dl table td")].map(cell => cell.innerText)
          if (cells.length === 2) { window.fetch = original; return cells }
        }
    })()""" % json.dumps(form))
    assert cells == ["", ""]


def test_a_refused_preview_is_told_until_the_next_try(browser, world):
    shown(browser, f"#/transfers/{world.dead}", "Mend and replay")
    press(browser, "Preview")
    browser.until("!!document.querySelector('#notice .bad')", "the refusal")
    browser.run("document.querySelector('[data-path=NumberField_OCCURRED]').value = '1768492799000'")
    press(browser, "Preview")
    browser.until("!!document.querySelector('#view [aria-live] pre')", "the preview")
    assert browser.run("document.querySelectorAll('#notice .bad').length") == 0
    browser.complaints.clear()  # browsers note every 409


def test_an_operator_mends_and_replays_by_keyboard(browser, world):
    log_in(browser, world, "olga", PASSWORD)
    browser.until("document.getElementById('tools').innerText.includes('operator')", "the operator")
    shown(browser, f"#/transfers/{world.dead}", "Mend and replay")
    browser.run("document.querySelector('[data-path=NumberField_OCCURRED]').focus()")
    browser.run("document.activeElement.select()")
    browser.call("Input.insertText", text="1768492799000")
    assert browser.run("!!document.querySelector('.changed')")
    browser.run("[...document.querySelectorAll('button')].find(b => b.innerText === 'Preview').click()")
    browser.until("document.getElementById('view')?.innerText.includes('2026-01-15')", "the preview")
    assert "Kingdee has no document with this number" in text_of(browser)
    rows = browser.run("[...document.querySelectorAll('[aria-live] .cards tbody tr')].map(row => row.innerText.split('\\t'))")
    assert ["业务时间（毫秒）", "99999999999999", "1768492799000"] in rows, rows
    picture(browser, "preview-1440-en-light")
    browser.run("[...document.querySelectorAll('button')].find(b => b.innerText === 'Replay').focus()")
    for kind in ["rawKeyDown", "char", "keyUp"]:
        browser.call("Input.dispatchKeyEvent", type=kind, key="Enter", code="Enter", text="\r", windowsVirtualKeyCode=13)
    browser.until("!!document.querySelector('dialog[open]')", "the question")
    browser.run("document.querySelector('dialog button.main').click()")
    browser.until("document.getElementById('view')?.innerText.includes('done')", "the document", 30)
    assert world.json(f"/api/items/{world.dead}")["items"][0]["item"]["state"] == "done"


class Refusing(http.server.BaseHTTPRequestHandler):
    """What a proxy answers while the core behind it is gone."""

    asked: list[str] = []

    def do_GET(self):
        self.asked.append(self.path)
        self.send_response(502)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


def restart(browser, world):
    """The core ends, a proxy in front of it answers 502 for a while, and the core is there again."""
    world.stop()
    Refusing.asked.clear()
    with http.server.ThreadingHTTPServer(("127.0.0.1", world.port), Refusing) as proxy:
        threading.Thread(target=proxy.serve_forever, daemon=True).start()
        browser.until(lambda: "/api/events" in Refusing.asked and "/api/session" in Refusing.asked, "the page to ask")
        proxy.shutdown()
    world.start()
    browser.until("!!document.querySelector('#live .dot.on')", "the live connection")


def test_an_open_page_outlives_a_restart_of_the_core(browser, world):
    log_in(browser, world, "olga", PASSWORD)
    browser.until("document.getElementById('tools').innerText.includes('operator')", "the operator")
    shown(browser, "#/cases", "Nobody has to do anything")
    browser.until("!!document.querySelector('#live .dot.on')", "the live connection")
    browser.run("window.isTheSamePage = true")
    restart(browser, world)
    world.control.call("PUT", "faults", {"seed": 1, "rules": [
        {"fault": "error-reply", "name": "refused", "on": "kingdee.Save", "reason": "MsgCode 11"}]})
    claims = [world.claim(f"被拒绝 {index}", world.employees[0]) for index in range(3)]
    numbers = [world.json(f"/api/items/{claim}")["items"][0]["item"]["number"] for claim in claims if world.until(
        lambda claim=claim: world.get(f"/api/items/{claim}").status_code == 200, "the claim")]
    for number in numbers:
        browser.until(f"document.getElementById('view').innerText.includes({json.dumps(number)})", "the dead letter", 40)
    # Steps that were missed: whoever looks sees what came of them.
    browser.run("dispatchEvent(new CustomEvent('live-gap', { detail: { missed: 7 } }))")
    assert browser.run("window.isTheSamePage") is True
    browser.complaints.clear()


def test_dead_letters_with_one_reason_are_replayed_together(browser, world):
    world.control.call("DELETE", "faults")
    for width, language in [(1280, "zh"), (390, "zh"), (390, "en"), (1280, "en")]:
        browser.size(width, 844 if width < 600 else 900)
        browser.open(f"{world.base}/?language={language}&theme=light#/cases")
        needle = {"en": "Replay all 3", "zh": "全部重放（3 项）"}[language]
        browser.until(f"document.getElementById('view')?.innerText.includes({json.dumps(needle)})", needle)
        assert browser.run("document.documentElement.scrollWidth") <= width
        picture(browser, f"cases-alike-{width}-{language}")
    story = world.json("/api/transfers?state=dead")["transfers"][0]["instance"]
    for width, language in [(390, "zh"), (1280, "zh"), (390, "en"), (1280, "en")]:
        browser.size(width, 844 if width < 600 else 900)
        browser.open(f"{world.base}/?language={language}&theme=light#/transfers/{story}")
        browser.until("!!document.querySelector('[data-path=NumberField_OCCURRED]')", "the form")
        browser.run("""(() => { const field = document.querySelector("[data-path=NumberField_OCCURRED]")
            field.value = "1768579199000"; field.dispatchEvent(new Event("input")) })()""")
        press(browser, {"en": "Preview", "zh": "预览"}[language])
        browser.until("!!document.querySelector('#view [aria-live] pre')", "the preview")
        rows = browser.run("[...document.querySelectorAll('[aria-live] .cards tbody tr')].map(row => row.innerText.split(/\\s+/))")
        assert any(row[0] == "FDate" and row[-1] == "2026-01-16" for row in rows), rows
        assert browser.run("document.documentElement.scrollWidth") <= width
        picture(browser, f"preview-{width}-{language}")
    shown(browser, "#/cases", "Replay all 3")
    press(browser, "Replay all 3")
    browser.until("!!document.querySelector('dialog[open]')", "the question")
    assert "3 dead letters" in text_of(browser, "dialog")
    dead = world.json("/api/transfers?state=dead")["transfers"]
    # Somebody else gives one of them up meanwhile.
    gone = dead[0]["instance"]
    requests.post(f"{world.base}/api/items/{gone}/abandon", headers={"Authorization": f"Bearer {TOKEN}"}, timeout=20)
    browser.run("document.querySelector('dialog button.main').click()")
    browser.until("document.getElementById('view').innerText.includes('2 replayed. 1 could not be replayed')", "the summary")
    assert gone in text_of(browser) and "the item is abandoned, not dead" in text_of(browser)
    picture(browser, "cases-replayed-1280-en")
    for one in dead[1:]:
        browser.until(lambda one=one: world.json(
            f"/api/items/{one['instance']}")["items"][0]["item"]["state"] == "done", "the document", 40)
    entries = world.json("/api/audit?kind=operation")["entries"]
    assert [e["action"] for e in entries if e["actor"] == "olga"][:2] == ["replayed ER_ExpReimbursement"] * 2
    browser.size(1440)
