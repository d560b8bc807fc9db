"""The virtual world as a person meets it: replayed byte for byte, leaks named, failures repeated by what was printed."""

import os
import pathlib
import re
import shlex
import subprocess

import pytest

ROOT = pathlib.Path(__file__).parents[2]
REHEARSAL = os.environ.get("REHEARSAL", str(ROOT / ".build/debug/rehearsal"))
SPECIMENS = ROOT / "Tests/Specimens"

SMALL = """\
scenario: small
proves: Nothing is lost or doubled.
world: {employees: 10, departments: 2}
workload: {approvals: 6, arrivals: {burst: 1s}}
expect: {latency-max: none}
"""

# A tenant that lets a number be used twice, and a core that does not know: duplicates are certain.
BROKEN = """\
scenario: broken
proves: Nothing, since the core is told something wrong.
world: {employees: 20, departments: 2, forms: {ER_ExpReimbursement: {unique-number: false}}}
system: {core: built-in, settings: {delivery.numberEnforced: true, delivery.callTimeout: 2s}}
workload: {approvals: 12, arrivals: {burst: 1s}, refused: 0.2}
faults:
  - {fault: slow-body, on: dingtalk, at: 0s, for: 3s, probability: 0.3}
  - {fault: committed-late, on: kingdee.Save, at: 0s, for: 20s, attempts: 1, after: 6s}
  - {fault: delay, on: kingdee.Audit, at: 0s, for: 4s, by: 100ms}
expect: {latency-max: none, dead-letters: any}
explore: {swarm: none}
"""


def explore(*arguments, folder, timeout=240):
    return subprocess.run(
        [REHEARSAL, "explore", *map(str, arguments)], capture_output=True, text=True, cwd=folder, timeout=timeout)


def write(folder, text, name="scenario.yaml"):
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def files_of(folder, name):
    [file] = folder.glob(f"**/{name}")
    return file.read_bytes()


def test_the_same_seed_gives_the_same_bytes_in_other_processes(tmp_path):
    file = write(tmp_path, SMALL)
    for seed in (1, 2, 5):
        for place in ("first", "second"):
            result = explore(file, "--seed", seed, "--trace", "-o", tmp_path / f"{place}-{seed}", folder=tmp_path)
            assert result.returncode == 0, result.stdout + result.stderr
        for name in ("history.jsonl", "trace.txt"):
            first, second = (files_of(tmp_path / f"{place}-{seed}", name) for place in ("first", "second"))
            assert first == second, f"{name} of seed {seed}"
            assert len(first) > 10_000
    traces = {files_of(tmp_path / f"first-{seed}", "trace.txt") for seed in (1, 2, 5)}
    assert len(traces) == 3, "different seeds gave the same run"


@pytest.mark.parametrize("core, words", [
    ("leaks-clock", ["the system's clock was read", "Date"]),
    ("leaks-random", ["the system's entropy was asked for", "random"]),
    ("leaks-uuid", ["the system's entropy was asked for", "/dev/urandom"]),
    ("leaks-thread", ["a thread was started"]),
    ("leaks-queue", ["a thread was started"]),
    ("leaks-sleep", ["the system's clock was read"]),
    ("leaks-order", ["something depends on the order of hashes"]),
])
def test_a_leak_of_determinism_is_named_and_fatal(tmp_path, core, words):
    result = explore(SPECIMENS / "scenarios/plain.yaml", "--seeds", "1..1", "--core", core, folder=tmp_path)
    assert result.returncode == 5, result.stdout + result.stderr
    for word in words:
        assert word in result.stdout + result.stderr


def test_code_of_a_killed_process_is_no_verdict(tmp_path):
    result = explore(
        SPECIMENS / "scenarios/plain.yaml", "--seed", 1, "--kills", "40:lost", "--core", "outlives-its-kill",
        folder=tmp_path)
    assert result.returncode == 3, result.stdout + result.stderr
    assert "code that runs as 'core, life 2' used a seam of 'core, life 1'" in result.stdout


def test_a_core_that_turns_in_a_circle_ends(tmp_path):
    result = explore(SPECIMENS / "scenarios/plain.yaml", "--seed", 1, "--core", "turns-in-a-circle", folder=tmp_path)
    assert result.returncode == 3, result.stdout + result.stderr
    assert "something turns in a circle" in result.stdout


def test_a_canary_hides_no_leak(tmp_path):
    result = explore(SPECIMENS / "canary.yaml", "--seeds", "1..1", "--core", "leaks-clock", folder=tmp_path)
    assert result.returncode == 5, result.stdout + result.stderr


