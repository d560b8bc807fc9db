"""People log in: the browser page, user tokens, the free login, JSAPI tickets; by the clients that have them."""

import hashlib
import time

import pytest
import requests
from dingtalk.core.exceptions import DingTalkClientException
from Tea.exceptions import TeaException

from browser import REDIRECT, Browser, sent_back
from dingtalk_client import DingTalkClient
from legacy_client import LegacyClient

USER_TOKEN = "POST /v1.0/oauth2/userAccessToken"
LOGIN_PAGE = "GET /oauth2/auth"


@pytest.fixture
def client(simulators, dingtalk):
    return DingTalkClient(simulators.dingtalk)


@pytest.fixture
def legacy(simulators, dingtalk):
    return LegacyClient(simulators.dingtalk)


@pytest.fixture
def browser(simulators, dingtalk):
    """Makes browsers for an application whose redirect address is registered."""
    dingtalk.set_up(redirectAddresses=[REDIRECT])
    return lambda **parameters: Browser(simulators.dingtalk, **parameters)


def user_token(client, **fields):
    account = client.account
    return client.perform(
        "oauth2_1_0", "get_user_token", client_id=account["appKey"], client_secret=account["appSecret"], **fields)


def refusal(call) -> TeaException:
    with pytest.raises(TeaException) as caught:
        call()
    return caught.value


@pytest.mark.client("plain HTTP")
@pytest.mark.api(LOGIN_PAGE)
class TestPage:
    def test_consent_sends_the_same_code_under_both_names(self, browser, simulators):
        query = browser().decide(simulators.employee()["userid"], "agree")
        assert query["code"] == query["authCode"] and query["state"] == "state 1/状态"

    def test_a_refusal_sends_an_error_and_no_code(self, browser, simulators):
        query = browser().decide(simulators.employee()["userid"], "deny")
        assert query["error"] and query["state"] == "state 1/状态" and not {"code", "authCode"} & set(query)

    @pytest.mark.parametrize("change", [{"redirect_uri": "http://elsewhere.example/"}, {"client_id": "dingnobody"}])
    def test_nobody_is_sent_to_a_stranger(self, browser, change):
        reply = browser(**change).open()
        assert "Location" not in reply.headers and "text/html" in reply.headers["Content-Type"]

    @pytest.mark.parametrize("change", [{"response_type": "token"}, {"scope": "everything"}, {"prompt": None}])
    def test_a_wrong_request_is_sent_back(self, browser, change):
        query = sent_back(browser(**change).open())
        assert query["error"] and query["state"] == "state 1/状态"


