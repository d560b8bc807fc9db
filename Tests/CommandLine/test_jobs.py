"""Several scenarios at a time, and a second turn for what could not be judged."""

import pathlib
import signal
import subprocess
import time

from conftest import REHEARSAL, ROOT, rehearsal

GOOD = """\
scenario: sample
proves: Something.
seed: 1
workload: {approvals: 2, arrivals: {burst: 1s}}
"""
CORE = ROOT / "Tests/Specimens/naive-core/naive_core.py"

# Ends before it is ready the first time, and serves from the second time on.
RELUCTANT = f"""\
scenario: reluctant
proves: Something.
seed: 1
world: {{employees: 20, departments: 3, delivery: stream}}
system:
  command: [sh, -c, 'if [ -e started ]; then exec python3 {CORE}; fi; touch started; exit 1']
  ready: http://127.0.0.1:${{core.port}}/
  environment:
    PORT: ${{core.port}}
    DINGTALK_URL: ${{dingtalk.url}}
    DINGTALK_APP_KEY: ${{dingtalk.appKey}}
    DINGTALK_APP_SECRET: ${{dingtalk.appSecret}}
    KINGDEE_URL: ${{kingdee.url}}
    KINGDEE_ACCT_ID: ${{kingdee.acctId}}
    KINGDEE_USER: ${{kingdee.userName}}
    KINGDEE_PASSWORD: ${{kingdee.password}}
workload: {{approvals: 2, arrivals: {{burst: 1s}}}}
expect:
  latency-max: 15s
  content: {{FDate: occurred-date}}
settle-within: 20s
"""


def named(name, text=GOOD):
    return text.replace("scenario: sample", f"scenario: {name}")


def scenario(folder, text, name="sample.yaml"):
    (folder / name).write_text(text, encoding="utf-8")
    return folder / name


def folders(folder):
    return {path.name for path in folder.glob("rehearsal-runs/*/*")}


def test_scenarios_run_at_a_time_and_each_is_told_whole(tmp_path):
    for name in ["one", "two", "three"]:
        scenario(tmp_path, named(name), f"{name}.yaml")
    result = rehearsal("run", ".", "--jobs", 3, "--seed", 5, folder=tmp_path)
    assert result.returncode == 0, result.stdout + result.stderr
    assert "3 scenarios: 3 passed, 0 not passed, 0 not run" in result.stdout
    for name in ["one", "two", "three"]:
        # What one said stands together, however they took turns.
        said = result.stdout.split(f"{name}  (seed 5)\n")[1]
        assert said.startswith("  proves: Something.\n") and f"/{name}/report.html" in said.split("(seed")[0]
    assert folders(tmp_path) == {"one", "two", "three"}
    assert len(list(tmp_path.glob("rehearsal-runs/*/*/junit.xml"))) == 3


def test_the_worst_of_all_is_the_exit_code(tmp_path):
    scenario(tmp_path, named("good"), "good.yaml")
    scenario(tmp_path, named("violated") + "expect: {latency-max: 1ms}\n", "violated.yaml")
    scenario(tmp_path, named("void") + "system: {command: [./no-such-core]}\n", "void.yaml")
    result = rehearsal("run", ".", "--jobs", 2, folder=tmp_path)
    assert result.returncode == 1, result.stdout + result.stderr
    for row in ["PASS  good", "FAIL  violated", "VOID  void"]:
        assert f"\n{row}\n" in result.stdout, result.stdout
    assert "cannot start './no-such-core'" in result.stderr


def test_what_was_void_has_a_second_turn_and_it_is_said(tmp_path):
    scenario(tmp_path, RELUCTANT, "reluctant.yaml")
    scenario(tmp_path, named("good"), "good.yaml")
    result = rehearsal("run", ".", "--jobs", 2, "--repeat-void", folder=tmp_path)
    assert result.returncode == 0, result.stdout + result.stderr
    assert "PASS  reluctant  (run again: it was void)" in result.stdout and "PASS  good\n" in result.stdout
    assert folders(tmp_path) == {"good", "reluctant", "reluctant-void"}
    assert not list(tmp_path.glob("rehearsal-runs/*/*-void/junit.xml"))


def test_void_stays_void_without_a_second_turn_and_after_a_second_failure(tmp_path):
    file = scenario(tmp_path, RELUCTANT, "reluctant.yaml")
    assert rehearsal("run", file.name, folder=tmp_path).returncode == 3
    file.write_text(named("void") + "system: {command: [./no-such-core]}\n")
    result = rehearsal("run", file.name, "--repeat-void", folder=tmp_path)
    assert result.returncode == 3 and result.stderr.count("cannot start") == 2, result.stderr


def test_a_violation_has_no_second_turn(tmp_path):
    file = scenario(tmp_path, named("violated") + "expect: {latency-max: 1ms}\n")
    result = rehearsal("run", file.name, "--repeat-void", folder=tmp_path)
    assert result.returncode == 1 and result.stdout.count("(seed 1)") == 1


def test_who_is_told_to_end_takes_all_processes_along(tmp_path):
    for name in ["one", "two"]:
        scenario(tmp_path, named(name).replace("burst: 1s", "constant: 1/m"), f"{name}.yaml")
    run = subprocess.Popen(
        [REHEARSAL, "run", ".", "--jobs", "2", "--longest", "10m"], cwd=tmp_path, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 30
    while len(list(tmp_path.glob("rehearsal-runs/*/*/core.log"))) < 2:
        assert time.monotonic() < deadline and run.poll() is None
        time.sleep(0.05)
    below = descendants(run.pid)
    assert len(below) >= 4, "two runs and their cores"
    run.send_signal(signal.SIGTERM)
    _, errors = run.communicate(timeout=40)
    assert run.returncode == 3 and "interrupted: 2 not judged" in errors, errors
    assert not [process for process in below if pathlib.Path(f"/proc/{process}/exe").exists()]


def descendants(process):
    children = subprocess.run(["pgrep", "-P", str(process)], capture_output=True, text=True).stdout.split()
    return children + [pid for child in children for pid in descendants(child)]
