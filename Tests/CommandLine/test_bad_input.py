"""What a person gets for a mistake: one clear message on standard error, the right exit code, and nothing else."""

import http.server
import os
import pathlib
import re
import socket
import subprocess
import sys
import threading

import pytest

ROOT = pathlib.Path(__file__).parents[2]
REHEARSAL = os.environ.get("REHEARSAL", str(ROOT / ".build/debug/rehearsal"))

GOOD = """\
scenario: sample
proves: Something.
seed: 1
workload: {approvals: 2, arrivals: {burst: 1s}}
"""


def rehearsal(*arguments, folder, timeout=60, environment=None):
    return subprocess.run(
        [REHEARSAL, *map(str, arguments)], capture_output=True, text=True, cwd=folder, timeout=timeout,
        env={**os.environ, **(environment or {})},
    )


def scenario(folder, text, name="sample.yaml"):
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def refused(result, code, *words):
    assert result.returncode == code, result.stdout + result.stderr
    for word in words:
        assert word in result.stderr, result.stderr
    assert "Fatal error" not in result.stderr and "Program crashed" not in result.stderr


@pytest.mark.parametrize("verb", ["run", "validate"])
class TestScenarioFiles:
    def test_broken_yaml(self, tmp_path, verb):
        refused(rehearsal(verb, scenario(tmp_path, "scenario: [1\nseed: 2\n"), folder=tmp_path), 2, "sample.yaml:")

    def test_every_mistake_at_once_with_line_and_remedy(self, tmp_path, verb):
        text = GOOD.replace("seed: 1", "sed: 1") + "faults:\n  - {fault: lost-aftr-commit, on: kingdee.Save}\n"
        result = rehearsal(verb, scenario(tmp_path, text), folder=tmp_path)
        refused(result, 2, "sample.yaml:3: ", "did you mean 'seed'?", "sample.yaml:6: ", "'lost-after-commit'?")
        assert not (tmp_path / "rehearsal-runs").exists()

    def test_an_impossible_timeline(self, tmp_path, verb):
        text = GOOD + "faults:\n  - {fault: delay, on: kingdee, at: 2h, for: 1s}\n"
        refused(rehearsal(verb, scenario(tmp_path, text), folder=tmp_path), 2, "sample.yaml:6: ")

    def test_settings_of_the_core(self, tmp_path, verb):
        text = GOOD + "system:\n  settings:\n    delivery.callTimeout: 2s\n    catchUp.evry: 2s\n"
        result = rehearsal(verb, scenario(tmp_path, text), folder=tmp_path)
        refused(result, 2, "sample.yaml:8: system.settings: unknown key 'catchUp.evry'; did you mean 'every'?")
        assert not (tmp_path / "rehearsal-runs").exists()

    def test_a_duration_without_unit(self, tmp_path, verb):
        text = GOOD + "faults:\n  - {fault: delay, on: kingdee, by: 5}\n"
        refused(rehearsal(verb, scenario(tmp_path, text), folder=tmp_path), 2, "'5' is no duration", "250ms")

    def test_a_missing_file(self, tmp_path, verb):
        refused(rehearsal(verb, "nothing.yaml", folder=tmp_path), 2, "nothing.yaml")

    def test_an_empty_folder(self, tmp_path, verb):
        (tmp_path / "empty").mkdir()
        refused(rehearsal(verb, "empty", folder=tmp_path), 2, "empty")

    def test_a_file_that_is_no_text(self, tmp_path, verb):
        (tmp_path / "binary.yaml").write_bytes(b"\xff\xfe\x00\x01")
        refused(rehearsal(verb, "binary.yaml", folder=tmp_path), 2, "binary.yaml")


class TestArguments:
    @pytest.mark.parametrize("arguments", [("walk",), ("run",), ("run", "x.yaml", "--sed", "1"), ("simulate", "--kingdee-port", "x")])
    def test_wrong_arguments(self, tmp_path, arguments):
        refused(rehearsal(*arguments, folder=tmp_path), 2, "Usage")

    def test_help_of_every_verb(self, tmp_path):
        for verb in ["run", "simulate", "integrate", "check", "report", "validate"]:
            result = rehearsal(verb, "--help", folder=tmp_path)
            assert result.returncode == 0 and "USAGE: rehearsal " + verb in result.stdout


