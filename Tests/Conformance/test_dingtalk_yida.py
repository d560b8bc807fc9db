"""Yida applications through the official SDK, in both versions of the API."""

import json
import time

import pytest
import requests
from Tea.exceptions import TeaException

from dingtalk_client import DingTalkClient

pytestmark = [
    pytest.mark.client("alibabacloud-dingtalk"), pytest.mark.api("POST /v2.0/yida/processes/instances/start")]

# The application that every world begins with.
APP = {"app_type": "APP_PBKT0MFBEBTDO8T7SLVP", "system_token": "hexXXREHEARSAL7SECRET8TOKEN9NOT0PRODUCTION"}
REQUEST_FORM = "FORM-EF6Y4G8WO2FN0SUB43TDQ3CGC3FMFQ1G9400RCJ3"
REQUEST_PROCESS = "TPROC--EF6Y4G8WO2FN0SUB43TDQ3CGC3FMFQ1G9400RCJ4"
SUPPLIER_FORM = "FORM-AA28579F69644FC19A47FE267457E664ZVR1"
DATE = 1_514_736_000_000
VERSIONS = ("yida_1_0", "yida_2_0")


@pytest.fixture
def client(simulators, dingtalk):
    return DingTalkClient(simulators.dingtalk)


@pytest.fixture
def user(simulators) -> str:
    return simulators.employee()["userid"]


@pytest.fixture(params=VERSIONS)
def version(request) -> str:
    return request.param


@pytest.fixture
def yida(client, user):
    """An operation in the first employee's name, with the application's keys."""
    def call(version: str, operation: str, *path: str, **fields):
        keys = APP if len(path) < 2 else {"system_token": APP["system_token"]}  # else the application is in the path
        return client.perform(version, operation, *path, **{**keys, "user_id": user, **fields})
    return call


@pytest.fixture
def start(yida, user, simulators):
    def call(version: str, total: float = 1200.5) -> str:
        data = {
            "textField_jcr0069m": "采购服务器", "numberField_jcr0069o": total, "radioField_jcr0069p": "紧急",
            "dateField_jcr0069t": DATE, "cascadeDateField_jcr0069u": [str(DATE), str(DATE + 86_400_000)],
            "employeeField_jcr0069x": [user],
            "departmentSelectField_jcr0069z": [str(simulators.employee()["departmentId"])],
            "multiSelectField_jcr0069s": ["办公", "研发"],
            "tableField_jcr006a1": [{"textField_jcr006a2": "硬盘", "numberField_jcr006a3": 2}],
        }
        return yida(
            version, "start_instance", form_uuid=REQUEST_FORM, process_code=REQUEST_PROCESS,
            form_data_json=json.dumps(data, ensure_ascii=False)).result
    return call


@pytest.fixture
def save(yida):
    def call(version: str, name: str, code: str = "S1") -> str:
        data = {"textField_kb1n2c01": name, "textField_kb1n2c02": code, "numberField_kb1n2c04": 30}
        return yida(
            version, "save_form_data", form_uuid=SUPPLIER_FORM,
            form_data_json=json.dumps(data, ensure_ascii=False)).result
    return call


def refusal(call) -> TeaException:
    with pytest.raises(TeaException) as caught:
        call()
    assert caught.value.data["requestid"] and caught.value.data["message"]
    return caught.value


