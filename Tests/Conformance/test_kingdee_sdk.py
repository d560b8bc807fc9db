"""The official kingdee-cdp-webapi-sdk does its work against the fake Kingdee, unpatched."""

import json

import pytest
import requests

from bills import FORMS, PRIMARY_KEYS, REIMBURSEMENT, REQUEST, VOUCHER, Bills, fresh_number
from kingdee_client import KingdeeClient, messages

pytestmark = pytest.mark.client("kingdee-cdp-webapi-sdk")


@pytest.fixture
def bills(simulators):
    return Bills(simulators)


@pytest.fixture
def client(simulators, kingdee):
    return KingdeeClient(simulators.kingdee)


def saved(result: dict) -> dict:
    """The one entity that a successful Save names."""
    status = result["ResponseStatus"]
    assert status["IsSuccess"] is True, messages(status)
    assert status["Errors"] == [] and status["MsgCode"] == 0
    assert "ErrorCode" not in status  # present on failure only
    (entity,) = status["SuccessEntitys"]
    assert (entity["Id"], entity["Number"], entity["DIndex"]) == (result["Id"], result["Number"], 0)
    assert isinstance(entity["Id"], int)
    return entity


class TestLifeCycle:
    @pytest.mark.parametrize("form", FORMS)
    def test_a_document_goes_from_created_to_audited_and_back_to_nothing(self, client, bills, form):
        entity = saved(client.save(form, bills.model(form, fresh_number())))
        identity = {"Id": str(entity["Id"])}
        steps = [("Submit", "B"), ("Audit", "C"), ("UnAudit", "D")]
        assert client.view(form, **identity)["Result"]["DocumentStatus"] == "A"
        for operation, status in steps:
            block = client.operate(operation, form, Ids=identity["Id"])
            assert block["IsSuccess"] is True, messages(block)
            assert [one["Id"] for one in block["SuccessEntitys"]] == [entity["Id"]]
            assert client.view(form, **identity)["Result"]["DocumentStatus"] == status
        assert client.operate("Delete", form, Ids=identity["Id"])["IsSuccess"] is True
        assert client.view(form, **identity)["ResponseStatus"]["IsSuccess"] is False

    def test_operations_take_numbers_as_well_as_ids(self, client, bills):
        number = fresh_number()
        saved(client.save(REIMBURSEMENT, bills.reimbursement(number)))
        assert client.operate("Submit", REIMBURSEMENT, Numbers=[number])["IsSuccess"] is True
        assert client.operate("Audit", REIMBURSEMENT, Numbers=[number], Ids="")["IsSuccess"] is True
        assert client.query(REIMBURSEMENT, "FDocumentStatus", f"FBillNo='{number}'") == [["C"]]

    def test_save_submits_and_audits_in_one_call_when_asked(self, client, bills):
        number = fresh_number()
        saved(client.save(REIMBURSEMENT, bills.reimbursement(number), IsAutoSubmitAndAudit="true"))
        assert client.query(REIMBURSEMENT, "FDocumentStatus", f"FBillNo='{number}'") == [["C"]]

    def test_the_platform_gives_a_number_when_the_client_gives_none(self, client, bills):
        first = saved(client.save(REQUEST, bills.request("")))
        second = saved(client.save(REQUEST, bills.request("")))
        assert first["Number"] and second["Number"] and first["Number"] != second["Number"]

    def test_a_voucher_gets_its_group_number_from_the_platform(self, client, bills):
        entity = saved(client.save(VOUCHER, bills.voucher()))
        assert client.view(VOUCHER, Id=str(entity["Id"]))["Result"]["VOUCHERGROUPNO"] not in ("", " ", None)


