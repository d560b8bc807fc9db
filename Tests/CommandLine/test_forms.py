"""A team's own business objects: listed, shown, checked, and served, by files alone."""

import json
import os
import signal
import subprocess
import time
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BINARY = Path(os.environ.get("REHEARSAL", ROOT / ".build" / "debug" / "rehearsal"))

LEASE = """\
form: XX_Lease
name: 租赁合同
key: FID
code-rule: {prefix: ZL, width: 4}
fields:
  - {key: FOrgId, name: 组织, base: ORG_Organizations, required: true}
  - {key: FNote, name: 备注, length: 4}
"""


def rehearsal(*arguments: str) -> subprocess.CompletedProcess:
    return subprocess.run([BINARY, *arguments], capture_output=True, text=True, timeout=60)


def post(url: str, body: dict, session: str = "") -> dict:
    request = urllib.request.Request(url, json.dumps(body).encode(), {"Cookie": f"kdservice-sessionid={session}"})
    return json.loads(urllib.request.urlopen(request, timeout=10).read())


def test_the_forms_are_listed_and_shown():
    listed = rehearsal("forms")
    assert listed.returncode == 0 and "PUR_Requisition" in listed.stdout.splitlines()
    shown = rehearsal("forms", "pur_requisition")
    assert shown.returncode == 0 and "form: PUR_Requisition\n" in shown.stdout
    unknown = rehearsal("forms", "PUR_Nothing")
    assert unknown.returncode == 2 and "there is no form 'PUR_Nothing'" in unknown.stderr


def test_what_is_shown_is_a_form_file_without_mistakes(tmp_path):
    (tmp_path / "own.yaml").write_text(rehearsal("forms", "ER_ExpReimbursement").stdout)
    checked = rehearsal("forms", "--forms", str(tmp_path))
    assert checked.returncode == 0 and checked.stdout.endswith("your own forms: no mistakes\n")


@pytest.mark.parametrize("verb", ["forms", "simulate"])
def test_every_mistake_is_told_with_its_place(tmp_path, verb):
    file = tmp_path / "lease.yaml"
    file.write_text(LEASE.replace("required", "requird").replace("base: ORG", "type: txt, base: ORG"))
    refused = rehearsal(verb, "--forms", str(file))
    assert refused.returncode == 2 and refused.stdout == ""
    assert f"{file}:6:" in refused.stderr and "did you mean 'required'?" in refused.stderr
    assert "did you mean 'text'?" in refused.stderr


@pytest.mark.parametrize("path, sentence", [("nowhere", "there is no such file or folder"), ("", "there is no *.yaml")])
def test_a_path_without_forms_is_told(tmp_path, path, sentence):
    refused = rehearsal("forms", "--forms", str(tmp_path / path))
    assert refused.returncode == 2 and sentence in refused.stderr


def test_the_fake_serves_a_form_of_the_team(tmp_path):
    (tmp_path / "lease.yaml").write_text(LEASE)
    credentials = tmp_path / "credentials.json"
    arguments = [BINARY, "simulate", "--forms", str(tmp_path), "--credentials-file", str(credentials)]
    server = subprocess.Popen(arguments, stdout=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 30
        while not credentials.exists():
            assert server.poll() is None and time.monotonic() < deadline
            time.sleep(0.05)
        kingdee = json.loads(credentials.read_text())["kingdee"]
        service = kingdee["url"] + "Kingdee.BOS.WebApi.ServicesStub."
        parameters = [kingdee["acctId"], kingdee["userName"], kingdee["password"], 2052]
        session = post(f"{service}AuthService.ValidateUser.common.kdsvc", {"parameters": parameters})["KDSVCSessionId"]

        def save(model: dict) -> dict:
            body = {"formid": "XX_Lease", "data": {"Model": model}}
            return post(f"{service}DynamicFormService.Save.common.kdsvc", body, session)["Result"]

        assert save({"FOrgId": {"FNumber": "100"}})["Number"] == "ZL0001"
        errors = save({"FOrgId": {"FNumber": "100"}, "FNote": "太长的备注"})["ResponseStatus"]["Errors"]
        assert [error["FieldName"] for error in errors] == ["FNote"]
        assert save({})["ResponseStatus"]["Errors"][0]["Message"] == "字段“组织”是必填项"
    finally:
        server.send_signal(signal.SIGINT)
        assert server.wait(timeout=15) == 0
