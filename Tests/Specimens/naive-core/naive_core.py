"""A naive integration core, as a first draft often looks: it works on a quiet day, and doubles documents on a bad one.

It receives approvals over DingTalk's stream mode, reads the form, and saves, submits and audits a reimbursement in
Kingdee. Its one mistake: when a Save fails it saves again, without asking whether the first one was committed.

Only Python's standard library. Configured by the environment, see lost-reply.yaml beside this file.
"""

import base64
import functools
import json
import os
import socket
import struct
import threading
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import quote, urlsplit

DINGTALK = os.environ["DINGTALK_URL"].rstrip("/")
KINGDEE = os.environ["KINGDEE_URL"].rstrip("/")
FORM = "ER_ExpReimbursement"
ITEMS = {"差旅费": "CI001", "业务招待费": "CI002", "办公费": "CI003", "交通费": "CI004", "通讯费": "CI005"}
SHANGHAI = timezone(timedelta(hours=8))
TIMEOUT_SECONDS = 3
ATTEMPTS = 3

connected = threading.Event()
workers = ThreadPoolExecutor(16)
sessions = threading.local()


def call(url, body=None, headers=None):
    """One JSON call; anything but status 200 raises."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json", **(headers or {})})
    with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as reply:
        return json.load(reply), reply.headers


# DingTalk

@functools.cache
def token():
    body = {"appKey": os.environ["DINGTALK_APP_KEY"], "appSecret": os.environ["DINGTALK_APP_SECRET"]}
    return call(f"{DINGTALK}/v1.0/oauth2/accessToken", body)[0]["accessToken"]


def read_instance(instance):
    url = f"{DINGTALK}/v1.0/workflow/processInstances?processInstanceId={quote(instance, safe='')}"
    values = call(url, headers={"x-acs-dingtalk-access-token": token()})[0]["result"]["formComponentValues"]
    return {value["id"]: value for value in values}


def staff_number(userid):
    url = f"{DINGTALK}/topapi/v2/user/get?access_token={token()}"
    return call(url, {"userid": userid})[0]["result"]["job_number"]


# Kingdee

def kingdee(operation, body):
    if not hasattr(sessions, "id"):
        login = [os.environ["KINGDEE_ACCT_ID"], os.environ["KINGDEE_USER"], os.environ["KINGDEE_PASSWORD"], 2052]
        url = f"{KINGDEE}/Kingdee.BOS.WebApi.ServicesStub.AuthService.ValidateUser.common.kdsvc"
        sessions.id = call(url, {"parameters": login})[0]["KDSVCSessionId"]
    url = f"{KINGDEE}/Kingdee.BOS.WebApi.ServicesStub.DynamicFormService.{operation}.common.kdsvc"
    result = call(url, body, {"kdservice-sessionid": sessions.id})[0]["Result"]
    if not result["ResponseStatus"]["IsSuccess"]:
        raise RuntimeError(result["ResponseStatus"]["Errors"])
    return result


def reimbursement(instance, values):
    """The approval form as a Kingdee document."""
    department = department_number(json.loads(values["DepartmentField_COST"]["extValue"]))
    staff = staff_number(json.loads(values["InnerContactField_PAYEE"]["extValue"])[0]["emplId"])
    occurred = datetime.fromtimestamp(int(values["NumberField_OCCURRED"]["value"]) / 1000, SHANGHAI)
    organization, currency = {"FNumber": "100"}, {"FNumber": "PRE001"}
    return {
        "FID": 0, "FBillTypeID": {"FNUMBER": "FYBX001_SYS"}, "FDate": f"{occurred:%Y-%m-%d}",
        "FProposerID": {"FSTAFFNUMBER": staff}, "FRequestDeptID": department, "FExpenseDeptID": department,
        "FOrgID": organization, "FExpenseOrgId": organization, "FPayOrgId": organization, "FCurrencyID": currency,
        "FLocCurrencyID": currency, "FExchangeTypeID": {"FNumber": "HLTX01_SYS"}, "FCONTACTUNITTYPE": "BD_Empinfo",
        "FCONTACTUNIT": {"FNumber": staff}, "FPaySettlleTypeID": {"FNumber": "JSFS04_SYS"}, "FRequestType": "1",
        "FCausa": f"{values['TextField_REASON']['value']} [{instance}]",
        "FEntity": [entry(row, department) for row in json.loads(values["TableField_DETAIL"]["value"])],
    }


def entry(row, department):
    cells = {cell["key"]: cell["value"] for cell in row["rowValue"]}
    amount = cells["MoneyField_AMOUNT"]
    return {
        "FExpID": {"FNumber": ITEMS[cells["DDSelectField_ITEM"]]}, "FExpenseDeptEntryID": department,
        "FExpSubmitAmount": amount, "FRequestAmount": amount, "FExpenseAmount": amount,
        "FRemark": cells.get("TextField_NOTE", ""),
    }


def department_number(value):
    """DingTalk shows one department or a list of them, under one of two names."""
    department = value[0] if isinstance(value, list) else value
    identity = int(department.get("itemId") or department["id"])
    return {"FNumber": f"BM{identity - 580_000_000:06d}"}


def deliver(instance):
    """Carries one approval over."""
    for attempt in range(1, ATTEMPTS + 1):
        try:
            model = reimbursement(instance, read_instance(instance))
            # The mistake: no bill number of our own, and no look-up before the next attempt.
            document = kingdee("Save", {"formid": FORM, "data": {"Model": model}})["Id"]
            for operation in ("Submit", "Audit"):
                kingdee(operation, {"formid": FORM, "data": {"Ids": str(document)}})
            return
        except Exception as error:
            print(f"{instance}: attempt {attempt}: {error!r}", flush=True)


# The stream connection: a web socket by hand, so that nothing has to be installed.

def receive_events():
    opening = {
        "clientId": os.environ["DINGTALK_APP_KEY"], "clientSecret": os.environ["DINGTALK_APP_SECRET"],
        "subscriptions": [{"type": "EVENT", "topic": "*"}], "ua": "naive-core/1.0"}
    answer, _ = call(f"{DINGTALK}/v1.0/gateway/connections/open", opening, {"Accept": "application/json"})
    parts = urlsplit(answer["endpoint"])
    with socket.create_connection((parts.hostname, parts.port or 80)) as connection:
        stream = connection.makefile("rwb")
        key = base64.b64encode(os.urandom(16)).decode()
        stream.write((
            f"GET {parts.path}?ticket={quote(answer['ticket'], safe='')} HTTP/1.1\r\nHost: {parts.netloc}\r\n"
            f"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n"
            "\r\n").encode())
        stream.flush()
        if b" 101 " not in stream.readline():
            raise ConnectionError("the web socket was refused")
        while stream.readline() != b"\r\n":
            pass
        connected.set()
        while frame := read_frame(stream):
            opcode, payload = frame
            if opcode == 9:
                write_frame(stream, 10, payload)
            elif opcode == 1:
                write_frame(stream, 1, json.dumps(take(json.loads(payload))).encode())


def take(message):
    """Starts the work that a message asks for, and returns the acknowledgement."""
    data = json.loads(message["data"])
    if message["headers"].get("eventType") == "bpms_instance_change":
        if (data.get("type"), data.get("result")) == ("finish", "agree"):
            workers.submit(deliver, data["processInstanceId"])
    headers = {"messageId": message["headers"]["messageId"], "contentType": "application/json"}
    answer = data if message["type"] == "SYSTEM" else {"status": "SUCCESS", "message": "success"}
    return {"code": 200, "headers": headers, "message": "OK", "data": json.dumps(answer)}


def read_frame(stream):
    head = stream.read(2)
    if len(head) < 2 or head[0] & 15 == 8:
        return None
    length = head[1] & 127
    if length > 125:
        length = struct.unpack(">H", stream.read(2))[0] if length == 126 else struct.unpack(">Q", stream.read(8))[0]
    return head[0] & 15, stream.read(length)


def write_frame(stream, opcode, payload):
    length = len(payload)
    size = bytes([128 | length]) if length < 126 else bytes([128 | 126]) + struct.pack(">H", length)
    stream.write(bytes([128 | opcode]) + size + bytes(4) + payload)  # masked with zeros: allowed, and easy to read
    stream.flush()


class Health(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200 if connected.is_set() else 503)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


if __name__ == "__main__":
    threading.Thread(target=receive_events, daemon=True).start()
    HTTPServer(("127.0.0.1", int(os.environ["PORT"])), Health).serve_forever()
