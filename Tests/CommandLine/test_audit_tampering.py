"""`rehearsal audit verify` over an archive that the running core wrote, and over what somebody made of it."""

import hashlib
import json
import re
import shutil
import socket
import sqlite3
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

import pytest
from conftest import TOKEN, Running, configured, rehearsal

DAY = 86_400
FIRST, SECOND = "audit-embedded-1-5.jsonl", "audit-embedded-6-9.jsonl"


def entry_hash(previous, chain, number, at, kind, actor, action, subject, detail):
    """The hash of an entry, by the words of `AuditChain` alone: each member behind its length in bytes."""
    members = [previous, chain, str(number), str(at), kind, actor, action, subject, detail]
    text = b"".join(b"%d:%s\n" % (len(member.encode()), member.encode()) for member in members)
    return hashlib.sha256(text).hexdigest()


def written_anew(lines):
    """The lines of an archive whose hashes fit each other again, whatever the entries say."""
    heading, *entries = map(json.loads, lines)
    previous = heading["hash"]
    for entry in entries:
        previous = entry["hash"] = entry_hash(previous, *(entry[name] for name in (
            "chain", "number", "at", "kind", "actor", "action", "subject", "detail")))
    return [json.dumps(line, ensure_ascii=False, separators=(",", ":")) for line in (heading, *entries)]


def get(port, path):
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}{path}", headers={"Authorization": f"Bearer {TOKEN}"})
    with urllib.request.urlopen(request, timeout=5) as reply:
        return reply.read().decode()


def until(condition, what, seconds=30):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            if value := condition():
                return value
        except (urllib.error.URLError, OSError):
            pass
        time.sleep(0.05)
    raise AssertionError(f"waited {seconds} s for {what}")


@dataclass
class Log:
    """A store, the archive of two rotations, and anchors, in a folder of their own."""

    folder: Path

    def verify(self, *arguments):
        return rehearsal("audit", "verify", *arguments, folder=self.folder)

    def verify_all(self):
        return self.verify("--store", "core.sqlite", "--archive", "audit-archive", "--anchor", "anchors.jsonl")

    def lines(self, name):
        return (self.folder / "audit-archive" / name).read_text().splitlines()

    def write(self, name, lines):
        (self.folder / "audit-archive" / name).write_text("".join(f"{line}\n" for line in lines))

    def change(self, statement):
        with sqlite3.connect(self.folder / "core.sqlite") as connection:
            assert connection.execute(statement).rowcount > 0, "nothing was tampered with"


@pytest.fixture(scope="module")
def original(tmp_path_factory):
    """Entries of thirteen months, which the core moved out in two rotations as it does every hour.

    A store's clock cannot be turned back, so the old entries are written past the core, with their right hashes.
    """
    folder = tmp_path_factory.mktemp("audit")
    assert rehearsal("gallery", "expense", "--to", folder / "gallery", folder=folder).returncode == 0
    ports = []

    def run(keep):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            ports.append(probe.getsockname()[1])
        configuration = configured(
            folder, f"path: {folder}/core.sqlite\naudit: {{keep: {keep}}}", mapping="gallery/expense.yaml", port=ports[-1])
        return Running(
            "integrate", "--config", configuration, folder=folder,
            environment={
                "REHEARSAL_DINGTALK_APP_SECRET": "secret", "REHEARSAL_DINGTALK_CALLBACK_TOKEN": "token",
                "REHEARSAL_DINGTALK_AES_KEY": "a" * 43, "REHEARSAL_KINGDEE_APP_SECRET": "secret",
                "REHEARSAL_MONITOR_TOKEN": TOKEN},
            ready=lambda: until(lambda: get(ports[-1], "/health/live"), "the core"))

    # A first start makes the store; its own entries make way for those that were there before.
    run("3650d").stop()
    with sqlite3.connect(folder / "core.sqlite") as connection:
        connection.execute("DELETE FROM audit")
        previous, now = "0" * 64, int(time.time())
        for number in range(1, 10):
            at = (now - (400 if number <= 5 else 200) * DAY + number) * 1_000_000_000
            row = (number, at, "effect", "core", "save ER_ExpReimbursement", f"RH-{number:04}", f"instance 审批-{number}")
            previous = entry_hash(previous, "embedded", *row)
            connection.execute(
                "INSERT INTO audit (chain, number, at, kind, actor, action, subject, detail, hash) "
                "VALUES ('embedded', ?, ?, ?, ?, ?, ?, ?, ?)", (*row, previous))
    for keep, file in [("300d", FIRST), ("180d", SECOND)]:
        core = run(keep)
        try:
            until((folder / "audit-archive" / file).exists, file)
            until(lambda: f'{file}' in get(ports[-1], "/api/audit?action=rotat"), "the rotation's entry")
            with (folder / "anchors.jsonl").open("a") as anchors:
                anchors.write(get(ports[-1], "/api/audit/head").strip() + "\n")
        finally:
            core.stop()
    return Log(folder)


