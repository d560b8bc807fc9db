"""Which client proved which API: read from the fakes' own history after each test that passed.

A test names its client by `@pytest.mark.client("…")`, most by their module's `pytestmark`; where two clients share a
test, the fixture `using` says who calls from then on. Calls of a failed test prove nothing. At the end the record is
written for `tools/coverage.py`: one file for each worker, so that tests may run in parallel.
"""

import json
import os
import re
import shutil
import time
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

import pytest
import requests

from control import Control
from simulators import ROOT, Simulators

RECORD = Path(os.environ.get("COVERAGE_RECORD", ROOT / ".build" / "coverage"))
PLATFORMS = ("dingtalk", "kingdee")
KINGDEE_FORMS = "Kingdee.BOS.WebApi.ServicesStub.DynamicFormService."
KINGDEE_SERVICES = (
    KINGDEE_FORMS, "Kingdee.BOS.WebApi.ServicesStub.AuthService.",
    "Kingdee.BOS.ServiceFacade.ServicesStub.User.UserService.",
    "Kingdee.K3.SCM.WebApi.ServicesStub.InventoryQueryService.")

# The package whose release counts, for the clients that are packages.
CLIENTS = {
    "alibabacloud-dingtalk": "alibabacloud-dingtalk", "dingtalk-stream": "dingtalk-stream",
    "dingtalk-sdk": "dingtalk-sdk", "kingdee-cdp-webapi-sdk": "kingdee.cdp.webapi.sdk",
    "kingdee-mcp": "kingdee-mcp", "plain HTTP": None, "vectors": None,
}

# What a client can call at all, as platform and path: whoever forgot to say `using` is told.
REACH = {
    "alibabacloud-dingtalk": r"dingtalk /v\d", "dingtalk-sdk": r"dingtalk /(?!v\d|connect$)",
    "dingtalk-stream": r"dingtalk /(v1\.0/(oauth2|gateway)/|connect$)", "kingdee-cdp-webapi-sdk": "kingdee ",
    "kingdee-mcp": "kingdee ",
}


class Evidence:
    """What the tests of this process proved so far."""

    def __init__(self):
        self.running: list[Simulators] = []
        self.proven: dict[tuple[str, str], set[str]] = {}
        self.refused: dict[tuple[str, str], dict[str, set[str]]] = {}
        self.absent: set[str] = set()
        self.segments: list[tuple[int, str | None]] = []
        self._catalogs: dict[str, list[dict]] = {}
        self._known: dict[str, bool] = {}

    def begin(self, client: str | None) -> None:
        """A test begins: from now on `client` calls; nil for a test that drives no client."""
        self.segments = [(time.time_ns(), client)]

    @contextmanager
    def using(self, client: str | None):
        """`client` calls inside the block instead of the test's own one; with nil, calls there prove nothing."""
        before = self.segments[-1][1]
        self.segments.append((time.time_ns(), client))
        yield
        self.segments.append((time.time_ns(), before))

    def collect(self) -> None:
        """The test passed: attributes the calls since it began."""
        for simulators in self.running:
            api = control(simulators, "dingtalk")
            for world in api.call("GET", "worlds")["worlds"]:
                for event in api.call("GET", f"worlds/{world['number']}/history")["events"]:
                    answered = event["fact"].get("callAnswered")
                    if answered and (client := self._client_at(event["time"])):
                        self._note(answered, client)

    def _client_at(self, moment: int) -> str | None:
        return next((client for start, client in reversed(self.segments) if start <= moment), None)

    def _note(self, answered: dict, client: str) -> None:
        api = (answered["platform"], answered["operation"])
        path = next((one["path"] for one in self._catalogs.get(api[0], []) if one["name"] == api[1]), None)
        if path and not re.match(REACH.get(client, ""), f"{api[0]} {path}"):
            pytest.fail(f"{path} was called, which {client} cannot; say who did, with the fixture `using`")
        if reason := answered.get("error"):
            self.refused.setdefault(api, {}).setdefault(reason, set()).add(client)
        elif answered["status"] < 400:
            self.proven.setdefault(api, set()).add(client)

    def operations(self, simulators: Simulators, platform: str) -> list[dict]:
        """The fake's own list of its operations: `name`, `method`, `path`; empty from a fake that cannot tell."""
        if platform not in self._catalogs:
            api = control(simulators, platform)
            reply = api.session.get(api.base + "operations", timeout=20)
            self._catalogs[platform] = reply.json().get("operations", []) if reply.ok else []
        return self._catalogs[platform]

    def knows(self, simulators: Simulators, api: str) -> bool:
        """Whether the fake has `api`: `POST /topapi/v2/user/get`, `Kingdee Push` for an operation of Kingdee, or
        `Form BD_MATERIAL` for one of its business objects."""
        if api not in self._known:
            control(simulators, "dingtalk").disarm()  # or a fault of the test before would answer
            self._known[api] = self._probe(simulators, api)
        return self._known[api]

    def _probe(self, simulators: Simulators, api: str) -> bool:
        method, target = api.split(" ", 1)
        if method == "Form":
            return has_form(simulators, target)
        platform = "kingdee" if method == "Kingdee" else "dingtalk"
        if listed := self.operations(simulators, platform):
            if platform == "kingdee":
                return any(one["name"] == target for one in listed)
            return any(one["method"] == method and shape(one["path"]) == shape(target) for one in listed)
        if platform == "kingdee":
            urls = (f"{simulators.kingdee['url']}{service}{target}.common.kdsvc" for service in KINGDEE_SERVICES)
            return any(requests.post(url, json={}, timeout=20).status_code != 404 for url in urls)
        reply = requests.request(method, simulators.dingtalk["url"].rstrip("/") + target, timeout=20)
        return reply.headers.get("Content-Type", "").startswith("text/html") or (
            reply.json() or {}).get("errcode") not in (404, 22)

    def record(self, complete: bool) -> dict:
        """All of it as JSON, in a settled order."""
        platforms = {}
        for platform in PLATFORMS:
            names = {name for owner, name in (*self.proven, *self.refused) if owner == platform}
            platforms[platform] = {
                "operations": sorted(self._catalogs.get(platform, []), key=lambda one: (one["path"], one["method"])),
                "proven": {name: sorted(self.proven.get((platform, name), ())) for name in sorted(names)},
                "refused": {
                    name: {reason: sorted(by) for reason, by in sorted(self.refused.get((platform, name), {}).items())}
                    for name in sorted(names)},
            }
        versions = {client: version(package) for client, package in CLIENTS.items() if package}
        return {"complete": complete, "absent": sorted(self.absent), "clients": versions, "platforms": platforms}


