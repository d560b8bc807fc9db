"""tools/coverage.py shows what was proven, and what was not, and notices when the documents fall behind."""

import json
import subprocess
import sys

import pytest

from simulators import ROOT

OPERATIONS = [
    {"name": "v2/user/get", "method": "POST", "path": "/topapi/v2/user/get"},
    {"name": "v2/user/count", "method": "POST", "path": "/topapi/v2/user/count"},
]


def record(**changes) -> dict:
    platform = {
        "operations": OPERATIONS, "proven": {"v2/user/get": ["dingtalk-sdk"]},
        "refused": {"v2/user/get": {"60121": ["dingtalk-sdk"]}},
    }
    return {
        "complete": True, "absent": [], "clients": {"dingtalk-sdk": "1.3.8"},
        "platforms": {"dingtalk": {**platform, **changes}}}


@pytest.fixture
def run(tmp_path):
    """Runs the tool on records of workers; its documents lie in `run.docs`."""
    (tmp_path / "record").mkdir()

    def call(*arguments: str, records=()) -> subprocess.CompletedProcess:
        for number, content in enumerate(records):
            (tmp_path / "record" / f"worker{number}.json").write_text(json.dumps(content))
        command = [sys.executable, ROOT / "tools" / "coverage.py", "--record", tmp_path / "record", "--docs", tmp_path]
        return subprocess.run([*command, *arguments], capture_output=True, text=True)

    call.docs = tmp_path
    return call


def row(run, file: str, path: str) -> str:
    (line,) = [line for line in (run.docs / file).read_text().splitlines() if f"`POST {path}`" in line]
    return line


def test_a_proven_api_names_its_clients_and_errors(run):
    assert run(records=[record()]).returncode == 0
    assert row(run, "coverage.md", "/topapi/v2/user/get") == (
        "| `POST /topapi/v2/user/get` | `v2/user/get` | dingtalk-sdk | `60121` |")


@pytest.mark.parametrize(("file", "word", "count"), [
    ("coverage.md", "**unproven**", "1 of 2 APIs are proven."),
    ("coverage.zh-CN.md", "**未证明**", "2 个接口中已证明 1 个。"),
])
def test_an_api_that_nobody_called_is_unproven(run, file, word, count):
    run(records=[record()])
    assert word in row(run, file, "/topapi/v2/user/count")
    assert word not in row(run, file, "/topapi/v2/user/get")
    assert count in (run.docs / file).read_text()


def test_an_api_that_only_refused_is_unproven(run):
    run(records=[record(proven={"v2/user/get": []})])
    assert "**unproven** | `60121` |" in row(run, "coverage.md", "/topapi/v2/user/get")


def test_workers_add_up(run):
    run(records=[record(), record(proven={"v2/user/get": ["plain HTTP"], "v2/user/count": ["plain HTTP"]})])
    assert "dingtalk-sdk, plain HTTP" in row(run, "coverage.md", "/topapi/v2/user/get")
    assert "**unproven**" not in (run.docs / "coverage.md").read_text()


def test_the_check_names_the_rows_that_differ_and_says_what_to_do(run):
    run(records=[record()])
    assert run("--check").returncode == 0
    check = run("--check", records=[record(proven={})])
    assert check.returncode == 1
    assert "- | `POST /topapi/v2/user/get` | `v2/user/get` | dingtalk-sdk | `60121` |" in check.stdout
    assert "+ | `POST /topapi/v2/user/get` | `v2/user/get` | **unproven** | `60121` |" in check.stdout
    assert "tools/coverage.py" in check.stdout and "coverage.zh-CN.md is not" in check.stdout


@pytest.mark.parametrize("records", [[], [{**record(), "complete": False}]])
def test_a_run_that_was_not_whole_proves_nothing(run, records):
    refused = run(records=records)
    assert refused.returncode == 1 and "pytest Tests/Conformance" in refused.stderr
    assert not (run.docs / "coverage.md").exists()


def test_reasons_stand_in_the_order_in_which_people_count(run):
    reasons = {f"MsgCode {number}": ["plain HTTP"] for number in (10, 2, 1)}
    run(records=[record(refused={"v2/user/get": reasons})])
    assert "`MsgCode 1`, `MsgCode 2`, `MsgCode 10`" in row(run, "coverage.md", "/topapi/v2/user/get")
