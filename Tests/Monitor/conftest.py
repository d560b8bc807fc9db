"""The fakes and a core beside them, with claims in all conditions, as two processes."""

import os
import pathlib
import socket
import subprocess
import sys
import time

os.environ["NO_PROXY"] = os.environ["no_proxy"] = "*"
HERE = pathlib.Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent / "Conformance")]

import pytest
import requests

import claims
import simulators as process
from control import Control

MARKUP = '<img src=x onerror="document.body.dataset.broken=1"><script>document.body.dataset.broken=1</script>'
TOKEN = "monitor-token-of-the-tests"
PASSWORD = "correct horse battery"


class Core:
    """`rehearsal integrate` as a running process, and the operators' way to it."""

    def __init__(self, folder: pathlib.Path, simulators):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.base = f"http://127.0.0.1:{self.port}"
        self.folder, self.users = folder, folder / "monitor-users.txt"
        dingtalk, kingdee = simulators.dingtalk, simulators.kingdee
        employees = simulators.credentials["employees"]
        (folder / "staff.csv").write_text("".join(f"{e['userid']},{e['staffNumber']}\n" for e in employees))
        (folder / "departments.csv").write_text(
            "".join(f"{number},{name}\n" for number, name in {str(e["departmentId"]): e["departmentNumber"] for e in employees}.items()))
        (folder / "core.yaml").write_text(f"""\
mapping: [standard-expense]
dingtalk: {{apiURL: '{dingtalk["url"]}', oapiURL: '{dingtalk["url"]}', appKey: '{dingtalk["appKey"]}', mode: callback}}
kingdee:
  url: '{kingdee["url"]}'
  acctID: '{kingdee["acctId"]}'
  userName: '{kingdee["userName"]}'
  authentication: password
listen: {{port: {self.port}}}
store: {{path: '{folder / "core.sqlite"}'}}
monitor: {{users: monitor-users.txt}}
alerts: {{}}
""")
        self.add_user("olga", "operator")
        self.add_user("vera", "viewer")
        self.environment = {
            "REHEARSAL_DINGTALK_APP_SECRET": dingtalk["appSecret"],
            "REHEARSAL_DINGTALK_CALLBACK_TOKEN": dingtalk["callbackToken"], "REHEARSAL_DINGTALK_AES_KEY": dingtalk["aesKey"],
            "REHEARSAL_KINGDEE_PASSWORD": kingdee["password"], "REHEARSAL_MONITOR_TOKEN": TOKEN}
        self.start()

    def start(self):
        """Starts the core, again with what it stored before."""
        self.log = (self.folder / "core.log").open("ab")
        self.process = subprocess.Popen(
            [str(process.BINARY), "integrate", "--config", "core.yaml"], cwd=self.folder, stdout=self.log,
            stderr=subprocess.STDOUT, env={**os.environ, **self.environment})
        self.until(lambda: self.get("/health/ready").status_code == 200, "the core")

    def add_user(self, name: str, role: str):
        subprocess.run(
            [str(process.BINARY), "monitor-user", "add", name, "--role", role, "--users", str(self.users)], check=True,
            input=PASSWORD + "\n", text=True, capture_output=True)

    def get(self, path: str, **options):
        options.setdefault("headers", {"Authorization": f"Bearer {TOKEN}"})
        try:
            return requests.get(self.base + path, timeout=20, **options)
        except requests.ConnectionError:
            reply = requests.Response()
            reply.status_code = 0
            return reply

    def json(self, path: str):
        reply = self.get(path)
        assert reply.status_code == 200, reply.text
        return reply.json()

    def until(self, condition, what: str, seconds: float = 30):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            assert self.process.poll() is None, (self.folder / "core.log").read_text()[-3000:]
            if value := condition():
                return value
            time.sleep(0.1)
        raise AssertionError(f"waited {seconds} s for {what}: {(self.folder / 'core.log').read_text()[-3000:]}")

    def stop(self):
        self.process.terminate()
        self.process.wait(30)
        self.log.close()


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """A core with claims that became documents, one of them full of markup, and one that waits for a person."""
    folder = tmp_path_factory.mktemp("monitor")
    simulators = process.start(folder)
    core = Core(folder, simulators)
    control = Control(simulators.dingtalk["url"])
    control.call("PUT", "callback", {"url": f"{core.base}/dingtalk/callback"})
    employees = simulators.credentials["employees"]

    def claim(reason: str, payee: dict, **changed: str) -> str:
        filled = {**claims.values(simulators, reason), "InnerContactField_PAYEE": f'["{payee["userid"]}"]', **changed}
        instance = control.call("POST", "instances", {"originator": payee["userid"], "values": filled})["instance"]
        control.call("POST", f"instances/{instance}/approve")
        return instance

    core.claim, core.employees, core.simulators, core.control = claim, employees, simulators, control
    for index in range(8):
        claim(f"客户拜访 {index}", employees[index % 3])
    core.marked = claim(MARKUP, employees[0])
    # No point in time of these years: a dead letter.
    core.dead = claim(MARKUP, employees[1], NumberField_OCCURRED="99999999999999")
    core.until(lambda: core.json("/api/overview")["states"]["done"] == 9, "nine documents")
    core.until(lambda: core.json("/api/overview")["states"]["dead"] == 1, "a dead letter")
    core.until(lambda: [a for a in core.json("/api/alerts")["alerts"] if a["rule"] == "dead-letter"], "its alert")
    yield core
    core.stop()
    process.stop(simulators)
