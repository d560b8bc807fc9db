"""The page in a browser: everything shown as text, nothing from elsewhere, both languages, phone and desktop, by keyboard."""

import json
import os
import pathlib

import pytest

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


def test_a_viewer_may_not_decide(browser, world):
    log_in(browser, world, "vera", PASSWORD)
    browser.until("document.getElementById('tools').innerText.includes('viewer')", "the viewer")
    shown(browser, f"#/transfers/{world.dead}", "may look")
    assert "#/settings" not in browser.run("[...document.querySelectorAll('nav a')].map(a => a.getAttribute('href'))")


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
    picture(browser, "preview-1440-en-light")
    browser.run("[...document.querySelectorAll('button')].find(b => b.innerText === 'Replay').focus()")
    for kind in ["rawKeyDown", "char", "keyUp"]:
        browser.call("Input.dispatchKeyEvent", type=kind, key="Enter", code="Enter", text="\r", windowsVirtualKeyCode=13)
    browser.until("!!document.querySelector('dialog[open]')", "the question")
    browser.run("document.querySelector('dialog button.main').click()")
    browser.until("document.getElementById('view')?.innerText.includes('done')", "the document", 30)
    assert world.json(f"/api/items/{world.dead}")["items"][0]["item"]["state"] == "done"
