"""Every documented error of DingTalk reaches the clients as their own typed error: by fault plans, and by real causes.

The rows are those of the platform's table of error codes (「全局错误码」) as far as a connector has to tell them apart.
"""

import pytest
import requests
from dingtalk.core.exceptions import DingTalkClientException
from Tea.exceptions import TeaException

import claims
from dingtalk_client import DingTalkClient
from legacy_client import LegacyClient

BEHIND_THE_GATEWAY = "GET /v1.0/event/callbacks/failedResults"  # built together with the whole table

# reason of the fault plan → errcode, sub_code and a piece of the text below `/topapi/`.
WRAPPED = {
    "90018": ("90018", "接口次数过多"), "90002": ("90002", "限制将在"), "90001": ("90001", ""), "90003": ("90003", ""),
    "90004": ("90004", ""), "90005": ("90005", ""), "90006": ("90006", ""), "90020": ("90020", ""),
    "40014": ("40014", "不合法的access_token"), "42001": ("42001", "access_token超时"),
    "40000": ("40000", "access_token is blank"), "60011": ("60011", "{requiredScopes=["),
    "60020": ("60020", ",request ip="),
}
UNWRAPPED = {
    "-1": "系统繁忙", "50002": "请求的员工userid不在授权范围内", "50004": "请求的部门id不在授权范围内",
    "60121": "找不到该用户", "33012": "", "60003": "部门不存在", "40009": "", "820004": "", "830001": "", "810007": "",
    "810008": "", "820005": "", "820006": "", "40035": "", "400002": "", "40068": "", "40069": "", "41100": "",
    "43001": "", "43002": "", "43004": "", "43009": "", "40078": "不存在的临时授权码", "310000": "",
}
ROOT = {"40014": 40014, "42001": 42001, "60020": 60020, "-1": -1, "41001": 41001}

# reason → status and code of the newer API.
FORBIDDEN = "Forbidden.AccessDenied."
MODERN = {
    "QpsLimitForAppkeyAndApi": (403, FORBIDDEN + "QpsLimitForAppkeyAndApi"),
    "QpmLimitForAppkeyAndApi": (403, FORBIDDEN + "QpmLimitForAppkeyAndApi"),
    "QpsLimitForApi": (403, FORBIDDEN + "QpsLimitForApi"),
    "ApiCountLimitForOrg": (403, FORBIDDEN + "ApiCountLimitForOrg"),
    "AccessTokenPermissionDenied": (403, FORBIDDEN + "AccessTokenPermissionDenied"),
    "IpNotInWhiteList": (403, FORBIDDEN + "IpNotInWhiteList"),
    "systemBusy": (429, "systemBusy"), "system.busy": (429, "system.busy"),
    "qps.exceed.limit": (400, "qps.exceed.limit"), "request.overlimit": (400, "request.overlimit"),
    "oaplus.query.limit": (400, "oaplus.query.limit"),
    "failure.operation.requestTooFast": (400, "failure.operation.requestTooFast"),
    "system.freq.limit": (500, "system.freq.limit"), "InvalidAuthentication": (400, "InvalidAuthentication"),
    "AuthenticationFailed.MissingParameter": (400, "AuthenticationFailed.MissingParameter"),
    "accesstoken.expired": (400, "accesstoken.expired"), "invalidClientIdOrSecret": (400, "invalidClientIdOrSecret"),
    "userNotExist": (400, "userNotExist"), "staff.not.found": (404, "staff.not.found"),
    "processInstanceNotExist": (400, "processInstanceNotExist"),
    "aflowProcessInstNotExist": (400, "aflowProcessInstNotExist"),
    "processInstanceIdError": (400, "processInstanceIdError"), "processCodeError": (400, "processCodeError"),
    "invalidProcessCode": (400, "invalidProcessCode"),
    "aflowProcessInstStatusException": (400, "aflowProcessInstStatusException"),
    "aflowProcessInstCanNotBeExecuted": (400, "aflowProcessInstCanNotBeExecuted"),
    "systemError": (500, "systemError"), "unknownError": (500, "unknownError"), "server.error": (500, "server.error"),
    "unclassifiedError": (500, "unclassifiedError"), "invalidParameter": (400, "invalidParameter"),
    "illegalComponent": (400, "illegalComponent"), "formConverterError": (400, "formConverterError"),
}

# What the fakes had before the rest of the table.
FIRST = {
    "90018", "90002", "90001", "90003", "90004", "90005", "90006", "90020", "40014", "42001", "40000", "60011", "60020",
    "-1", "60121", "820004", "QpsLimitForAppkeyAndApi", "QpmLimitForAppkeyAndApi", "QpsLimitForApi",
    "ApiCountLimitForOrg", "AccessTokenPermissionDenied", "IpNotInWhiteList", "systemBusy", "qps.exceed.limit",
    "system.freq.limit", "InvalidAuthentication", "userNotExist", "processInstanceNotExist", "systemError",
    "unknownError", "server.error",
}