class TestContent:
    def test_fields_come_back_as_asked_for(self, client, bills):
        number = fresh_number()
        result = client.save(REIMBURSEMENT, bills.reimbursement(number), NeedReturnFields=["FID", "FBillNo"])
        entity = saved(result)
        assert result["NeedReturnData"] == [{"FID": entity["Id"], "FBillNo": number}]

    @pytest.mark.parametrize("amount", [0.29, 1005.005, 100.0, 99999999.99])
    def test_amounts_survive(self, client, bills, amount):
        number = fresh_number()
        saved(client.save(REIMBURSEMENT, bills.reimbursement(number, amounts=(amount,))))
        rows = client.query(REIMBURSEMENT, "FExpenseAmount", f"FBillNo='{number}'")
        assert [float(cell) for (cell,) in rows] == [pytest.approx(amount, abs=0)]

    def test_chinese_text_and_quotes_survive(self, client, bills):
        number, cause = fresh_number(), "报销事由：客户拜访（“华东”）it's 100%"
        saved(client.save(REIMBURSEMENT, bills.reimbursement(number, cause=cause)))
        assert client.query(REIMBURSEMENT, "FCausa", f"FBillNo='{number}'") == [[cause]]

    def test_references_show_the_numbers_behind_them(self, client, bills):
        number = fresh_number()
        saved(client.save(REIMBURSEMENT, bills.reimbursement(number)))
        fields = "FBillNo,FDate,FProposerID.FNumber,FExpenseDeptID.FNumber"
        ((bill, date, staff, department),) = client.query(REIMBURSEMENT, fields, f"FBillNo='{number}'")
        assert (bill, date) == (number, "2026-01-15T00:00:00")
        assert (staff, department) == (bills.staff, bills.department["FNumber"])

    def test_a_view_speaks_the_platforms_dialect(self, client, bills):
        number = fresh_number()
        saved(client.save(REIMBURSEMENT, bills.reimbursement(number)))
        reply = client.view(REIMBURSEMENT, Number=number)
        document = reply["Result"]
        assert document["BillNo"] == number  # without the F
        assert document["ProposerID_Id"] == document["ProposerID"]["Id"]
        assert {"Key": 2052, "Value": document["ProposerID"]["Name"][0]["Value"]} in document["ProposerID"]["Name"]


class TestQueries:
    def test_each_entry_row_is_a_row_once_an_entry_field_is_asked_for(self, client, bills):
        number = fresh_number()
        saved(client.save(REIMBURSEMENT, bills.reimbursement(number, amounts=(10.5, 20.25, 0.29))))
        condition = f"FBillNo='{number}'"
        assert client.query(REIMBURSEMENT, "FBillNo", condition) == [[number]]
        rows = client.query(REIMBURSEMENT, "FBillNo,FEntity_FEntryID,FExpID.FNumber,FExpenseAmount", condition)
        assert [row[0] for row in rows] == [number] * 3
        assert len({row[1] for row in rows}) == 3
        assert sorted(float(row[3]) for row in rows) == [0.29, 10.5, 20.25]

    def test_nothing_found_is_an_empty_list(self, client):
        assert client.query(REIMBURSEMENT, "FID,FBillNo", "FBillNo='no such bill'") == []

    @pytest.mark.parametrize("condition", [
        "FBillNo='{0}'",
        "fbillno = '{0}' and FDocumentStatus = 'A'",
        "FBillNo in ('{0}','no such bill')",
        "FBillNo like '{0}%' and FDate >= '2026-01-15' and FDate < '2026-01-16'",
        "(FDocumentStatus='C' or FDocumentStatus='A') and FBillNo='{0}' and FCausa is not null",
        "FBillNo='{0}' and FDocumentStatus<>'C'",
        "FBillNo='{0}' and FExpenseDeptID.FNumber='{1}'",
        [{"Left": "(", "FieldName": "FBillNo", "Compare": "67", "Value": "{0}", "Right": ")", "Logic": 0}],
    ])
    def test_the_filters_seen_in_the_wild_find_the_bill(self, client, bills, condition):
        number, other = fresh_number(), fresh_number()
        for one in (number, other):
            saved(client.save(REIMBURSEMENT, bills.reimbursement(one)))
        names = (number, bills.department["FNumber"])
        if isinstance(condition, list):
            condition = [{**condition[0], "Value": number}]
        else:
            condition = condition.format(*names)
        assert client.query(REIMBURSEMENT, "FBillNo", condition) == [[number]]

    def test_pages_join_to_the_whole(self, client, bills):
        numbers = [fresh_number("PAGE-") for _ in range(7)]
        result = client.batch_save(REIMBURSEMENT, [bills.reimbursement(number) for number in numbers])
        assert result["ResponseStatus"]["IsSuccess"] is True
        pages, start = [], 0
        while page := client.query(
                REIMBURSEMENT, "FBillNo", "FBillNo like 'PAGE-%'", OrderString="FID ASC", StartRow=start, Limit=3):
            pages.append(page)
            start += len(page)
        assert [len(page) for page in pages] == [3, 3, 1]
        assert [row[0] for page in pages for row in page] == numbers

    def test_the_top_row_count_is_an_absolute_last_row(self, client, bills):
        numbers = [fresh_number("TOP-") for _ in range(5)]
        client.batch_save(REIMBURSEMENT, [bills.reimbursement(number) for number in numbers])
        rows = client.query(
            REIMBURSEMENT, "FBillNo", "FBillNo like 'TOP-%'", OrderString="FID ASC", StartRow=2, TopRowCount=4)
        assert [row[0] for row in rows] == numbers[2:4]

    def test_bill_query_answers_objects(self, client, bills):
        number = fresh_number()
        saved(client.save(REIMBURSEMENT, bills.reimbursement(number)))
        data = {"FormId": REIMBURSEMENT, "FieldKeys": "FBillNo,FDocumentStatus", "FilterString": f"FBillNo='{number}'"}
        assert json.loads(client.sdk.BillQuery(data)) == [{"FBillNo": number, "FDocumentStatus": "A"}]


