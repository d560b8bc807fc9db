"""Commands that open the core's store open the one that its configuration names: a file, or PostgreSQL."""

import json
import socket
import sqlite3
import urllib.error
import urllib.request

import pytest
from conftest import INSTANCE, SECRETS, TOKEN, Running, configured, rehearsal, sql

@pytest.fixture(params=["sqlite", "postgresql"])
def store(request, tmp_path):
    """The store's lines of a configuration, and a way to change it behind the core's back."""
    if request.param == "sqlite":
        path = tmp_path / "core.sqlite"

        def change(statement):
            with sqlite3.connect(path) as connection:
                return connection.execute(statement).fetchall()

        return f"path: {path}", change
    address = request.getfixturevalue("postgresql")()
    return f"postgresql: {address}", lambda statement: sql(address, statement)


def imported(folder, store):
    """A store with one approval, which a configuration in `folder` names."""
    assert rehearsal("gallery", "expense", "--to", folder / "gallery", folder=folder).returncode == 0
    configuration = configured(folder, store, mapping="gallery/expense.yaml")
    example = json.loads((folder / "gallery/example.json").read_text())
    (folder / "approvals.jsonl").write_text(json.dumps({"processInstanceId": INSTANCE, **example}) + "\n")
    result = rehearsal("import", "--config", configuration, "approvals.jsonl", folder=folder)
    assert (result.returncode, result.stdout) == (0, "1 new items, 0 not approved, 0 lines that are no instances\n"), (
        result.stdout + result.stderr)
    return configuration


def test_an_import_is_taken_once(tmp_path, store):
    configuration = imported(tmp_path, store[0])
    again = rehearsal("import", "--config", configuration, "approvals.jsonl", folder=tmp_path)
    assert again.returncode == 0 and "0 new items" in again.stdout, again.stdout + again.stderr


def test_a_mended_file_of_the_same_length_is_taken_again(tmp_path, store):
    configuration = imported(tmp_path, store[0])
    file = tmp_path / "approvals.jsonl"
    good = file.read_text()
    file.write_text(good.replace("{", "[", 1).replace(INSTANCE, INSTANCE[::-1]))
    broken = rehearsal("import", "--config", configuration, "approvals.jsonl", folder=tmp_path)
    assert broken.returncode == 1 and "1 lines that are no instances" in broken.stdout, broken.stdout + broken.stderr
    file.write_text(good.replace(INSTANCE, INSTANCE[::-1]))
    mended = rehearsal("import", "--config", configuration, "approvals.jsonl", folder=tmp_path)
    assert mended.returncode == 0 and "1 new items" in mended.stdout, mended.stdout + mended.stderr


def test_a_file_has_one_writer(tmp_path):
    configuration = imported(tmp_path, f"path: {tmp_path / 'core.sqlite'}")
    core = ["integrate", "--config", configuration]
    first = Running(
        *core, folder=tmp_path, environment=SECRETS, ready=lambda: "listening" in (tmp_path / "integrate.log").read_text())
    try:
        for arguments in [core, ["import", "--config", configuration, "approvals.jsonl"]]:
            refused = rehearsal(*arguments, folder=tmp_path)
            assert refused.returncode == 3, refused.stdout + refused.stderr
            lines = [line for line in refused.stderr.splitlines() if line.startswith("error: ")]
            assert lines == [f"error: {tmp_path / 'core.sqlite'}: another process writes into it; stop that one first"]
    finally:
        first.process.kill()
        first.process.wait()
    # The lock is gone with the process, however that ended.
    again = rehearsal("import", "--config", configuration, "approvals.jsonl", folder=tmp_path)
    assert again.returncode == 0, again.stderr


def test_a_store_that_cannot_be_made_is_named(tmp_path):
    assert rehearsal("gallery", "expense", "--to", tmp_path / "gallery", folder=tmp_path).returncode == 0
    configuration = configured(tmp_path, "path: /nowhere/core.sqlite", mapping="gallery/expense.yaml")
    result = rehearsal("integrate", "--config", configuration, folder=tmp_path)
    assert result.returncode == 3 and "error: /nowhere/core.sqlite" in result.stderr, result.stderr
    (tmp_path / "core.sqlite").write_text("no database at all, but long enough to be looked at " * 30)
    configuration = configured(tmp_path, "path: core.sqlite", mapping="gallery/expense.yaml")
    result = rehearsal("integrate", "--config", configuration, folder=tmp_path)
    assert result.returncode == 3 and "error: store.path core.sqlite: " in result.stderr, result.stderr


