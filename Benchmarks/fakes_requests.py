"""Prepares the fakes for Benchmarks/fakes.sh: logs in, submits an approval, saves a claim, and writes for each kind of
request a wrk script, and a file with the reply's body for the peers to serve."""

import json
import pathlib
import sys
import urllib.request

folder = pathlib.Path(sys.argv[1])
credentials = json.loads((folder / "credentials.json").read_text())
dingtalk, kingdee = credentials["dingtalk"], credentials["kingdee"]
employee = credentials["employees"][0]
FORMS = kingdee["url"] + "Kingdee.BOS.WebApi.ServicesStub.DynamicFormService."


def call(url: str, body=None, headers=None) -> bytes:
    data = None if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json", **(headers or {})})
    return urllib.request.urlopen(request, timeout=10).read()


def claim(number: str) -> str:
    number_of = employee["staffNumber"]
    model = {
        "FID": 0, "FBillTypeID": {"FNUMBER": "FYBX001_SYS"}, "FDate": "2026-01-15", "FBillNo": number,
        "FProposerID": {"FSTAFFNUMBER": number_of}, "FRequestDeptID": {"FNumber": "BM000001"},
        "FExpenseDeptID": {"FNumber": "BM000001"}, "FOrgID": {"FNumber": "100"}, "FCurrencyID": {"FNumber": "PRE001"},
        "FCausa": "客户拜访",
        "FEntity": [{"FExpID": {"FNumber": "CI001"}, "FExpSubmitAmount": 100.0, "FRequestAmount": 100.0,
                     "FExpenseAmount": 100.0, "FRemark": "高铁"}],
    }
    return json.dumps({"formid": "ER_ExpReimbursement", "data": {"Model": model}}, ensure_ascii=False)


def query(number: str) -> str:
    return json.dumps({"data": {
        "FormId": "ER_ExpReimbursement", "FieldKeys": "FID,FBillNo,FDocumentStatus,FProposerID.FStaffNumber,FCausa",
        "FilterString": f"FBillNo='{number}'", "Limit": 10}}, ensure_ascii=False)


def script(name: str, method: str, headers: dict, body: str) -> None:
    """A wrk script; `@` in the body becomes a running number."""
    fields = ", ".join(f"[{json.dumps(key)}]={json.dumps(value)}" for key, value in headers.items())
    before, _, after = body.partition("@")
    number = " .. tostring(n) .. [==[" + after + "]==]" if after else ""
    (folder / f"{name}.lua").write_text(
        f"local n = 0\nlocal head = {{{fields}}}\n"
        f"request = function()\n  n = n + 1\n  return wrk.format({json.dumps(method)}, nil, head, [==[{before}]==]{number})\nend\n")


token_body = {"appKey": dingtalk["appKey"], "appSecret": dingtalk["appSecret"]}
token_url = dingtalk["url"] + "/v1.0/oauth2/accessToken"
token_reply = call(token_url, token_body)
token = json.loads(token_reply)["accessToken"]
submitted = call(dingtalk["url"] + "/_rehearsal/instances", {"originator": employee["userid"], "values": {
    "TextField_REASON": "客户拜访", "InnerContactField_PAYEE": json.dumps([employee["userid"]]),
    "DepartmentField_COST": str(employee["departmentId"]), "NumberField_TOTALFEN": "10000",
    "NumberField_OCCURRED": "1768440600000",
    "TableField_DETAIL": json.dumps([[{"name": "费用项目", "value": "差旅费"}, {"name": "金额（元）", "value": "100"},
                                      {"name": "发生日期", "value": "2026-01-15"}]])}})
instance = json.loads(submitted)["instance"]
instance_url = f"{dingtalk['url']}/v1.0/workflow/processInstances?processInstanceId={instance}"
identity = {"x-acs-dingtalk-access-token": token}
logged_in = call(kingdee["url"] + "Kingdee.BOS.WebApi.ServicesStub.AuthService.ValidateUser.common.kdsvc", {
    "parameters": [kingdee["acctId"], kingdee["userName"], kingdee["password"], 2052]})
session = {"Content-Type": "application/json", "Cookie": "kdservice-sessionid=" + json.loads(logged_in)["KDSVCSessionId"]}

script("token-get", "POST", {"Content-Type": "application/json"}, json.dumps(token_body))
script("instance-get", "GET", identity, "")
script("save", "POST", session, claim("EXP-@"))
script("bill-query", "POST", session, query("EXP-FIRST"))
(folder / "urls").write_text(
    f"token_get='{token_url}'\ninstance_get='{instance_url}'\nsave='{FORMS}Save.common.kdsvc'\n"
    f"bill_query='{FORMS}ExecuteBillQuery.common.kdsvc'\n")

bodies = folder / "www"
bodies.mkdir()
(bodies / "token-get").write_bytes(token_reply)
(bodies / "instance-get").write_bytes(call(instance_url, headers=identity))
(bodies / "save").write_bytes(call(FORMS + "Save.common.kdsvc", claim("EXP-FIRST").encode(), session))
(bodies / "bill-query").write_bytes(call(FORMS + "ExecuteBillQuery.common.kdsvc", query("EXP-FIRST").encode(), session))
for body in bodies.iterdir():
    text = body.read_text()
    assert len(text) > 20 and '"IsSuccess":false' not in text, f"{body.name}: {text}"
