"""Every client that can talk TLS reaches the fakes over TLS 1.3, trusting nothing but the certificate made at start."""

import os
import socket
import ssl
from urllib.parse import urlsplit

import pytest
import requests

import claims
from bills import REIMBURSEMENT, Bills, fresh_number
from control import DingTalkControl
from dingtalk_client import DingTalkClient
from kingdee_client import KingdeeClient
from legacy_client import LegacyClient
from test_dingtalk_stream import subscribed


@pytest.fixture
def dingtalk(tls_simulators):
    control = DingTalkControl(tls_simulators.dingtalk["url"], tls_simulators.ca_file)
    control.reset()
    return control


@pytest.mark.parametrize("platform", ["dingtalk", "kingdee"])
def test_the_connection_is_tls_1_3_and_the_certificate_is_checked(tls_simulators, platform):
    parts = urlsplit(getattr(tls_simulators, platform)["url"])
    assert parts.scheme == "https"
    with pytest.raises(ssl.SSLCertVerificationError):
        handshake(parts, ssl.create_default_context())
    assert handshake(parts, ssl.create_default_context(cafile=tls_simulators.ca_file)) == "TLSv1.3"


def handshake(parts, context: ssl.SSLContext) -> str:
    with socket.create_connection((parts.hostname, parts.port), timeout=10) as plain:
        with context.wrap_socket(plain, server_hostname=parts.hostname) as connection:
            return connection.version()


@pytest.mark.client("kingdee-cdp-webapi-sdk")
def test_the_kingdee_sdk_saves(tls_simulators):
    client = KingdeeClient(tls_simulators.kingdee)  # this SDK checks no certificates at all
    result = client.save(REIMBURSEMENT, Bills(tls_simulators).reimbursement(fresh_number("TLS-")))
    assert result["ResponseStatus"]["IsSuccess"] is True


@pytest.mark.client("plain HTTP")
def test_kingdees_log_in_page_answers_a_checking_client(tls_simulators):
    account = tls_simulators.kingdee
    reply = requests.post(
        f"{account['url']}Kingdee.BOS.WebApi.ServicesStub.AuthService.ValidateUser.common.kdsvc", timeout=20,
        json={"parameters": [account["acctId"], account["userName"], account["password"], 2052]},
        verify=tls_simulators.ca_file)
    assert reply.json()["LoginResultType"] == 1


@pytest.mark.client("alibabacloud-dingtalk")
def test_the_dingtalk_sdk_reads_an_instance(tls_simulators, dingtalk):
    client = DingTalkClient(tls_simulators.dingtalk, tls_simulators.ca_file)
    instance = client.start(tls_simulators.employee()["userid"], claims.values(tls_simulators))
    assert client.get(instance).status == "RUNNING"


@pytest.mark.client("dingtalk-sdk")
def test_the_older_dingtalk_sdk_reads_a_user(tls_simulators, dingtalk):
    client = LegacyClient(tls_simulators.dingtalk, tls_simulators.ca_file)
    user = client.post("/topapi/v2/user/get", {"userid": tls_simulators.employee()["userid"]})
    assert user["result"]["name"] == tls_simulators.employee()["name"]


@pytest.mark.client("dingtalk-stream")
def test_the_stream_client_receives_over_wss(tls_simulators, dingtalk):
    trust = {"REQUESTS_CA_BUNDLE": tls_simulators.ca_file, "SSL_CERT_FILE": tls_simulators.ca_file}
    with subscribed(dingtalk, tls_simulators.dingtalk, environment={**os.environ, **trust}) as subscriber:
        instance = dingtalk.submit(
            tls_simulators.dingtalk["processCode"], tls_simulators.employee()["userid"], claims.values(tls_simulators))
        assert subscriber.next("bpms_instance_change")["data"]["processInstanceId"] == instance
