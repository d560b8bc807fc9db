"""Every code of Kingdee's table reaches the official SDK, in each of the three shapes of a reply; and real causes."""

import json

import pytest
import requests

from bills import REIMBURSEMENT, VOUCHER, Bills, fresh_number
from kingdee_client import KingdeeClient, failed, messages, succeeded

pytestmark = pytest.mark.client("kingdee-cdp-webapi-sdk")

# MsgCode → a piece of its text, where one is known.
CODES = {code: "" for code in range(16)} | {
    1: "会话信息已丢失，请重新登录", 2: "权限，请联系系统管理员", 13: "冲突，请稍候再使用",
}
AUTHENTICATION = "Kingdee.BOS.WebApi.ServicesStub.AuthService."


@pytest.fixture
def bills(simulators):
    return Bills(simulators)


@pytest.fixture
def client(simulators, kingdee):
    return KingdeeClient(simulators.kingdee)


def arm(kingdee, operation: str, reason: str) -> None:
    kingdee.arm({"fault": "error-reply", "on": f"kingdee.{operation}", "reason": reason})


class TestCodes:
    @pytest.mark.parametrize("code", CODES)
    def test_a_write_is_refused_by_a_status_block(self, client, kingdee, bills, code):
        arm(kingdee, "Save", f"MsgCode {code}")
        result = client.save(REIMBURSEMENT, bills.reimbursement(fresh_number()))
        assert failed(result)[0] == code and CODES[code] in failed(result)[1]
        status = result["ResponseStatus"]
        assert [(error["DIndex"], bool(error["Message"])) for error in status["Errors"]] == [(0, True)]
        assert (status["SuccessEntitys"], status["SuccessMessages"]) == ([], [])
        kingdee.disarm()
        assert client.query(REIMBURSEMENT, "FID") == []

    @pytest.mark.parametrize("code", CODES)
    def test_a_query_is_refused_by_one_odd_cell(self, client, kingdee, code):
        arm(kingdee, "ExecuteBillQuery", f"MsgCode {code}")
        status = client.query_error(REIMBURSEMENT, "FID")
        assert (status["IsSuccess"], status["ErrorCode"], status["MsgCode"]) == (False, 500, code)
        assert CODES[code] in messages(status)

    @pytest.mark.parametrize("code", CODES)
    def test_a_query_for_objects_is_refused_by_a_bare_object(self, client, kingdee, code):
        arm(kingdee, "BillQuery", f"MsgCode {code}")
        reply = json.loads(client.sdk.BillQuery({"FormId": REIMBURSEMENT, "FieldKeys": "FID"}))
        assert failed(reply["Result"])[0] == code

    @pytest.mark.parametrize("operation", ["Submit", "Audit", "UnAudit", "Delete", "CancelAssign", "View", "Draft"])
    def test_each_operation_can_be_refused(self, client, kingdee, operation):
        arm(kingdee, operation, "MsgCode 2")
        data = {"Model": {}} if operation == "Draft" else {"Ids": "1"}
        assert failed(client.call(operation, REIMBURSEMENT, data))[0] == 2


class TestFaults:
    @pytest.mark.parametrize("operation", ["Save", "ExecuteBillQuery", "Submit", "View"])
    def test_a_server_fault_raises_with_its_text(self, client, kingdee, bills, operation):
        arm(kingdee, operation, "response_error")
        arguments = {
            "Save": lambda: client.save(REIMBURSEMENT, bills.reimbursement(fresh_number())),
            "ExecuteBillQuery": lambda: client.query(REIMBURSEMENT, "FID"),
            "Submit": lambda: client.operate("Submit", REIMBURSEMENT, Ids="1"),
            "View": lambda: client.view(REIMBURSEMENT, Id="1")}
        with pytest.raises(RuntimeError, match="^response_error:发生时间：.*错误编号：.*错误信息："):
            arguments[operation]()

    @pytest.mark.parametrize("status", [502, 503, 504])
    def test_an_outage_raises_with_the_page(self, client, kingdee, status):
        kingdee.arm({"fault": "gateway-outage", "on": "kingdee", "status": str(status)})
        with pytest.raises(RuntimeError, match=str(status)):
            client.query(REIMBURSEMENT, "FID")

    def test_a_lock_has_code_0_and_one_more_try_helps(self, client, kingdee, bills):
        kingdee.arm({"fault": "error-reply", "on": "kingdee.Save", "reason": "lock", "attempts": "1"})
        number = fresh_number()
        code, text = failed(client.save(REIMBURSEMENT, bills.reimbursement(number)))
        assert code == 0 and text.endswith("冲突，请稍候再使用。") and "“demo”使用业务单据：“费用报销单”" in text
        succeeded(client.save(REIMBURSEMENT, bills.reimbursement(number)))


