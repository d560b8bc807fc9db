"""Each business object that is faked: the documents of public code go in, and come out of queries and views."""

import pytest

from bills import Bills, fresh_number
from kingdee_client import KingdeeClient, failed, succeeded

pytestmark = pytest.mark.client("kingdee-cdp-webapi-sdk")

ORGANIZATION = {"FNumber": "100"}


@pytest.fixture
def client(simulators, kingdee):
    return KingdeeClient(simulators.kingdee)


@pytest.fixture
def bills(simulators):
    return Bills(simulators)


def first(client, form: str, field: str = "FNumber", condition: str = "") -> str:
    """The number of some object of a form."""
    rows = client.query(form, field, condition, Limit=1, OrderString=f"{field} ASC")
    assert rows and isinstance(rows[0][0], str), rows
    return rows[0][0]


def employee(bills, number: str) -> dict:
    return {
        "FID": 0, "FName": "张三", "FStaffNumber": number, "FMobile": "13800000000", "FTel": "", "FEmail": "z@example.com",
        "FDescription": "", "FAddress": "", "FCreateOrgId": ORGANIZATION, "FUseOrgId": ORGANIZATION,
        "FCreateSaler": "false", "FCreateUser": "false", "FCreateCashier": "false", "FJoinDate": "2026-01-05",
        "FPostEntity": [], "FBankInfo": [{"FBankId": 0, "FBankCode": "6222000000000000", "FBankHolder": "张三"}],
        "FSHRMapEntity": {"FMAPID": 0},
    }


def position(bills) -> dict:
    return {
        "FPOSTID": 0, "FCreateOrgId": ORGANIZATION, "FUseOrgId": ORGANIZATION, "FNumber": "", "FName": "会计",
        "FHelpCode": "", "FDept": bills.department, "FEffectDate": "2026-01-01", "FLapseDate": "9999-12-31 00:00:00",
        "FDESCRIPTIONS": "", "FHRPostSubHead": {"FHRPOSTID": 0, "FLEADERPOST": "false"}, "FSHRMapEntity": {"FMAPID": 0},
        "FSubReportEntity": [],
    }


def department(name: str) -> dict:
    return {
        "FDEPTID": 0, "FNumber": "", "FName": name, "FCreateOrgId": ORGANIZATION, "FUseOrgId": ORGANIZATION,
        "FHelpCode": "", "FDescription": "", "FEffectDate": "2026-01-01", "FSHRMapEntity": {"FMAPID": 0},
    }


def requisition(bills, material: str, unit: str) -> dict:
    row = {
        "FRequireOrgId": ORGANIZATION, "FMaterialId": {"FNumber": material}, "FMaterialDesc": "螺丝",
        "FUnitId": {"FNumber": unit}, "FReqQty": 10, "FApproveQty": 10, "FPurchaseOrgId": ORGANIZATION,
        "FReceiveOrgId": ORGANIZATION, "FPriceUnitId": {"FNumber": unit}, "FPriceUnitQty": 10,
        "FREQSTOCKUNITID": {"FNumber": unit}, "FREQSTOCKQTY": 10, "FBaseReqQty": 10, "FSalUnitID": {"FNumber": unit},
        "FSalQty": 10, "FSalBaseQty": 10, "FIsVmiBusiness": False, "FArrivalDate": "2026-01-31", "FEntryNote": "",
    }
    return {
        "FID": 0, "FBillTypeID": {"FNUMBER": "CGSQD01_SYS"}, "FBillNo": "", "FApplicationDate": "2026-01-15",
        "FRequestType": "Material", "FApplicationOrgId": ORGANIZATION, "FApplicantId": {"FSTAFFNUMBER": bills.staff},
        "FApplicationDeptId": bills.department, "FCurrencyId": {"FNumber": "PRE001"},
        "FExchangeTypeId": {"FNumber": "HLTX01_SYS"}, "FISPRICEEXCLUDETAX": True, "FIsConvert": False,
        "FNote": "安全库存补货", "FEntity": [row],
    }


