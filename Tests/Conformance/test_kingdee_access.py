"""Who gets into Kingdee and how: each log-in operation, single sign-on by link, permissions and limits; and the
operations that no client has."""

import base64
import hashlib
import json
import time
from urllib.parse import quote

import pytest
import requests
from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES
from cryptography.hazmat.primitives.ciphers import Cipher, modes
from cryptography.hazmat.primitives.padding import PKCS7

from bills import REIMBURSEMENT, Bills, fresh_number
from kingdee_client import KingdeeClient, failed, succeeded

SERVICES = {
    "forms": "Kingdee.BOS.WebApi.ServicesStub.DynamicFormService",
    "log-in": "Kingdee.BOS.WebApi.ServicesStub.AuthService",
    "users": "Kingdee.BOS.ServiceFacade.ServicesStub.User.UserService",
    "stock": "Kingdee.K3.SCM.WebApi.ServicesStub.InventoryQueryService",
}
LOGIN_RESULTS = {
    0: "wrongPassword", -1: "failure", -2: "changeAdvised", -3: "changeRequired", -4: "warning", -5: "formFirst",
    -6: "cloudUnbound", -7: "activation",
}


def signed(values: list[str], algorithm=hashlib.sha256) -> str:
    """The signature of log-ins and links: ordinally sorted, joined, hashed."""
    return algorithm("".join(sorted(values)).encode()).hexdigest()


@pytest.fixture
def account(simulators, kingdee) -> dict:
    return simulators.kingdee


@pytest.fixture
def browser(account):
    with requests.Session() as session:
        session.trust_env = False
        session.base = account["url"]
        yield session


def post(browser, service: str, operation: str, body, **options) -> requests.Response:
    reply = browser.post(
        f"{browser.base}{SERVICES[service]}.{operation}.common.kdsvc", json=body, timeout=20, **options)
    assert reply.status_code == 200, reply.text
    return reply


def log_in(browser, operation: str, parameters: list) -> dict:
    return post(browser, "log-in", operation, {"parameters": parameters}).json()


def password(account: dict) -> list:
    return [account["acctId"], account["userName"], account["password"], 2052]


def may_query(browser) -> bool:
    query = {"FormId": REIMBURSEMENT, "FieldKeys": "FID", "FilterString": "", "Limit": 1}
    return post(browser, "forms", "ExecuteBillQuery", {"data": query}).json() == []


