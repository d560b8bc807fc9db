"""Nothing that the real program writes or answers holds a secret it was given, however well or badly things go."""

import base64
import http.client
import http.server
import json
import sqlite3
import subprocess
import threading
import time
import urllib.parse
import urllib.request
from pathlib import Path

import pytest
from conftest import REHEARSAL, Running, claim, configured, free_port, rehearsal

PASSWORD = "PLANTED correct horse battery"
PLANTED = {
    "monitor token": "PLANTED-monitor/token+0001", "stock hook secret": "PLANTED-stock-hook-0002",
    "alert hook secret": "PLANTED-alert-hook-0003", "robot secret": "SECPLANTED\"robot\\secret-0004",
    "yida token": "PLANTED-yida-token-0005", "pass phrase": "PLANTED pass phrase of the seal",
    "password of a person": PASSWORD,
}
SEALED = {
    "REHEARSAL_MONITOR_TOKEN": "monitor token", "REHEARSAL_ALERT_HOOK_SECRET": "alert hook secret",
    "REHEARSAL_KINGDEE_APP_SECRET": "kingdee.appSecret",
}


def spellings(value):
    """A value as logs, addresses, pages and databases may write it, and its beginning where something was cut."""
    raw = value.encode()
    words = {
        value, urllib.parse.quote(value, safe=""), urllib.parse.quote_plus(value), json.dumps(value)[1:-1],
        json.dumps(value)[1:-1].replace("/", "\\/"), base64.b64encode(raw).decode().rstrip("="),
        base64.urlsafe_b64encode(raw).decode().rstrip("="), raw.hex()}
    return words | {word[:14] for word in words if len(word) > 14 and not word.startswith("PLANTED ")}


def leaks(outputs, secrets):
    """Which secret stands in which output, with some of what is around it."""
    found = []
    for place, text in outputs:
        for name, value in secrets.items():
            for word in spellings(value):
                if (index := text.find(word)) >= 0:
                    found.append(f"{name} in {place}: …{text[max(0, index - 60):index + len(word) + 10]!r}")
                    break
    return found


def test_the_search_finds_what_it_looks_for():
    for name, value in PLANTED.items():
        for word in spellings(value):
            assert leaks([("here", f"x{word}y")], PLANTED), f"{name} as {word}"
    assert not leaks([("here", "nothing of it")], PLANTED)


class Receiver(http.server.BaseHTTPRequestHandler):
    """Takes the alerts of the web hook."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        self.server.outputs.append(("alert hook", f"{self.path}\n{self.headers}\n{body}"))
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


class Desk:
    """The real core beside the fakes, and everything that came out of it."""

    def __init__(self, folder: Path, world, mood):
        self.folder, self.world, self.port = folder, world, free_port()
        self.outputs, self.answers = [], 0
        dingtalk, kingdee = world["dingtalk"], world["kingdee"]
        self.control = urllib.parse.urlsplit(dingtalk["url"]).netloc
        self.secrets = {
            **PLANTED, "dingtalk.appSecret": dingtalk["appSecret"], "dingtalk.aesKey": dingtalk["aesKey"],
            "dingtalk.callbackToken": dingtalk["callbackToken"], "kingdee.appSecret": kingdee["appSecret"],
            "robot token": dingtalk["robots"][0]["accessToken"],
        }
        if mood == "wrong":
            self.secrets["kingdee.appSecret"] = "PLANTED-wrong/kingdee+secret-0006"
            self.secrets["dingtalk.appSecret"] = "PLANTED-wrong-dingtalk-secret-0007"
        self.receiver = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
        self.receiver.outputs = self.outputs
        threading.Thread(target=self.receiver.serve_forever, daemon=True).start()
        more = f"""\
path: {folder}/core.sqlite
alerts:
  every: 1s
  robot: {{}}
  hook: {{url: 'http://127.0.0.1:{self.receiver.server_address[1]}/alerts'}}
  rules: {{dead-letter: {{for: 0s}}, breaker-open: {{for: 0s}}, log-in-failures: {{above: 1}}}}
