"""Work notifications, robots, media: by dingtalk-sdk, the official SDK, and plain webhooks."""

import base64
import hashlib
import hmac
import io
import json
import time
from urllib.parse import quote_plus

import pytest
import requests
from dingtalk.core.exceptions import DingTalkClientException
from dingtalk.model.message import (
    BtnActionCardBody, ImageBody, LinkBody, MarkdownBody, OaBody, OaBodyContent, SingleActionCardBody, TextBody)
from Tea.exceptions import TeaException

from dingtalk_client import DingTalkClient
from legacy_client import LegacyClient

SEND, PROGRESS, RESULT, RECALL = (
    f"POST /topapi/message/corpconversation/{name}" for name in (
        "asyncsend_v2", "getsendprogress", "getsendresult", "recall"))
ROBOT = "POST /robot/send"


@pytest.fixture
def legacy(simulators, dingtalk):
    return LegacyClient(simulators.dingtalk)


@pytest.fixture
def client(simulators, dingtalk):
    return DingTalkClient(simulators.dingtalk)


def code_of(call) -> int:
    with pytest.raises(DingTalkClientException) as caught:
        call()
    return caught.value.errcode


@pytest.mark.client("dingtalk-sdk")
class TestWorkNotifications:
    @pytest.fixture
    def send(self, legacy, simulators):
        """Sends a body to the first employee, or to others; the task."""
        def call(body, **receivers) -> int:
            receivers = receivers or {"userid_list": simulators.employee()["userid"]}
            sent = {"agent_id": simulators.dingtalk["agentId"], "msg": body, **receivers}
            return legacy.post("/topapi/message/corpconversation/asyncsend_v2", sent)["task_id"]
        return call

    @pytest.fixture
    def ask(self, legacy, simulators):
        def call(name: str, **body) -> dict:
            path = f"/topapi/message/corpconversation/{name}"
            return legacy.post(path, {"agent_id": simulators.dingtalk["agentId"], **body})
        return call

    def result(self, ask, task: int) -> dict:
        deadline = time.monotonic() + 15
        while ask("getsendprogress", task_id=task)["progress"] != {"progress_in_percent": 100, "status": 2}:
            assert time.monotonic() < deadline
            time.sleep(0.05)
        return ask("getsendresult", task_id=task)["send_result"]

    def test_a_notification_is_sent_and_its_result_told(self, send, ask, dingtalk, simulators):
        user = simulators.employee()["userid"]
        task = send(TextBody("报销单已生成").get_dict())
        assert isinstance(task, int)
        result = self.result(ask, task)
        assert result["unread_user_id_list"] == [user] and result["read_user_id_list"] == []
        assert {"invalid_user_id_list", "forbidden_user_id_list", "failed_user_id_list", "invalid_dept_id_list"} <= set(
            result)
        (sent,) = dingtalk.facts("notificationSent")
        assert sent["users"] == [user] and "报销单已生成" in sent["text"]

    def test_the_same_text_is_dropped_without_a_word(self, send, ask, simulators):
        first, second = (send(TextBody("同样的内容").get_dict()) for _ in range(2))
        assert self.result(ask, first)["forbidden_list"] == []
        (dropped,) = self.result(ask, second)["forbidden_list"]
        assert dropped == {"code": "143106", "count": 1, "userid": simulators.employee()["userid"]}

    def test_unknown_people_are_told_in_the_result_only(self, send, ask):
        task = send(TextBody("给不存在的人").get_dict(), userid_list="nobody")
        assert self.result(ask, task)["invalid_user_id_list"] == ["nobody"]

    @pytest.mark.parametrize("body", [
        LinkBody("http://a.example/", "@p", "标题", "内容"), MarkdownBody("标题", "# 报销"),
        OaBody("http://a.example/", "FFBBBBBB", "报销", OaBodyContent("正文", "内容", forms={"金额": "100"})),
        SingleActionCardBody("标题", "内容", "查看", "http://a.example/"),
        BtnActionCardBody("标题", "内容", "1", [{"title": "同意", "action_url": "http://a.example/"}]),
    ], ids=lambda body: type(body).__name__)
    def test_each_type_of_message(self, send, body):
        assert isinstance(send(body.get_dict()), int)

    @pytest.mark.api(RECALL)
    def test_a_notification_is_recalled(self, send, ask):
        task = send(TextBody("发错了").get_dict())
        assert ask("recall", msg_task_id=task)["errcode"] == 0
        assert code_of(lambda: ask("recall", msg_task_id=999)) == 400002

    @pytest.mark.parametrize(("change", "codes"), [
        ({"agent_id": 1}, {40056, 40035, 400002}), ({"userid_list": None}, {40035, 400002, 33001, 1430000}),
        ({"msg": {"msgtype": "no such type"}}, {40008, 40035, 400002, 33002}), ({"msg": None}, {40035, 400002}),
    ])
    def test_what_cannot_be_sent_is_refused(self, legacy, simulators, change, codes):
        body = {
            "agent_id": simulators.dingtalk["agentId"], "userid_list": simulators.employee()["userid"],
            "msg": TextBody("x").get_dict(), **change}
        body = {name: value for name, value in body.items() if value is not None}
        assert code_of(lambda: legacy.post("/topapi/message/corpconversation/asyncsend_v2", body)) in codes

    def test_an_unknown_task_is_refused(self, ask):
        assert code_of(lambda: ask("getsendprogress", task_id=999)) == 40035
        assert code_of(lambda: ask("getsendresult", task_id=999)) in (40035, 400002)


