"""Plain log-ins to the fake Kingdee, in the request dialects that clients use in the wild."""

import json
from datetime import datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from urllib.parse import urlencode

import pytest
import requests

pytestmark = pytest.mark.client("plain HTTP")

AUTHENTICATION = "Kingdee.BOS.WebApi.ServicesStub.AuthService."
FORMS = "Kingdee.BOS.WebApi.ServicesStub.DynamicFormService."
QUERY = {"FormId": "ER_ExpReimbursement", "FieldKeys": "FID", "FilterString": "", "Limit": 1}


@pytest.fixture
def browser(simulators, kingdee):
    """A session with a cookie jar, as any HTTP client has one."""
    with requests.Session() as session:
        session.trust_env = False
        session.base = simulators.kingdee["url"]
        yield session


def post(browser, operation: str, body: str, content_type: str = "application/json") -> requests.Response:
    reply = browser.post(
        f"{browser.base}{operation}.common.kdsvc", data=body.encode(), headers={"Content-Type": content_type},
        timeout=20)
    assert reply.status_code == 200
    return reply


def positional(parameters: list) -> dict[str, tuple[str, str]]:
    """The same parameters in each dialect: body and content type."""
    text = json.dumps(parameters)
    envelope = {
        "format": 1, "useragent": "ApiClient", "rid": "1", "parameters": text, "timestamp": "2026-01-01 00:00:00",
        "v": "1.0"}
    return {
        "array": (text, "application/json"),
        "parameters": (json.dumps({"parameters": parameters}), "application/json"),
        "parameters as text": (json.dumps({"parameters": text}), "application/json"),
        "envelope": (json.dumps(envelope), "application/json"),
    }


def password(kingdee: dict) -> list:
    return [kingdee["acctId"], kingdee["userName"], kingdee["password"], 2052]


def log_in(browser, kingdee: dict) -> dict:
    return post(browser, AUTHENTICATION + "ValidateUser", json.dumps({"parameters": password(kingdee)})).json()


class TestPassword:
    @pytest.mark.parametrize("dialect", ["array", "parameters", "parameters as text", "envelope"])
    def test_each_dialect_logs_in(self, browser, simulators, dialect):
        body, content_type = positional(password(simulators.kingdee))[dialect]
        answer = post(browser, AUTHENTICATION + "ValidateUser", body, content_type).json()
        assert (answer["LoginResultType"], answer["IsSuccessByAPI"]) == (1, True)
        assert answer["Context"]["UserName"] == simulators.kingdee["userName"]
        assert answer["KDSVCSessionId"] == browser.cookies["kdservice-sessionid"]

    def test_named_parameters_log_in(self, browser, simulators):
        keys = ["acctID", "username", "password", "lcid"]
        body = json.dumps(dict(zip(keys, password(simulators.kingdee))))
        assert post(browser, AUTHENTICATION + "ValidateUser", body).json()["LoginResultType"] == 1

    def test_the_cookie_outlives_the_reply(self, browser, simulators):
        reply = post(browser, AUTHENTICATION + "ValidateUser", json.dumps(password(simulators.kingdee)))
        cookies = {cookie.name: cookie for cookie in reply.cookies}
        assert set(cookies) == {"kdservice-sessionid", "ASP.NET_SessionId"}
        for cookie in reply.raw.headers.getlist("Set-Cookie"):
            for part in cookie.split(";"):
                if part.strip().lower().startswith("expires="):
                    expiry = parsedate_to_datetime(part.split("=", 1)[1])
                    assert expiry > datetime.now(timezone.utc) + timedelta(minutes=15)

    def test_a_wrong_password_is_refused_with_its_reason(self, browser, simulators):
        parameters = [*password(simulators.kingdee)[:2], "wrong", 2052]
        answer = post(browser, AUTHENTICATION + "ValidateUser", json.dumps({"parameters": parameters})).json()
        assert (answer["LoginResultType"], answer["IsSuccessByAPI"]) == (0, False)
        assert answer["Message"] and answer["Context"] is None and not answer["KDSVCSessionId"]