@pytest.mark.client("plain HTTP")
class TestLogInOperations:
    def test_a_signature_logs_in(self, browser, account):
        now = int(time.time())
        names = [account["acctId"], account["userName"], account["appId"]]
        sign = signed([*names, account["appSecret"], str(now)])
        answer = log_in(browser, "LoginBySign", [*names, now, sign, 2052])
        assert answer["LoginResultType"] == 1 and may_query(browser)
        refused = log_in(browser, "LoginBySign", [*names, now, signed([*names, "wrong", str(now)]), 2052])
        assert refused["LoginResultType"] != 1 and refused["Message"]

    @pytest.mark.api("Kingdee ValidateUserByOrgNumber")
    def test_a_user_logs_in_to_an_organisation(self, browser, account):
        answer = log_in(browser, "ValidateUserByOrgNumber", [*password(account), account["organization"]])
        assert answer["LoginResultType"] == 1
        assert answer["Context"]["CurrentOrganizationInfo"]["ID"] and may_query(browser)

    @pytest.mark.api("Kingdee ValidateUserEnDeCode")
    def test_name_and_password_may_be_encrypted_in_the_old_way(self, browser, account):
        def encrypted(text: str) -> str:
            padder = PKCS7(64).padder()
            cipher = Cipher(TripleDES(b"KingdeeK" * 3), modes.CBC(b"KingdeeK")).encryptor()
            return base64.b64encode(
                cipher.update(padder.update(text.encode()) + padder.finalize()) + cipher.finalize()).decode()
        names = [encrypted(account["userName"]), encrypted(account["password"])]
        assert log_in(browser, "ValidateUserEnDeCode", [account["acctId"], *names, 2052])["LoginResultType"] == 1
        assert may_query(browser)

    def test_a_second_log_in_may_end_the_first(self, account):
        first, second = requests.Session(), requests.Session()
        for session in (first, second):
            session.trust_env, session.base = False, account["url"]
        kick = [*password(account)[:3], True, 2052]
        assert log_in(first, "ValidateUser2", kick)["LoginResultType"] == 1 and may_query(first)
        assert log_in(second, "ValidateUser2", kick)["LoginResultType"] == 1
        assert may_query(second) and not may_query(first)

    @pytest.mark.api("Kingdee LoginBySimplePassport")
    def test_the_licence_file_logs_in(self, browser):
        licence = b"[licence]\ncustomer=rehearsal\nnumber=0001\n"  # what every world begins with
        passport = base64.b64encode(licence).decode()
        assert log_in(browser, "LoginBySimplePassport", [passport, 2052])["LoginResultType"] == 1 and may_query(browser)

    @pytest.mark.api("Kingdee LoginBySimplePassport")
    def test_a_wrong_licence_is_refused(self, browser):
        answer = log_in(browser, "LoginBySimplePassport", [base64.b64encode(b"no licence").decode(), 2052])
        assert answer["LoginResultType"] != 1 and answer["Message"]

    @pytest.mark.api("Kingdee LoginBySimplePassport")
    @pytest.mark.parametrize("number", LOGIN_RESULTS)
    def test_each_result_of_the_manual(self, browser, kingdee, account, number):
        kingdee.call("PUT", f"users/{account['userName']}", {"logIn": LOGIN_RESULTS[number]})
        answer = log_in(browser, "ValidateUser", password(account))
        assert answer["LoginResultType"] == number and "Result" not in answer
        assert answer["Message"] or number in (-2, -4, -5)


@pytest.mark.client("kingdee-cdp-webapi-sdk")
@pytest.mark.api("Kingdee LoginBySimplePassport")
class TestWhatAUserMay:
    @pytest.fixture
    def client(self, simulators, kingdee):
        return KingdeeClient(simulators.kingdee)

    def set_user(self, kingdee, account, **change) -> None:
        kingdee.call("PUT", f"users/{account['userName']}", change)

    def test_a_permission_is_missing(self, client, kingdee, account, simulators):
        self.set_user(kingdee, account, permissions={REIMBURSEMENT: ["View"]})
        code, text = failed(client.save(REIMBURSEMENT, Bills(simulators).reimbursement(fresh_number())))
        assert code == 2 and text.startswith("您没有") and text.endswith("权限，请联系系统管理员")
        assert client.query(REIMBURSEMENT, "FID") == []

    def test_a_licence_is_missing(self, client, kingdee, account):
        self.set_user(kingdee, account, licence=False)
        assert client.query_error(REIMBURSEMENT, "FID")["MsgCode"] == 7

    def test_an_administrator_may_not(self, client, kingdee, account):
        kingdee.call("PUT", "behaviour", {"forbidsAdministrator": True})
        self.set_user(kingdee, account, administrator=True)
        assert client.query_error(REIMBURSEMENT, "FID")["MsgCode"] == 15

    def test_calls_are_limited(self, client, kingdee):
        kingdee.call("PUT", "behaviour", {"callsPerMinuteMax": 1})
        answers = [client.query(REIMBURSEMENT, "FID") for _ in range(3)]
        assert answers[-1][0][0]["Result"]["ResponseStatus"]["MsgCode"] == 14

    @pytest.mark.parametrize(("setting", "code"), [(None, 0), (13, 13)])
    def test_a_bill_under_edit_is_locked(self, client, kingdee, simulators, setting, code):
        if setting is not None:
            kingdee.call("PUT", "behaviour", {"lockConflictCode": setting})
        number = fresh_number()
        succeeded(client.save(REIMBURSEMENT, Bills(simulators).reimbursement(number)))
        kingdee.call("POST", "locks", {"form": REIMBURSEMENT, "number": number, "user": "张三"})
        block = client.call("Submit", REIMBURSEMENT, {"Numbers": [number], "Ids": ""})
        assert failed(block)[0] == code and failed(block)[1].endswith("冲突，请稍候再使用。")
        kingdee.call("DELETE", "locks")
        succeeded(client.call("Submit", REIMBURSEMENT, {"Numbers": [number], "Ids": ""}))