@pytest.mark.client("dingtalk-sdk")
@pytest.mark.api("POST /topapi/message/corpconversation/asyncsend")
class TestRouter:
    """The SDK's own methods for approvals and messages go to the router."""

    def test_a_message_is_sent_asked_for_and_recalled(self, legacy, simulators):
        agent, user = simulators.dingtalk["agentId"], simulators.employee()["userid"]
        task = legacy.message.asyncsend_v2(TextBody("路由"), agent, userid_list=[user])
        assert isinstance(int(task), int)
        assert legacy.message.getsendprogress(agent, task)["status"] in (0, 1, 2)
        assert legacy.message.getsendresult(agent, task)["unread_user_id_list"] in ([user], {"string": [user]})
        legacy.message.recall(agent, task)

    def test_the_oldest_way_to_send(self, legacy, simulators):
        agent, user = simulators.dingtalk["agentId"], simulators.employee()["userid"]
        body = {
            "agent_id": agent, "userid_list": user, "msgtype": "text", "msgcontent": {"content": "老接口"},
            "to_all_user": False}
        assert legacy.post("/topapi/message/corpconversation/asyncsend", body)["task_id"] > 0
        assert int(legacy.message.asyncsend(TextBody("更老的路由"), agent, userid_list=[user])) > 0

    def test_an_approval_is_made_listed_and_read(self, legacy, dingtalk, simulators):
        import claims
        code, user = simulators.dingtalk["processCode"], simulators.employee()["userid"]
        filled = {value["name"]: value["value"] for value in claims.named(claims.values(simulators))}
        instance = legacy.bpms.processinstance_create(code, user, -1, form_component_values=filled)
        assert legacy.bpms.processinstance_get(instance)["status"] == "RUNNING"
        begin = int(time.time() * 1000) - 60_000
        answer = legacy.bpms.processinstance_listids(code, begin, None)
        assert instance in json.dumps(answer)
        assert instance in json.dumps(legacy.bpms.processinstance_list(code, begin))

    def test_an_error_is_the_clients_own(self, legacy):
        assert code_of(lambda: legacy.bpms.processinstance_get("no such instance")) == 820004


@pytest.mark.client("dingtalk-sdk")
@pytest.mark.api("POST /media/upload")
class TestMedia:
    def test_a_file_is_uploaded_and_sent(self, legacy, simulators):
        uploaded = legacy.message.media_upload("image", ("发票.png", io.BytesIO(b"\x89PNG rehearsal"), "image/png"))
        assert uploaded["type"] == "image" and uploaded["media_id"].startswith("@")
        assert isinstance(uploaded["created_at"], int)
        body = {
            "agent_id": simulators.dingtalk["agentId"], "userid_list": simulators.employee()["userid"],
            "msg": ImageBody(uploaded["media_id"]).get_dict()}
        assert legacy.post("/topapi/message/corpconversation/asyncsend_v2", body)["task_id"]

    def test_a_type_that_is_not_there_is_refused(self, legacy):
        upload = ("x.png", io.BytesIO(b"x"), "image/png")
        assert code_of(lambda: legacy.message.media_upload("hologram", upload)) != 0