@pytest.mark.client("alibabacloud-dingtalk")
@pytest.mark.api(USER_TOKEN, LOGIN_PAGE)
class TestUserTokens:
    @pytest.fixture
    def code(self, browser, simulators, using):
        def log_in(**parameters) -> str:
            with using("plain HTTP"):
                return browser(**parameters).decide(simulators.employee()["userid"], "agree")["code"]
        return log_in

    def test_a_code_becomes_a_person(self, client, code, simulators, using):
        token = user_token(client, grant_type="authorization_code", code=code())
        assert token.expire_in == 7200 and token.refresh_token and not token.corp_id
        me = client.perform("contact_1_0", "get_user", "me", token=token.access_token)
        assert me.nick == simulators.employee()["name"]
        assert me.union_id and me.open_id and me.state_code == "86" and me.visitor is False
        with using("dingtalk-sdk"):
            legacy = LegacyClient(simulators.dingtalk)
            user = legacy.post("/topapi/user/getbyunionid", {"unionid": me.union_id})["result"]
        assert (user["userid"], user["contact_type"]) == (simulators.employee()["userid"], 0)
        assert client.perform("contact_1_0", "get_user", me.union_id, token=token.access_token).nick == me.nick

    def test_the_organisation_is_told_when_asked_for(self, client, code, simulators):
        token = user_token(client, grant_type="authorization_code", code=code(scope="openid corpid"))
        assert token.corp_id == simulators.dingtalk["corpId"]

    def test_a_token_is_refreshed(self, client, code, simulators):
        first = user_token(client, grant_type="authorization_code", code=code())
        second = user_token(client, grant_type="refresh_token", refresh_token=first.refresh_token)
        assert second.access_token != first.access_token
        me = client.perform("contact_1_0", "get_user", "me", token=second.access_token)
        assert me.nick == simulators.employee()["name"]

    def test_a_code_is_good_once(self, client, code):
        used = code()
        user_token(client, grant_type="authorization_code", code=used)
        error = refusal(lambda: user_token(client, grant_type="authorization_code", code=used))
        assert error.statusCode == 400 and error.code

    def test_the_code_of_the_free_login_is_another_one(self, client, dingtalk, simulators):
        code = dingtalk.log_in(simulators.employee()["userid"])
        assert refusal(lambda: user_token(client, grant_type="authorization_code", code=code)).statusCode == 400

    def test_a_wrong_secret_is_refused(self, client, code):
        client.account["appSecret"] = "wrong"
        error = refusal(lambda: user_token(client, grant_type="authorization_code", code=code()))
        assert (error.statusCode, error.code) == (400, "invalidClientIdOrSecret")

    def test_an_app_token_is_nobody(self, client):
        error = refusal(lambda: client.perform("contact_1_0", "get_user", "me"))
        assert (error.statusCode, error.code) == (403, "Forbidden.AccessDenied.AccessTokenPermissionDenied")
        assert error.inner_exception.accessDeniedDetail["requiredScopes"] == ["Contact.User.Read"]


@pytest.mark.client("alibabacloud-dingtalk")
@pytest.mark.api("POST /v1.0/oauth2/{corpId}/token")
class TestCorpToken:
    @staticmethod
    def fetch(client, corp=None, **change):
        fields = {
            "client_id": client.account["appKey"], "client_secret": client.account["appSecret"],
            "grant_type": "client_credentials", **change}
        return client.perform("oauth2_1_0", "get_token", corp or client.account["corpId"], **fields)

    def test_a_token_of_the_organisation_is_good_for_calls(self, client, simulators):
        token = self.fetch(client)
        assert token.expires_in == 7200
        client.token = token.access_token
        assert client.list_ids(int(time.time() * 1000) - 60_000).list == []

    @pytest.mark.parametrize(("change", "status", "code"), [
        ({"client_id": "dingnobody"}, 400, "invalid.client"), ({"client_secret": "wrong"}, 401, "unauthorized.client"),
        ({"grant_type": "password"}, 400, "unsupported.grant.type"),
        ({"corp": "ding00000000000000000000000000000000"}, 500, "unknownError"),
    ])
    def test_a_wrong_request_is_refused(self, client, change, status, code):
        error = refusal(lambda: self.fetch(client, **change))
        assert (error.statusCode, error.code) == (status, code)