@pytest.mark.client("plain HTTP")
@pytest.mark.api("Kingdee LogoutByOtherSystem")
class TestSingleSignOn:
    @staticmethod
    def link(account: dict, version: int, permit: str | None = None, age: int = 0, secret: str | None = None,
             **fields: str) -> str:
        """The address that the third-party system sends a browser to."""
        now = str(int(time.time()) - age)
        names = [account["acctId"], account["userName"], account["appId"]]
        values = [*names, secret or account["appSecret"], now, *([permit] if permit else [])]
        sign = signed(values, hashlib.sha256 if version == 4 else hashlib.sha1)
        if version == 1:
            plain = "|" + "|".join([*names, sign, now, "2052"])
        else:
            plain = json.dumps({
                "dbid": names[0], "username": names[1], "appid": names[2], "signeddata": sign, "timestamp": now,
                "lcid": "2052", "origintype": "SimPas", "entryrole": "", "formid": "", "formtype": "", "pkid": "",
                "otherargs": f"|{{'permitcount':'{permit}'}}" if permit else "", **fields}, separators=(",", ":"))
        return f"{account['url']}html5/index.aspx?ud={quote(base64.b64encode(plain.encode()), safe='')}"

    def follow(self, browser, link: str) -> bool:
        """Opens a link; whether the browser is logged in for the WebAPI afterwards."""
        browser.cookies.clear()
        reply = browser.get(link, timeout=20)
        assert reply.status_code == 200 and "html" in reply.headers["Content-Type"]
        return "kdservice-sessionid" in browser.cookies and may_query(browser)

    @pytest.mark.parametrize(("version", "permit"), [(1, None), (2, None), (3, "0"), (4, None), (4, "0"), (4, "1")])
    def test_a_link_logs_in(self, browser, account, kingdee, version, permit):
        kingdee.call("PUT", "behaviour", {"acceptsOldSignOn": True})
        assert self.follow(browser, self.link(account, version, permit))

    def test_a_link_for_one_time_is_good_once(self, browser, account):
        once, often = self.link(account, 4, "1"), self.link(account, 4, "0")
        assert [self.follow(browser, once), self.follow(browser, once)] == [True, False]
        assert [self.follow(browser, often), self.follow(browser, often)] == [True, True]

    @pytest.mark.parametrize("change", [{"secret": "wrong"}, {"age": 86_400}, {"userName": "nobody"}, {"appId": "1_x"}])
    def test_a_link_that_is_not_good_shows_a_page(self, browser, account, change):
        named = {**account, **{name: value for name, value in change.items() if name in account}}
        options = {name: value for name, value in change.items() if name not in account}
        assert not self.follow(browser, self.link(named, 4, **options))

    def test_a_link_leads_to_a_bill(self, browser, account, simulators, using):
        with using("kingdee-cdp-webapi-sdk"):
            client = KingdeeClient(simulators.kingdee)
            (bill,) = succeeded(client.save(REIMBURSEMENT, Bills(simulators).reimbursement(fresh_number("SSO-"))))
        link = self.link(account, 4, formid=REIMBURSEMENT, formtype="bill", pkid=str(bill["Id"]))
        assert bill["Number"] in browser.get(link, timeout=20).text

    def test_the_other_system_logs_out(self, browser, account):
        assert self.follow(browser, self.link(account, 4))
        now = int(time.time())
        names = [account["acctId"], account["userName"], account["appId"]]
        payload = json.dumps({
            "AcctID": names[0], "AppId": names[2], "Username": names[1],
            "SignedData": signed([*names, account["appSecret"], str(now)]), "Timestamp": now})
        url = f"{account['url']}{SERVICES['users']}.LogoutByOtherSystem.common.kdsvc"
        assert requests.post(url, data={"ap0": payload}, timeout=20).json() is True
        assert not may_query(browser)