def rows(table: dict) -> list:
    """The rows as parameters; the younger ones wait for the fakes that know them."""
    younger = pytest.mark.api(BEHIND_THE_GATEWAY)
    return [pytest.param(name, id=name, marks=() if name in FIRST else younger) for name in table]


@pytest.fixture
def legacy(simulators, dingtalk):
    """Without the client's own repetition on a bad token, which knows no end."""
    client = LegacyClient(simulators.dingtalk)
    client.auto_retry = False
    client.get_access_token()
    client.access_token  # fetched before anything is armed
    return client


@pytest.fixture
def client(simulators, dingtalk):
    client = DingTalkClient(simulators.dingtalk)
    client.token
    return client


def legacy_refusal(call) -> tuple[DingTalkClientException, dict]:
    with pytest.raises(DingTalkClientException) as caught:
        call()
    assert caught.value.response.status_code == 200
    return caught.value, caught.value.response.json()


def refusal(call) -> TeaException:
    with pytest.raises(TeaException) as caught:
        call()
    return caught.value


@pytest.mark.client("dingtalk-sdk")
class TestOlderFamily:
    @pytest.fixture
    def read(self, legacy, dingtalk, simulators):
        """Reads a user while a reason strikes."""
        def call(reason: str):
            dingtalk.arm({"fault": "error-reply", "on": "dingtalk", "reason": reason})
            return legacy.post("/topapi/v2/user/get", {"userid": simulators.employee()["userid"]})
        return call

    @pytest.mark.parametrize("reason", rows(WRAPPED))
    def test_reasons_of_the_gateway_are_wrapped_in_88(self, read, reason):
        error, body = legacy_refusal(lambda: read(reason))
        sub_code, text = WRAPPED[reason]
        assert (error.errcode, body["sub_code"]) == (88, sub_code)  # text, not a number
        assert error.errmsg == f"ding talk error[subcode={sub_code},submsg={body['sub_msg']}]"
        assert text in body["sub_msg"] and body["request_id"].isalnum()

    @pytest.mark.parametrize("reason", rows(UNWRAPPED))
    def test_reasons_of_business_stand_alone(self, read, reason):
        error, body = legacy_refusal(lambda: read(reason))
        assert error.errcode == int(reason) and error.errmsg
        assert UNWRAPPED[reason] in error.errmsg
        assert "sub_code" not in body and body["request_id"].isalnum()

    @pytest.mark.parametrize(("reason", "sub_code"), [
        ("15", "isp.top-remote-connection-timeout"), ("isp.-1", "isp.-1")])
    def test_faults_behind_the_gateway_are_15(self, read, reason, sub_code):
        error, body = legacy_refusal(lambda: read(reason))
        assert (error.errcode, body["sub_code"]) == (15, sub_code)
        assert error.errmsg == f"Remote service error[subcode={sub_code},submsg={body['sub_msg']}]"

    def test_a_time_out_may_be_88_without_a_sub_code(self, read):
        error, body = legacy_refusal(lambda: read("88"))
        assert error.errcode == 88 and "sub_code" not in body

    @pytest.mark.parametrize("reason", [
        pytest.param(reason, marks=() if reason != "41001" else pytest.mark.api(BEHIND_THE_GATEWAY)) for reason in ROOT])
    def test_root_paths_wrap_nothing_and_have_no_request_id(self, legacy, dingtalk, reason):
        dingtalk.arm({"fault": "error-reply", "on": "dingtalk", "reason": reason})
        error, body = legacy_refusal(legacy.user.auth_scopes)
        assert error.errcode == ROOT[reason] and error.errmsg
        assert not {"sub_code", "request_id"} & set(body)

    def test_a_banned_address_is_no_error_of_the_platform(self, read):
        answer = read("ipban")  # the client sees no errcode and hands it out as an answer
        assert (answer["status"], answer["wait"], answer["source"], answer["punish"]) == (1111, 5, "x5", "deny")
        assert "errcode" not in answer and answer["uuid"]

    @pytest.mark.api(BEHIND_THE_GATEWAY)
    def test_a_banned_address_may_be_a_page(self, read):
        with pytest.raises(DingTalkClientException) as caught:
            read("ipban-page")
        assert caught.value.errcode is None and "<html" in caught.value.response.text.lower()

    @pytest.mark.parametrize("status", [502, 503, 504])
    def test_an_outage_has_neither_code_nor_json(self, legacy, dingtalk, simulators, status):
        dingtalk.arm({"fault": "gateway-outage", "on": "dingtalk", "status": str(status)})
        with pytest.raises(DingTalkClientException) as caught:
            legacy.post("/topapi/v2/user/get", {"userid": simulators.employee()["userid"]})
        assert (caught.value.errcode, caught.value.response.status_code) == (None, status)