stockAlert: {{every: 1s, rules: [{{name: all, users: [manager1]}}]}}
monitor: {{users: people.txt}}
catchUp: {{every: 1s, margin: 0s}}
personalFields: [开户行]"""
        people = world["employees"]
        departments = {str(person["departmentId"]): person["departmentNumber"] for person in people}
        (folder / "staff.csv").write_text("".join(f"{person['userid']},{person['staffNumber']}\n" for person in people))
        (folder / "departments.csv").write_text("".join(f"{id},{number}\n" for id, number in departments.items()))
        self.configuration = configured(
            folder, more, mapping="standard-expense", dingtalk=dingtalk["url"], kingdee=kingdee["url"],
            acct=kingdee["acctId"], user=kingdee["userName"], key=dingtalk["appKey"], app=kingdee["appId"], port=self.port)
        text = self.configuration.read_text().replace("mode: callback", f"mode: callback, agentID: {dingtalk['agentId']}")
        self.configuration.write_text(text)
        self.environment = {
            "REHEARSAL_SEAL_PASSPHRASE": PLANTED["pass phrase"],
            "REHEARSAL_DINGTALK_APP_SECRET": self.secrets["dingtalk.appSecret"],
            "REHEARSAL_DINGTALK_CALLBACK_TOKEN": dingtalk["callbackToken"],
            "REHEARSAL_DINGTALK_AES_KEY": dingtalk["aesKey"],
            "REHEARSAL_STOCK_HOOK_SECRET": PLANTED["stock hook secret"],
            "REHEARSAL_YIDA_SYSTEM_TOKEN": PLANTED["yida token"],
            "REHEARSAL_ALERT_ROBOT_TOKEN": self.secrets["robot token"],
            "REHEARSAL_ALERT_ROBOT_SECRET": PLANTED["robot secret"],
        }
        for name, secret in SEALED.items():
            self.command("secrets", "set", name, "--config", "core.yaml", input=self.secrets[secret] + "\n")
        self.command("monitor-user", "add", "olga", "--role", "operator", "--users", "people.txt", input=PASSWORD + "\n")

    def command(self, *arguments, code=0, input=None):
        result = subprocess.run(
            [REHEARSAL, *arguments], capture_output=True, text=True, cwd=self.folder, timeout=60, input=input,
            env={"PATH": "/usr/bin:/bin", **self.environment})
        assert result.returncode == code, f"{arguments}: {result.stdout}{result.stderr}"
        self.outputs.append((f"the output of {' '.join(arguments[:2])}", result.stdout + result.stderr))
        return result

    def ask(self, method, path, body=None, headers=None, is_echo=False):
        """One request; what it repeats to whoever said it is no leak, so that an echo is not looked at."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request(method, path, body=body, headers={"Content-Type": "application/json", **(headers or {})})
            reply = connection.getresponse()
            text = reply.read().decode(errors="replace")
            self.answers += 1
            if not is_echo:
                self.outputs.append((f"the answer to {method} {path}", f"{reply.status}\n{reply.headers}\n{text}"))
            return reply.status, text, reply.headers
        finally:
            connection.close()

    def bearer(self, token=None):
        return {"Authorization": f"Bearer {token or self.secrets['monitor token']}"}

    def simulate(self, method, path, body=None):
        """What a tester does to the fakes."""
        connection = http.client.HTTPConnection(self.control, timeout=10)
        connection.request(
            method, f"/_rehearsal/{path}", body=json.dumps(body) if body is not None else None,
            headers={"Content-Type": "application/json"})
        reply = connection.getresponse()
        text = reply.read().decode()
        connection.close()
        assert reply.status == 200, f"{path}: {reply.status} {text}"
        return json.loads(text)

    def until(self, condition, what, core, seconds=30):
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            assert core.process.poll() is None, core.log.read_text()
            if value := condition():
                return value
            time.sleep(0.1)
        raise AssertionError(f"waited {seconds} s for {what}: {core.log.read_text()[-2000:]}")

    def is_ready(self):
        try:
            status, text, _ = self.ask("GET", "/health/ready")
            # With wrong secrets it is up, and waits for the platforms to accept them.
            return status == 200 or json.loads(text)["status"] == "refused"
        except OSError:
            return False

    def tables(self):
        """The store's tables as text, and its files byte by byte."""
        with sqlite3.connect(f"file:{self.folder}/core.sqlite?mode=ro", uri=True) as connection:
            names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            for name in names:
                rows = connection.execute(f"SELECT * FROM {name}").fetchall()
                text = "\n".join(
                    " | ".join(cell.decode(errors="replace") if isinstance(cell, bytes) else str(cell) for cell in row)
                    for row in rows)
                if rows:
                    yield f"table {name}", text
        for file in sorted(self.folder.glob("core.sqlite*")) + [self.folder / "secrets.sealed", self.folder / "people.txt"]:
            yield file.name, file.read_bytes().decode("utf-8", errors="replace")