class TestProcesses:
    def test_a_request_is_started_and_read(self, yida, start, version, user, simulators):
        instance = start(version)
        detail = yida(version, "get_instance_by_id", instance)
        assert (detail.process_instance_id, detail.form_uuid) == (instance, REQUEST_FORM)
        assert (detail.instance_status, detail.process_code) == ("RUNNING", REQUEST_PROCESS)
        assert detail.originator.user_id == user
        assert detail.originator.name.name_in_chinese == simulators.employee()["name"]
        assert detail.action_executor[0].user_id and not detail.approved_result

    def test_values_come_back_in_the_platforms_dialect(self, yida, start, version, user, simulators):
        data = yida(version, "get_instance_by_id", start(version)).data
        assert data["textField_jcr0069m"] == "采购服务器"
        assert float(data["numberField_jcr0069o"]) == 1200.5 and data["numberField_jcr0069o_value"] == "1200.5"
        assert (data["radioField_jcr0069p"], data["radioField_jcr0069p_id"]) == ("紧急", "紧急")
        assert data["dateField_jcr0069t"] == DATE  # a number
        assert data["cascadeDateField_jcr0069u"] == [str(DATE), str(DATE + 86_400_000)]  # texts
        assert data["employeeField_jcr0069x"] == [simulators.employee()["name"]]
        assert data["employeeField_jcr0069x_id"] == [user]
        assert data["multiSelectField_jcr0069s"] == data["multiSelectField_jcr0069s_id"] == ["办公", "研发"]
        (row,) = data["tableField_jcr006a1"]
        assert row["textField_jcr006a2"] == "硬盘" and float(row["numberField_jcr006a3"]) == 2

    def test_pages_stand_in_the_query_and_filters_in_the_body(self, yida, start, version):
        made = [start(version) for _ in range(3)]
        pages = [
            yida(version, "get_instances", form_uuid=REQUEST_FORM, page_number=number, page_size=2)
            for number in (1, 2, 3)]
        assert [page.page_number for page in pages] == [1, 2, 3] and {page.total_count for page in pages} == {3}
        assert [len(page.data) for page in pages] == [2, 1, 0]
        assert {item.process_instance_id for page in pages for item in page.data} == set(made)
        ids = yida(version, "get_instance_id_list", form_uuid=REQUEST_FORM, page_number=1, page_size=10)
        assert set(ids.data) == set(made) and ids.total_count == 3

    def test_filters(self, yida, start, version, dingtalk):
        agreed, refused, running = (start(version, total) for total in (1, 2, 3))
        dingtalk.call("POST", f"yida/instances/{agreed}/approve")
        dingtalk.call("POST", f"yida/instances/{refused}/refuse")

        def found(**filters) -> set[str]:
            page = yida(version, "get_instances", form_uuid=REQUEST_FORM, page_number=1, page_size=10, **filters)
            return {item.process_instance_id for item in page.data}
        assert found(instance_status="RUNNING") == {running}
        assert found(instance_status="COMPLETED", approved_result="agree") == {agreed}
        assert found(approved_result="disagree") == {refused}  # not `refuse`
        assert found(search_field_json=json.dumps({"numberField_jcr0069o": 3})) == {running}
        assert found(originator_id="nobody") == set()

    def test_tasks_are_decided(self, yida, start, client):
        outcomes = []
        for decision in ("AGREE", "DISAGREE"):
            instance = start("yida_1_0")
            while tasks := yida("yida_1_0", "get_running_tasks", process_instance_id=instance).result:
                task = tasks[0]
                answer = yida(
                    "yida_1_0", "execute_task", process_instance_id=instance, task_id=int(task.task_id),
                    out_result=decision, remark="同意", user_id=task.actual_actioner_id)
                assert answer is None  # 200 with an empty body
            detail = yida("yida_1_0", "get_instance_by_id", instance)
            outcomes.append((detail.instance_status, detail.approved_result))
        assert outcomes == [("COMPLETED", "agree"), ("COMPLETED", "disagree")]

    def test_records_tell_what_happened(self, yida, start, user, dingtalk):
        instance = start("yida_1_0")
        dingtalk.call("POST", f"yida/instances/{instance}/approve")
        records = yida("yida_1_0", "get_operation_records", process_instance_id=instance).result
        assert records[0].operator_user_id == user and records[-1].action_exit == "agree"

    def test_many_are_read_at_once(self, yida, start):
        made = [start("yida_1_0") for _ in range(2)]
        found = yida("yida_1_0", "get_instances_by_id_list", process_instance_ids=",".join([*made, "no-such-one"]))
        assert {item.process_instance_id for item in found.result} == set(made)

    def test_an_instance_is_terminated(self, yida, start):
        instance = start("yida_1_0")
        assert yida("yida_1_0", "terminate_instance", process_instance_id=instance) is None
        assert yida("yida_1_0", "get_instance_by_id", instance).instance_status == "TERMINATED"

    def test_an_instance_is_changed(self, yida, start):
        instance, change = start("yida_1_0"), json.dumps({"numberField_jcr0069o": 9})
        yida("yida_1_0", "update_instance", process_instance_id=instance, update_form_data_json=change)
        assert float(yida("yida_1_0", "get_instance_by_id", instance).data["numberField_jcr0069o"]) == 9

    def test_an_instance_is_handed_on_and_deleted(self, yida, start, simulators):
        instance, other = start("yida_1_0"), simulators.employee(7)["userid"]
        (task,) = yida("yida_1_0", "get_running_tasks", process_instance_id=instance).result
        yida(
            "yida_1_0", "redirect_task", process_instance_id=instance, task_id=int(task.task_id), remark="请代办",
            now_action_executor_id=other, by_manager="y")
        (task,) = yida("yida_1_0", "get_running_tasks", process_instance_id=instance).result
        assert task.actual_actioner_id == other
        yida("yida_1_0", "delete_instance", process_instance_id=instance)
        assert refusal(lambda: yida("yida_1_0", "get_instance_by_id", instance)).statusCode == 400


