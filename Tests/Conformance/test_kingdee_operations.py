"""Every other operation of the official Kingdee SDK: metadata, drafts, operations, pushing, groups, attachments, reports."""

import base64
import json

import pytest
from k3cloud_webapi_sdk.main import K3CloudApiSdk

from bills import REIMBURSEMENT, REQUEST, Bills, fresh_number
from kingdee_client import KingdeeClient, failed, messages, succeeded

pytestmark = pytest.mark.client("kingdee-cdp-webapi-sdk")

MATERIAL, MATERIAL_GROUP = "BD_MATERIAL", "FMaterialGroup"
REQUISITION = "PUR_Requisition"


@pytest.fixture
def bills(simulators):
    return Bills(simulators)


@pytest.fixture
def client(simulators, kingdee):
    return KingdeeClient(simulators.kingdee)


@pytest.fixture
def bill(client, bills) -> dict:
    """A saved reimbursement: `Id` and `Number`."""
    (entity,) = succeeded(client.save(REIMBURSEMENT, bills.reimbursement(fresh_number())))
    return entity


def status(client, form: str, number: str) -> str:
    ((letter,),) = client.query(form, "FDocumentStatus", f"FBillNo='{number}'")
    return letter


class TestAccess:
    def test_the_data_centres_are_told_to_anybody(self, simulators, kingdee):
        sdk = K3CloudApiSdk(simulators.kingdee["url"], timeout=20)
        account = simulators.kingdee
        sdk.InitConfig(account["acctId"], "nobody", account["appId"], "wrong", account["url"])
        centres = json.loads(sdk.GetDataCenters())
        assert account["acctId"] in [centre["Id"] for centre in centres]
        assert all(centre["Name"] and centre["Number"] for centre in centres)

    @pytest.mark.api("Kingdee SwitchOrg")
    def test_the_session_moves_to_another_organisation(self, client, simulators):
        number = simulators.kingdee["organization"]
        (entity,) = succeeded(client.call("SwitchOrg", {"OrgNumber": number}))
        assert (entity["Number"], entity["DIndex"]) == (number, 0) and isinstance(entity["Id"], int)
        code, text = failed(client.call("SwitchOrg", {"OrgNumber": "no such organisation"}))
        assert code in (8, 9, 10) and text


class TestMetadata:
    def test_a_form_describes_itself(self, client):
        result = client.call("QueryBusinessInfo", {"FormId": REIMBURSEMENT})
        assert succeeded(result) == []
        form = result["NeedReturnData"]
        assert form["Id"] == REIMBURSEMENT and {"Key": 2052, "Value": "费用报销单"} in form["Name"]
        entries = {entry["Key"]: entry for entry in form["Entrys"]}
        assert {"FBillHead", "FEntity"} <= set(entries)
        (number,) = [field for field in entries["FBillHead"]["Fields"] if field["Key"] == "FBillNo"]
        assert {"Key": 2052, "Value": "单据编号"} in number["Name"] and isinstance(number["FieldType"], int)
        operations = {operation["OperationNumber"] for operation in form["Operations"]}
        assert {"Save", "Submit", "Audit"} <= operations

    def test_an_unknown_form_is_refused(self, client):
        code, text = failed(client.call("QueryBusinessInfo", {"FormId": "ER_ExpenseReimburse"}))
        assert (code, text) == (4, "标识为“ER_ExpenseReimburse”的业务对象不存在，或者被删除")