def test_a_taken_port_names_the_key(tmp_path):
    assert rehearsal("gallery", "expense", "--to", tmp_path / "gallery", folder=tmp_path).returncode == 0
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        configuration = configured(
            tmp_path, f"path: {tmp_path / 'core.sqlite'}", mapping="gallery/expense.yaml", port=taken.getsockname()[1])
        result = rehearsal("integrate", "--config", configuration, folder=tmp_path)
    assert result.returncode == 3 and "listen.port" in result.stderr and "in use" in result.stderr, result.stderr


def test_the_audit_log_is_verified_and_exported(tmp_path, store):
    configuration = imported(tmp_path, store[0])
    verified = rehearsal("audit", "verify", "--config", configuration, folder=tmp_path)
    assert verified.returncode == 0 and "the audit log is what was written" in verified.stdout, verified.stderr
    exported = rehearsal("audit", "export", "--config", configuration, "--output", "audit.jsonl", folder=tmp_path)
    assert exported.returncode == 0, exported.stderr
    assert '"import"' in (tmp_path / "audit.jsonl").read_text()
    archived = rehearsal("audit", "verify", "--archive", "audit.jsonl", folder=tmp_path)
    assert archived.returncode == 0, archived.stderr


def test_a_changed_entry_is_found(tmp_path, store):
    configuration = imported(tmp_path, store[0])
    store[1]("UPDATE audit SET actor = 'nobody'")
    result = rehearsal("audit", "verify", "--config", configuration, folder=tmp_path)
    assert result.returncode == 1 and "tampered" in result.stderr, result.stdout + result.stderr


def test_the_store_is_named_without_a_configuration(tmp_path, store):
    imported(tmp_path, store[0])
    place = store[0].split(": ", 1)[1]
    result = rehearsal("audit", "verify", "--store", place, folder=tmp_path)
    assert result.returncode == 0, result.stderr


def test_a_stored_instance_is_mapped(tmp_path, store):
    configuration = imported(tmp_path, store[0])
    result = rehearsal("map", "--config", configuration, "--instance-id", INSTANCE, folder=tmp_path)
    assert result.returncode == 0 and "ER_ExpReimbursement" in result.stdout, result.stdout + result.stderr


def test_a_database_that_cannot_be_reached(tmp_path):
    assert rehearsal("gallery", "expense", "--to", tmp_path / "gallery", folder=tmp_path).returncode == 0
    configuration = configured(
        tmp_path, "postgresql: host=/nowhere dbname=missing password=hush", mapping="gallery/expense.yaml")
    (tmp_path / "approvals.jsonl").write_text("{}\n")
    for code, *arguments in [
        (2, "audit", "verify"), (2, "audit", "export"), (2, "import", "approvals.jsonl"),
        (3, "map", "--instance-id", INSTANCE),
    ]:
        result = rehearsal(*arguments, "--config", configuration, folder=tmp_path)
        assert result.returncode == code, result.stdout + result.stderr
        assert "PostgreSQL /nowhere/missing: " in result.stderr, result.stderr
        assert "hush" not in result.stderr and "Fatal error" not in result.stderr


def test_a_store_that_is_no_connection_string(tmp_path):
    result = rehearsal("audit", "verify", "--store", "host=x nonsense", folder=tmp_path)
    assert result.returncode == 2 and "--store is no connection string" in result.stderr, result.stderr
    assert rehearsal("audit", "verify", "--store", "missing.sqlite", folder=tmp_path).returncode == 2


# A dictionary that is asked of Kingdee

QUERIED = """\
process: PROC-B85623B4-A372-4684-BB61-1B7E046CE9A8
form: ER_ExpReimbursement
source: FCausa
head:
  FCausa: {from: instance}
  FItem: {from: TextField_ITEM, dictionary: items}
dictionaries:
  items: {kingdee: {form: BD_Expense, key: FName, value: FNumber, refresh: 10m}}
"""