@pytest.fixture
def log(original, tmp_path):
    """A copy to tamper with."""
    for file in [*original.folder.glob("core.sqlite*"), original.folder / "anchors.jsonl"]:
        shutil.copy(file, tmp_path / file.name)
    shutil.copytree(original.folder / "audit-archive", tmp_path / "audit-archive")
    return Log(tmp_path)


def found(result, *patterns):
    """The verdict is that somebody tampered, and each pattern stands in a line of its own of what is wrong."""
    assert result.returncode == 1, result.stdout + result.stderr
    assert "the audit log was tampered with" in result.stderr and "Fatal error" not in result.stderr, result.stderr
    for pattern in patterns:
        assert any(re.search(pattern, line) for line in result.stderr.splitlines()), f"{pattern}\n{result.stderr}"


def test_what_the_core_wrote_is_what_was_written(log):
    whole = log.verify_all()
    assert whole.returncode == 0, whole.stdout + whole.stderr
    # Nine old entries, two rotations, starts and stops: all of them were looked at.
    assert int(re.search(r"(\d+) entries", whole.stdout)[1]) >= 13, whole.stdout
    alone = log.verify("--archive", "audit-archive")
    assert alone.returncode == 0 and "9 entries" in alone.stdout, alone.stdout + alone.stderr
    for file in (FIRST, SECOND):
        assert log.verify("--archive", f"audit-archive/{file}").returncode == 0
    exported = rehearsal("audit", "export", "--store", "core.sqlite", "--output", "audit.jsonl", folder=log.folder)
    assert exported.returncode == 0, exported.stderr
    both = log.verify("--archive", "audit-archive", "audit.jsonl", "--anchor", "anchors.jsonl")
    assert both.returncode == 0, both.stdout + both.stderr


@pytest.mark.parametrize("file", [FIRST, SECOND])
@pytest.mark.parametrize("member", ["subject", "detail", "actor", "action", "kind", "at", "number", "chain", "hash"])
def test_a_changed_byte_of_an_entry(log, file, member):
    lines = log.lines(file)
    entry = json.loads(lines[2])
    value = entry[member]
    if member == "kind":
        entry[member] = "system"
    elif member == "number":
        entry[member] = value + 100
    else:
        entry[member] = value[:-1] + ("0" if value[-1] != "0" else "1")
    lines[2] = json.dumps(entry, ensure_ascii=False, separators=(",", ":"))
    log.write(file, lines)
    found(log.verify_all(), rf"audit-archive/{file}:3: .*entr")
    found(log.verify("--archive", f"audit-archive/{file}"), rf"audit-archive/{file}:3: .*entr")


def test_a_changed_byte_that_makes_a_line_unreadable(log):
    lines = log.lines(FIRST)
    log.write(FIRST, [*lines[:3], lines[3].replace('"at":', '"ta":'), *lines[4:]])
    found(log.verify_all(), rf"audit-archive/{FIRST}:4: no entry of an audit log")


@pytest.mark.parametrize("line", [1, 3])
def test_a_deleted_line(log, line):
    lines = log.lines(FIRST)
    del lines[line]
    log.write(FIRST, lines)
    found(log.verify_all(), rf"audit-archive/{FIRST}:{line + 1}: entry {line} of chain embedded is missing")


def test_a_deleted_heading(log):
    log.write(FIRST, log.lines(FIRST)[1:])
    found(log.verify_all(), rf"audit-archive/{FIRST}:1: no entry of an audit log")


def test_two_swapped_lines(log):
    lines = log.lines(SECOND)
    lines[1], lines[2] = lines[2], lines[1]
    log.write(SECOND, lines)
    found(
        log.verify_all(), rf"audit-archive/{SECOND}:2: entry 6 of chain embedded is missing",
        rf"audit-archive/{SECOND}:3: entry 6 of chain embedded was inserted, repeated or moved")


def test_a_repeated_line(log):
    lines = log.lines(SECOND)
    log.write(SECOND, [*lines[:3], lines[2], *lines[3:]])
    found(log.verify_all(), rf"audit-archive/{SECOND}:4: entry 7 of chain embedded was inserted, repeated or moved")


@pytest.mark.parametrize("file, missing", [(FIRST, "entry 5"), (SECOND, "entry 9")])
def test_a_tail_that_was_cut_off(log, file, missing):
    log.write(file, log.lines(file)[:-1])
    found(log.verify_all(), rf"{file}: {missing} of chain embedded is missing")