class TestStatus:
    def test_a_draft_is_z_and_may_lack_what_save_wants(self, client, bills):
        model = bills.reimbursement(fresh_number("DRAFT-"))
        del model["FProposerID"]
        (entity,) = succeeded(client.call("Draft", REIMBURSEMENT, {"Model": model}))
        assert client.view(REIMBURSEMENT, Id=str(entity["Id"]))["Result"]["DocumentStatus"] == "Z"

    def test_a_submitted_bill_is_taken_back(self, client, bill):
        client.operate("Submit", REIMBURSEMENT, Ids=str(bill["Id"]))
        assert client.operate("CancelAssign", REIMBURSEMENT, Ids=str(bill["Id"]))["IsSuccess"] is True
        assert status(client, REIMBURSEMENT, bill["Number"]) in "DZ"
        assert client.operate("cancelAssign", REIMBURSEMENT, Ids=str(bill["Id"]))["IsSuccess"] is False

    @pytest.mark.api("Form BD_Empinfo")
    def test_an_employee_is_forbidden_and_enabled(self, client, bills):
        selection = {"CreateOrgId": 0, "Numbers": [bills.staff], "Ids": "", "PkEntryIds": [], "NetworkCtrl": ""}
        for operation, letter in (("Forbid", "B"), ("Enable", "A")):
            succeeded(client.call("ExcuteOperation", "BD_Empinfo", operation, selection))
            rows = client.query("BD_Empinfo", "FForbidStatus", f"FStaffNumber='{bills.staff}'")
            assert rows == [[letter]]

    def test_an_unknown_operation_is_refused(self, client, bill):
        selection = {"Ids": str(bill["Id"])}
        assert failed(client.call("ExcuteOperation", REIMBURSEMENT, "Explode", selection))[0] in (3, 12)
        assert failed(client.call("ExcuteOperation", REIMBURSEMENT, "", selection))[0] == 3

    @pytest.mark.api("Kingdee WorkflowAudit")
    def test_a_workflow_decides(self, client, kingdee, bills):
        kingdee.call("PUT", "behaviour", {"workflowForms": [REIMBURSEMENT]})
        outcomes = {}
        for decision in (1, 2):
            number = fresh_number("FLOW-")
            (entity,) = succeeded(client.save(REIMBURSEMENT, bills.reimbursement(number)))
            client.operate("Submit", REIMBURSEMENT, Ids=str(entity["Id"]))
            result = client.call("WorkflowAudit", {
                "FormId": REIMBURSEMENT, "Ids": [entity["Id"]], "Numbers": [], "UserId": 0, "UserName": "demo",
                "ApprovalType": decision, "ActionResultId": "", "PostId": 0, "PostNumber": "", "Disposition": "同意"})
            assert [one["Id"] for one in succeeded(result)] == [entity["Id"]]
            assert isinstance(result["OperationResults"], list)
            outcomes[decision] = status(client, REIMBURSEMENT, number)
        assert outcomes == {1: "C", 2: "D"}


class TestBatches:
    def test_the_sdk_polls_until_the_batch_is_done(self, client, bills):
        numbers = [fresh_number("POLL-") for _ in range(3)]
        models = [bills.reimbursement(number) for number in numbers]
        reply = client.sdk.BatchSaveQuery(REIMBURSEMENT, {"Model": models, "BatchCount": 2})
        result = reply if isinstance(reply, dict) else json.loads(reply)
        entities = succeeded(result.get("Result", result))
        assert sorted(entity["Number"] for entity in entities) == numbers

    def test_one_step_for_many_bills_tells_which_it_could_not_do(self, client, bills):
        numbers = [fresh_number("MANY-") for _ in range(3)]
        ids = [entity["Id"] for entity in succeeded(
            client.batch_save(REIMBURSEMENT, [bills.reimbursement(number) for number in numbers]))]
        client.operate("Submit", REIMBURSEMENT, Ids=str(ids[0]))
        block = client.operate("Submit", REIMBURSEMENT, Ids=",".join(map(str, ids)))
        assert sorted(entity["Id"] for entity in block["SuccessEntitys"]) == sorted(ids[1:])
        assert len(block["Errors"]) == 1 and "才允许提交" in messages(block)


@pytest.mark.api("Kingdee Push")
class TestPush:
    @staticmethod
    def push(client, **selection) -> dict:
        return client.call("Push", REQUEST, {
            "Ids": "", "Numbers": [], "EntryIds": "", "RuleId": "", "TargetBillTypeId": "", "TargetOrgId": 0,
            "TargetFormId": REIMBURSEMENT, "IsEnableDefaultRule": "true", "IsDraftWhenSaveFail": "false",
            "CustomParams": {}, **selection})

    def test_a_request_becomes_a_reimbursement(self, client, bills):
        number = fresh_number("PUSH-")
        (source,) = succeeded(client.save(REQUEST, bills.request(number), IsAutoSubmitAndAudit="true"))
        result = self.push(client, Ids=str(source["Id"]))
        (target,) = succeeded(result)
        assert "ConvertResponseStatus" in result
        document = client.view(REIMBURSEMENT, Id=str(target["Id"]))["Result"]
        assert document["DocumentStatus"] in "AZ" and document["ProposerID"]["Number"]

    def test_what_is_not_there_is_not_pushed(self, client):
        assert failed(self.push(client, Ids="999999999"))[1]

    def test_a_selection_is_needed(self, client):
        assert failed(self.push(client))[0] == 8