class TestRealCauses:
    def test_a_form_is_needed(self, client, bills):
        assert failed(client.save("", bills.reimbursement(fresh_number())))[0] == 5

    def test_a_model_is_needed(self, client):
        assert failed(client.call("Save", REIMBURSEMENT, {}))[0] in (4, 8)

    @pytest.mark.parametrize("operation", ["Submit", "Audit", "UnAudit", "Delete"])
    def test_a_selection_is_needed(self, client, operation):
        code, text = failed(client.call(operation, REIMBURSEMENT, {"Numbers": [], "Ids": ""}))
        assert code == 8 and text

    @pytest.mark.parametrize("operation", ["Submit", "Audit", "UnAudit", "Delete", "View"])
    def test_what_is_not_there_is_not_found(self, client, operation):
        data = {"Number": "no such bill"} if operation == "View" else {"Numbers": ["no such bill"]}
        code, text = failed(client.call(operation, REIMBURSEMENT, data))
        assert code == 10 and text

    def test_a_field_on_the_wrong_level_is_an_error(self, client, bills):
        model = bills.reimbursement(fresh_number())
        model["FExpenseAmount"] = 1
        code, text = failed(client.save(REIMBURSEMENT, model))
        assert code == 4 and "实体不存在此属性！[EntityType：" in text

    def test_an_unknown_field_is_ignored(self, client, bills):
        model = {**bills.reimbursement(fresh_number()), "FNoSuchFieldAnywhere": "x"}
        succeeded(client.save(REIMBURSEMENT, model))

    def test_a_bill_type_is_a_dictionary(self, client, bills):
        model = {**bills.reimbursement(fresh_number()), "FBillTypeID": "FYBX001_SYS"}
        code, text = failed(client.save(REIMBURSEMENT, model))
        assert code in (8, 11) and "字典格式" in text

    def test_a_required_field_of_a_row_is_named_with_its_row(self, client, bills):
        model = bills.reimbursement(fresh_number(), amounts=(1.0, 2.0))
        del model["FEntity"][1]["FExpID"]
        code, text = failed(client.save(REIMBURSEMENT, model))
        assert code == 11 and "第2行字段" in text and "是必填项" in text

    def test_an_audited_bill_may_not_be_changed(self, client, bills):
        number = fresh_number()
        (entity,) = succeeded(client.save(REIMBURSEMENT, bills.reimbursement(number), IsAutoSubmitAndAudit="true"))
        changed = {**bills.reimbursement(number, cause="改"), "FID": entity["Id"]}
        code, text = failed(client.save(REIMBURSEMENT, changed))
        assert code == 11 and "单据已审核，不允许修改" in text

    def test_an_audited_bill_is_audited_already(self, client, bills):
        (entity,) = succeeded(client.save(
            REIMBURSEMENT, bills.reimbursement(fresh_number()), IsAutoSubmitAndAudit="true"))
        result = client.call("Audit", REIMBURSEMENT, {"Ids": str(entity["Id"])})
        assert failed(result) == (11, f"单据编号为“{entity['Number']}”的费用报销单，单据已经审核！")

    def test_an_update_of_nothing_is_refused(self, client, bills):
        model = {**bills.reimbursement(fresh_number()), "FID": 999_999_999}
        assert failed(client.save(REIMBURSEMENT, model))[0] == 10

    def test_rows_left_out_are_deleted_unless_asked_otherwise(self, client, bills):
        number = fresh_number()
        (entity,) = succeeded(client.save(REIMBURSEMENT, bills.reimbursement(number, amounts=(1.0, 2.0))))
        keep = {"FID": entity["Id"], "FEntity": [{"FExpID": {"FNumber": bills.items[0]}, "FExpenseAmount": 3.0}]}
        succeeded(client.save(REIMBURSEMENT, keep, IsDeleteEntry="false"))
        condition = f"FBillNo='{number}'"
        assert len(client.query(REIMBURSEMENT, "FEntity_FEntryID", condition)) == 3
        succeeded(client.save(REIMBURSEMENT, keep))
        assert len(client.query(REIMBURSEMENT, "FEntity_FEntryID", condition)) == 1

    def test_a_voucher_has_to_balance(self, client, bills):
        model = bills.voucher()
        model["FEntity"][1]["FCREDIT"] = 1
        assert failed(client.save(VOUCHER, model))[1]

    def test_unknown_operations_are_a_page(self, client):
        with pytest.raises(RuntimeError, match="404"):
            client.sdk.Execute("Kingdee.BOS.WebApi.ServicesStub.DynamicFormService.NoSuchOperation", {"data": {}})


@pytest.mark.client("plain HTTP")
class TestLogIns:
    @staticmethod
    def log_in(simulators, operation: str, parameters: list) -> dict:
        url = f"{simulators.kingdee['url']}{AUTHENTICATION}{operation}.common.kdsvc"
        reply = requests.post(url, json={"parameters": parameters}, timeout=20)
        assert reply.status_code == 200
        return reply.json()

    @pytest.mark.parametrize(("change", "number"), [
        ({0: "000000000000"}, -1), ({1: "nobody"}, 0), ({2: "wrong"}, 0),
    ])
    def test_real_causes(self, simulators, kingdee, change, number):
        account = simulators.kingdee
        parameters = [account["acctId"], account["userName"], account["password"], 2052]
        for place, value in change.items():
            parameters[place] = value
        answer = self.log_in(simulators, "ValidateUser", parameters)
        assert answer["LoginResultType"] == number and answer["Message"]
