"""Events by HTTP callback, registered and decrypted by dingtalk-sdk: encryption, reply, redelivery, failed list."""

import time

import pytest
from dingtalk.core.exceptions import DingTalkClientException

import claims
from dingtalk_client import DingTalkClient
from legacy_client import CALLBACK_AES_KEY, CALLBACK_TOKEN, LegacyClient
from receiver import Receiver

pytestmark = pytest.mark.client("dingtalk-sdk")

TAGS = ["bpms_instance_change", "bpms_task_change"]


@pytest.fixture
def client(simulators, dingtalk):
    return LegacyClient(simulators.dingtalk)


def receiver(simulators, *answers: str) -> Receiver:
    """A receiver for callbacks that the API registered: their owner key is the corp id."""
    return Receiver(CALLBACK_TOKEN, CALLBACK_AES_KEY, simulators.dingtalk["corpId"], answers)


def register(client, url: str) -> None:
    client.callback.register_call_back(TAGS, CALLBACK_TOKEN, CALLBACK_AES_KEY, url)


def submit(dingtalk, simulators) -> str:
    return dingtalk.submit(
        simulators.dingtalk["processCode"], simulators.employee()["userid"], claims.values(simulators))


class TestRegistration:
    def test_the_platform_probes_the_receiver_first(self, client, simulators):
        with receiver(simulators) as subscriber:
            register(client, subscriber.url)
            assert subscriber.next_raw() == {"EventType": "check_url"}
            assert client.callback.get_call_back()["url"] == subscriber.url
            client.callback.delete_call_back()
            with pytest.raises(DingTalkClientException) as caught:
                client.callback.get_call_back()
            assert caught.value.errcode == 71007

    @pytest.mark.parametrize("answer", ["plain", "fail", "garbage"])
    def test_a_receiver_that_cannot_answer_is_not_registered(self, client, simulators, answer):
        with receiver(simulators, answer) as subscriber:
            with pytest.raises(DingTalkClientException) as caught:
                register(client, subscriber.url)
            assert 71006 <= caught.value.errcode <= 71013 or 400050 <= caught.value.errcode <= 400054

    def test_a_second_address_has_to_be_an_update(self, client, simulators):
        with receiver(simulators) as subscriber:
            register(client, subscriber.url)
            with pytest.raises(DingTalkClientException) as caught:
                register(client, subscriber.url)
            assert caught.value.errcode == 71006
            client.callback.update_call_back(TAGS, CALLBACK_TOKEN, CALLBACK_AES_KEY, subscriber.url)


    @pytest.mark.parametrize(("change", "code"), [
        ({"call_back_tag": ["no_such_tag"]}, 71008), ({"url": "no address"}, 71011), ({"token": None}, 71010),
        ({"aes_key": "short"}, 71010), ({"url": "http://127.0.0.1:9/nobody-listens"}, 71012),
    ])
    def test_a_registration_that_cannot_be_is_refused(self, client, simulators, change, code):
        with receiver(simulators) as subscriber:
            body = {
                "call_back_tag": TAGS, "token": CALLBACK_TOKEN, "aes_key": CALLBACK_AES_KEY, "url": subscriber.url,
                **change}
            body = {name: value for name, value in body.items() if value is not None}
            with pytest.raises(DingTalkClientException) as caught:
                client.post("/call_back/register_call_back", body)
            assert caught.value.errcode == code

    def test_nothing_is_there_to_update_or_delete(self, client, simulators):
        with receiver(simulators) as subscriber:
            for call in (
                    lambda: client.callback.update_call_back(TAGS, CALLBACK_TOKEN, CALLBACK_AES_KEY, subscriber.url),
                    client.callback.delete_call_back):
                with pytest.raises(DingTalkClientException) as caught:
                    call()
                assert caught.value.errcode == 71007


class TestEvents:
    def test_an_approval_is_told_from_start_to_finish(self, client, dingtalk, simulators):
        with receiver(simulators) as subscriber:
            register(client, subscriber.url)
            instance = submit(dingtalk, simulators)
            start = subscriber.next("bpms_instance_change", instance)
            assert start["type"] == "start" and "result" not in start and "finishTime" not in start
            dingtalk.decide(instance, "approve")
            finish = subscriber.next("bpms_instance_change", instance)
            assert (finish["type"], finish["result"]) == ("finish", "agree")
            assert finish["processCode"] == simulators.dingtalk["processCode"]
            assert finish["staffId"] == simulators.employee()["userid"]
            assert finish["finishTime"] % 1000 == 0  # rounded to seconds

    def test_a_withdrawn_instance_is_told_without_a_result(self, client, dingtalk, simulators):
        with receiver(simulators) as subscriber:
            register(client, subscriber.url)
            instance = submit(dingtalk, simulators)
            # Events that are under way together arrive in any order, so the second is made after the first arrived.
            assert subscriber.next("bpms_instance_change", instance)["type"] == "start"
            dingtalk.decide(instance, "terminate")
            end = subscriber.next("bpms_instance_change", instance)
            assert end["type"] == "terminate" and "result" not in end

    def test_tasks_are_told_too(self, client, dingtalk, simulators):
        with receiver(simulators) as subscriber:
            register(client, subscriber.url)
            instance = submit(dingtalk, simulators)
            assert subscriber.next("bpms_task_change", instance)["type"] == "start"
            dingtalk.decide(instance, "approve")
            task = subscriber.next("bpms_task_change", instance)
            assert (task["type"], task["result"]) == ("finish", "agree")
            assert isinstance(task["taskId"], int)

    def test_an_address_from_the_console_is_owned_by_the_app_key(self, dingtalk, simulators):
        account = simulators.dingtalk
        with Receiver(account["callbackToken"], account["aesKey"], account["appKey"]) as subscriber:
            dingtalk.configure_callback(subscriber.url)
            instance = submit(dingtalk, simulators)
            assert subscriber.next("bpms_instance_change", instance)["type"] == "start"