@pytest.mark.client("plain HTTP")
@pytest.mark.api(ROBOT)
class TestCustomRobot:
    """A webhook of a group: there is no SDK for it."""

    TEXT = {"msgtype": "text", "text": {"content": "报销完成"}, "at": {"isAtAll": False}}

    @pytest.fixture
    def robot(self, dingtalk, simulators):
        """Sets a robot up and sends to it."""
        base = simulators.dingtalk["url"].rstrip("/")

        def make(**settings):
            token = dingtalk.call("PUT", "robots/conformance", settings)["accessToken"]

            def send(body=None, **query):
                query = {"access_token": token, **query}
                return requests.post(f"{base}/robot/send", params=query, json=body or self.TEXT, timeout=20).json()
            return send
        return make

    @pytest.mark.parametrize("body", [
        TEXT, {"msgtype": "markdown", "markdown": {"title": "t", "text": "x"}},
        {"msgtype": "link", "link": {"title": "t", "text": "x", "messageUrl": "http://a.example/", "picUrl": ""}},
        {"msgtype": "actionCard", "actionCard": {
            "title": "t", "text": "x", "singleTitle": "s", "singleURL": "http://a.example/"}},
        {"msgtype": "feedCard", "feedCard": {"links": [
            {"title": "t", "messageURL": "http://a.example/", "picURL": "http://a.example/p"}]}},
    ], ids=lambda body: body["msgtype"])
    def test_each_type_of_message(self, robot, dingtalk, body):
        assert robot()(body) == {"errcode": 0, "errmsg": "ok"}
        assert dingtalk.call("GET", "robots/conformance/messages")["messages"][-1]["message"]["msgtype"] == (
            body["msgtype"])

    def test_a_signature_is_checked(self, robot):
        send, secret = robot(secret="SECconformance"), "SECconformance"
        now = int(time.time() * 1000)

        def signed(timestamp: int) -> dict:
            text = f"{timestamp}\n{secret}".encode()
            return {
                "timestamp": timestamp,
                "sign": base64.b64encode(hmac.new(secret.encode(), text, hashlib.sha256).digest()).decode()}
        assert send(**signed(now))["errcode"] == 0
        assert send(timestamp=now, sign="wrong") == {"errcode": 310000, "errmsg": "sign not match"}
        assert send(**signed(now - 3_700_000)) == {"errcode": 310000, "errmsg": "invalid timestamp"}

    def test_a_keyword_is_wanted(self, robot):
        send = robot(keywords=["监控"])
        assert send() == {"errcode": 310000, "errmsg": "keywords not in content"}

    def test_twenty_in_a_minute_are_the_limit(self, robot):
        send = robot()
        answers = [send({"msgtype": "text", "text": {"content": str(number)}})["errcode"] for number in range(21)]
        assert answers[:20] == [0] * 20 and answers[20] in (410100, 660026)

    @pytest.mark.parametrize(("standing", "code"), [("stopped", 400102), ("removed", 400106), ("dissolved", 400013)])
    def test_a_robot_that_is_out_of_use(self, robot, standing, code):
        assert robot(standing=standing)()["errcode"] == code

    def test_an_address_that_is_not_allowed(self, robot):
        assert robot(addresses=["10.0.0.0/24"])() == {
            "errcode": 310000, "errmsg": "ip 127.0.0.1 not in whitelist"}

    def test_words_that_are_forbidden(self, robot, dingtalk):
        dingtalk.call("PUT", "messages/rules", {"forbiddenWords": ["报销"]})
        assert 430101 <= robot()()["errcode"] <= 430104

    def test_the_codes_of_the_page(self, robot, dingtalk, simulators):
        dingtalk.call("PUT", "messages/rules", {"robotErrors": "documented"})
        url = simulators.dingtalk["url"].rstrip("/") + "/robot/send?access_token=unknown"
        assert requests.post(url, json=self.TEXT, timeout=20).json()["errcode"] == 400101

    def test_a_type_that_is_not_there(self, robot):
        assert robot()({"msgtype": "hologram", "hologram": {}})["errcode"] == 400105

    def test_an_unknown_token_is_refused(self, simulators, dingtalk):
        url = simulators.dingtalk["url"].rstrip("/") + "/robot/send?access_token=unknown"
        assert requests.post(url, json=self.TEXT, timeout=20).json() == {
            "errcode": 300005, "errmsg": "token is not exist"}

    def test_another_content_type_is_refused(self, robot, dingtalk, simulators):
        robot()
        token = dingtalk.call("PUT", "robots/conformance", {})["accessToken"]
        url = f"{simulators.dingtalk['url'].rstrip('/')}/robot/send?access_token={token}"
        reply = requests.post(url, data=json.dumps(self.TEXT), headers={"Content-Type": "text/plain"}, timeout=20)
        assert reply.json()["errcode"] == 43004

    def test_a_repeated_key_is_shown_once(self, robot, dingtalk):
        send = robot()
        for _ in range(2):
            assert send({**self.TEXT, "msgUuid": "once"})["errcode"] == 0
        assert dingtalk.call("GET", "robots/conformance/messages")["count"] == 1