@pytest.mark.api("Form PUR_Requisition", "Form BD_MATERIAL")
class TestRequisitions:
    FORM = "PUR_Requisition"

    @pytest.fixture
    def model(self, client, bills) -> dict:
        return requisition(bills, first(client, "BD_MATERIAL"), "Pcs")

    def test_the_happy_path(self, client, model):
        (entity,) = succeeded(client.save(self.FORM, model))
        assert entity["Number"]  # given by the coding rule
        condition = f"FBillNo='{entity['Number']}'"
        fields = "FBillNo,FDocumentStatus,FEntity_FEntryID,FMaterialId.FNumber,FReqQty"
        ((number, status, row, material, quantity),) = client.query(self.FORM, fields, condition)
        assert (number, status, material) == (entity["Number"], "A", model["FEntity"][0]["FMaterialId"]["FNumber"])
        assert isinstance(row, int) and float(quantity) == 10
        for operation, letter in (("Submit", "B"), ("Audit", "C"), ("UnAudit", "D")):
            assert client.operate(operation, self.FORM, Ids=str(entity["Id"]))["IsSuccess"] is True
            assert client.query(self.FORM, "FDocumentStatus", condition) == [[letter]]
        assert client.operate("Delete", self.FORM, Ids=str(entity["Id"]))["IsSuccess"] is True
        assert client.query(self.FORM, "FID", condition) == []

    def test_the_changes_of_a_time_are_found(self, client, model):
        (entity,) = succeeded(client.save(self.FORM, model, IsAutoSubmitAndAudit="true"))
        condition = "FDocumentStatus='C' and FModifyDate>='2026-01-01 00:00:00'"
        assert entity["Number"] in [row[0] for row in client.query(self.FORM, "FBillNo", condition)]

    def test_material_must_exist(self, client, model):
        model["FEntity"][0]["FMaterialId"] = {"FNumber": "NO-SUCH-MATERIAL"}
        code, text = failed(client.save(self.FORM, model))
        assert code == 9 and "NO-SUCH-MATERIAL" in text


@pytest.mark.api("Form BD_Empinfo")
class TestEmployees:
    def test_an_employee_is_entered_changed_and_forbidden(self, client, bills):
        number = fresh_number("E-CONF-")
        (entity,) = succeeded(client.save("BD_Empinfo", employee(bills, number), IsAutoSubmitAndAudit="true"))
        condition = f"FStaffNumber='{number}'"
        rows = client.query("BD_Empinfo", "FName,FMobile,FDocumentStatus,FForbidStatus", condition)
        assert rows == [["张三", "13800000000", "C", "A"]]
        document = client.view("BD_Empinfo", Id=str(entity["Id"]))["Result"]
        assert document["Name"] == [{"Key": 2052, "Value": "张三"}] and document["FStaffNumber"] == number
        selection = {"CreateOrgId": 0, "Ids": str(entity["Id"])}
        assert client.operate("UnAudit", "BD_Empinfo", Ids=selection["Ids"])["IsSuccess"] is True
        succeeded(client.call("ExcuteOperation", "BD_Empinfo", "Forbid", selection))
        assert client.query("BD_Empinfo", "FForbidStatus", condition) == [["B"]]

    def test_a_number_is_used_only_once(self, client, bills):
        number = fresh_number("E-CONF-")
        succeeded(client.save("BD_Empinfo", employee(bills, number)))
        assert failed(client.save("BD_Empinfo", employee(bills, number)))[0] == 11

    @pytest.mark.api("Form HR_ORG_HRPOST", "Form BD_NEWSTAFF")
    def test_a_post_makes_an_assignment(self, client, bills):
        (post,) = succeeded(client.save("HR_ORG_HRPOST", position(bills), IsAutoSubmitAndAudit="true"))
        assert post["Number"]
        model = employee(bills, fresh_number("E-CONF-"))
        model["FPostEntity"] = [{
            "FENTRYID": 0, "FWorkOrgId": ORGANIZATION, "FPostDept": bills.department, "FPost": {"FNumber": post["Number"]},
            "FStaffStartDate": "2026-01-05", "FIsFirstPost": "true", "FStaffDetails": 0, "FOperatorType": ""}]
        (entity,) = succeeded(client.save("BD_Empinfo", model))
        document = client.view("BD_Empinfo", Id=str(entity["Id"]))["Result"]
        (row,) = document["PostEntity"]
        assert row["Post"]["Number"] == post["Number"] and row["StaffDetails"] > 0
        assert client.query("BD_NEWSTAFF", "FSTAFFID", f"FSTAFFID={row['StaffDetails']}")


