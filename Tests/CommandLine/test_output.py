"""What is printed: to a reader that goes away, to a full disk, to nobody, and to a terminal."""

import fcntl
import os
import pathlib
import pty
import re
import signal
import struct
import subprocess
import termios
import time

import pytest

from conftest import REHEARSAL, rehearsal

GOOD = """\
scenario: sample
proves: Something.
seed: 1
workload: {approvals: 2, arrivals: {burst: 1s}}
"""
ENDLESS = GOOD.replace("burst: 1s", "constant: 1/m")


def scenario(folder, text, name="sample.yaml"):
    (folder / name).write_text(text, encoding="utf-8")
    return folder / name


def started(folder, *arguments, **options):
    def minds_the_terminal():  # also where the tests themselves run below `nohup`
        signal.signal(signal.SIGHUP, signal.SIG_DFL)

    return subprocess.Popen(
        [REHEARSAL, *map(str, arguments)], cwd=folder, stderr=subprocess.PIPE, preexec_fn=minds_the_terminal, **options)


def descendants(process):
    children = subprocess.run(["pgrep", "-P", str(process)], capture_output=True, text=True).stdout.split()
    return children + [pid for child in children for pid in descendants(child)]


def cores(folder):
    """The cores that run with a configuration below the folder."""
    found = []
    for entry in pathlib.Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = entry.read_bytes().split(b"\0")
        except OSError:
            continue
        if b"integrate" in words and any(str(folder).encode() in word or b"rehearsal-runs" in word for word in words):
            try:
                if os.readlink(entry.parent / "cwd") == str(folder):
                    found.append(entry.parent.name)
            except OSError:
                continue
    return found


def until(condition, seconds=30):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


class TestAReaderThatGoesAway:
    def test_a_run_stops_and_takes_its_core_along(self, tmp_path):
        run = started(tmp_path, "run", scenario(tmp_path, ENDLESS), stdout=subprocess.PIPE)
        for line in run.stdout:
            if b"workload" in line:
                break
        assert cores(tmp_path)
        run.stdout.close()
        _, errors = run.communicate(timeout=60)
        assert run.returncode == 3 and errors == b"", errors
        assert not cores(tmp_path)

    @pytest.mark.parametrize("arguments", [["gallery"], ["--help"], ["forms", "ER_ExpReimbursement"], ["validate", "sample.yaml"]])
    def test_a_short_command_ends_quietly(self, tmp_path, arguments):
        scenario(tmp_path, GOOD)
        reading, writing = os.pipe()
        os.close(reading)
        command = started(tmp_path, *arguments, stdout=writing)
        os.close(writing)
        _, errors = command.communicate(timeout=30)
        assert command.returncode == 3 and errors == b"", errors


class TestAnOutputThatTakesNothing:
    @pytest.mark.parametrize("arguments", [["gallery"], ["--help"], ["forms", "ER_ExpReimbursement"], ["validate", "sample.yaml"], ["run", "sample.yaml"]])
    def test_a_full_device(self, tmp_path, arguments):
        scenario(tmp_path, GOOD)
        with open("/dev/full", "w") as full:
            command = started(tmp_path, *arguments, stdout=full)
            _, errors = command.communicate(timeout=60)
        assert command.returncode == 3
        assert errors == b"error: standard output cannot be written: No space left on device\n"
        assert not cores(tmp_path)

    def test_one_that_was_closed(self, tmp_path):
        scenario(tmp_path, GOOD)
        for verb in ["validate", "run"]:
            result = subprocess.run(
                ["sh", "-c", f'exec "$0" {verb} sample.yaml >&-', REHEARSAL], cwd=tmp_path, capture_output=True, text=True)
            assert result.returncode == 3, result.stderr
            assert result.stderr == "error: standard output cannot be written: Bad file descriptor\n"
        # Nothing that was printed went into a file that took the descriptor's place.
        for history in tmp_path.glob("rehearsal-runs/*/*/history.jsonl"):
            assert all(line.startswith("{") for line in history.read_text().splitlines())

    def test_a_standard_error_that_takes_nothing(self, tmp_path):
        with open("/dev/full", "w") as full:
            result = subprocess.run([REHEARSAL, "validate", "nothing.yaml"], cwd=tmp_path, stderr=full)
        assert result.returncode == 2


