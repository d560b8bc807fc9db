"""What the tests of commands share: the program, a configuration, a PostgreSQL server of their own."""

import glob
import json
import os
import pathlib
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time

import pytest

ROOT = pathlib.Path(__file__).parents[2]
REHEARSAL = os.environ.get("REHEARSAL", str(ROOT / ".build/debug/rehearsal"))
INSTANCE = "kNpmUavZQwSHP_ZJvVdL7g07561689326476"
TOKEN = "a-token-of-the-tests-alone"
SECRETS = {
    "REHEARSAL_DINGTALK_APP_SECRET": "secret", "REHEARSAL_DINGTALK_CALLBACK_TOKEN": "token",
    "REHEARSAL_DINGTALK_AES_KEY": "a" * 43, "REHEARSAL_KINGDEE_APP_SECRET": "secret",
    "REHEARSAL_MONITOR_TOKEN": TOKEN,
}


def rehearsal(*arguments, folder, environment=SECRETS):
    return subprocess.run(
        [REHEARSAL, *map(str, arguments)], capture_output=True, text=True, cwd=folder, timeout=60,
        env={**os.environ, **environment})


def configured(folder, store, mapping="expense.yaml", **changes):
    platforms = {
        "dingtalk": "http://127.0.0.1:1", "kingdee": "http://127.0.0.1:1/k3cloud/", "acct": "acct", "user": "demo",
        "key": "key", "app": "app", "port": 0, **changes,
    }
    (folder / "core.yaml").write_text(
        """\
mapping: [{mapping}]
dingtalk: {{apiURL: '{dingtalk}', oapiURL: '{dingtalk}', appKey: '{key}', mode: callback}}
kingdee: {{url: '{kingdee}', acctID: '{acct}', userName: '{user}', authentication: app-secret, appID: '{app}'}}
listen: {{host: 127.0.0.1, port: {port}}}
store:
  {store}
""".format(mapping=mapping, store=store, **platforms))
    return folder / "core.yaml"


def claim(world, reason):
    """An approval of the fakes' standard expense template."""
    employee, item = world["employees"][0], world["expenseItems"][0]
    row = [
        {"name": "费用项目", "value": item["label"]}, {"name": "金额（元）", "value": "94.34"},
        {"name": "发生日期", "value": "2026-01-15"}, {"name": "说明", "value": "高铁"},
    ]
    return {"originator": employee["userid"], "values": {
        "TextField_REASON": reason, "InnerContactField_PAYEE": json.dumps([employee["userid"]]),
        "DepartmentField_COST": str(employee["departmentId"]), "NumberField_TOTALFEN": "9434",
        "MoneyField_LOAN": "0", "NumberField_OCCURRED": "1768440600000", "DDDateField_PAYBY": "2026-02-15",
        "DDDateRangeField_TRIP": json.dumps(["2026-01-15", "2026-01-16"]), "DDSelectField_PAYMENT": "银行转账",
        "TableField_DETAIL": json.dumps([row], ensure_ascii=False), "TextareaField_REMARK": "",
    }}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Running:
    """A process that is waited for, and ends with the test."""

    def __init__(self, *arguments, folder, environment, ready):
        self.log = folder / f"{arguments[0]}.log"
        with self.log.open("a") as output:
            self.process = subprocess.Popen(
                [REHEARSAL, *map(str, arguments)], cwd=folder, stdout=output, stderr=subprocess.STDOUT,
                env={**os.environ, **environment})
        deadline = time.monotonic() + 30
        while not ready():
            assert self.process.poll() is None and time.monotonic() < deadline, self.log.read_text()
            time.sleep(0.05)

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(20)


def _binary(name):
    newest = sorted(glob.glob(f"/usr/lib/postgresql/*/bin/{name}"), key=lambda path: int(path.split("/")[4]))
    return newest[-1] if newest else shutil.which(name)


def _as_nobody(folder):
    """PostgreSQL refuses to run as root: the command that makes it somebody else."""
    if os.geteuid() != 0:
        return []
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    user = names.get("postgres") or names["nobody"]
    os.chown(folder, user.pw_uid, user.pw_gid)
    return ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]


@pytest.fixture(scope="session")
def postgresql():
    """Makes empty databases: each call returns a connection string. A missing PostgreSQL fails the tests."""
    assert _binary("initdb"), "PostgreSQL is not installed: run tools/setup.sh --tests"
    folder = tempfile.mkdtemp(prefix="rehearsal-cli-", dir="/tmp")
    os.chmod(folder, 0o755)
    prefix, data = _as_nobody(folder), f"{folder}/data"
    subprocess.run(
        [*prefix, _binary("initdb"), "-D", data, "-U", "rehearsal", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"],
        check=True, capture_output=True, cwd=folder)
    server = [*prefix, _binary("pg_ctl"), "-D", data, "-w", "-o", f"-k {folder} -c listen_addresses=", "-l", f"{data}/log"]
    subprocess.run([*server, "start"], check=True, capture_output=True, cwd=folder)
    made = iter(range(1000))

    def make():
        name = f"store_{next(made)}"
        sql(f"host={folder} user=rehearsal dbname=postgres", f"CREATE DATABASE {name}")
        return f"host={folder} user=rehearsal dbname={name}"

    yield make
    subprocess.run([*server, "-m", "immediate", "stop"], check=False, capture_output=True, cwd=folder)
    shutil.rmtree(pathlib.Path(folder), ignore_errors=True)


def sql(address, statement):
    """Runs a statement as somebody who went past the core."""
    result = subprocess.run(
        [_binary("psql"), "-X", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-c", statement, address],
        capture_output=True, text=True, check=True)
    return result.stdout.strip()