def test_a_rule_that_strikes_in_no_seed_is_no_pass(tmp_path):
    text = SMALL.replace("approvals: 6", "approvals: 1")
    aims = {
        "wrong-key": "{fault: delay, name: wrong-key, on: kingdee.Save, key: NOBODY, at: 0s, for: 2s}",
        "late-step": "{fault: power-lost, name: late-step, at: 0s, for: 2s, io-step: 900000}",
    }
    for name, rule in aims.items():
        file = write(tmp_path, text + f"faults:\n  - {rule}\nexplore: {{swarm: none}}\n")
        result = explore(file, "--seeds", "1..50", folder=tmp_path)
        assert result.returncode == 3, result.stdout + result.stderr
        assert f"the rule {name} struck in none of 50 seeds" in result.stderr
    file = write(tmp_path, text + "faults:\n  - " + aims["late-step"].replace("900000", "20") + "\nexplore: {swarm: none}\n")
    result = explore(file, "--seeds", "1..50", folder=tmp_path)
    assert result.returncode == 0, result.stdout + result.stderr


def test_a_failure_is_repeated_by_the_line_that_was_printed_and_made_small(tmp_path):
    file = write(tmp_path, BROKEN)
    result = explore(file, "--seeds", "3..6", "--shrink", folder=tmp_path)
    assert result.returncode == 1, result.stdout + result.stderr
    failure = re.search(r"safety  seed 3: (.*)", result.stdout).group(1)
    assert "[no-duplicates]" in failure

    repeat = re.search(r"repeat: rehearsal (explore .*)", result.stdout).group(1)
    again = subprocess.run(
        [REHEARSAL, *shlex.split(repeat)], capture_output=True, text=True, cwd=tmp_path, timeout=120)
    assert again.returncode == 1
    assert failure in again.stdout
    page = next(tmp_path.glob("rehearsal-runs/*/broken-3/report.html")).read_text(encoding="utf-8")
    assert "rehearsal explore" in page and "<svg" in page

    small = next(tmp_path.glob("rehearsal-runs/*/broken-3-small/small.yaml"))
    text = small.read_text(encoding="utf-8")
    assert "committed-late" in text and "slow-body" not in text and "delay" not in text
    assert int(re.search(r"approvals: (\d+)", text).group(1)) <= 2
    still = explore(small, "--seed", 3, folder=tmp_path)
    assert still.returncode == 1 and "[no-duplicates]" in still.stdout, still.stdout + still.stderr


def test_a_canary_that_lives_is_no_pass(tmp_path):
    dies = explore(SPECIMENS / "canary.yaml", "--seeds", "1..2", folder=tmp_path)
    assert dies.returncode == 0, dies.stdout + dies.stderr
    text = (SPECIMENS / "canary.yaml").read_text(encoding="utf-8").replace("unique-number: false", "unique-number: true")
    lives = explore(write(tmp_path, text), "--seeds", "1..2", folder=tmp_path)
    assert lives.returncode == 3, lives.stdout + lives.stderr
    assert "the canary lives" in lives.stderr


@pytest.mark.parametrize("arguments, words", [
    (["--seeds", "5..1"], "--seeds '5..1'"),
    (["--seeds", "many"], "1..5000"),
    (["--trace"], "--trace needs --seed"),
    (["--twice"], "--twice needs --kill-every-step"),
    (["--jobs", "0"], "--jobs takes 1 to 64"),
    (["--time-limit", "10"], "write a duration with its unit"),
])
def test_wrong_arguments_are_told(tmp_path, arguments, words):
    result = explore(write(tmp_path, SMALL), *arguments, folder=tmp_path)
    assert result.returncode == 2
    assert words in result.stderr


def test_other_cores_cannot_be_explored(tmp_path):
    text = SMALL + "system: {command: [\"true\"]}\n"
    result = explore(write(tmp_path, text), folder=tmp_path)
    assert result.returncode == 2
    assert "system.command" in result.stderr


def test_the_wire_world_refuses_what_only_the_virtual_one_can(tmp_path):
    file = write(tmp_path, SMALL + "faults:\n  - {fault: power-lost, at: 0s}\n")
    result = subprocess.run([REHEARSAL, "run", file], capture_output=True, text=True, cwd=tmp_path, timeout=60)
    assert result.returncode == 2
    assert "explore" in result.stderr and "scenario.yaml:7" in result.stderr