def test_a_tail_that_was_cut_off_in_the_middle_of_a_line(log):
    path = log.folder / "audit-archive" / SECOND
    path.write_bytes(path.read_bytes()[:-40])
    found(log.verify_all(), rf"audit-archive/{SECOND}:5: no entry of an audit log", rf"{SECOND}: entry 9 .* is missing")


def test_a_tail_that_was_cut_off_the_store(log):
    log.change("DELETE FROM audit WHERE number = (SELECT MAX(number) FROM audit)")
    log.change("DELETE FROM audit WHERE number = (SELECT MAX(number) FROM audit)")
    last = json.loads((log.folder / "anchors.jsonl").read_text().splitlines()[-1])["chains"][0]["number"]
    found(log.verify_all(), rf"chain embedded ends at entry \d+, but an anchor proves entry {last}$")


def test_a_tail_that_was_cut_off_an_export(log):
    assert rehearsal("audit", "export", "--store", "core.sqlite", "--output", "audit.jsonl", folder=log.folder).returncode == 0
    lines = (log.folder / "audit.jsonl").read_text().splitlines()
    (log.folder / "audit.jsonl").write_text("\n".join(lines[:-2]) + "\n")
    # The chain itself cannot show it: that is what anchors are for.
    assert log.verify("--archive", "audit.jsonl").returncode == 0
    found(
        log.verify("--archive", "audit.jsonl", "--anchor", "anchors.jsonl"),
        rf"audit\.jsonl:{len(lines) - 2}: chain embedded ends at entry \d+, but an anchor proves entry")


@pytest.mark.parametrize("change", [1, 2])
def test_a_replaced_anchor(log, change):
    path = log.folder / "anchors.jsonl"
    anchors = [json.loads(line) for line in path.read_text().splitlines()]
    chain = anchors[-1]["chains"][0]
    if change == 1:
        chain["hash"] = hashlib.sha256(b"another").hexdigest()
        words = rf"entry {chain['number']} of chain embedded has another hash than its anchor"
    else:
        chain["number"] += 1000
        words = rf"chain embedded ends at entry \d+, but an anchor proves entry {chain['number']}"
    path.write_text("".join(json.dumps(anchor) + "\n" for anchor in anchors))
    found(log.verify_all(), words)


def test_an_anchor_of_an_archived_entry_that_differs(log):
    entry = json.loads(log.lines(FIRST)[3])
    (log.folder / "anchors.jsonl").write_text(json.dumps(
        {"chains": [{"chain": "embedded", "number": entry["number"], "hash": hashlib.sha256(b"another").hexdigest()}]}))
    found(log.verify_all(), rf"audit-archive/{FIRST}:4: entry 3 of chain embedded has another hash than its anchor")


def test_a_file_of_anchors_that_holds_none(log):
    (log.folder / "anchors.jsonl").write_text("{}\n")
    result = log.verify_all()
    assert result.returncode == 2 and "anchors.jsonl: no anchor" in result.stderr, result.stdout + result.stderr


@pytest.mark.parametrize("file", [FIRST, SECOND])
def test_a_file_that_was_written_anew_with_hashes_that_fit(log, file):
    lines = [line.replace("RH-0", "XX-0") for line in log.lines(file)]
    log.write(file, written_anew(lines))
    # By itself it is a chain like any other; that it is not the one that was archived, its neighbours know.
    assert log.verify("--archive", f"audit-archive/{file}").returncode == 0
    found(log.verify_all(), rf"{file}:\d+: entry \d of chain embedded has another hash than its anchor")


@pytest.mark.parametrize("file, entries", [(FIRST, "1 to 5"), (SECOND, "6 to 9")])
def test_a_file_that_is_gone(log, file, entries):
    (log.folder / "audit-archive" / file).unlink()
    found(log.verify_all(), rf"{file}: entries {entries} of chain embedded are missing")


def test_two_files_that_took_each_others_names(log):
    first, second = log.lines(FIRST), log.lines(SECOND)
    log.write(FIRST, second)
    log.write(SECOND, first)
    # The names are nobody's promise: each file says itself what it follows.
    assert log.verify_all().returncode == 0


def test_a_changed_entry_of_the_store(log):
    log.change("UPDATE audit SET detail = detail || ' ' WHERE number = (SELECT MAX(number) FROM audit) - 1")
    found(log.verify_all(), r"entry \d+ of chain embedded was altered, or the one before it was replaced")


def test_nothing_to_verify_is_no_proof(log):
    (log.folder / "empty").mkdir()
    for arguments in [("--archive", "empty"), (), ("--archive", "missing.jsonl")]:
        result = log.verify(*arguments)
        assert result.returncode == 2, result.stdout + result.stderr