def preview(port, item):
    instance = {
        "result": {
            "title": "t", "status": "COMPLETED", "result": "agree", "originatorUserId": "1", "originatorDeptId": "1",
            "formComponentValues": [
                {"id": "TextField_ITEM", "name": "item", "componentType": "TextField", "value": item}],
        }
    }
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/api/mappings/preview", method="POST",
        data=json.dumps({"mapping": "queried", "instance": instance}).encode(),
        headers={"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=10) as reply:
        return json.loads(reply.read())


def is_ready(port):
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/ready", timeout=2) as reply:
            return reply.status == 200
    except (urllib.error.URLError, OSError):
        return False


def test_a_queried_dictionary_outlives_kingdee_and_the_core(tmp_path, store):
    file = tmp_path / "credentials.json"
    simulate = Running(
        "simulate", "--credentials-file", file, folder=tmp_path, environment={},
        ready=lambda: file.exists() and file.stat().st_size > 0)
    cores = []
    try:
        world = json.loads(file.read_text())
        dingtalk, kingdee = world["dingtalk"], world["kingdee"]
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        (tmp_path / "queried.yaml").write_text(QUERIED)
        configuration = configured(
            tmp_path, store[0], mapping="queried.yaml", dingtalk=dingtalk["url"], kingdee=kingdee["url"],
            acct=kingdee["acctId"], user=kingdee["userName"], key=dingtalk["appKey"], app=kingdee["appId"], port=port)
        secrets = {
            **SECRETS, "REHEARSAL_DINGTALK_APP_SECRET": dingtalk["appSecret"],
            "REHEARSAL_DINGTALK_CALLBACK_TOKEN": dingtalk["callbackToken"],
            "REHEARSAL_DINGTALK_AES_KEY": dingtalk["aesKey"], "REHEARSAL_KINGDEE_APP_SECRET": kingdee["appSecret"],
        }

        def start():
            cores.append(
                Running(
                    "integrate", "--config", configuration, folder=tmp_path, environment=secrets,
                    ready=lambda: is_ready(port)))

        start()
        item = world["expenseItems"][0]
        assert item["number"] in json.dumps(preview(port, item["label"]))
        # An auditor looks while the core runs, and takes no worker's name from it.
        verified = rehearsal("audit", "verify", "--config", configuration, folder=tmp_path)
        assert verified.returncode == 0, verified.stdout + verified.stderr
        cores[0].stop()
        simulate.stop()
        start()
        other = world["expenseItems"][1]
        assert other["number"] in json.dumps(preview(port, other["label"]))
    finally:
        for process in [*cores, simulate]:
            process.stop()


# An import with lines that are no instances

def test_lines_that_are_no_instances_are_named_and_the_others_stored(tmp_path, store):
    assert rehearsal("gallery", "expense", "--to", tmp_path / "gallery", folder=tmp_path).returncode == 0
    configuration = configured(tmp_path, store[0], mapping="gallery/expense.yaml")
    example = json.loads((tmp_path / "gallery/example.json").read_text())
    lines = [
        json.dumps({"processInstanceId": INSTANCE, **example}), "{not json", json.dumps(example), "[]",
        json.dumps({"processInstanceId": "kNpmUavZQwSHP_ZJvVdL7g07561689326477", **example}),
    ]
    (tmp_path / "approvals.jsonl").write_text("\n".join(lines) + "\n")
    result = rehearsal("import", "--config", configuration, "approvals.jsonl", folder=tmp_path)
    assert result.returncode == 1, result.stdout + result.stderr
    assert "2 new items, 0 not approved, 3 lines that are no instances" in result.stdout, result.stdout
    for line in (2, 3, 4):
        assert f"approvals.jsonl:{line}: " in result.stderr, result.stderr
    assert "Fatal error" not in result.stderr
    again = rehearsal("import", "--config", configuration, "approvals.jsonl", folder=tmp_path)
    assert "0 new items" in again.stdout, again.stdout


def test_an_import_of_nothing_says_so(tmp_path):
    assert rehearsal("gallery", "expense", "--to", tmp_path / "gallery", folder=tmp_path).returncode == 0
    configuration = configured(tmp_path, f"path: {tmp_path}/core.sqlite", mapping="gallery/expense.yaml")
    missing = rehearsal("import", "--config", configuration, "missing.jsonl", folder=tmp_path)
    assert missing.returncode == 2 and "missing.jsonl" in missing.stderr, missing.stderr
    (tmp_path / "empty.jsonl").write_text("")
    empty = rehearsal("import", "--config", configuration, "empty.jsonl", folder=tmp_path)
    assert empty.returncode in (0, 1, 2) and "0 new items" in empty.stdout + empty.stderr, empty.stdout + empty.stderr