class TestRedelivery:
    @pytest.mark.parametrize("answer", ["plain", "fail", "garbage"])
    def test_a_wrong_reply_brings_the_event_again(self, client, dingtalk, simulators, answer):
        with receiver(simulators, "proper", answer, answer, answer, answer) as subscriber:
            register(client, subscriber.url)
            assert subscriber.next_raw()["EventType"] == "check_url"
            instance = submit(dingtalk, simulators)
            first = subscriber.next("bpms_instance_change", instance)
            assert subscriber.next("bpms_instance_change", instance) == first
            dingtalk.wait_for("eventRefused", lambda fact: fact.get("instance") == instance)

    def test_what_was_never_taken_over_is_in_the_failed_list_once(self, client, dingtalk, simulators):
        with receiver(simulators, "proper", *["fail"] * 20) as subscriber:
            register(client, subscriber.url)
            instance = submit(dingtalk, simulators)
            dingtalk.wait_for("eventGivenUp", lambda fact: fact.get("instance") == instance)
            deadline = time.monotonic() + 10
            while not (failed := self.failed_instances(client)) and time.monotonic() < deadline:
                time.sleep(0.05)  # the platform shows it a while after the last attempt
            assert failed == [instance]
            assert self.failed_instances(client) == []  # the call before took it out

    @staticmethod
    def failed_instances(client) -> list[str]:
        answer = client.callback.get_call_back_failed_result()
        assert answer["has_more"] is False
        changes = [entry for entry in answer["failed_list"] if entry["call_back_tag"] == "bpms_instance_change"]
        return [entry["bpms_instance_change"]["bpmsCallBackData"]["processInstanceId"] for entry in changes]


    @pytest.mark.client("alibabacloud-dingtalk")
    @pytest.mark.api("GET /v1.0/event/callbacks/failedResults")
    def test_the_newer_list_shows_it_by_its_time(self, client, dingtalk, simulators, using):
        with receiver(simulators, "proper", *["fail"] * 20) as subscriber:
            with using("dingtalk-sdk"):
                register(client, subscriber.url)
            begin = int(time.time() * 1000) - 60_000
            instance = submit(dingtalk, simulators)
            dingtalk.wait_for("eventGivenUp", lambda fact: fact.get("instance") == instance)
            newer, deadline = DingTalkClient(simulators.dingtalk), time.monotonic() + 10
            while time.monotonic() < deadline:
                page = newer.perform(
                    "event_1_0", "get_call_back_faile_result", begin_time=begin, end_time=begin + 120_000)
                if failed := [one for one in page.failed_list if one.call_back_tag == "bpms_instance_change"]:
                    break
                time.sleep(0.05)
            assert instance in failed[0].call_back_data and failed[0].corp_id == simulators.dingtalk["corpId"]
            assert failed[0].event_time >= begin and page.has_more is False


class TestFaults:
    def test_a_duplicate_may_come_under_another_event_id(self, dingtalk, simulators):
        account = simulators.dingtalk  # only pushes that the console configured carry an event id
        with Receiver(account["callbackToken"], account["aesKey"], account["appKey"]) as subscriber:
            dingtalk.configure_callback(subscriber.url)
            dingtalk.arm({"fault": "event-duplicated", "operations": "bpms_instance_change", "new-id": "true"})
            instance = submit(dingtalk, simulators)
            first, second = (subscriber.next("bpms_instance_change", instance) for _ in range(2))
            assert first["eventId"] != second["eventId"]
            assert first["processInstanceId"] == second["processInstanceId"]

    def test_a_wrong_signature_is_followed_by_the_right_one(self, client, dingtalk, simulators):
        with receiver(simulators) as subscriber:
            register(client, subscriber.url)
            subscriber.next("check_url")
            dingtalk.arm({
                "fault": "event-signature-wrong", "operations": "bpms_instance_change", "attempts": "1"})
            instance = submit(dingtalk, simulators)
            pushes = [subscriber.next_raw()]
            while pushes[-1].get("EventType") != "bpms_instance_change":
                pushes.append(subscriber.next_raw())
            assert {"refused": "InvalidSignatureException"} in pushes
            assert pushes[-1]["processInstanceId"] == instance

    def test_a_lost_event_is_in_no_list(self, client, dingtalk, simulators):
        with receiver(simulators) as subscriber:
            register(client, subscriber.url)
            dingtalk.arm({"fault": "event-lost", "operations": "bpms_instance_change"})
            instance = submit(dingtalk, simulators)
            assert subscriber.next("bpms_task_change", instance)  # tasks are not struck
            assert instance not in TestRedelivery.failed_instances(client)