@pytest.mark.client("dingtalk-sdk")
class TestFreeLogin:
    @pytest.mark.api("POST /topapi/v2/user/getuserinfo")
    def test_a_code_becomes_a_user(self, legacy, dingtalk, simulators):
        employee = simulators.employee()
        answer = legacy.post("/topapi/v2/user/getuserinfo", {"code": dingtalk.log_in(employee["userid"])})["result"]
        assert (answer["userid"], answer["name"]) == (employee["userid"], employee["name"])
        assert isinstance(answer["sys"], bool) and answer["sys_level"] in (0, 1, 2, 100)
        assert answer["unionid"] and answer["device_id"]

    @pytest.mark.api("GET /user/getuserinfo")
    def test_the_old_answer_is_flat_with_other_names(self, legacy, dingtalk, simulators):
        employee = simulators.employee()
        answer = legacy.user.getuserinfo(dingtalk.log_in(employee["userid"]))
        assert (answer["userid"], answer["name"]) == (employee["userid"], employee["name"])
        assert isinstance(answer["is_sys"], bool) and answer["deviceId"] and "unionid" not in answer

    @pytest.mark.api("POST /topapi/v2/user/getuserinfo")
    def test_a_code_is_good_once(self, legacy, dingtalk, simulators):
        code = dingtalk.log_in(simulators.employee()["userid"])
        legacy.post("/topapi/v2/user/getuserinfo", {"code": code})
        with pytest.raises(DingTalkClientException) as caught:
            legacy.post("/topapi/v2/user/getuserinfo", {"code": code})
        assert (caught.value.errcode, caught.value.errmsg) == (40078, "不存在的临时授权码")

    @pytest.mark.api("POST /topapi/v2/user/getuserinfo", LOGIN_PAGE)
    def test_the_code_of_the_browser_is_another_one(self, legacy, browser, simulators, using):
        with using("plain HTTP"):
            code = browser().decide(simulators.employee()["userid"], "agree")["code"]
        with pytest.raises(DingTalkClientException) as caught:
            legacy.post("/topapi/v2/user/getuserinfo", {"code": code})
        assert caught.value.errcode == 40078

    @pytest.mark.api("POST /topapi/v2/user/getuserinfo")
    def test_a_code_is_needed(self, legacy):
        with pytest.raises(DingTalkClientException) as caught:
            legacy.post("/topapi/v2/user/getuserinfo", {})
        assert caught.value.errcode in (41026, 40035, 400002)


class TestTickets:
    @pytest.mark.client("alibabacloud-dingtalk")
    @pytest.mark.api("POST /v1.0/oauth2/jsapiTickets")
    def test_a_ticket_is_given_and_given_again(self, client):
        first = client.perform("oauth2_1_0", "create_jsapi_ticket")
        assert first.jsapi_ticket and 0 < first.expire_in <= 7200
        assert client.perform("oauth2_1_0", "create_jsapi_ticket").jsapi_ticket == first.jsapi_ticket

    @pytest.mark.client("dingtalk-sdk")
    @pytest.mark.api("GET /get_jsapi_ticket")
    def test_the_older_sdk_signs_a_page_with_it(self, legacy, dingtalk):
        url = "http://127.0.0.1:9/page?a=1"
        assert legacy.get_jsapi_ticket()["expires_in"] <= 7200
        signed = legacy.get_jsapi_params(url, noncestr="abc", timestamp=1_767_225_600_000)
        text = f"jsapi_ticket={legacy.jsapi_ticket}&noncestr=abc&timestamp=1767225600000&url={url}"
        assert signed["signature"] == hashlib.sha1(text.encode()).hexdigest()
        page = {"noncestr": "abc", "timestamp": "1767225600000", "url": url, "signature": signed["signature"]}
        assert dingtalk.call("POST", "jsapi-signatures", page)["matches"] is True


@pytest.mark.client("plain HTTP")
def test_a_token_in_the_wrong_place_is_no_token(simulators, dingtalk, using):
    base = simulators.dingtalk["url"].rstrip("/")
    with using("alibabacloud-dingtalk"):
        token = DingTalkClient(simulators.dingtalk).token
    path = f"{base}/v1.0/workflow/processInstances?processInstanceId=1"
    for reply in (
            requests.get(f"{path}&access_token={token}", timeout=20),
            requests.get(path, headers={"Authorization": f"Bearer {token}"}, timeout=20)):
        assert reply.status_code == 400
        assert reply.json()["code"] == "AuthenticationFailed.MissingParameter"
        assert reply.json()["message"] == "缺少参数：x-acs-dingtalk-access-token"
    headers = {"x-acs-dingtalk-access-token": token}
    blank = requests.post(f"{base}/topapi/v2/user/get", json={"userid": "1"}, headers=headers, timeout=20).json()
    assert (blank["errcode"], blank["sub_code"], blank["sub_msg"]) == (88, "40000", "access_token is blank")