class TestForms:
    def test_a_form_is_saved_read_changed_and_found(self, yida, save, version):
        form = save(version, "甲公司")
        assert yida(version, "get_form_data_by_id", form).form_data["textField_kb1n2c01"] == "甲公司"
        change = {"form_instance_id": form, "update_form_data_json": json.dumps({"textField_kb1n2c01": "乙公司"})}
        assert yida(version, "update_form_data", use_latest_version=False, **change) is None
        read = yida(version, "get_form_data_by_id", form)
        assert (read.form_inst_id, read.form_data["textField_kb1n2c01"]) == (form, "乙公司")
        page = yida(version, "search_form_datas", form_uuid=SUPPLIER_FORM, current_page=1, page_size=10)
        (item,) = page.data
        assert (page.total_count, page.current_page, item.form_instance_id) == (1, 1, form)
        assert item.form_data["textField_kb1n2c02"] == "S1" and item.created_time_gmt and item.serial_no

    def test_forms_are_searched_by_their_fields(self, yida, save, version):
        forms = {name: save(version, name) for name in ("上海甲", "上海乙", "北京丙")}

        def found(condition) -> set[str]:
            page = yida(
                version, "search_form_datas", form_uuid=SUPPLIER_FORM, current_page=1, page_size=10,
                search_field_json=json.dumps(condition, ensure_ascii=False))
            return {item.form_instance_id for item in page.data}
        assert found({"textField_kb1n2c01": "上海"}) == {forms["上海甲"], forms["上海乙"]}  # fuzzy
        assert found([{
            "key": "textField_kb1n2c01", "value": "北京丙", "type": "TEXT", "operator": "eq",
            "componentName": "TextField"}]) == {forms["北京丙"]}

    def test_ids_of_a_form(self, yida, save, version):
        forms = {save(version, name) for name in "甲乙丙"}
        page = yida(
            version, "search_form_data_id_list", APP["app_type"], SUPPLIER_FORM, page_number=1, page_size=10)
        assert set(page.data) == forms and page.total_count == 3

    def test_the_advanced_search_has_names_of_its_own(self, yida, save, version):
        form = save(version, "甲公司")
        fields = {"form_uuid": SUPPLIER_FORM, "page_number": 1, "page_size": 10}
        page = yida(version, "search_form_data_second_generation", **fields)
        (item,) = page.data
        assert (page.page_number, item.form_instance_id) == (1, form)
        assert item.id and item.serial_number and item.create_time_gmt

    def test_the_search_without_tables(self, yida, save):
        form = save("yida_1_0", "甲公司")
        page = yida(
            "yida_1_0", "search_form_data_second_generation_no_table_field", form_uuid=SUPPLIER_FORM, page_number=1,
            page_size=10)
        assert [item.form_instance_id for item in page.data] == [form]

    def test_a_form_is_deleted(self, yida, save):
        form = save("yida_1_0", "甲公司")
        assert yida("yida_1_0", "delete_form_data", form_instance_id=form) is None
        error = refusal(lambda: yida("yida_1_0", "get_form_data_by_id", form))
        assert error.code == "invalidState.form.dataDoesNotExistOrIsDeleted"

    def test_a_form_describes_its_components(self, yida):
        fields = yida("yida_1_0", "get_form_component_definition_list", APP["app_type"], SUPPLIER_FORM).result
        assert ("textField_kb1n2c01", "TextField", "供应商名称") in [
            (field.field_id, field.component_name, field.label) for field in fields]

    def test_aliases_stand_for_components(self, yida):
        data = json.dumps({"name": "别名公司", "code": "S9"}, ensure_ascii=False)
        form = yida("yida_2_0", "save_form_data", form_uuid=SUPPLIER_FORM, form_data_json=data, use_alias=True).result
        read = yida("yida_2_0", "get_form_data_by_id", form, form_uuid=SUPPLIER_FORM, use_alias=True)
        assert read.form_data["name"] == "别名公司"


