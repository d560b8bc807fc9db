"""dingtalk-sdk does its work against the older API of the fake DingTalk: errors are status 200 with an errcode."""

import json
import time

import pytest
from dingtalk.core.exceptions import DingTalkClientException

import claims
from legacy_client import LegacyClient

pytestmark = pytest.mark.client("dingtalk-sdk")


@pytest.fixture
def client(simulators, dingtalk):
    return LegacyClient(simulators.dingtalk)


@pytest.fixture
def originator(simulators):
    return simulators.employee()["userid"]


def refusal(call) -> dict:
    """The members of the error reply behind the exception that `call` raises."""
    with pytest.raises(DingTalkClientException) as caught:
        call()
    assert caught.value.response.status_code == 200
    return caught.value.response.json()


def start(client, simulators, originator) -> str:
    body = {
        "process_code": simulators.dingtalk["processCode"], "originator_user_id": originator, "dept_id": -1,
        "form_component_values": claims.named(claims.values(simulators)),
    }
    return client.post("/topapi/processinstance/create", body)["process_instance_id"]


class TestTokens:
    def test_a_token_is_given_and_given_again(self, client):
        first, second = client.get_access_token(), client.get_access_token()
        assert (first["errcode"], first["expires_in"]) == (0, 7200)
        assert first["access_token"] == second["access_token"]

    def test_a_wrong_secret_is_refused_unwrapped(self, simulators, dingtalk):
        error = refusal(LegacyClient(simulators.dingtalk, appSecret="wrong").get_access_token)
        assert (error["errcode"], error["errmsg"]) == (40096, "不合法的appKey或appSecret")

    def test_an_unknown_token_is_wrapped_in_88_below_topapi(self, client, originator):
        client.cache.access_token.set(value="unknown", ttl=60)
        error = refusal(lambda: client.post("/topapi/v2/user/get", {"userid": originator}))
        assert (error["errcode"], error["sub_code"]) == (88, "40014")  # the sub code is text
        assert error["errmsg"] == "ding talk error[subcode=40014,submsg=不合法的access_token]"

    def test_an_unknown_token_is_unwrapped_elsewhere_so_the_sdk_renews_it(self, client):
        client.cache.access_token.set(value="unknown", ttl=60)
        with pytest.raises(DingTalkClientException) as caught:
            client.callback.get_call_back()
        assert caught.value.errcode == 71007  # the second try had a good token: there is no callback yet


class TestContacts:
    def test_a_user_is_read(self, client, simulators):
        employee = simulators.employee()
        user = client.post("/topapi/v2/user/get", {"userid": employee["userid"]})["result"]
        assert (user["userid"], user["name"], user["job_number"]) == (
            employee["userid"], employee["name"], employee["staffNumber"])
        assert user["dept_id_list"] == [employee["departmentId"]] and user["active"] is True

    def test_an_unknown_user_is_refused(self, client):
        error = refusal(lambda: client.post("/topapi/v2/user/get", {"userid": "nobody"}))
        assert (error["errcode"], error["errmsg"]) == (60121, "找不到该用户")

    def test_a_department_is_read(self, client, simulators):
        department = simulators.employee()["departmentId"]
        answer = client.post("/topapi/v2/department/get", {"dept_id": department})["result"]
        assert (answer["dept_id"], answer["parent_id"]) == (department, 1)


class TestInstances:
    def test_an_instance_goes_from_created_to_agreed(self, client, dingtalk, simulators, originator):
        instance = start(client, simulators, originator)
        detail = client.instance(instance)
        assert (detail["status"], detail.get("result", "")) == ("RUNNING", "")
        assert detail["originator_userid"] == originator and "finish_time" not in detail
        assert isinstance(detail["tasks"][0]["taskid"], str)  # a number in the newer API
        dingtalk.decide(instance, "approve")
        detail = client.instance(instance)
        assert (detail["status"], detail["result"]) == ("COMPLETED", "agree")
        time.strptime(detail["finish_time"], "%Y-%m-%d %H:%M:%S")

    def test_unfilled_components_read_as_the_word_null_and_unfilled_tables_as_their_columns(
            self, client, dingtalk, simulators, originator):
        filled = claims.values(simulators)
        del filled["TableField_DETAIL"]
        instance = dingtalk.submit(simulators.dingtalk["processCode"], originator, filled)
        values = {value["id"]: value for value in client.instance(instance)["form_component_values"]}
        assert values["TextareaField_REMARK"]["value"] == "null"
        assert "ext_value" not in values["TextareaField_REMARK"]
        columns = json.loads(values["TableField_DETAIL"]["value"])
        assert columns and all("rowValue" not in column and "props" in column for column in columns)

    def test_pages_end_where_the_next_cursor_is_missing(self, client, simulators, originator):
        begin = int(time.time() * 1000) - 60_000
        made = {start(client, simulators, originator) for _ in range(3)}
        seen, cursor = [], 0
        while cursor is not None:
            body = {
                "process_code": simulators.dingtalk["processCode"], "start_time": begin, "size": 2, "cursor": cursor}
            page = client.post("/topapi/processinstance/listids", body)["result"]
            seen, cursor = seen + page["list"], page.get("next_cursor")
        assert len(seen) == 3 and set(seen) == made

    def test_an_unknown_instance_is_refused(self, client):
        assert refusal(lambda: client.instance("kNpmUavZQwSHP_ZJvVdL7g07561689326476"))["errcode"] == 820004

    def test_an_unknown_path_names_the_api_that_does_not_exist(self, client):
        error = refusal(lambda: client.post("/topapi/v2/user/notexist", {}))
        assert error["errcode"] == 22
        assert error["sub_msg"] == "不合法ApiName，ApiName = dingtalk.oapi.v2.user.notexist"


class TestFaults:
    def test_too_many_calls_are_wrapped_in_88(self, client, dingtalk, originator):
        dingtalk.arm({"fault": "rate-limit", "on": "dingtalk", "calls": "1", "per": "10s", "penalty": "10s"})
        client.post("/topapi/v2/user/get", {"userid": originator})
        error = refusal(lambda: client.post("/topapi/v2/user/get", {"userid": originator}))
        assert (error["errcode"], error["sub_code"]) == (88, "90018")

    def test_a_busy_system_says_minus_one(self, client, dingtalk, originator):
        dingtalk.arm({"fault": "error-reply", "on": "dingtalk", "reason": "-1"})
        error = refusal(lambda: client.post("/topapi/v2/user/get", {"userid": originator}))
        assert (error["errcode"], error["errmsg"]) == (-1, "系统繁忙")