@pytest.mark.client("vectors")
@pytest.mark.parametrize(("user", "algorithm", "permit", "expected"), [
    ("demo", hashlib.sha256, None, "4cc88bd8c14a501873b0fff298bc88889ecef19370eef66c07df09fa379fad99"),
    ("demo", hashlib.sha1, None, "84c6da89700778b4458f5d33dffad35b3a58de8f"),
    ("张三", hashlib.sha256, None, "298a89f6181515d917d7b2e9ee57cce1484f0002022fe1035bf78a6c8d52852e"),
    ("张三", hashlib.sha1, None, "0bb07e0323f403ad679b540f8de7f45c15f93cc5"),
    ("demo", hashlib.sha1, "0", "1d8e7bb676a92174f34d0e2f0f4f2de60d2ecea4"),
    ("demo", hashlib.sha256, "1", "fcc1d7bfff9940d953aa132ba1907b76a53348d36e640f1b4add891fc7f6dba8"),
])
def test_signatures_are_those_of_the_vectors(user, algorithm, permit, expected):
    values = [
        "5f1234567890ab", user, "204399_4C5v2ZuQ0lEY3yXs7gCE5xzFrvX1Rnup", "0123456789abcdef0123456789abcdef",
        "1767225600", *([permit] if permit else [])]
    assert signed(values, algorithm) == expected


