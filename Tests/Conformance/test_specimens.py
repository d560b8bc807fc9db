"""Cores that are broken on purpose go red, for their own mistake and for nothing else."""

import re
import subprocess

import pytest

from simulators import BINARY, ROOT


@pytest.mark.parametrize(("scenario", "checker"), [("naive-core/lost-reply.yaml", "no-duplicates")])
def test_a_specimen_is_found_out(scenario, checker, tmp_path):
    command = [BINARY, "run", f"Tests/Specimens/{scenario}", "--output", tmp_path]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert run.returncode == 1, run.stdout + run.stderr
    assert re.findall(r"^FAIL +(\S+)", run.stdout, re.MULTILINE) == [checker]
    assert list(tmp_path.glob("*/*/junit.xml")) and list(tmp_path.glob("*/*/report.html"))