@pytest.mark.client("alibabacloud-dingtalk")
class TestNewerFamily:
    @pytest.fixture
    def read(self, client, dingtalk, simulators):
        instance = client.start(simulators.employee()["userid"], claims.values(simulators))

        def call(reason: str):
            dingtalk.arm({"fault": "error-reply", "on": "dingtalk", "reason": reason})
            return client.get(instance)
        return call

    @pytest.mark.parametrize("reason", rows(MODERN))
    def test_a_reason_is_code_message_and_request_id(self, read, reason):
        error = refusal(lambda: read(reason))
        assert (error.statusCode, error.code) == MODERN[reason]
        message, request = error.data["message"], error.data["requestid"]
        assert message and error.message == f"code: {error.statusCode}, {message} request id: {request}"
        assert request == request.upper() and len(request) == 36

    def test_a_missing_permission_names_what_is_missing(self, read):
        error = refusal(lambda: read("AccessTokenPermissionDenied"))
        assert error.inner_exception.accessDeniedDetail == {"requiredScopes": ["Workflow.Instance.Read"]}

    @pytest.mark.parametrize("reason", ["15", "88"])
    def test_a_time_out_is_a_page(self, read, reason):
        error = refusal(lambda: read(reason))
        assert error.code is None and "504 Gateway Time-out" in error.message

    @pytest.mark.parametrize("status", [502, 503, 504])
    def test_an_outage_has_neither_code_nor_json(self, client, dingtalk, status):
        dingtalk.arm({"fault": "gateway-outage", "on": "dingtalk", "status": str(status)})
        error = refusal(lambda: client.get("any"))
        assert error.code is None and f"<title>{status} " in error.message

    def test_a_banned_address_reads_as_an_empty_answer(self, read):
        assert read("ipban") is None  # status 200 and JSON without `result`: nothing that the client would notice


class TestRealCauses:
    """The same errors without a fault plan."""

    @pytest.mark.client("plain HTTP")
    def test_paths_that_are_not_there(self, simulators, dingtalk):
        base = simulators.dingtalk["url"].rstrip("/")
        older = requests.post(f"{base}/topapi/v2/user/notexist", json={}, timeout=20).json()
        assert (older["errcode"], "sub_code" in older) == (22, False)
        newer = requests.post(f"{base}/v1.0/no/such/path", json={}, timeout=20)
        assert newer.status_code == 200  # the old shape on the new host
        assert newer.json() == {"errcode": 404, "errmsg": "请求的URI地址不存在"}

    @pytest.mark.client("plain HTTP")
    def test_methods_and_bodies_that_are_wrong(self, simulators, dingtalk, using):
        base = simulators.dingtalk["url"].rstrip("/")
        with using("dingtalk-sdk"):
            token = LegacyClient(simulators.dingtalk).access_token
        path = f"{base}/topapi/v2/user/get?access_token={token}"
        assert requests.get(path, timeout=20).json()["errcode"] == 43002
        scopes = f"{base}/auth/scopes?access_token={token}"
        assert requests.post(scopes, json={}, timeout=20).json()["errcode"] == 43001
        json_type = {"Content-Type": "application/json"}
        assert requests.post(path, data="{", headers=json_type, timeout=20).json()["errcode"] in (40035, 43009, 400002)

    @pytest.mark.client("plain HTTP")
    def test_a_form_may_carry_arguments_and_token_below_topapi(self, simulators, dingtalk, using):
        base = simulators.dingtalk["url"].rstrip("/")
        with using("dingtalk-sdk"):
            token = LegacyClient(simulators.dingtalk).access_token
        form = {"userid": simulators.employee()["userid"], "access_token": token}
        answer = requests.post(f"{base}/topapi/v2/user/get", data=form, timeout=20).json()
        assert answer["result"]["name"] == simulators.employee()["name"]
        unknown = requests.post(f"{base}/topapi/v2/user/get", data={**form, "access_token": "x"}, timeout=20).json()
        assert (unknown["errcode"], unknown["sub_code"]) == (88, "40014")

    @pytest.mark.client("plain HTTP")
    @pytest.mark.parametrize(("query", "code"), [
        ({}, 40035), ({"corpid": "ding", "corpsecret": "wrong"}, 40089),
        ({"appkey": "ding", "appsecret": "wrong"}, 40096),
    ])
    def test_a_token_needs_both_halves_in_the_query(self, simulators, dingtalk, query, code):
        url = simulators.dingtalk["url"].rstrip("/") + "/gettoken"
        answer = requests.get(url, params=query, data={"appkey": "in the body"}, timeout=20).json()
        assert answer["errcode"] == code and "request_id" not in answer

    @pytest.mark.client("dingtalk-sdk")
    @pytest.mark.api("POST /topapi/v2/user/create")
    def test_a_permission_that_was_not_granted(self, legacy, dingtalk, simulators):
        dingtalk.set_up(missingScopes=["qyapi_get_member"])
        userid = simulators.employee()["userid"]
        error, body = legacy_refusal(lambda: legacy.post("/topapi/v2/user/get", {"userid": userid}))
        assert (error.errcode, body["sub_code"]) == (88, "60011")
        assert "{requiredScopes=[qyapi_get_member]}" in body["sub_msg"]

    @pytest.mark.client("dingtalk-sdk")
    @pytest.mark.api("POST /topapi/v2/user/create")
    def test_people_and_departments_outside_the_applications_scope(self, legacy, dingtalk, simulators):
        mine, other = simulators.employee(0), simulators.employee(1)
        assert mine["departmentId"] != other["departmentId"]
        dingtalk.set_up(contactScope={"departments": [mine["departmentId"]], "users": []})
        legacy.post("/topapi/v2/user/get", {"userid": mine["userid"]})
        outside = legacy_refusal(lambda: legacy.post("/topapi/v2/user/get", {"userid": other["userid"]}))[0]
        assert outside.errcode == 50002
        department = {"dept_id": other["departmentId"]}
        outside = legacy_refusal(lambda: legacy.post("/topapi/v2/department/get", department))[0]
        assert outside.errcode == 50004

    @pytest.mark.client("alibabacloud-dingtalk")
    @pytest.mark.api("POST /v1.0/contact/users/search", "GET /v1.0/contact/users/{unionId}")
    def test_a_permission_of_the_newer_family(self, client, dingtalk):
        dingtalk.set_up(missingScopes=["qyapi_addresslist_search", "Contact.User.Search"])
        error = refusal(lambda: client.perform("contact_1_0", "search_user", query_word="王", offset=0, size=1))
        assert (error.statusCode, error.code) == (403, FORBIDDEN + "AccessTokenPermissionDenied")
        assert error.inner_exception.accessDeniedDetail["requiredScopes"]