class TestBatches:
    def test_good_items_are_kept_when_others_fail(self, client, bills):
        taken, fresh = fresh_number(), fresh_number()
        saved(client.save(REIMBURSEMENT, bills.reimbursement(taken)))
        models = [bills.reimbursement(fresh), bills.reimbursement(taken)]
        status = client.batch_save(REIMBURSEMENT, models)["ResponseStatus"]
        assert [(one["Number"], one["DIndex"]) for one in status["SuccessEntitys"]] == [(fresh, 0)]
        assert [error["DIndex"] for error in status["Errors"]] == [1]
        assert len(client.query(REIMBURSEMENT, "FBillNo", f"FBillNo in ('{taken}','{fresh}')")) == 2


class TestRefusals:
    def test_a_number_is_used_only_once(self, client, bills):
        number = fresh_number()
        saved(client.save(REIMBURSEMENT, bills.reimbursement(number)))
        result = client.save(REIMBURSEMENT, bills.reimbursement(number))
        status = result["ResponseStatus"]
        assert (status["IsSuccess"], status["ErrorCode"], status["MsgCode"]) == (False, 500, 11)
        assert messages(status) == f"违反字段唯一性要求：编码唯一。[{number}]在当前系统中已经被使用。"
        assert result["Id"] == ""  # the empty string, not null
        assert len(client.query(REIMBURSEMENT, "FID", f"FBillNo='{number}'")) == 1

    def test_a_missing_required_field_is_named(self, client, bills):
        model = bills.reimbursement(fresh_number())
        del model["FProposerID"]
        status = client.save(REIMBURSEMENT, model)["ResponseStatus"]
        assert (status["IsSuccess"], status["MsgCode"]) == (False, 11)
        assert "必填项" in messages(status)

    def test_base_data_must_exist(self, client, bills):
        model = bills.reimbursement(fresh_number())
        model["FEntity"][0]["FExpID"] = {"FNumber": "CI999"}
        status = client.save(REIMBURSEMENT, model)["ResponseStatus"]
        assert status["IsSuccess"] is False and "CI999" in messages(status)

    @pytest.mark.parametrize(("path", "refused", "reason"), [
        ([], "Audit", "审核中的数据才允许审核"),
        (["Submit"], "Submit", "才允许提交"),
        (["Submit", "Audit"], "Audit", "单据已经审核"),
        (["Submit", "Audit"], "Delete", "暂存、创建或重新审核的数据才允许删除"),
    ])
    def test_the_status_decides_what_may_be_done(self, client, bills, path, refused, reason):
        entity = saved(client.save(REIMBURSEMENT, bills.reimbursement(fresh_number())))
        for operation in path:
            assert client.operate(operation, REIMBURSEMENT, Ids=str(entity["Id"]))["IsSuccess"] is True
        status = client.operate(refused, REIMBURSEMENT, Ids=str(entity["Id"]))
        assert status["IsSuccess"] is False and reason in messages(status)

    @pytest.mark.parametrize(("form", "fields", "condition", "code", "reason"), [
        ("ER_ExpenseReimburse", "FID", "", 4, "标识为“ER_ExpenseReimburse”的业务对象不存在，或者被删除"),
        (REIMBURSEMENT, "FID,FNoSuchField", "", 9, "元数据中标识为FNoSuchField的字段不存在"),
        (REIMBURSEMENT, "", "", 8, "FieldKeys"),
        (REIMBURSEMENT, "FID", "FBillNo ==== 'x'", 4, "GetRealExpress"),
    ])
    def test_a_bad_query_answers_one_row_with_one_cell(self, client, form, fields, condition, code, reason):
        status = client.query_error(form, fields, condition)
        assert (status["IsSuccess"], status["MsgCode"]) == (False, code)
        assert reason in messages(status)