class TestRefusals:
    @pytest.mark.parametrize(("change", "code"), [
        ({"system_token": "wrong"}, "invalidParameter.parameter.accessKeyNotMatch"),
        ({"app_type": "APP_NOBODY"}, "applicationNotExist.application.applicationNotExits"),  # the platform's spelling
        ({"form_uuid": "FORM-NOBODY"}, "invalidParameter.parameter.incorrectFormUuid"),
    ])
    def test_a_list_of_the_wrong_thing(self, yida, version, change, code):
        fields = {"form_uuid": REQUEST_FORM, "page_number": 1, "page_size": 10, **change}
        error = refusal(lambda: yida(version, "get_instances", **fields))
        assert (error.statusCode, error.code) == (400, code) and ":" in error.data["message"]

    def test_data_that_is_not_there(self, yida, version):
        error = refusal(lambda: yida(version, "get_form_data_by_id", "FINST-NOBODY"))
        assert (error.statusCode, error.code) == (400, "invalidState.form.dataDoesNotExistOrIsDeleted")

    def test_pages_end_at_five_thousand(self, yida, version):
        error = refusal(lambda: yida(
            version, "search_form_datas", form_uuid=SUPPLIER_FORM, current_page=51, page_size=100))
        assert error.code == "invalidState.openSearch.cursorExceedFiveThousand"

    def test_somebody_elses_task(self, yida, start, simulators):
        instance = start("yida_1_0")
        (task,) = yida("yida_1_0", "get_running_tasks", process_instance_id=instance).result
        other = next(
            simulators.employee(index)["userid"] for index in range(10)
            if simulators.employee(index)["userid"] != task.actual_actioner_id)
        error = refusal(lambda: yida(
            "yida_1_0", "execute_task", process_instance_id=instance, task_id=int(task.task_id), out_result="AGREE",
            user_id=other))
        assert error.code == "noPermission.permission.deny"

    @pytest.mark.parametrize("reason", ["failure.operation.requestTooFast", "unclassifiedError"])
    def test_faults(self, yida, version, dingtalk, reason):
        dingtalk.arm({"fault": "error-reply", "on": "dingtalk", "reason": reason})
        fields = {"form_uuid": REQUEST_FORM, "page_number": 1, "page_size": 10}
        assert refusal(lambda: yida(version, "get_instances", **fields)).code == reason


@pytest.mark.api("GET /v1.0/yida/apps/temporaryUrls/{appType}")
class TestFiles:
    def test_a_link_leads_to_the_file(self, client, user, dingtalk, using):
        entry = dingtalk.call("POST", "yida/files", {"name": "报价.txt", "content": "一千元"})
        keys = {"system_token": APP["system_token"], "user_id": user}
        link = client.perform(
            "yida_1_0", "get_open_url", APP["app_type"], file_url=entry["downloadUrl"], timeout=60_000, **keys).result
        with using("plain HTTP"):
            assert requests.get(link, timeout=20).content.decode() == "一千元"

    def test_a_file_that_is_not_there(self, client, user):
        keys = {"system_token": APP["system_token"], "user_id": user}
        error = refusal(lambda: client.perform(
            "yida_1_0", "get_open_url", APP["app_type"], file_url="https://www.aliwork.com/fileHandle?fileName=x", **keys))
        assert error.code == "invalidParameter.methodInputs.invalidFormat"


def test_the_same_times_are_shown_everywhere(yida, start):
    instance, now = start("yida_2_0"), time.time()
    shown = yida("yida_2_0", "get_instance_by_id", instance).create_time_gmt
    listed = yida("yida_2_0", "get_instances", form_uuid=REQUEST_FORM, page_number=1, page_size=1).data[0]
    assert shown == listed.create_time_gmt and str(time.gmtime(now).tm_year) in shown