class TestSmallCommands:
    def test_specimens_that_nobody_has(self, tmp_path):
        (tmp_path / "scenarios").mkdir()
        result = rehearsal("specimens", "--only", "doublle-save", "--scenarios", "scenarios", folder=tmp_path)
        refused(result, 2, "--only 'doublle-save': no specimen's name contains this")
        assert result.stdout == "" and result.stderr.count("\n") == 1
        result = rehearsal("specimens", folder=tmp_path)
        refused(result, 2, "--scenarios Tests/Specimens/scenarios: there is no such folder")
        assert result.stderr.count("\n") == 1

    @pytest.mark.parametrize(
        ("arguments", "words"),
        [
            (("--seed", "4", "--seeds", "1..3"), "--seed and --seeds: write one of them"),
            (("--seed", "4", "--kills", "1:foo"), "--kills '1:foo': write STEP:FATE, such as 120:torn"),
        ])
    def test_explore_with_what_cannot_be(self, tmp_path, arguments, words):
        refused(rehearsal("explore", scenario(tmp_path, GOOD), *arguments, folder=tmp_path), 2, words)

    def test_a_gallery_that_cannot_be_written(self, tmp_path):
        (tmp_path / "taken").write_text("a file")
        for place in ["taken", "taken/below", "/proc/x"]:
            result = rehearsal("gallery", "expense", "--to", place, folder=tmp_path)
            refused(result, 2, f"error: {place}", "cannot be written: ", "--to")
            assert "Error Domain" not in result.stderr and result.stderr.count("\n") == 1

    def test_monitor_users(self, tmp_path):
        refused(rehearsal("monitor-user", "list", "--users", "none.txt", folder=tmp_path), 2, "none.txt: there is no such file")
        command = [REHEARSAL, "monitor-user", "add", "lin", "--role", "viewer"]
        short = subprocess.run(command, cwd=tmp_path, input="short\n", capture_output=True, text=True)
        refused(short, 2, "error: a password has at least 10 characters")
        assert "Usage" not in short.stderr
        for word in ["added", "changed"]:
            added = subprocess.run(command, cwd=tmp_path, input="a-long-password\n", capture_output=True, text=True)
            assert added.stdout == f"{word} lin (viewer) in monitor-users.txt\n", added.stdout + added.stderr
        removed = rehearsal("monitor-user", "remove", "lim", folder=tmp_path)
        refused(removed, 2, "nobody in monitor-users.txt is called 'lim'; did you mean 'lin'?")
        assert "Usage" not in removed.stderr


class TestStoresAndWorkers:
    @pytest.mark.parametrize(
        ("arguments", "words"),
        [
            (("--store", "postgre"), ("did you mean 'postgresql'?",)),
            (("--workers", "9"), ("--workers takes 1 to 8",)),
            (("--workers", "2"), ("sample.yaml: not run: 2 workers need a store", "--store postgresql")),
        ])
    def test_a_layout_that_cannot_be(self, tmp_path, arguments, words):
        refused(rehearsal("run", scenario(tmp_path, GOOD), *arguments, folder=tmp_path), 2, *words)
        assert not (tmp_path / "rehearsal-runs").exists()

    def test_somebody_elses_core(self, tmp_path):
        file = scenario(tmp_path, GOOD + "system: {command: [true]}\n")
        refused(rehearsal("run", file, "--store", "postgresql", folder=tmp_path), 2, "not run: system.command")

    def test_what_was_run_stands_in_the_run(self, tmp_path):
        arguments = ["run", scenario(tmp_path, GOOD), "--store", "postgresql", "--workers", "2", "--output", tmp_path / "runs"]
        result = rehearsal(*arguments, folder=tmp_path)
        assert result.returncode == 0, result.stdout + result.stderr
        [run] = (tmp_path / "runs").glob("*/sample")
        assert "store: postgresql\n  workers: 2\n" in (run / "scenario.yaml").read_text()
        assert "--store postgresql --workers 2" in (run / "report.json").read_text()
        assert rehearsal("check", run, folder=tmp_path).returncode == 0


