"""The official dingtalk-stream client receives events from the fake DingTalk over its web socket."""

import json
import os
import queue
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from pathlib import Path

import pytest
from Tea.exceptions import TeaException

import claims
from dingtalk_client import DingTalkClient
from legacy_client import LegacyClient

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


def test_the_client_fetches_the_apps_token(dingtalk, simulators):
    with subscribed(dingtalk, simulators.dingtalk) as subscriber:
        assert len(subscriber.next("token")["token"]) == 32


@pytest.mark.api("GET /v1.0/event/callbacks/failedResults")
def test_a_message_to_the_robot_is_a_callback(dingtalk, simulators):
    user = simulators.employee()["userid"]
    message = {
        "conversationId": "cid1", "msgId": "msg1", "msgtype": "text", "text": {"content": "查询报销"},
        "senderStaffId": user, "senderNick": simulators.employee()["name"], "conversationType": "1",
        "createAt": 1_767_225_600_000, "chatbotCorpId": simulators.dingtalk["corpId"],
        "robotCode": simulators.dingtalk["appKey"], "sessionWebhook": "http://127.0.0.1:9/"}
    with subscribed(dingtalk, simulators.dingtalk) as subscriber:
        answer = dingtalk.call(
            "POST", "stream/callback", {"topic": "/v1.0/im/bot/messages/get", "data": message})
        seen = subscriber.next("robot")
        assert (seen["sender"], seen["texts"]) == (user, ["查询报销"])
        assert seen["message"] == answer["messageId"] and answer["ack"]["code"] == 200


def test_the_client_comes_back_after_the_platform_asked_it_to_reconnect(dingtalk, simulators):
    with subscribed(dingtalk, simulators.dingtalk) as subscriber:
        deadline = time.monotonic() + 20
        while len([fact for fact in dingtalk.facts("callAnswered") if fact["status"] == 101]) < 2:
            assert time.monotonic() < deadline
            dingtalk.call("POST", "stream/disconnect")  # again: the upgrade is told before the connection is counted
            time.sleep(0.3)
        instance = submit(dingtalk, simulators)
        assert subscriber.next("bpms_instance_change")["data"]["processInstanceId"] == instance


@pytest.mark.api("POST /topapi/v2/user/create")
def test_people_who_enter_and_leave_are_told(dingtalk, simulators, using):
    with subscribed(dingtalk, simulators.dingtalk) as subscriber:
        with using("dingtalk-sdk"):
            legacy = LegacyClient(simulators.dingtalk)
            body = {"name": "新同事", "mobile": "13900000001", "dept_id_list": "1", "userid": "newcomer-1"}
            legacy.post("/topapi/v2/user/create", body)
            assert subscriber.next("user_add_org")["data"]["userId"] == ["newcomer-1"]
            legacy.post("/topapi/v2/user/update", {"userid": "newcomer-1", "name": "改名"})
            assert subscriber.next("user_modify_org")["data"]["userId"] == ["newcomer-1"]
            legacy.post("/topapi/v2/user/delete", {"userid": "newcomer-1"})
            left = subscriber.next("user_leave_org")
            assert left["data"]["userId"] == ["newcomer-1"] and left["data"]["timeStamp"].isdigit()
            made = legacy.post("/topapi/v2/department/create", {"name": "新部门", "parent_id": 1})["result"]["dept_id"]
            assert subscriber.next("org_dept_create")["data"]["deptId"] == [made]


@pytest.mark.client("alibabacloud-dingtalk")
class TestOpening:
    """The official SDK can open a connection too; it leaves the web socket to others."""

    SUBSCRIPTION = {"type": "EVENT", "topic": "*"}

    def open(self, simulators, **change):
        from alibabacloud_dingtalk.gateway_1_0 import models
        client = DingTalkClient(simulators.dingtalk)
        fields = {
            "client_id": client.account["appKey"], "client_secret": client.account["appSecret"],
            "subscriptions": [models.OpenConnectionRequestSubscriptions(**self.SUBSCRIPTION)], **change}
        return client.perform("gateway_1_0", "open_connection", **fields)

    def test_an_endpoint_and_a_ticket_are_given(self, dingtalk, simulators):
        first, second = self.open(simulators), self.open(simulators)
        assert first.endpoint == second.endpoint and first.endpoint.endswith("/connect")
        assert first.ticket != second.ticket

    def test_a_wrong_secret_is_refused(self, dingtalk, simulators):
        with pytest.raises(TeaException) as caught:
            self.open(simulators, client_secret="wrong")
        assert caught.value.statusCode == 400 and caught.value.code == "invalidClientIdOrSecret"
