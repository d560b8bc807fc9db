#!/usr/bin/env python3
"""Do the fakes stay quick when much is going on? Measures the latency of single requests, one after the other,

1. with 64 open connections, and with 10,000;
2. with 1,000 documents in a form, and with 100,000;
3. of making, forking, resetting and dropping a world, with 1,000 of them on the server.

Prints medians and the ratios. Usage: Benchmarks/scale.py [program], by default .build-release/release/rehearsal.
"""

import http.client
import json
import resource
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import urlsplit

PROGRAM = sys.argv[1] if len(sys.argv) > 1 else ".build-release/release/rehearsal"
FORMS = "/k3cloud/Kingdee.BOS.WebApi.ServicesStub.DynamicFormService."
CONNECTIONS = 10_000
DOCUMENTS = 100_000


class Platform:
    """One kept-alive connection to a fake."""

    def __init__(self, url: str):
        self.address = urlsplit(url)
        self.connection = http.client.HTTPConnection(self.address.hostname, self.address.port, timeout=60)
        self.connection.connect()
        self.connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def call(self, method: str, path: str, body=None, headers=None) -> object:
        data = None if body is None else json.dumps(body, ensure_ascii=False).encode()
        self.connection.request(method, path, data, {"Content-Type": "application/json", **(headers or {})})
        reply = self.connection.getresponse()
        text = reply.read()
        assert reply.status == 200, text
        return json.loads(text)


