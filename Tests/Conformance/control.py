"""The control API of a fake: what a tester may do that no client of the real platform can."""

import time
from urllib.parse import urlsplit

import requests


class Control:
    """Calls below `/_rehearsal/` of one fake."""

    def __init__(self, url: str, ca_file: str | None = None):
        parts = urlsplit(url)
        self.base = f"{parts.scheme}://{parts.netloc}/_rehearsal/"
        self.session = requests.Session()
        self.session.trust_env = False  # no proxy between a test and the fake
        self.session.verify = ca_file or True

    def call(self, method: str, path: str, body: dict | None = None) -> dict:
        """One call; a refusal becomes an `AssertionError` with the fake's sentence."""
        reply = self.session.request(method, self.base + path, json=body, timeout=20)
        assert reply.ok, f"{method} {path}: {reply.status_code} {reply.text}"
        return reply.json()

    def refused(self, method: str, path: str, body: dict | None = None) -> str:
        """The sentence with which the fake refuses a call."""
        reply = self.session.request(method, self.base + path, json=body, timeout=20)
        assert reply.status_code in (400, 404), reply.text
        return reply.json()["error"]

    def reset(self) -> None:
        """Back to the world it started with: no documents, no faults, no history."""
        self.call("POST", "reset")

    def arm(self, *rules: dict) -> None:
        """Lets things go wrong from now on."""
        self.call("PUT", "faults", {"seed": 7, "rules": list(rules)})

    def disarm(self) -> None:
        """Nothing goes wrong any more."""
        self.call("DELETE", "faults")

    def facts(self, kind: str) -> list[dict]:
        """What happened so far, of one kind, such as `documentSaved`."""
        events = self.call("GET", "history")["events"]
        return [event["fact"][kind] for event in events if kind in event["fact"]]

    def wait_for(self, kind: str, matches, seconds: float = 10) -> dict:
        """The first fact of `kind` that `matches`; fails when none happens in time."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if found := next((fact for fact in self.facts(kind) if matches(fact)), None):
                return found
            time.sleep(0.02)  # the history is a list to read, not a stream to wait on
        raise AssertionError(f"no {kind} that matches within {seconds} s; there were {self.facts(kind)}")


class DingTalkControl(Control):
    """What only the fake DingTalk has: people who act."""

    def submit(self, template: str, originator: str, values: dict) -> str:
        """Somebody submits an approval form; the instance id."""
        body = {"processCode": template, "originator": originator, "values": values}
        return self.call("POST", "instances", body)["instance"]

    def decide(self, instance: str, decision: str) -> None:
        """Somebody approves, refuses or withdraws: `approve`, `refuse`, `terminate`."""
        self.call("POST", f"instances/{instance}/{decision}")

    def configure_callback(self, url: str) -> None:
        """Sets the callback address as the developer console does."""
        self.call("PUT", "callback", {"url": url})

    def log_in(self, userid: str) -> str:
        """Somebody opens the application inside DingTalk; the one-time code of the free login (免登)."""
        return self.call("POST", "login-codes", {"userid": userid})["code"]

    def set_up(self, **application) -> None:
        """Changes what the developer console knows of the application, such as `missingScopes`."""
        self.call("PUT", "application", application)