def control(simulators: Simulators, platform: str) -> Control:
    """The control API of one of the two."""
    return Control(getattr(simulators, platform)["url"], simulators.credentials.get("caFile"))


def shape(path: str) -> str:
    """A path whose variable segments are all alike."""
    return re.sub(r"\{[^}]*\}", "{}", path)


def has_form(simulators: Simulators, form: str) -> bool:
    """Whether the fake Kingdee knows a business object."""
    account = simulators.kingdee
    with requests.Session() as session:
        session.post(
            f"{account['url']}Kingdee.BOS.WebApi.ServicesStub.AuthService.ValidateUser.common.kdsvc", timeout=20,
            json={"parameters": [account["acctId"], account["userName"], account["password"], 2052]})
        reply = session.post(
            f"{account['url']}{KINGDEE_FORMS}QueryBusinessInfo.common.kdsvc", json={"data": {"FormId": form}}, timeout=20)
    return reply.json()["Result"]["ResponseStatus"]["IsSuccess"] is True


class EvidencePlugin:
    """Pytest's side of it."""

    def __init__(self, config: pytest.Config):
        self.evidence = Evidence()
        self.narrowed = False
        worker = getattr(config, "workerinput", {}).get("workerid", "main")
        self.file = RECORD / f"{worker}.json"
        if worker == "main":
            shutil.rmtree(RECORD, ignore_errors=True)

    def pytest_deselected(self):
        self.narrowed = True

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item):
        marker = item.get_closest_marker("client")
        if marker and marker.args[0] not in CLIENTS:
            raise pytest.UsageError(f"unknown client '{marker.args[0]}'; there are: {', '.join(CLIENTS)}")
        self.evidence.begin(marker.args[0] if marker else None)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item):
        result = yield
        self.evidence.collect()
        return result

    def pytest_sessionfinish(self, session, exitstatus):
        complete = exitstatus == 0 and not self.narrowed and is_whole(session.config) and not self.evidence.absent
        RECORD.mkdir(parents=True, exist_ok=True)
        self.file.write_text(json.dumps(self.evidence.record(complete), ensure_ascii=False, indent=1) + "\n")


def is_whole(config: pytest.Config) -> bool:
    """Whether all tests were asked for, and no single file."""
    folder = ROOT / "Tests" / "Conformance"
    return all((config.invocation_params.dir / argument).resolve() in (folder, ROOT) for argument in config.args)