@pytest.mark.parametrize("mood", ["right", "wrong"])
def test_no_secret_comes_out(tmp_path, mood):
    file = tmp_path / "credentials.json"
    simulate = Running(
        "simulate", "--credentials-file", file, folder=tmp_path, environment={},
        ready=lambda: file.exists() and file.stat().st_size > 0)
    core = desk = None
    try:
        desk = Desk(tmp_path, json.loads(file.read_text()), mood)
        assert desk.command("secrets", "list", "--config", "core.yaml").stdout.split() == sorted(SEALED)
        desk.command("integrate", "--check", "--config", "core.yaml")
        core = Running("integrate", "--config", "core.yaml", folder=tmp_path, environment=desk.environment, ready=desk.is_ready)
        desk.outputs.append(("the command line", Path(f"/proc/{core.process.pid}/cmdline").read_text())
                            if Path("/proc").exists() else ("the command line", "rehearsal"))
        drive(desk, core, mood)
        core.stop()
        core_log = core.log.read_text()
        assert core.process.returncode == 0, core_log
        for arguments in [("audit", "verify"), ("audit", "export")]:
            desk.command(*arguments, "--config", "core.yaml")
        desk.outputs += [("the log", core_log), *desk.tables()]
        # A check that looked at nothing has not passed.
        places = {place for place, _ in desk.outputs}
        assert len(desk.outputs) >= 60 and desk.answers >= 60 and len(core_log.splitlines()) >= 5, (
            f"{len(desk.outputs)} outputs, {desk.answers} answers, {len(core_log.splitlines())} lines of log")
        assert {"table audit", "table monitor_sessions", "core.sqlite", "the output of audit export", "the log"} <= places, places
        assert sum(len(text) for _, text in desk.outputs) > 100_000
        if mood == "wrong":
            assert "alert hook" in places, "somebody was told of what went wrong"
        assert leaks(desk.outputs, desk.secrets) == []
        private = [output for output in desk.outputs if not output[0].startswith("the answer to POST /api/session")]
        assert leaks(private, {"session cookie": desk.cookie}) == []
    finally:
        for process in [core, simulate]:
            if process:
                process.stop()
        if desk:
            desk.receiver.shutdown()