class TestSignatures:
    @pytest.mark.parametrize("wrong", [
        {"appSecret": "ffffffffffffffffffffffffffffffff"}, {"userName": "nobody"},
        {"appId": "999999_4C5v2ZuQ0lEY3yXs7gCE5xzFrvX1Rnup"},
    ])
    def test_a_wrong_credential_reads_as_a_lost_session(self, simulators, kingdee, bills, wrong):
        client = KingdeeClient(simulators.kingdee, **wrong)
        number = fresh_number()
        status = client.save(REIMBURSEMENT, bills.reimbursement(number))["ResponseStatus"]
        assert (status["IsSuccess"], status["MsgCode"]) == (False, 1)
        assert messages(status) == "会话信息已丢失，请重新登录"
        assert client.query_error(REIMBURSEMENT, "FID")["MsgCode"] == 1
        assert KingdeeClient(simulators.kingdee).query(REIMBURSEMENT, "FID", f"FBillNo='{number}'") == []

    def test_a_wrong_data_centre_is_no_json_at_all(self, simulators, kingdee):
        client = KingdeeClient(simulators.kingdee, acctId="000000000000")
        with pytest.raises(RuntimeError, match="Fail to verify thirty passport"):
            client.query(REIMBURSEMENT, "FID")

    def test_the_session_of_the_first_reply_carries_the_next_calls(self, client):
        assert client.query(REIMBURSEMENT, "FID") == []
        session = client.sdk.cookiesStore.SID
        assert session
        client.sdk.identify.AppSecret = "wrong"  # with a valid session the platform does not look at signatures
        assert client.query(REIMBURSEMENT, "FID") == []
        assert client.sdk.cookiesStore.SID == session

    def test_a_session_that_ended_is_replaced_without_a_word(self, client, kingdee):
        client.query(REIMBURSEMENT, "FID")
        kingdee.arm({"fault": "session-expired", "on": "kingdee"})
        assert client.query(REIMBURSEMENT, "FID") == []


class TestFaults:
    def test_a_response_error_raises_and_nothing_is_saved(self, client, kingdee, bills):
        number = fresh_number()
        kingdee.arm({"fault": "error-reply", "on": "kingdee.Save", "reason": "response_error"})
        with pytest.raises(RuntimeError, match="未将对象引用设置到对象的实例"):
            client.save(REIMBURSEMENT, bills.reimbursement(number))
        assert client.query(REIMBURSEMENT, "FID", f"FBillNo='{number}'") == []

    @pytest.mark.parametrize(("reason", "code", "text"), [
        ("lock", 0, "冲突，请稍候再使用"), ("MsgCode 13", 13, "冲突，请稍候再使用"), ("throttled", 14, "次数"),
        ("MsgCode 2", 2, "权限"),
    ])
    def test_a_refusal_has_the_platforms_shape(self, client, kingdee, bills, reason, code, text):
        kingdee.arm({"fault": "error-reply", "on": "kingdee.Save", "reason": reason})
        status = client.save(REIMBURSEMENT, bills.reimbursement(fresh_number()))["ResponseStatus"]
        assert (status["IsSuccess"], status["ErrorCode"], status["MsgCode"]) == (False, 500, code)
        assert text in messages(status)

    def test_an_outage_raises_with_the_gateways_page(self, client, kingdee):
        kingdee.arm({"fault": "gateway-outage", "on": "kingdee", "status": "502"})
        with pytest.raises(RuntimeError, match="502 Bad Gateway"):
            client.query(REIMBURSEMENT, "FID")

    def test_a_reply_lost_after_the_commit_leaves_the_document(self, client, kingdee, bills):
        number = fresh_number()
        kingdee.arm({"fault": "lost-after-commit", "on": "kingdee.Save", "hold": "50ms"})
        with pytest.raises(requests.exceptions.ConnectionError):
            client.save(REIMBURSEMENT, bills.reimbursement(number))
        assert client.query(REIMBURSEMENT, "FDocumentStatus", f"FBillNo='{number}'") == [["A"]]

    def test_a_late_commit_appears_after_the_client_gave_up(self, client, kingdee, bills):
        number = fresh_number()
        kingdee.arm({"fault": "committed-late", "on": "kingdee.Save", "after": "1500ms"})
        client.sdk.requestTimeout = 0.3
        with pytest.raises(requests.exceptions.ReadTimeout):
            client.save(REIMBURSEMENT, bills.reimbursement(number))
        client.sdk.requestTimeout = 20
        assert client.query(REIMBURSEMENT, "FID", f"FBillNo='{number}'") == []
        kingdee.wait_for("documentSaved", lambda fact: fact["number"] == number)
        assert len(client.query(REIMBURSEMENT, "FID", f"FBillNo='{number}'")) == 1
