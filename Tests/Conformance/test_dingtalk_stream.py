"""The official dingtalk-stream client receives events from the fake DingTalk over its web socket."""

import json
import os
import queue
import subprocess
import sys
import threading
from contextlib import contextmanager
from pathlib import Path

import pytest

import claims

pytestmark = pytest.mark.client("dingtalk-stream")

SUBSCRIBER = Path(__file__).with_name("stream_subscriber.py")


class Subscriber:
    """A running stream client and the events it printed."""

    def __init__(self, process: subprocess.Popen):
        self.events: queue.Queue[dict] = queue.Queue()
        threading.Thread(target=self._read, args=(process.stdout,), daemon=True).start()

    def _read(self, lines) -> None:
        for line in lines:
            self.events.put(json.loads(line))

    def next(self, kind: str, seconds: float = 20) -> dict:
        """The next event of type `kind`; others are passed over."""
        while True:
            event = self.events.get(timeout=seconds)
            if event["type"] == kind:
                return event


@contextmanager
def subscribed(control, dingtalk: dict, *answers: str, secret: str | None = None, environment: dict | None = None):
    """A connected stream client; `answers` is what it says to the first events."""
    command = [sys.executable, str(SUBSCRIBER), dingtalk["appKey"], secret or dingtalk["appSecret"], *answers]
    surroundings = {**os.environ, "DINGTALK_OPENAPI_ENDPOINT": dingtalk["url"].rstrip("/"), **(environment or {})}
    with subprocess.Popen(
            command, env=surroundings, text=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        try:
            if secret is None:
                control.wait_for("callAnswered", lambda fact: fact["status"] == 101, seconds=20)
            yield Subscriber(process)
        finally:
            process.kill()


def submit(dingtalk, simulators) -> str:
    return dingtalk.submit(
        simulators.dingtalk["processCode"], simulators.employee()["userid"], claims.values(simulators))


def test_an_approval_is_told_and_acknowledged(dingtalk, simulators):
    with subscribed(dingtalk, simulators.dingtalk) as subscriber:
        instance = submit(dingtalk, simulators)
        start = subscriber.next("bpms_instance_change")
        assert (start["data"]["type"], start["data"]["processInstanceId"]) == ("start", instance)
        assert start["corp"] == simulators.dingtalk["corpId"] and start["born"] > 1_700_000_000_000
        dingtalk.decide(instance, "approve")
        finish = subscriber.next("bpms_instance_change")
        assert (finish["data"]["type"], finish["data"]["result"]) == ("finish", "agree")
        dingtalk.wait_for("eventAcknowledged", lambda fact: fact["event"] == finish["id"])


def test_an_event_that_was_put_off_comes_again_under_its_own_id(dingtalk, simulators):
    with subscribed(dingtalk, simulators.dingtalk, *["500"] * 4) as subscriber:
        submit(dingtalk, simulators)
        first = subscriber.next("bpms_instance_change")
        again = subscriber.next("bpms_instance_change")
        assert (again["id"], again["data"]) == (first["id"], first["data"])
        dingtalk.wait_for("eventRefused", lambda fact: fact["event"] == first["id"])


def test_an_event_without_an_answer_comes_again(dingtalk, simulators):
    with subscribed(dingtalk, simulators.dingtalk, *["raise"] * 2) as subscriber:
        submit(dingtalk, simulators)
        first = subscriber.next("bpms_instance_change")
        assert subscriber.next("bpms_instance_change")["id"] == first["id"]
        dingtalk.wait_for("eventAcknowledged", lambda fact: fact["event"] == first["id"], seconds=20)


def test_a_wrong_secret_opens_no_connection(dingtalk, simulators):
    with subscribed(dingtalk, simulators.dingtalk, secret="wrong"):
        refused = dingtalk.wait_for("callAnswered", lambda fact: fact.get("error") is not None, seconds=20)
        assert refused["status"] == 400
        assert not [fact for fact in dingtalk.facts("callAnswered") if fact["status"] == 101]