@pytest.mark.api("Form HR_ORG_HRPOST")
def test_a_position_is_made_and_found(client, bills):
    (entity,) = succeeded(client.save("HR_ORG_HRPOST", position(bills), IsAutoSubmitAndAudit="true"))
    fields = "FPOSTID,FNumber,FName,FUseOrgId.FNumber,FDept.FNumber"
    condition = "FDocumentStatus='C' and FForbidStatus='A'"
    assert [entity["Id"], entity["Number"], "会计", "100", bills.department["FNumber"]] in client.query(
        "HR_ORG_HRPOST", fields, condition)


@pytest.mark.api("Form BD_Department")
def test_a_department_is_made_changed_and_removed(client):
    (entity,) = succeeded(client.save("BD_Department", department("新部门")))
    assert entity["Number"]
    changed = {"FDEPTID": entity["Id"], "FName": "改名部门"}
    succeeded(client.save("BD_Department", changed, IsDeleteEntry="false"))
    condition = f"FNumber='{entity['Number']}'"
    assert client.query("BD_Department", "FDEPTID,FName", condition) == [[entity["Id"], "改名部门"]]
    assert client.operate("Delete", "BD_Department", Ids=str(entity["Id"]))["IsSuccess"] is True
    assert client.query("BD_Department", "FDEPTID", condition) == []


@pytest.mark.api("Form BD_Department")
def test_a_key_without_its_column_reaches_the_database(client):
    status = client.query_error("BD_Department", "FID")
    assert status["MsgCode"] == 6 and "列名 'FID' 无效。" in status["Errors"][0]["Message"]


@pytest.mark.api("Form STK_Inventory", "Form BD_MATERIAL")
class TestStock:
    def test_stock_is_read(self, client):
        fields = "FMaterialId.FNumber,FStockId.FNumber,FStockOrgId.FNumber,FBaseQty,FBaseAVBQty,FBaseUnitId.FName"
        rows = client.query("STK_Inventory", fields, "", OrderString="FMaterialId.FNumber ASC")
        assert rows and all(row[0] and row[1] and float(row[3]) >= float(row[4]) for row in rows)

    @pytest.mark.parametrize("field", ["FMinStockQty", "FStockQty"])
    def test_fields_that_people_guess_do_not_exist(self, client, field):
        assert client.query_error("STK_Inventory", field)["MsgCode"] == 9

    def test_the_safety_stock_is_the_materials(self, client):
        rows = client.query("BD_MATERIAL", "FNumber,FName,FSafeStock", "")
        assert rows and all(float(row[2]) >= 0 for row in rows)

    def test_stock_cannot_be_written(self, client):
        result = client.call("Save", "STK_Inventory", {"Model": {"FID": 0}})
        assert result["ResponseStatus"]["IsSuccess"] is False


@pytest.mark.api("Form BD_MATERIAL")
def test_a_form_is_named_regardless_of_case(client):
    assert client.query("BD_Material", "FNumber", "", Limit=1) == client.query("BD_MATERIAL", "FNumber", "", Limit=1)


@pytest.mark.api("Form SEC_User")
def test_users_are_read(client, simulators):
    rows = client.query("SEC_User", "FUserID,FUserAccount", "")
    assert simulators.kingdee["userName"] in [row[1] for row in rows]


@pytest.mark.api("Form ER_ExpReimbursement_Travel")
def test_a_travel_reimbursement_is_a_form_of_its_own(client):
    assert client.query("ER_ExpReimbursement_Travel", "FBillNo", "") == []