@pytest.mark.api(BEHIND_THE_GATEWAY)
class TestLimits:
    """Counted, not armed: the platform's own limits, set small."""

    @pytest.mark.client("dingtalk-sdk")
    def test_too_many_calls_of_one_api(self, legacy, dingtalk, simulators):
        dingtalk.call("PUT", "limits", {"callsPerSecond": 1})
        userid = {"userid": simulators.employee()["userid"]}
        with pytest.raises(DingTalkClientException) as caught:
            for _ in range(20):
                legacy.post("/topapi/v2/user/get", userid)
        body = caught.value.response.json()
        assert (caught.value.errcode, body["sub_code"]) == (88, "90018") and "接口次数过多" in body["sub_msg"]
        legacy.post("/topapi/user/count", {"only_active": False})  # another API has a count of its own

    @pytest.mark.client("alibabacloud-dingtalk")
    def test_too_many_calls_of_one_newer_api(self, client, dingtalk, simulators):
        instance = client.start(simulators.employee()["userid"], claims.values(simulators))
        dingtalk.call("PUT", "limits", {"callsPerSecond": 1})
        with pytest.raises(TeaException) as caught:
            for _ in range(20):
                client.get(instance)
        assert (caught.value.statusCode, caught.value.code) == (403, FORBIDDEN + "QpsLimitForAppkeyAndApi")

    @pytest.mark.client("plain HTTP")
    def test_too_many_calls_of_one_address(self, dingtalk, simulators):
        dingtalk.call("PUT", "limits", {"addressCalls": 1})
        url = simulators.dingtalk["url"].rstrip("/") + "/v1.0/oauth2/accessToken"
        answers = [requests.post(url, json={}, timeout=20).json() for _ in range(2)]
        assert answers[1]["punish"] == "deny"

    @pytest.mark.client("alibabacloud-dingtalk")
    def test_the_month_is_used_up(self, client, dingtalk, simulators):
        instance = client.start(simulators.employee()["userid"], claims.values(simulators))
        dingtalk.call("PUT", "limits", {"callsPerMonth": 1})
        with pytest.raises(TeaException) as caught:
            for _ in range(3):
                client.get(instance)
        assert (caught.value.statusCode, caught.value.code) == (403, FORBIDDEN + "ApiCountLimitForOrg")