@pytest.mark.client("vectors")
@pytest.mark.parametrize(("timestamp", "signature"), [
    (1577262236757, "NpnFljuq53FjN0EP0dOrJ1tRbrvHxxFjg6riik45R7M="),
    (1577262236766, "9Ln0n+PgJ0S5HrbJrHo5BQALB5uJX/4cMLiNJMXWjqk="),
])
def test_webhook_signatures_are_the_published_ones(timestamp, signature):
    secret = "SECfake0123456789abcdef0123456789abcdef0123456789abcdef0123456789ab"
    digest = hmac.new(secret.encode(), f"{timestamp}\n{secret}".encode(), hashlib.sha256).digest()
    assert base64.b64encode(digest).decode() == signature
    assert "+" not in quote_plus(signature) and "/" not in quote_plus(signature)


@pytest.mark.client("alibabacloud-dingtalk")
@pytest.mark.api("POST /v1.0/robot/oToMessages/batchSend")
class TestAppRobot:
    @pytest.fixture
    def send(self, client):
        def call(users: list[str], **change):
            fields = {
                "robot_code": client.account["appKey"], "user_ids": users, "msg_key": "sampleText",
                "msg_param": json.dumps({"content": "你好"}), **change}
            return client.perform("robot_1_0", "batch_send_oto", **fields)
        return call

    def test_a_robot_writes_to_people(self, client, send, dingtalk, simulators):
        user, robot = simulators.employee()["userid"], client.account["appKey"]
        sent = send([user, "nobody"])
        assert sent.process_query_key and sent.invalid_staff_id_list == ["nobody"]
        key = {"robot_code": robot, "process_query_key": sent.process_query_key}
        (unread,) = client.perform("robot_1_0", "batch_otoquery", **key).message_read_info_list
        assert (unread.user_id, unread.read_status) == (user, "UNREAD")
        dingtalk.call("POST", f"messages/{sent.process_query_key}/read", {"userid": user})
        (read,) = client.perform("robot_1_0", "batch_otoquery", **key).message_read_info_list
        assert read.read_status == "READ" and read.read_timestamp > 0
        keys = {"robot_code": robot, "process_query_keys": [sent.process_query_key, "unknown"]}
        recalled = client.perform("robot_1_0", "batch_recall_oto", **keys)
        assert recalled.success_result == [sent.process_query_key] and "unknown" in recalled.failed_result
        assert client.perform("robot_1_0", "batch_otoquery", **key).send_status == "RECALLED"

    @pytest.mark.parametrize("change", [
        {"robot_code": "dingnobody"}, {"msg_key": "noSuchKey"}, {"msg_param": "no json"}, {"user_ids": []}])
    def test_what_cannot_be_sent_is_refused(self, send, simulators, change):
        with pytest.raises(TeaException) as caught:
            send(**{"users": [simulators.employee()["userid"]]} | change) if "user_ids" not in change else send([])
        assert caught.value.statusCode == 400 and caught.value.code and caught.value.data["requestid"]
