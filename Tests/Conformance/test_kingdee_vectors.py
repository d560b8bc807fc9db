"""Published and cross-checked requests, byte for byte: the fake's standard account is the vectors' one.

They are from 2026-01-01; the platform looks at no clock for signed requests, and the window of links is set wide.
"""

import json

import pytest
import requests

from test_kingdee_access import SERVICES, may_query

pytestmark = pytest.mark.client("vectors")

TIME = 1767225600
ACCOUNT, USER, APP = "5f1234567890ab", "demo", "204399_4C5v2ZuQ0lEY3yXs7gCE5xzFrvX1Rnup"
SIGN = "4cc88bd8c14a501873b0fff298bc88889ecef19370eef66c07df09fa379fad99"
HEADERS = {
    "X-Api-ClientID": "204399", "X-Api-Auth-Version": "2.0", "x-api-timestamp": str(TIME), "x-api-nonce": str(TIME),
    "x-api-signheaders": "x-api-timestamp,x-api-nonce",
    "X-Api-Signature": (
        "ZDE1MzliODc2MTAzZGI5MTQ3MjUyNTQ4YTdjMGJkNzM4OTNiODlmMzI4Yjk0Y2ExZjdkMjc1ZWQ3OGZlOGM2Nw=="),
    "X-Kd-Appkey": APP, "X-Kd-Appdata": "NWYxMjM0NTY3ODkwYWIsZGVtbywyMDUyLDA=",
    "X-Kd-Signature": (
        "MTZhZWU3ZWZlY2ZmNWNlOTg2ODUwMDQwMzdjYmNlNTIzZDkyYWI5ODFkNzljZGQwM2ZlYTA1OTRiMDE3NGJmZQ=="),
}
LINKS = {
    "sso_v1": (
        "fDVmMTIzNDU2Nzg5MGFifGRlbW98MjA0Mzk5XzRDNXYyWnVRMGxFWTN5WHM3Z0NFNXh6RnJ2WDFSbnVwfDg0YzZkYTg5NzAwNzc4YjQ0NThmNWQz"
        "M2RmZmFkMzViM2E1OGRlOGZ8MTc2NzIyNTYwMHwyMDUy"),
    "sso_v4": (
        "eyJkYmlkIjoiNWYxMjM0NTY3ODkwYWIiLCJ1c2VybmFtZSI6ImRlbW8iLCJhcHBpZCI6IjIwNDM5OV80QzV2Mlp1UTBsRVkzeVhzN2dDRTV4ekZy"
        "dlgxUm51cCIsInNpZ25lZGRhdGEiOiI0Y2M4OGJkOGMxNGE1MDE4NzNiMGZmZjI5OGJjODg4ODllY2VmMTkzNzBlZWY2NmMwN2RmMDlmYTM3OWZh"
        "ZDk5IiwidGltZXN0YW1wIjoiMTc2NzIyNTYwMCIsImxjaWQiOiIyMDUyIiwib3JpZ2ludHlwZSI6IlNpbVBhcyIsImVudHJ5cm9sZSI6IiIsImZv"
        "cm1pZCI6IiIsImZvcm10eXBlIjoiIiwicGtpZCI6IiIsIm90aGVyYXJncyI6IiJ9"),
}


@pytest.fixture
def browser(simulators, kingdee):
    account = simulators.kingdee
    assert (account["acctId"], account["userName"], account["appId"]) == (ACCOUNT, USER, APP)
    with requests.Session() as session:
        session.trust_env = False
        session.base = account["url"]
        yield session


def test_a_signed_request(browser):
    url = f"{browser.base}{SERVICES['forms']}.ExecuteBillQuery.common.kdsvc"
    body = {"data": {"FormId": "ER_ExpReimbursement", "FieldKeys": "FID"}}
    assert browser.post(url, json=body, headers=HEADERS, timeout=20).json() == []
    wrong = {**HEADERS, "X-Kd-Signature": HEADERS["X-Api-Signature"]}
    (row,) = requests.post(url, json=body, headers=wrong, timeout=20).json()
    assert row[0]["Result"]["ResponseStatus"]["MsgCode"] == 1


def test_a_log_in_by_signature(browser):
    url = f"{browser.base}{SERVICES['log-in']}.LoginBySign.common.kdsvc"
    parameters = {"parameters": [ACCOUNT, USER, APP, TIME, SIGN, 2052]}
    assert browser.post(url, json=parameters, timeout=20).json()["LoginResultType"] == 1
    assert may_query(browser)


@pytest.mark.api("Kingdee LogoutByOtherSystem")
class TestLinks:
    @pytest.fixture(autouse=True)
    def long_ago(self, kingdee):
        century = 100 * 366 * 86_400
        kingdee.call("PUT", "behaviour", {"signOnWindowSeconds": century, "acceptsOldSignOn": True})

    @pytest.mark.parametrize("name", LINKS)
    def test_a_link(self, browser, name):
        assert browser.get(f"{browser.base}html5/index.aspx?ud={LINKS[name]}", timeout=20).status_code == 200
        assert may_query(browser)

    def test_a_log_out(self, browser):
        browser.get(f"{browser.base}html5/index.aspx?ud={LINKS['sso_v4']}", timeout=20)
        payload = {"AcctID": ACCOUNT, "AppId": APP, "Username": USER, "SignedData": SIGN, "Timestamp": TIME}
        url = f"{browser.base}{SERVICES['users']}.LogoutByOtherSystem.common.kdsvc"
        body = {"ap0": json.dumps(payload, separators=(",", ":"))}
        assert requests.post(url, data=body, timeout=20).json() is True
        assert not may_query(browser)