class TestPorts:
    def test_simulate_on_a_taken_port(self, tmp_path):
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            port = taken.getsockname()[1]
            result = rehearsal("simulate", "--kingdee-port", port, folder=tmp_path)
        refused(result, 3, f"cannot listen on 127.0.0.1:{port}", "in use")

    def test_a_folder_that_cannot_be_written(self, tmp_path):
        blocked = tmp_path / "blocked"
        blocked.write_text("a file, not a folder")
        refused(rehearsal("run", scenario(tmp_path, GOOD), "-o", blocked, folder=tmp_path), 2, "cannot write", "--output")


class TestSystemUnderTest:
    def test_a_command_that_does_not_exist(self, tmp_path):
        text = GOOD + "system: {command: [./no-such-core]}\n"
        refused(rehearsal("run", scenario(tmp_path, text), folder=tmp_path), 3, "cannot start './no-such-core'")

    def test_one_that_dies(self, tmp_path):
        text = GOOD + f"system: {{command: [{sys.executable}, -c, 'raise SystemExit(\"no licence\")']}}\n"
        refused(rehearsal("run", scenario(tmp_path, text), folder=tmp_path), 3, "ended before it was ready", "no licence")

    def test_one_that_is_never_ready(self, tmp_path):
        text = GOOD + "system: {command: [sleep, '60'], start-within: 1s}\n"
        refused(rehearsal("run", scenario(tmp_path, text), folder=tmp_path), 3, "not ready within 1s")

    def test_a_stranger_that_answers_in_its_place(self, tmp_path):
        with serving(status=200) as port:
            text = GOOD + f"system: {{command: [sleep, '60'], ready: 'http://127.0.0.1:{port}/'}}\n"
            result = rehearsal("run", scenario(tmp_path, text), folder=tmp_path)
        refused(result, 3, f"port {port} is served by process {os.getpid()}", "not by the system under test")

    def test_one_that_does_not_know_check_url(self, tmp_path):
        code = "import http.server,sys; H=type('H',(http.server.BaseHTTPRequestHandler,),{'do_GET':lambda s:(s.send_response(200),s.end_headers()),'do_POST':lambda s:(s.send_response(200),s.end_headers())}); http.server.ThreadingHTTPServer(('127.0.0.1',int(sys.argv[1])),H).serve_forever()"
        (tmp_path / "core.py").write_text(code)
        text = GOOD + f"system: {{command: [{sys.executable}, core.py, '${{core.port}}']}}\n"
        refused(rehearsal("run", scenario(tmp_path, text), folder=tmp_path), 3, "could not register the callback", "check_url")


class TestRecordedRuns:
    def test_a_folder_that_is_none(self, tmp_path):
        refused(rehearsal("check", "nowhere", folder=tmp_path), 2, "nowhere")

    def test_a_history_that_was_cut_off(self, tmp_path):
        scenario(tmp_path, GOOD, "scenario.yaml")
        line = '{"fact":{"runStarted":{"format":1,"scenario":"sample","seed":1}},"sequence":0,"time":1790000000000000000}'
        (tmp_path / "history.jsonl").write_text(line + "\n")
        for verb in ["check", "report"]:
            refused(rehearsal(verb, tmp_path, folder=tmp_path), 3, "history.jsonl", "cut off")


class TestIntegrate:
    def test_a_missing_configuration(self, tmp_path):
        refused(rehearsal("integrate", "--config", "core.yaml", folder=tmp_path), 2, "core.yaml", "does not exist")
        refused(rehearsal("integrate", folder=tmp_path), 2, "--config")

    def test_every_mistake_at_once(self, tmp_path):
        (tmp_path / "core.yaml").write_text("dingtalk:\n  apUrl: http://x\nlisten:\n  port: 99999\nmapping: [standard-expense]\n")
        result = rehearsal("integrate", "--config", "core.yaml", folder=tmp_path)
        refused(result, 2, "core.yaml:2", "core.yaml:4", "65535")

    def test_secrets_never_reach_the_output(self, tmp_path):
        (tmp_path / "staff.csv").write_text("u1,E0001\n")
        (tmp_path / "departments.csv").write_text("1,BM000001\n")
        (tmp_path / "core.yaml").write_text(
            "dingtalk: {appKey: dingx}\n"
            "kingdee: {url: 'http://127.0.0.1:1/k3cloud/', acctID: a, userName: u, appID: '1_x'}\n"
            "mapping: [standard-expense]\n")
        secrets = {
            "REHEARSAL_DINGTALK_APP_SECRET": "topsecret-1", "REHEARSAL_DINGTALK_CALLBACK_TOKEN": "topsecret2",
            "REHEARSAL_DINGTALK_AES_KEY": "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG",
            "REHEARSAL_KINGDEE_APP_SECRET": "topsecret-3", "REHEARSAL_MONITOR_TOKEN": "topsecret-4-of-the-monitor",
        }
        result = rehearsal("integrate", "--config", "core.yaml", "--check", folder=tmp_path, environment=secrets)
        assert result.returncode == 0, result.stderr
        assert not re.search("|".join(secrets.values()), result.stdout + result.stderr)