def median(action, count=400) -> float:
    """The median of `count` runs in microseconds, after a tenth of them for warming up."""
    times = []
    for index in range(count + count // 10):
        start = time.perf_counter()
        action(index)
        times.append((time.perf_counter() - start) * 1e6)
    return statistics.median(times[count // 10:])


def report(name: str, small: float, large: float) -> None:
    print(f"{name:<46} {small:8.0f} us {large:8.0f} us   x {large / small:.2f}")


def log_in(kingdee: Platform, account: dict) -> dict:
    parameters = [account["acctId"], account["userName"], account["password"], 2052]
    reply = kingdee.call("POST", "/k3cloud/Kingdee.BOS.WebApi.ServicesStub.AuthService.ValidateUser.common.kdsvc",
                         {"parameters": parameters})
    return {"Cookie": "kdservice-sessionid=" + reply["KDSVCSessionId"]}


def claim(number: int, employee: dict) -> dict:
    return {
        "FBillTypeID": {"FNUMBER": "FYBX001_SYS"}, "FDate": "2026-01-15", "FBillNo": f"EXP-{number:07d}",
        "FProposerID": {"FSTAFFNUMBER": employee["staffNumber"]}, "FRequestDeptID": {"FNumber": "BM000001"},
        "FExpenseDeptID": {"FNumber": "BM000001"}, "FOrgID": {"FNumber": "100"}, "FCurrencyID": {"FNumber": "PRE001"},
        "F_DT_SourceId": f"source-{number}",
        "FEntity": [{"FExpID": {"FNumber": "CI001"}, "FExpenseAmount": 100}],
    }


def connections(dingtalk: Platform, credentials: dict) -> None:
    body = {"appKey": credentials["dingtalk"]["appKey"], "appSecret": credentials["dingtalk"]["appSecret"]}
    token = dingtalk.call("POST", "/v1.0/oauth2/accessToken", body)["accessToken"]
    user = {"userid": credentials["employees"][0]["userid"]}

    def get(_):
        dingtalk.call("POST", f"/topapi/v2/user/get?access_token={token}", user)

    opened = []

    def open_until(count: int) -> None:
        while len(opened) < count:
            opened.append(socket.create_connection((dingtalk.address.hostname, dingtalk.address.port), timeout=30))

    open_until(64)
    few = median(get)
    open_until(CONNECTIONS)
    # Each of them must be served, not only accepted.
    request = f"GET /auth/scopes?access_token={token} HTTP/1.1\r\nHost: x\r\n\r\n".encode()
    for connection in opened:
        connection.sendall(request)
    for connection in opened:
        assert connection.recv(4096).startswith(b"HTTP/1.1 200"), "a connection was not served"
    report(f"user/get with 64 and {CONNECTIONS} connections", few, median(get))
    for connection in opened:
        connection.close()


def documents(kingdee: Platform, credentials: dict) -> None:
    session, employee = log_in(kingdee, credentials["kingdee"]), credentials["employees"][0]
    count = 0

    def save_until(total: int) -> None:
        nonlocal count
        while count < total:
            batch = [claim(number, employee) for number in range(count, min(count + 500, total))]
            reply = kingdee.call("POST", FORMS + "BatchSave.common.kdsvc",
                                 {"formid": "ER_ExpReimbursement", "data": {"Model": batch}}, session)
            assert reply["Result"]["ResponseStatus"]["IsSuccess"], reply
            count += len(batch)

    def query(filter_of, order="") -> object:
        def run(index):
            data = {"FormId": "ER_ExpReimbursement", "FieldKeys": "FID,FBillNo,FDocumentStatus,FModifyDate",
                    "FilterString": filter_of(index), "OrderString": order, "Limit": 20}
            rows = kingdee.call("POST", FORMS + "ExecuteBillQuery.common.kdsvc", {"data": data}, session)
            assert rows and isinstance(rows[0][0], int), rows
        return run

    fresh = iter(range(10_000_000, 20_000_000))

    def save(_):
        data = {"Model": claim(next(fresh), employee)}
        reply = kingdee.call("POST", FORMS + "Save.common.kdsvc", {"formid": "ER_ExpReimbursement", "data": data}, session)
        assert reply["Result"]["ResponseStatus"]["IsSuccess"], reply

    save_until(1000)
    last = kingdee.call("POST", FORMS + "ExecuteBillQuery.common.kdsvc", {"data": {
        "FormId": "ER_ExpReimbursement", "FieldKeys": "FModifyDate", "FilterString": "FBillNo='EXP-0000999'"}}, session)
    cases = {
        "Save": save,
        "View by number": lambda index: kingdee.call(
            "POST", FORMS + "View.common.kdsvc",
            {"formid": "ER_ExpReimbursement", "data": {"Number": f"EXP-{index % 1000:07d}"}}, session),
        "query by number": query(lambda index: f"FBillNo='EXP-{index % 1000:07d}'"),
        "query by id": query(lambda index: f"FID={100_001 + index % 1000}"),
        "query by source": query(lambda index: f"F_DT_SourceId='source-{index % 1000}'"),
        "query by status, first page": query(lambda index: "FDocumentStatus='A'", "FID ASC"),
        "query by modify date, first page": query(lambda index: f"FModifyDate>='{last[0][0]}'", "FID ASC"),
    }
    few = {name: median(case) for name, case in cases.items()}
    start = time.monotonic()
    save_until(DOCUMENTS)
    print(f"{DOCUMENTS} documents after {time.monotonic() - start:.1f} s of BatchSave")
    for name, case in cases.items():
        report(f"{name}, 1000 and {DOCUMENTS} documents", few[name], median(case))


def worlds(dingtalk: Platform) -> None:
    made = [dingtalk.call("POST", "/_rehearsal/worlds")["world"] for _ in range(1000)]

    def make(_):
        made.append(dingtalk.call("POST", "/_rehearsal/worlds")["world"])

    print(f"with 1000 worlds: make {median(make, 200):.0f} us", end=", ")
    fork = median(lambda index: made.append(
        dingtalk.call("POST", f"/_rehearsal/worlds/{made[index]['number']}/fork")["world"]), 200)
    print(f"fork {fork:.0f} us", end=", ")
    reset = median(lambda index: dingtalk.call("POST", f"/_rehearsal/worlds/{made[index]['number']}/reset"), 200)
    numbers = iter(world["number"] for world in made)
    drop = median(lambda _: dingtalk.call("DELETE", f"/_rehearsal/worlds/{next(numbers)}"), 200)
    print(f"reset {reset:.0f} us, drop {drop:.0f} us")


def main() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(max(soft, 2 * CONNECTIONS + 1000), hard), hard))
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "credentials.json"
        with open(Path(folder) / "log", "wb") as log:
            server = subprocess.Popen([PROGRAM, "simulate", "--credentials-file", str(file)], stdout=log, stderr=log)
        try:
            while not file.exists() or not file.read_text().strip():
                assert server.poll() is None, (Path(folder) / "log").read_text()
                time.sleep(0.01)
            credentials = json.loads(file.read_text())
            connections(Platform(credentials["dingtalk"]["url"]), credentials)
            documents(Platform(credentials["kingdee"]["url"]), credentials)
            worlds(Platform(credentials["dingtalk"]["url"]))
            memory = [line for line in Path(f"/proc/{server.pid}/status").read_text().splitlines() if "VmRSS" in line]
            print(f"server memory at the end: {int(memory[0].split()[1]) // 1024} MiB")
        finally:
            server.terminate()
            server.wait(timeout=15)


if __name__ == "__main__":
    main()