def drive(desk, core, mood):
    """Good and bad requests of everybody who can reach the core."""
    desk.simulate("PUT", "callback", {"url": f"http://127.0.0.1:{desk.port}/dingtalk/callback"})
    reasons = ["客户拜访"] if mood == "wrong" else ["客户拜访", "不认识的日期"]
    for reason in reasons:
        body = claim(desk.world, reason)
        if reason != "客户拜访":
            body["values"]["NumberField_OCCURRED"] = "99999999999999"  # no day of these years: a dead letter
        instance = desk.simulate("POST", "instances", body)["instance"]
        desk.simulate("POST", f"instances/{instance}/approve")
    api = [
        "overview", "items", "dead-letters", "transfers", "series", "settings", "audit", "audit/head", "audit/verify",
        "directory", "directory/summary", "conflicts", "leaves", "stock-alerts", "attendance", "sign-ons", "alerts",
        "mappings", "session",
    ]
    if mood == "right":
        desk.until(
            lambda: json.loads(desk.ask("GET", "/api/overview", headers=desk.bearer())[1])["states"].get("done") == 1,
            "a document", core)
    else:
        desk.until(lambda: any(place == "alert hook" for place, _ in desk.outputs), "an alert", core)
    for path in api:
        assert desk.ask("GET", f"/api/{path}", headers=desk.bearer())[0] in (200, 404)
        assert desk.ask("GET", f"/api/{path}?as=viewer", headers=desk.bearer())[0] in (200, 403, 404)
        assert desk.ask("GET", f"/api/{path}")[0] == (200 if path == "session" else 401)
    for page in ["/", "/page/main.js", "/health/ready", "/metrics", "/nothing", "/api/nothing"]:
        desk.ask("GET", page)
    # Log-ins: right, wrong, by a token nearly right, with secrets in the wrong members.
    status, text, headers = desk.ask("POST", "/api/session", json.dumps({"name": "olga", "password": PASSWORD}))
    assert status == 200, text
    desk.cookie = headers["Set-Cookie"].split("=", 1)[1].split(";")[0]
    token = desk.secrets["monitor token"]
    for name, password in [("olga", "wrong"), (token, PASSWORD), (PASSWORD, token), ("nobody", desk.secrets["dingtalk.appSecret"])]:
        assert desk.ask("POST", "/api/session", json.dumps({"name": name, "password": password}))[0] in (401, 429)
    assert desk.ask("GET", "/api/overview", headers=desk.bearer(token[:-1] + "x"))[0] == 401
    assert desk.ask("GET", "/api/overview", headers={"Authorization": f"Basic {token}"})[0] == 401
    assert desk.ask("POST", "/api/session", f'{{"name": "{token}')[0] in (400, 401, 429)
    # Secrets in addresses and bodies: nobody but whoever sent them is told.
    quoted = urllib.parse.quote(token, safe="")
    for path in [f"/api/items/{quoted}", f"/api/items?token={quoted}", f"/{quoted}", f"/api/audit?actor={quoted}"]:
        desk.ask("GET", path, headers=desk.bearer(), is_echo=True)
        desk.ask("GET", path, is_echo=True)
    # Platforms that are none: forged callbacks and hooks.
    query = f"?signature={desk.secrets['dingtalk.callbackToken']}&timestamp=1&nonce=n"
    for path in ["/dingtalk/callback", f"/dingtalk/callback{query}"]:
        assert desk.ask("POST", path, '{"encrypt": "AAAA"}', is_echo="?" in path)[0] in (400, 401, 403)
    for headers in [{}, {"X-Rehearsal-Timestamp": "1", "X-Rehearsal-Nonce": "n", "X-Rehearsal-Signature": "00"}]:
        assert desk.ask("POST", "/hooks/kingdee/stock", '{"materials": ["M1"]}', headers)[0] in (400, 401)
    # Previews of a mapping that nobody has, and of one that fails.
    for body in ['{"mapping": "none"}', '{"yaml": "process: [", "instance": {}}', "{", f'{{"yaml": "{PLANTED["yida token"]}: 1"}}']:
        desk.ask("POST", "/api/mappings/preview", body, desk.bearer(), is_echo="PLANTED" in body)
    desk.until(lambda: "log" in core.log.read_text(), "a line of log", core)


# A secret in the place of a key

SECRET = "pLaNt3d-s3cr3t-9f8e7d6c"


@pytest.mark.parametrize("text, line", [
    (f"{SECRET}: ", 1), (f"kingdee: {{{SECRET}: x}}", 1), (f"dingtalk:\n  appKey: a\n  {SECRET}:\n", 3),
    (f"monitor:\n  token:\n    {SECRET}: 1\n", 2), (f"listen: {{port: {SECRET}}}", 1),
    (f"alerts: {{rules: {{{SECRET}: off}}}}", 1), (f"{SECRET}: 1\n{SECRET}: 2", 1),
])
def test_a_secret_in_the_place_of_a_key_is_not_repeated(tmp_path, text, line):
    (tmp_path / "core.yaml").write_text(text)
    result = rehearsal("integrate", "--check", "--config", "core.yaml", folder=tmp_path)
    assert result.returncode == 2, result.stdout + result.stderr
    assert f"core.yaml:{line}: " in result.stderr, result.stderr
    assert "pLaNt3d" not in result.stdout + result.stderr, result.stderr


def test_a_word_of_the_environments_secrets_is_not_repeated_as_a_key(tmp_path):
    (tmp_path / "core.yaml").write_text("kingdee:\n  correcthorse: x\n  pasword: y\n")
    result = rehearsal(
        "integrate", "--check", "--config", "core.yaml", folder=tmp_path,
        environment={"REHEARSAL_KINGDEE_PASSWORD": "correcthorse"})
    assert result.returncode == 2 and "correcthorse" not in result.stderr, result.stderr
    assert "core.yaml:2: unknown key 'kingdee.co…' (12 characters)" in result.stderr, result.stderr
    assert "core.yaml:3: unknown key 'kingdee.pasword'; did you mean 'password'?" in result.stderr, result.stderr