class serving:
    """A little HTTP server in this process."""

    def __init__(self, status):
        class Answer(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                self.send_response(status)
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answer)

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self.server.server_address[1]

    def __exit__(self, *_):
        self.server.shutdown()


def test_a_long_scenario_is_left_out_of_a_folder_and_said(tmp_path):
    scenario(tmp_path, GOOD + "takes: 10m\n")
    refused(rehearsal("run", ".", folder=tmp_path), 2, "not run: it takes 10m", "--longest 10m")
    refused(rehearsal("run", ".", "--longest", "ten", folder=tmp_path), 2, "--longest 'ten'", "90s or 15m")


def test_a_long_scenario_runs_when_it_is_named(tmp_path):
    file = scenario(tmp_path, GOOD + "takes: 10m\n")
    result = rehearsal("run", file.name, folder=tmp_path)
    assert result.returncode == 0 and "PASSED" in result.stdout, result.stdout + result.stderr


def test_a_run_that_is_told_to_end_takes_its_core_along(tmp_path):
    scenario(tmp_path, GOOD.replace("burst: 1s", "constant: 1/m"))
    run = subprocess.Popen(
        [REHEARSAL, "run", "sample.yaml"], cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    for line in run.stdout:
        if "workload" in line:
            break
    children = subprocess.run(["pgrep", "-P", str(run.pid)], capture_output=True, text=True).stdout.split()
    assert children, "the core is no child of the run"
    run.terminate()
    _, errors = run.communicate(timeout=30)
    assert run.returncode == 3 and "interrupted: 1 not judged" in errors, errors
    assert not [child for child in children if pathlib.Path(f"/proc/{child}/exe").exists()]


def test_a_mapping_that_cannot_run_is_named_before_anything_starts(tmp_path):
    rehearsal("gallery", "departments", "--to", "set", folder=tmp_path)
    (tmp_path / "core.yaml").write_text(
        "dingtalk: {appKey: a, mode: stream}\n"
        "kingdee: {url: 'https://x/', acctID: a, userName: u, authentication: app-secret, appID: q}\n"
        "organisation: {number: '100'}\nmapping: [set/departments.yaml]\n")
    secrets = {"REHEARSAL_DINGTALK_APP_SECRET": "a", "REHEARSAL_KINGDEE_APP_SECRET": "b"}
    check = rehearsal("integrate", "--config", "core.yaml", "--check", folder=tmp_path, environment=secrets)
    refused(check, 2, "records called 'department'", "the core maps user, stock, attendance itself")


@pytest.mark.parametrize("name", ["alert", "attendance", "employees", "expense"])
def test_a_set_of_the_gallery_runs_as_it_is(tmp_path, name):
    rehearsal("gallery", name, "--to", "set", folder=tmp_path)
    secrets = {"REHEARSAL_DINGTALK_APP_SECRET": "a", "REHEARSAL_KINGDEE_APP_SECRET": "b"}
    check = rehearsal("integrate", "--config", "set/core.yaml", "--check", folder=tmp_path, environment=secrets)
    assert check.returncode == 0 and "no mistakes" in check.stdout, check.stdout + check.stderr
    assert re.search(r"set/core.yaml:\d+: dingtalk.appKey is still YOUR-APP-KEY; write your own", check.stderr)
    assert re.search(r"set/core.yaml:\d+: kingdee.url is still https://YOUR-TENANT", check.stderr)
    assert re.search(r"no mistakes, but \d+ still to be filled in: ", check.stdout)
