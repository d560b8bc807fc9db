"""HTTP itself: several requests in one packet are answered in their order, and connections are kept, in the clear and over
TLS. Both fakes decide by paths and credentials, so each answer shows which request it belongs to."""

import http.client
import json
import socket
import ssl
from urllib.parse import urlsplit

import pytest


def connected(simulators, secure: bool) -> socket.socket:
    parts = urlsplit(simulators.dingtalk["url"])
    plain = socket.create_connection((parts.hostname, parts.port), timeout=10)
    if not secure:
        return plain
    context = ssl.create_default_context(cafile=simulators.ca_file)
    return context.wrap_socket(plain, server_hostname=parts.hostname)


def answers(connection: socket.socket, count: int) -> list[dict]:
    replies = []
    stream = connection.makefile("rb")
    for _ in range(count):
        assert stream.readline().startswith(b"HTTP/1.1 200")
        length = 0
        while (line := stream.readline().strip()):
            name, _, value = line.decode().partition(":")
            length = int(value) if name.lower() == "content-length" else length
        replies.append(json.loads(stream.read(length)))
    return replies


@pytest.mark.parametrize("fixture", ["simulators", "tls_simulators"])
def test_pipelined_requests_are_answered_in_their_order(fixture, request):
    simulators = request.getfixturevalue(fixture)
    account = simulators.dingtalk
    paths = [
        f"/gettoken?appkey={account['appKey']}&appsecret={account['appSecret']}",
        "/gettoken?appkey=nobody&appsecret=x", "/auth/scopes?access_token=nothing", "/gettoken",
    ]
    codes = [0, 40096, 40014, 40035]
    with connected(simulators, fixture == "tls_simulators") as connection:
        for _ in range(3):  # the connection is kept for more
            connection.sendall("".join(f"GET {path} HTTP/1.1\r\nHost: fake\r\n\r\n" for path in paths * 5).encode())
            assert [reply["errcode"] for reply in answers(connection, 20)] == codes * 5


def test_a_slow_answer_holds_the_later_ones_back(simulators, dingtalk):
    """A later request never overtakes: the client could not tell the answers apart."""
    dingtalk.arm({"fault": "delay", "on": "dingtalk.gettoken", "by": "200ms"})
    with connected(simulators, False) as connection:
        connection.sendall(b"GET /gettoken HTTP/1.1\r\nHost: fake\r\n\r\n"
                           b"GET /auth/scopes?access_token=nothing HTTP/1.1\r\nHost: fake\r\n\r\n")
        assert [reply["errcode"] for reply in answers(connection, 2)] == [40035, 40014]


def test_a_connection_ends_when_the_client_says_so(simulators):
    with connected(simulators, False) as connection:
        connection.sendall(b"GET /gettoken HTTP/1.1\r\nHost: fake\r\nConnection: close\r\n\r\n")
        assert answers(connection, 1)[0]["errcode"] == 40035
        assert connection.recv(1) == b""


def test_a_large_body_is_taken_in_pieces_and_a_too_large_one_refused(simulators):
    parts = urlsplit(simulators.kingdee["url"])
    path = parts.path + "Kingdee.BOS.WebApi.ServicesStub.AuthService.ValidateUser.common.kdsvc"

    def send(body: bytes) -> http.client.HTTPResponse:
        connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=30)
        connection.request("POST", path, iter([body[:1 << 20], body[1 << 20:]]), {"Transfer-Encoding": "chunked"},
                           encode_chunked=True)
        return connection.getresponse()

    refused = send(json.dumps({"parameters": ["x" * (10 << 20), "demo", "x", 2052]}).encode())
    assert refused.status == 200 and json.loads(refused.read())["LoginResultType"] != 1
    try:
        assert send(b"[" + b" " * (17 << 20)).status == 413
    except (BrokenPipeError, ConnectionResetError):
        pass  # cut off while it still sent: refused too
