"""`rehearsal map --diff`: what would be written beside what Kingdee holds."""

import http.cookiejar
import json
import urllib.request

import pytest
from conftest import SECRETS, Running, configured, rehearsal

FORM, NUMBER = "ER_ExpReimbursement", "CLI-DIFF-1"


class Kingdee:
    """The fake Kingdee as a client, and as somebody who goes past every client."""

    def __init__(self, credentials):
        self.url = credentials["url"]
        self.control = self.url.removesuffix("/").removesuffix("/k3cloud") + "/_rehearsal"
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
        names = ("acctId", "userName", "appId", "appSecret")
        answer = self.call("AuthService.LoginByAppSecret", *(credentials[name] for name in names), 2052)
        assert answer["LoginResultType"] == 1, answer

    def post(self, url, body):
        request = urllib.request.Request(
            url, data=json.dumps(body).encode(), headers={"Content-Type": "application/json"}, method="POST")
        with self.opener.open(request, timeout=10) as reply:
            return json.loads(reply.read() or b"null")

    def call(self, service, *parameters):
        name = f"Kingdee.BOS.WebApi.ServicesStub.{service}.common.kdsvc"
        return self.post(self.url + name, {"parameters": list(parameters)})

    def save(self, model):
        answer = self.call("DynamicFormService.Save", FORM, json.dumps({"Model": model}))
        assert answer["Result"]["ResponseStatus"]["IsSuccess"], answer

    def edit(self, fields):
        self.post(f"{self.control}/documents/{FORM}/{NUMBER}/edit", fields)


@pytest.fixture
def desk(tmp_path):
    """A configured core beside running fakes: a function that maps the gallery's example, and Kingdee."""
    file = tmp_path / "credentials.json"
    simulate = Running(
        "simulate", "--credentials-file", file, folder=tmp_path, environment={},
        ready=lambda: file.exists() and file.stat().st_size > 0)
    try:
        world = json.loads(file.read_text())
        dingtalk, kingdee = world["dingtalk"], world["kingdee"]
        assert rehearsal("gallery", "expense", "--to", tmp_path / "gallery", folder=tmp_path).returncode == 0
        configuration = configured(
            tmp_path, f"path: {tmp_path}/core.sqlite", mapping="gallery/expense.yaml", dingtalk=dingtalk["url"],
            kingdee=kingdee["url"], acct=kingdee["acctId"], user=kingdee["userName"], key=dingtalk["appKey"],
            app=kingdee["appId"])
        secrets = {
            **SECRETS, "REHEARSAL_DINGTALK_APP_SECRET": dingtalk["appSecret"],
            "REHEARSAL_DINGTALK_CALLBACK_TOKEN": dingtalk["callbackToken"],
            "REHEARSAL_DINGTALK_AES_KEY": dingtalk["aesKey"], "REHEARSAL_KINGDEE_APP_SECRET": kingdee["appSecret"],
        }

        def mapped(*options):
            return rehearsal(
                "map", "--config", configuration, "--instance", "gallery/example.json", "--number", NUMBER, *options,
                folder=tmp_path, environment=secrets)

        yield mapped, Kingdee(kingdee), simulate
    finally:
        simulate.stop()


def payload(mapped):
    """What the mapping would write, as JSON."""
    result = mapped("--json")
    assert result.returncode == 0, result.stdout + result.stderr
    return json.loads(result.stdout)


def test_differences_from_kingdee_are_shown(desk):
    mapped, kingdee, _ = desk
    fresh = mapped("--diff")
    assert fresh.returncode == 0 and "Kingdee has no document with this number" in fresh.stdout, fresh.stdout
    model = payload(mapped)
    while "FBillNo" not in model:
        model = next(value for value in model.values() if isinstance(value, dict) and "FBillNo" in json.dumps(value))
    kingdee.save(model)
    same = mapped("--diff")
    assert same.returncode == 0 and "客户开会" not in same.stdout, same.stdout
    assert "no document" not in same.stdout, same.stdout
    kingdee.edit({"FCausa": "客户开会"})
    other = mapped("--diff")
    assert other.returncode == 0 and "FCausa" in other.stdout and "客户开会" in other.stdout, other.stdout
    # The difference stands beside the document, which shows the field once in any case.
    assert other.stdout.count("FCausa") > same.stdout.count("FCausa"), other.stdout


def test_a_kingdee_that_cannot_be_asked(desk):
    mapped, _, simulate = desk
    simulate.stop()
    result = mapped("--diff")
    assert result.returncode == 3, result.stdout + result.stderr
    assert "Fatal error" not in result.stderr and len(result.stderr.strip().splitlines()) == 1, result.stderr