@pytest.mark.api("Kingdee GroupSave", "Kingdee GroupDelete", "Kingdee QueryGroupInfo", "Form BD_MATERIAL")
class TestGroups:
    def test_a_group_is_made_found_and_removed(self, client):
        made = client.call("GroupSave", MATERIAL, {
            "GroupFieldKey": MATERIAL_GROUP, "GroupPkId": 0, "FParentId": 0, "FNumber": "G-CONF", "FName": "新组",
            "FDescription": ""})
        succeeded(made)
        group = made.get("Id") or made["ResponseStatus"]["SuccessEntitys"][0]["Id"]
        query = {"FormId": MATERIAL, "GroupFieldKey": MATERIAL_GROUP, "GroupPkIds": str(group), "Ids": ""}
        found = client.call("QueryGroupInfo", query)
        succeeded(found)
        assert "G-CONF" in json.dumps(found["NeedReturnData"], ensure_ascii=False)
        succeeded(client.call("GroupDelete", {
            "FormId": MATERIAL, "GroupFieldKey": MATERIAL_GROUP, "GroupPkIds": str(group)}))
        again = client.call("QueryGroupInfo", query)
        assert "G-CONF" not in json.dumps(again)

    def test_a_group_that_is_not_there_is_refused(self, client):
        code, text = failed(client.call("GroupDelete", {
            "FormId": MATERIAL, "GroupFieldKey": MATERIAL_GROUP, "GroupPkIds": "999999999"}))
        assert code in (9, 10, 11) and text


@pytest.mark.api("Kingdee Allocate", "Kingdee CancelAllocate", "Form BD_MATERIAL")
class TestAllocation:
    @pytest.fixture
    def branch(self, client) -> int:
        """Another organisation."""
        model = {"FORGID": 0, "FNumber": "200", "FName": "分公司"}
        (entity,) = succeeded(client.save("ORG_Organizations", model, IsAutoSubmitAndAudit="true"))
        return entity["Id"]

    def test_base_data_is_given_to_an_organisation_and_taken_back(self, client, branch):
        ((material, number),) = client.query(MATERIAL, "FMATERIALID,FNumber", "", Limit=1, OrderString="FNumber ASC")
        condition = f"FNumber='{number}' and FUseOrgId.FNumber='200'"
        selection = {"PkIds": str(material), "TOrgIds": str(branch), "IsAutoSubmitAndAudit": False}
        (copy,) = succeeded(client.call("Allocate", MATERIAL, selection))
        assert copy["Number"] == number and copy["Id"] != material
        assert client.query(MATERIAL, "FMATERIALID,FDocumentStatus", condition) == [[copy["Id"], "A"]]
        assert failed(client.call("Allocate", MATERIAL, selection))[0] == 11  # it is there already
        succeeded(client.call("CancelAllocate", MATERIAL, selection))
        assert client.query(MATERIAL, "FMATERIALID", condition) == []

    def test_a_query_keeps_to_the_organisation_of_the_session(self, client, branch):
        ((material, number),) = client.query(MATERIAL, "FMATERIALID,FNumber", "", Limit=1, OrderString="FNumber ASC")
        succeeded(client.call("Allocate", MATERIAL, {"PkIds": str(material), "TOrgIds": str(branch)}))
        assert client.query(MATERIAL, "FMATERIALID", f"FNumber='{number}'") == [[material]]

    @pytest.mark.parametrize("operation", ["Allocate", "CancelAllocate", "cancelAllocate"])
    def test_what_is_not_there_is_refused(self, client, operation):
        assert failed(client.call(operation, MATERIAL, {"PkIds": "999999999", "TOrgIds": "1"}))[1]


@pytest.mark.api("Kingdee FlexSave")
def test_a_dimension_is_saved(client, bills):
    model = [{"FFLEX5": bills.department}]
    (entity,) = succeeded(client.call("FlexSave", "BD_FLEXITEMDETAILV", {"Model": model}))
    (again,) = succeeded(client.call("FlexSave", "BD_FLEXITEMDETAILV", {"Model": model}))
    assert entity["Id"] == again["Id"]  # the same values are the same dimension


@pytest.mark.api("Kingdee SendMsg")
def test_an_internal_message_is_sent(client):
    message = {"FTitle": "提醒", "FContent": "请审核", "FReceivers": "100007", "FType": "1"}
    succeeded(client.call("SendMsg", {"Model": [message]}))