@pytest.mark.client("plain HTTP")
class TestWithoutAClient:
    """Operations that the SDK lacks."""

    @pytest.fixture
    def member(self, browser, account):
        assert log_in(browser, "ValidateUser", password(account))["LoginResultType"] == 1
        return browser

    def test_the_operation_has_two_spellings(self, member):
        body = {"formid": REIMBURSEMENT, "opNumber": "Forbid", "data": {"Ids": "999999999"}}
        answers = [post(member, "forms", name, body).json() for name in ("ExcuteOperation", "ExecuteOperation")]
        assert answers[0] == answers[1] and failed(answers[0]["Result"])

    @pytest.mark.api("Form BD_Empinfo")
    def test_the_other_spelling_works_too(self, member, simulators):
        numbers = {"Numbers": [Bills(simulators).staff]}
        for operation in ("Forbid", "Enable"):
            body = {"formid": "BD_Empinfo", "opNumber": operation, "data": numbers}
            succeeded(post(member, "forms", "ExecuteOperation", body).json()["Result"])

    @pytest.mark.api("Kingdee UploadFile")
    def test_a_file_without_a_bill(self, member):
        content = base64.b64encode("附件".encode()).decode()
        body = {"data": {"FileName": "a.txt", "IsLast": True, "SendByte": content, "FileId": ""}}
        uploaded = post(member, "forms", "UploadFile", body).json()["Result"]
        part = post(member, "forms", "AttachmentDownLoad", {
            "data": {"FileId": uploaded["FileId"], "StartIndex": 0}}).json()["Result"]
        assert (part["FilePart"], part["IsLast"], part["FileName"]) == (content, True, "a.txt")

    @pytest.mark.api("Kingdee GetInventoryData", "Form STK_Inventory")
    def test_stock_comes_in_pages(self, member):
        question = {
            "fstockorgnumbers": "", "fmaterialnumbers": "", "fstocknumbers": "", "flotnumbers": "",
            "isshowstockloc": False, "isshowauxprop": False, "pageindex": 1, "pagerows": 2}
        answer = post(member, "stock", "GetInventoryData", {"parameters": [json.dumps(question)]}).json()
        assert answer["Success"] is True and len(answer["Data"]) == min(2, answer["RowCount"]) > 0
        row = answer["Data"][0]
        assert row["FMaterialId"] and isinstance(row["FBaseQty"], float) and row["FStockOrgId"]

    def test_polling_by_hand(self, member, simulators):
        data = {"Model": [Bills(simulators).reimbursement(fresh_number("HAND-"))]}
        body = {
            "formid": REIMBURSEMENT, "data": data, "beginmethod": "BeginQueryImpl", "querymethod": "QueryAsyncResult"}
        task = post(member, "forms", "BatchSave", body).json()
        assert {"TaskId", "Status", "Result"} <= set(task)
        deadline = time.monotonic() + 15
        while task["Status"] != 2:
            assert time.monotonic() < deadline
            time.sleep(0.05)
            query = json.dumps({"TaskId": task["TaskId"], "Cancelled": False})
            task = post(member, "forms", "QueryAsyncResult", {"queryInfo": query}).json()
        result = task["Result"] if isinstance(task["Result"], dict) else json.loads(task["Result"])
        succeeded(result.get("Result", result))

    @pytest.mark.parametrize("dialect", ["positional", "parameters", "parameters as text", "data as text", "form"])
    def test_writes_come_in_several_dialects(self, member, simulators, dialect):
        data = {"Model": Bills(simulators).reimbursement(fresh_number("DIA-"))}
        text = json.dumps(data, ensure_ascii=False)
        bodies = {
            "positional": {"json": [REIMBURSEMENT, text]}, "parameters": {"json": {"parameters": [REIMBURSEMENT, data]}},
            "parameters as text": {"json": {"parameters": json.dumps([REIMBURSEMENT, text])}},
            "data as text": {"json": {"FORMID": REIMBURSEMENT, "Data": text}},
            "form": {"data": {"formid": REIMBURSEMENT, "data": text}}}
        url = f"{member.base}{SERVICES['forms']}.Save.common.kdsvc"
        succeeded(member.post(url, timeout=20, **bodies[dialect]).json()["Result"])

    @pytest.mark.api("Kingdee LoginBySimplePassport")
    def test_flattened_bodies_are_accepted_when_the_server_does_that(self, member, kingdee, simulators):
        kingdee.call("PUT", "behaviour", {"acceptsFlattenedBodies": True})
        body = {"FormId": REIMBURSEMENT, "Model": Bills(simulators).reimbursement(fresh_number("FLAT-"))}
        succeeded(post(member, "forms", "Save", body).json()["Result"])

    @pytest.mark.api("Kingdee LoginBySimplePassport")
    def test_tenants_of_the_public_cloud_refuse_passwords(self, browser, kingdee, account):
        kingdee.call("PUT", "behaviour", {"refusesPasswords": True})
        assert log_in(browser, "ValidateUser", password(account))["LoginResultType"] != 1
        parameters = [account["acctId"], account["userName"], account["appId"], account["appSecret"], 2052]
        assert log_in(browser, "LoginByAppSecret", parameters)["LoginResultType"] == 1

    @pytest.mark.api("Kingdee LoginBySimplePassport")
    def test_older_servers_send_no_codes(self, member, kingdee):
        kingdee.call("PUT", "behaviour", {"sendsMessageCodes": False})
        body = {"formid": "ER_NoSuchForm", "data": {"Ids": "1"}}
        status = post(member, "forms", "Submit", body).json()["Result"]["ResponseStatus"]
        assert status["IsSuccess"] is False and "MsgCode" not in status

    @pytest.mark.api("Kingdee LoginBySimplePassport")
    def test_markup_is_intercepted_when_the_server_does_that(self, member, kingdee, simulators):
        kingdee.call("PUT", "behaviour", {"interceptsMarkup": True})
        data = {"Model": Bills(simulators).reimbursement(fresh_number(), cause="<b>.</b>")}
        (answer,) = post(member, "forms", "Save", {"formid": REIMBURSEMENT, "data": data}).json()
        assert answer["actionname"] == "showConfirm" and "可疑数据" in answer["params"][0]["msg"]
