"""The official alibabacloud-dingtalk SDK does its work against the fake DingTalk, unpatched."""

import json
import re
import time

import pytest
from Tea.exceptions import TeaException

import claims
from dingtalk_client import DingTalkClient

pytestmark = pytest.mark.client("alibabacloud-dingtalk")


@pytest.fixture
def client(simulators, dingtalk):
    return DingTalkClient(simulators.dingtalk)


@pytest.fixture
def originator(simulators):
    return simulators.employee()["userid"]


@pytest.fixture
def instance(client, simulators, originator):
    return client.start(originator, claims.values(simulators))


def refusal(call) -> TeaException:
    """The error that `call` raises: the SDK's own type, with code, status and the reply's members."""
    with pytest.raises(TeaException) as caught:
        call()
    assert caught.value.data["requestid"] == caught.value.data["requestid"].upper()
    return caught.value


class TestTokens:
    def test_a_token_is_given_and_given_again(self, client):
        first, second = client.fetch_token(), client.fetch_token()
        assert first.expire_in == 7200
        assert first.access_token and first.access_token == second.access_token

    def test_a_wrong_secret_is_refused(self, simulators, dingtalk):
        error = refusal(DingTalkClient(simulators.dingtalk, appSecret="wrong").fetch_token)
        assert (error.statusCode, error.code) == (400, "invalidClientIdOrSecret")
        assert error.data["message"] == "无效的clientId或者clientSecret"

    def test_an_unknown_token_is_refused_with_400(self, client, instance):
        client.token = "unknown"
        error = refusal(lambda: client.get(instance))
        assert (error.statusCode, error.code) == (400, "InvalidAuthentication")
        assert error.data["message"] == "不合法的access_token"

    def test_a_token_that_ended_early_is_refused_and_a_new_one_works(self, client, dingtalk, instance):
        dingtalk.arm({"fault": "session-expired", "on": "dingtalk", "attempts": "1", "key": instance})
        assert refusal(lambda: client.get(instance)).code == "InvalidAuthentication"
        client.token = client.fetch_token().access_token
        assert client.get(instance).status == "RUNNING"


class TestInstances:
    def test_a_started_instance_runs(self, client, instance, originator):
        detail = client.get(instance)
        assert (detail.status, detail.originator_user_id) == ("RUNNING", originator)
        assert re.fullmatch(r"\d{21}", detail.business_id)
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\dZ", detail.create_time)  # minutes, no seconds
        assert not detail.finish_time
        assert detail.operation_records[0].type == "START_PROCESS_INSTANCE"
        assert isinstance(detail.tasks[0].task_id, int)  # text in the older API

    def test_values_read_back_as_the_platform_shows_them(self, client, instance, simulators):
        values = {value.id: value for value in client.get(instance).form_component_values}
        employee = simulators.employee()
        assert values["TextField_REASON"].value == "客户拜访：华东"
        assert values["InnerContactField_PAYEE"].value == employee["name"]  # a name; the id is in extValue
        assert json.loads(values["InnerContactField_PAYEE"].ext_value)[0]["emplId"] == employee["userid"]
        assert values["DDSelectField_PAYMENT"].value == "银行转账"
        assert json.loads(values["DDSelectField_PAYMENT"].ext_value)["label"] == "银行转账"
        assert values["TextareaField_REMARK"].value == "null"  # unfilled: four characters, not null

    def test_table_rows_read_back_with_their_keys(self, client, instance):
        values = {value.id: value for value in client.get(instance).form_component_values}
        assert values["TableField_DETAIL"].component_type == "TableField"
        rows = json.loads(values["TableField_DETAIL"].value)
        assert len(rows) == 2
        cells = {cell["key"]: cell for cell in rows[1]["rowValue"]}
        assert cells["MoneyField_AMOUNT"]["value"] == "1005.005"
        assert cells["DDSelectField_ITEM"]["extendValue"]["label"] == cells["DDSelectField_ITEM"]["value"]

    def test_consent_to_the_last_task_completes_the_instance(self, client, instance):
        while tasks := [task for task in client.get(instance).tasks if task.status == "RUNNING"]:
            assert client.execute(instance, tasks[0].task_id, tasks[0].user_id, "agree") is True
        detail = client.get(instance)
        assert (detail.status, detail.result) == ("COMPLETED", "agree")
        assert detail.finish_time and detail.tasks[-1].result == "AGREE"

    def test_one_refusal_ends_the_instance(self, client, instance):
        task = client.get(instance).tasks[0]
        client.execute(instance, task.task_id, task.user_id, "refuse")
        assert (client.get(instance).status, client.get(instance).result) == ("COMPLETED", "refuse")

    def test_people_can_act_through_the_control_api(self, client, dingtalk, instance):
        dingtalk.decide(instance, "approve")
        assert (client.get(instance).status, client.get(instance).result) == ("COMPLETED", "agree")

    def test_a_withdrawn_instance_has_no_result(self, client, dingtalk, instance):
        dingtalk.decide(instance, "terminate")
        detail = client.get(instance)
        assert (detail.status, detail.result or "") == ("TERMINATED", "")

    def test_an_instance_cannot_be_withdrawn_in_its_first_seconds(self, client, instance, originator):
        error = refusal(lambda: client.terminate(instance, originator))
        assert (error.statusCode, error.code) == (400, "aflowProcessInstStatusException")
        assert client.get(instance).status == "RUNNING"

    def test_a_comment_is_seen(self, client, dingtalk, instance, originator):
        assert client.comment(instance, originator, "已生成报销单 EXP-2026-000042") is True
        assert client.get(instance).operation_records[-1].remark == "已生成报销单 EXP-2026-000042"
        assert dingtalk.facts("instanceCommented") == [{"instance": instance, "text": "已生成报销单 EXP-2026-000042"}]

    def test_an_unknown_instance_is_refused(self, client):
        error = refusal(lambda: client.get("kNpmUavZQwSHP_ZJvVdL7g07561689326476"))
        assert (error.statusCode, error.code) == (400, "processInstanceNotExist")

    def test_an_unknown_template_is_refused(self, client, simulators, originator):
        client.account["processCode"] = "PROC-00000000-0000-0000-0000-000000000000"
        error = refusal(lambda: client.start(originator, claims.values(simulators)))
        assert (error.statusCode, error.code) == (400, "processCodeError")