class TestAppSecret:
    def test_an_app_logs_in_for_its_user(self, browser, simulators):
        account = simulators.kingdee
        parameters = [account["acctId"], account["userName"], account["appId"], account["appSecret"], 2052]
        answer = post(browser, AUTHENTICATION + "LoginByAppSecret", json.dumps({"parameters": parameters})).json()
        assert answer["LoginResultType"] == 1 and answer["KDSVCSessionId"]

    def test_a_wrong_app_secret_is_refused(self, browser, simulators):
        account = simulators.kingdee
        parameters = [account["acctId"], account["userName"], account["appId"], "wrong", 2052]
        answer = post(browser, AUTHENTICATION + "LoginByAppSecret", json.dumps({"parameters": parameters})).json()
        assert answer["LoginResultType"] != 1 and answer["Message"]


class TestSession:
    def test_the_cookie_alone_carries_calls(self, browser, simulators):
        log_in(browser, simulators.kingdee)
        reply = post(browser, FORMS + "ExecuteBillQuery", json.dumps({"parameters": [QUERY]}))
        assert reply.json() == []

    def test_the_header_alone_carries_calls(self, browser, simulators):
        session = log_in(browser, simulators.kingdee)["KDSVCSessionId"]
        browser.cookies.clear()
        browser.headers["kdservice-sessionid"] = session
        assert post(browser, FORMS + "ExecuteBillQuery", json.dumps({"data": QUERY})).json() == []

    @pytest.mark.parametrize("body", [
        (json.dumps({"data": QUERY}), "application/json"),
        (json.dumps({"data": json.dumps(QUERY)}), "application/json"),
        (json.dumps({"parameters": [json.dumps(QUERY)]}), "application/json"),
        (urlencode({"data": json.dumps(QUERY)}), "application/x-www-form-urlencoded"),
    ])
    def test_queries_come_in_several_dialects(self, browser, simulators, body):
        log_in(browser, simulators.kingdee)
        assert post(browser, FORMS + "ExecuteBillQuery", *body).json() == []

    def test_without_a_session_the_reply_says_so_in_compact_json(self, browser):
        reply = post(browser, FORMS + "Save", json.dumps({"formid": "ER_ExpReimbursement", "data": {"Model": {}}}))
        status = reply.json()["Result"]["ResponseStatus"]
        assert (status["MsgCode"], status["Errors"][0]["Message"]) == (1, "会话信息已丢失，请重新登录")
        assert '"issuccess":false' in reply.text.lower()  # one client looks for exactly this text

    def test_an_ended_session_has_to_log_in_again(self, browser, kingdee, simulators):
        log_in(browser, simulators.kingdee)
        kingdee.arm({"fault": "session-expired", "on": "kingdee.ExecuteBillQuery", "attempts": "1"})
        rows = post(browser, FORMS + "ExecuteBillQuery", json.dumps({"data": QUERY})).json()
        assert rows[0][0]["Result"]["ResponseStatus"]["MsgCode"] == 1
        log_in(browser, simulators.kingdee)
        assert post(browser, FORMS + "ExecuteBillQuery", json.dumps({"data": QUERY})).json() == []

    def test_a_log_out_ends_the_session(self, browser, simulators):
        log_in(browser, simulators.kingdee)
        assert post(browser, AUTHENTICATION + "Logout", "{}").json() is True
        rows = post(browser, FORMS + "ExecuteBillQuery", json.dumps({"data": QUERY})).json()
        assert rows[0][0]["Result"]["ResponseStatus"]["MsgCode"] == 1

    def test_the_path_is_matched_regardless_of_case(self, browser, simulators):
        browser.base = browser.base.replace("/k3cloud/", "/K3Cloud/")
        assert log_in(browser, simulators.kingdee)["LoginResultType"] == 1
