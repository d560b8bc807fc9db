"""A run whose system under test never gets ready has its reports as every other: CI must see that something is wrong."""

import json
import sys
import xml.etree.ElementTree as ElementTree

import pytest
from conftest import rehearsal

GOOD = """\
scenario: sample
proves: Something.
seed: 1
workload: {approvals: 2, arrivals: {burst: 1s}}
"""


@pytest.mark.parametrize(
    ("system", "words"),
    [
        ("{command: [sleep, '60'], start-within: 1s}", ["not ready within 1s", "answered nothing (not sent: Connection refused)"]),
        ("{command: [./no-such-core]}", ["cannot start './no-such-core'"]),
        (f"{{command: [{sys.executable}, -c, 'print(\"one\"); raise SystemExit(\"no licence\")']}}", ["ended before it was ready", "no licence"]),
    ])
def test_it_has_every_report(tmp_path, system, words):
    (tmp_path / "sample.yaml").write_text(GOOD + f"system: {system}\n")
    result = rehearsal("run", "sample.yaml", folder=tmp_path)
    assert result.returncode == 3 and "VOID" in result.stdout, result.stdout + result.stderr
    [run] = tmp_path.glob("rehearsal-runs/*/sample")
    for name in ["report.html", "report.json", "summary.md", "junit.xml"]:
        text = (run / name).read_text()
        for word in words:
            assert word in text.replace("&apos;", "'").replace("&#39;", "'").replace("\\", ""), (name, text[:3000])
    [suite] = ElementTree.parse(run / "junit.xml").getroot()
    assert (suite.get("errors"), suite.get("tests"), suite.get("failures")) == ("1", "1", "0")
    report = json.loads((run / "report.json").read_text())
    assert (report["outcome"], report["exitCode"]) == ("void", 3)
    # Judged again it says the same.
    again = rehearsal("check", run, folder=tmp_path)
    assert again.returncode == 3 and words[0] in again.stdout, again.stdout + again.stderr