class TestPages:
    def test_pages_end_where_the_next_token_is_missing(self, client, simulators, originator):
        start = int(time.time() * 1000) - 60_000
        made = {client.start(originator, claims.values(simulators, reason=f"第{n}笔")) for n in range(5)}
        seen, token = [], 0
        while True:
            page = client.list_ids(start, token, size=2)
            seen += page.list
            if not page.next_token:
                break
            assert isinstance(page.next_token, str)  # comes out as text, goes in as a number
            token = int(page.next_token)
        assert len(seen) == 5 and set(seen) == made

    def test_a_status_filters(self, client, dingtalk, simulators, originator):
        start = int(time.time() * 1000) - 60_000
        finished, running = (client.start(originator, claims.values(simulators)) for _ in range(2))
        dingtalk.decide(finished, "approve")
        assert client.list_ids(start, statuses=["COMPLETED"]).list == [finished]
        assert client.list_ids(start, statuses=["RUNNING"]).list == [running]

    @pytest.mark.parametrize(("change", "code"), [
        ({"size": 21}, "invalidMaxResults"), ({"token": -1}, "invalidNextToken"), ({"end_time": 1}, "invalidEndTime"),
    ])
    def test_a_page_that_cannot_be_is_refused(self, client, change, code):
        error = refusal(lambda: client.list_ids(int(time.time() * 1000) - 60_000, **change))
        assert (error.statusCode, error.code) == (400, code)


class TestFaults:
    def test_too_many_calls_are_403_which_is_no_permission_error(self, client, dingtalk, instance):
        dingtalk.arm({"fault": "rate-limit", "on": "dingtalk", "calls": "2", "per": "10s", "penalty": "10s"})
        for _ in range(2):
            client.get(instance)
        error = refusal(lambda: client.get(instance))
        assert (error.statusCode, error.code) == (403, "Forbidden.AccessDenied.QpsLimitForAppkeyAndApi")

    def test_a_system_error_is_500(self, client, dingtalk, instance):
        dingtalk.arm({"fault": "error-reply", "on": "dingtalk", "reason": "systemError"})
        error = refusal(lambda: client.get(instance))
        assert (error.statusCode, error.code) == (500, "systemError")

    def test_an_armed_fault_ends_when_it_is_taken_out(self, client, dingtalk, instance):
        dingtalk.arm({"fault": "error-reply", "on": "dingtalk", "reason": "systemError"})
        refusal(lambda: client.get(instance))
        dingtalk.disarm()
        assert client.get(instance).status == "RUNNING"
