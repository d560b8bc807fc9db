"""The operator API on a running core: who gets in, search, live events, metrics."""

import json
import threading

import requests

from conftest import PASSWORD, TOKEN


def session(world, name):
    browser = requests.Session()
    reply = browser.post(f"{world.base}/api/session", json={"name": name, "password": PASSWORD}, timeout=20)
    assert reply.status_code == 200, reply.text
    browser.headers["X-CSRF-Token"] = reply.json()["proof"]
    return browser


def test_nobody_gets_in_without_a_login(world):
    for path in ["/api/overview", "/api/transfers", "/api/series", "/api/events", "/api/settings"]:
        assert world.get(path, headers={}).status_code == 401
    assert world.get("/", headers={}).status_code == 200


def test_sessions_outlive_the_core_and_end_by_logging_out(world):
    browser = session(world, "vera")
    assert browser.get(f"{world.base}/api/overview", timeout=20).status_code == 200
    assert browser.delete(f"{world.base}/api/session", timeout=20).status_code == 200
    assert browser.get(f"{world.base}/api/overview", timeout=20).status_code == 401


def test_a_new_person_gets_in_without_a_restart(world):
    world.add_user("nina", "auditor")
    world.until(lambda: requests.post(
        f"{world.base}/api/session", json={"name": "nina", "password": PASSWORD}, timeout=20).status_code == 200, "nina")


def test_no_secret_in_the_settings(world):
    text = world.get("/api/settings").text
    assert "(hidden)" in text and TOKEN not in text
    assert '"appSecret"' in text


def test_pages_cover_every_transfer_once(world):
    seen, before = [], ""
    while True:
        page = world.json(f"/api/transfers?limit=3&before={before}")
        seen += [transfer["instance"] for transfer in page["transfers"]]
        if not page.get("next"):
            break
        before = page["next"]
    assert len(seen) == len(set(seen)) == 10


def test_the_charts_know_the_calls(world):
    series = world.json("/api/series?minutes=60&operation=save")
    assert len(series["minutes"]) == 60
    assert sum(minute["succeeded"] for minute in series["minutes"]) >= 9


def test_live_events_resume_and_end_with_the_session(world):
    browser = session(world, "vera")
    with browser.get(f"{world.base}/api/events", headers={"Last-Event-ID": "1"}, stream=True, timeout=20) as reply:
        assert reply.headers["Content-Type"].startswith("text/event-stream")
        lines = reply.iter_lines(decode_unicode=True)
        steps = next(json.loads(line[6:]) for line in lines if line.startswith('data: {"steps"'))["steps"]
        assert [step["id"] for step in steps] == list(range(2, 2 + len(steps))) and len(steps) > 50
        threading.Timer(0.5, lambda: browser.delete(f"{world.base}/api/session", timeout=20)).start()
        assert "event: end" in list(lines)


def test_metrics_are_read_by_the_reference_parser_or_at_least_typed(world):
    lines = world.get("/metrics", headers={}).text.splitlines()
    types = {line.split()[2] for line in lines if line.startswith("# TYPE")}
    helps = {line.split()[2] for line in lines if line.startswith("# HELP")}
    assert types == helps, "every metric has a help line"
    assert 'rehearsal_items{state="done"} 9' in lines or 'rehearsal_items{state="done"} 10' in lines
    assert any(line.startswith("process_cpu_seconds_total ") for line in lines)
