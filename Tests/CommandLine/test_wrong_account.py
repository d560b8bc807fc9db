"""A wrong account, or a wrong secret, is waited for like an outage: nothing is given up, and all goes on once it is right."""

import json
import urllib.error
import urllib.request

import pytest
from conftest import SECRETS, TOKEN, Running, claim, configured, free_port

APPROVALS = 20


def ask(url, body=None, method=None):
    request = urllib.request.Request(
        url, data=json.dumps(body).encode() if body is not None else None, method=method,
        headers={"Content-Type": "application/json", "Authorization": f"Bearer {TOKEN}"})
    try:
        with urllib.request.urlopen(request, timeout=10) as reply:
            return reply.status, reply.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()
    except OSError:
        return 0, ""


@pytest.mark.parametrize("wrong", ["kingdee account", "kingdee secret", "dingtalk secret"])
def test_a_refused_log_in_is_waited_for(tmp_path, wrong, until):
    file = tmp_path / "credentials.json"
    simulate = Running(
        "simulate", "--credentials-file", file, folder=tmp_path, environment={},
        ready=lambda: file.exists() and file.stat().st_size > 0)
    core = None
    try:
        world = json.loads(file.read_text())
        dingtalk, kingdee = world["dingtalk"], world["kingdee"]
        port = free_port()
        base = f"http://127.0.0.1:{port}"
        people = world["employees"]
        departments = {str(person["departmentId"]): person["departmentNumber"] for person in people}
        (tmp_path / "staff.csv").write_text("".join(f"{person['userid']},{person['staffNumber']}\n" for person in people))
        (tmp_path / "departments.csv").write_text("".join(f"{id},{number}\n" for id, number in departments.items()))

        def start(is_right):
            account = kingdee["acctId"] if is_right or wrong != "kingdee account" else "wrong"
            configuration = configured(
                tmp_path, f"path: {tmp_path}/core.sqlite\nalerts: {{every: 1s, clearFor: 1s}}\ncatchUp: {{every: 1s, margin: 0s}}",
                mapping="standard-expense", dingtalk=dingtalk["url"], kingdee=kingdee["url"], acct=account,
                user=kingdee["userName"], key=dingtalk["appKey"], app=kingdee["appId"], port=port)
            secrets = {
                "REHEARSAL_DINGTALK_APP_SECRET": dingtalk["appSecret"],
                "REHEARSAL_DINGTALK_CALLBACK_TOKEN": dingtalk["callbackToken"],
                "REHEARSAL_DINGTALK_AES_KEY": dingtalk["aesKey"], "REHEARSAL_KINGDEE_APP_SECRET": kingdee["appSecret"],
            }
            if not is_right and wrong.endswith("secret"):
                secrets[f"REHEARSAL_{wrong.split()[0].upper()}_APP_SECRET"] = "no secret of this application"
            return Running(
                "integrate", "--config", configuration, folder=tmp_path, environment={**SECRETS, **secrets},
                ready=lambda: ask(f"{base}/health/live")[0] == 200 and "starting" not in ask(f"{base}/health/ready")[1])

        def states():
            return {name: count for name, count in json.loads(ask(f"{base}/api/overview")[1])["states"].items() if count}

        def items():
            return json.loads(ask(f"{base}/api/items?limit=100")[1])["items"]

        def firing():
            alerts = json.loads(ask(f"{base}/api/alerts?state=firing")[1])["alerts"]
            return [(alert["rule"], alert["subject"]) for alert in alerts]

        core = start(is_right=False)
        control = dingtalk["url"].rstrip("/") + "/_rehearsal"
        assert ask(f"{control}/callback", {"url": f"{base}/dingtalk/callback"}, "PUT")[0] == 200
        for number in range(APPROVALS):
            instance = json.loads(ask(f"{control}/instances", claim(world, f"客户拜访 {number}"))[1])["instance"]
            assert ask(f"{control}/instances/{instance}/approve", {}, "POST")[0] == 200
        platform = wrong.split()[0]
        until(lambda: ask(f"{base}/health/ready")[0] == 503, core)
        health = json.loads(ask(f"{base}/health/ready")[1])
        assert health == {"status": "refused", "missing": [f"{platform}-log-in"]}
        until(lambda: ("log-in-refused", platform) in firing(), core)
        # Each waits, and says what for; one that is just looked at does not.
        until(lambda: [item.get("waiting") for item in items()] == APPROVALS * [f"{platform}-log-in"], core)
        assert "dead" not in states()
        metrics = ask(f"{base}/metrics")[1]
        assert "\nrehearsal_ready 0\n" in metrics
        assert f'\nrehearsal_log_in_refused{{platform="{platform}"}} 1\n' in metrics
        core.stop()
        told = [line for line in core.log.read_text().splitlines() if "a platform refuses our log-in" in line]
        assert told and all(f"platform={platform} " in line for line in told), told
        core = start(is_right=True)
        until(lambda: states() == {"done": APPROVALS}, core)
        assert ask(f"{base}/health/ready")[0] == 200
        until(lambda: ("log-in-refused", platform) not in firing(), core, 60)
    finally:
        for process in [core, simulate]:
            if process:
                process.stop()


@pytest.fixture
def until():
    import time

    def wait(condition, core, seconds=40):
        deadline = time.monotonic() + seconds
        while not condition():
            assert core.process.poll() is None and time.monotonic() < deadline, core.log.read_text()[-3000:]
            time.sleep(0.2)

    return wait