class TestWhoeverEnds:
    def test_the_terminal_is_closed(self, tmp_path):
        run = started(tmp_path, "run", scenario(tmp_path, ENDLESS), stdout=subprocess.PIPE)
        until(lambda: cores(tmp_path))
        run.send_signal(signal.SIGHUP)
        run.communicate(timeout=60)
        assert run.returncode == 3 and not cores(tmp_path)

    def test_nohup_is_heard(self, tmp_path):
        run = subprocess.Popen(
            ["nohup", REHEARSAL, "run", scenario(tmp_path, GOOD)], cwd=tmp_path, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE)
        until(lambda: cores(tmp_path))
        run.send_signal(signal.SIGHUP)
        run.communicate(timeout=60)
        assert run.returncode == 0

    @pytest.mark.parametrize("arguments", [[], ["--jobs", "2", "--longest", "10m"]])
    def test_a_killed_run_leaves_no_core(self, tmp_path, arguments):
        for name in ["one", "two"]:
            scenario(tmp_path, ENDLESS.replace("scenario: sample", f"scenario: {name}"), f"{name}.yaml")
        run = started(tmp_path, "run", ".", *arguments, stdout=subprocess.DEVNULL)
        until(lambda: len(cores(tmp_path)) == (2 if arguments else 1))
        below = descendants(run.pid)
        run.kill()
        run.wait()
        until(lambda: not [process for process in below if pathlib.Path(f"/proc/{process}/exe").exists()], 40)


def on_terminal(folder, *arguments, columns=80, typed=b"", environment=None):
    """What a terminal of this width shows of a command, and its exit code."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(folder)
        environment = {**os.environ, "TERM": "xterm", **(environment or {})}
        environment.pop("NO_COLOR", None)
        os.execve(REHEARSAL, [REHEARSAL, *map(str, arguments)], environment)
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
    shown = b""
    while True:
        try:
            shown += os.read(terminal, 65536)
        except OSError:
            break
        if typed and b":" in shown:
            time.sleep(0.3)
            os.write(terminal, typed)
            typed = b""
    return shown.decode(), os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


class TestATerminal:
    def test_the_status_line_fits_and_the_verdict_is_coloured_whole(self, tmp_path):
        fault = "faults:\n  - {name: 这条规则的名字很长很长很长, fault: delay, on: kingdee, by: 10ms}\n"
        shown, code = on_terminal(tmp_path, "run", scenario(tmp_path, GOOD + fault), columns=60)
        assert code == 0, shown
        statuses = re.findall(r"\r\x1b\[2K([^\r\n\x1b]+)", shown)
        assert statuses and any("…" in status for status in statuses)
        wide = lambda text: sum(2 if ord(character) > 0x2E80 else 1 for character in text)
        assert max(map(wide, statuses)) < 60, statuses
        assert re.search(r"\x1b\[\d+mPASSED\x1b\[\d+m: All", shown), shown[-400:]

    def test_a_secret_is_not_shown_while_it_is_typed(self, tmp_path):
        assert rehearsal("secrets", "make-key", "seal.key", folder=tmp_path).returncode == 0
        key = {"REHEARSAL_SEAL_KEY_FILE": str(tmp_path / "seal.key")}
        shown, code = on_terminal(
            tmp_path, "secrets", "set", "REHEARSAL_KINGDEE_APP_SECRET", typed=b"hush-hush-4711\n", environment=key)
        assert code == 0 and "is stored" in shown and "hush" not in shown, shown


@pytest.mark.parametrize(
    "verb",
    [["run"], ["simulate"], ["integrate"], ["map"], ["import"], ["secrets"], ["monitor-user"], ["audit", "verify"],
     ["forms"], ["gallery"], ["explore"], ["check"]])
def test_the_overview_of_each_verb_fits_eighty_columns(tmp_path, verb):
    text = rehearsal(*verb, "--help", folder=tmp_path, environment={"COLUMNS": "300"}).stdout
    overview = text.split("\nUSAGE:")[0].split("\n")[1:]
    assert [line for line in overview if len(line) > 80] == []