@pytest.mark.api("Kingdee Disassembly")
def test_rows_of_a_bill_become_a_bill_of_their_own(client, bills):
    number = fresh_number("SPLIT-")
    (bill,) = succeeded(client.save(REIMBURSEMENT, bills.reimbursement(number, amounts=(1.0, 2.0))))
    rows = [row for (row,) in client.query(REIMBURSEMENT, "FEntity_FEntryID", f"FBillNo='{number}'")]
    selection = {"Ids": str(bill["Id"]), "PkEntryIds": [{"Id": str(bill["Id"]), "EntryIds": str(rows[1])}]}
    (made,) = succeeded(client.call("Disassembly", REIMBURSEMENT, selection))
    assert made["Id"] != bill["Id"] and made["Number"] != number
    condition = f"FBillNo in ('{number}','{made['Number']}')"
    assert len(client.query(REIMBURSEMENT, "FID", condition)) == 2
    assert len(client.query(REIMBURSEMENT, "FEntity_FEntryID", condition)) == 2
    assert failed(client.call("Disassembly", REIMBURSEMENT, {"Ids": str(bill["Id"])}))[0] == 8


@pytest.mark.api("Kingdee AttachmentUpload", "Kingdee AttachmentDownLoad")
class TestAttachments:
    CONTENT = bytes(range(256)) * 40 + "附件".encode()

    @staticmethod
    def upload(client, bill: dict, chunks: list[bytes], operation: str = "AttachmentUpload") -> dict:
        result: dict = {}
        for number, chunk in enumerate(chunks):
            result = client.call(operation, {
                "FileName": "发票.pdf", "FormId": REIMBURSEMENT, "IsLast": number == len(chunks) - 1,
                "InterId": str(bill["Id"]), "BillNO": bill["Number"], "Entrykey": "", "EntryinterId": "-1",
                "AliasFileName": "发票.pdf", "FileId": result.get("FileId", ""),
                "SendByte": base64.b64encode(chunk).decode()})
            assert result["ResponseStatus"]["IsSuccess"] is True, messages(result["ResponseStatus"])
            assert result["FileId"]
        return result

    @staticmethod
    def download(client, file: str, operation: str = "AttachmentDownLoad") -> tuple[bytes, dict]:
        content, start = b"", 0
        while True:
            part = client.call(operation, {"FileId": file, "StartIndex": start})
            content += base64.b64decode(part["FilePart"])
            if part["IsLast"]:
                return content, part
            assert part["StartIndex"] > start
            start = part["StartIndex"]

    @pytest.mark.parametrize("parts", [1, 3])
    def test_a_file_comes_back_as_it_was_sent(self, client, bill, parts):
        size = -(-len(self.CONTENT) // parts)
        chunks = [self.CONTENT[start:start + size] for start in range(0, len(self.CONTENT), size)]
        uploaded = self.upload(client, bill, chunks)
        assert isinstance(uploaded["ResponseStatus"]["SuccessEntitys"][0]["Id"], int)
        content, last = self.download(client, uploaded["FileId"])
        assert content == self.CONTENT
        assert (last["FileName"], last["FileSize"]) == ("发票.pdf", len(self.CONTENT))

    def test_the_older_method_names_do_the_same(self, client, bill):
        uploaded = self.upload(client, bill, [b"x"], "attachmentUpload")
        assert self.download(client, uploaded["FileId"], "attachmentDownLoad")[0] == b"x"

    def test_a_missing_argument_is_named(self, client, bill):
        code, text = failed(client.call("AttachmentUpload", {
            "FormId": REIMBURSEMENT, "IsLast": True, "InterId": str(bill["Id"]), "BillNO": bill["Number"],
            "SendByte": "eA=="}))
        assert code == 8 and text.startswith("data数据包中的参数") and text.endswith("必传")

    def test_an_unknown_file_is_refused(self, client):
        assert failed(client.call("AttachmentDownLoad", {"FileId": "no such file", "StartIndex": 0}))[1]


@pytest.mark.api("Kingdee GetSysReportData")
class TestReports:
    @staticmethod
    def report(client, operation: str = "GetSysReportData", **options) -> dict:
        return client.call(operation, "STK_StockSummaryRpt", {
            "FieldKeys": "", "SchemeId": "", "StartRow": 0, "Limit": 2000, "IsVerifyBaseDataField": "true", "Model": {
                "FBeginDate": "2026-01-01", "FEndDate": "2026-12-31"}, **options})

    @pytest.mark.parametrize("operation", ["GetSysReportData", "getSysReportData"])
    def test_a_report_is_rows(self, client, operation):
        result = self.report(client, operation)
        assert result["IsSuccess"] is True and isinstance(result["RowCount"], int)
        assert result["Rows"] is None or len(result["Rows"]) == result["RowCount"]
