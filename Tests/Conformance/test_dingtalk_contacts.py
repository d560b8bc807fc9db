"""Contacts: read and written by dingtalk-sdk (older API) and by the official SDK (newer API)."""

import time
from datetime import datetime, timedelta, timezone

import pytest
from dingtalk.core.exceptions import DingTalkClientException
from Tea.exceptions import TeaException

from dingtalk_client import DingTalkClient
from legacy_client import LegacyClient

ROOT_DEPARTMENT = 1
CREATE, UPDATE, DELETE = (f"POST /topapi/v2/user/{verb}" for verb in ("create", "update", "delete"))
CREATE_DEPARTMENT, UPDATE_DEPARTMENT, DELETE_DEPARTMENT = (
    f"POST /topapi/v2/department/{verb}" for verb in ("create", "update", "delete"))


@pytest.fixture
def legacy(simulators, dingtalk):
    return LegacyClient(simulators.dingtalk)


@pytest.fixture
def client(simulators, dingtalk):
    return DingTalkClient(simulators.dingtalk)


@pytest.fixture
def call(legacy):
    """`result` of a call below `/topapi/`."""
    return lambda path, **body: legacy.post(f"/topapi/{path}", body).get("result")


@pytest.fixture
def employ(call):
    """Makes an employee; the userid."""
    def make(mobile: str = "13900000001", departments: str = str(ROOT_DEPARTMENT), **fields) -> str:
        return call("v2/user/create", name="新同事", mobile=mobile, dept_id_list=departments, **fields)["userid"]
    return make


def refused(call) -> int:
    """The code of the error that `call` raises."""
    with pytest.raises(DingTalkClientException) as caught:
        call()
    assert caught.value.response.status_code == 200 and caught.value.errmsg
    assert caught.value.response.json()["request_id"]
    return caught.value.errcode


@pytest.mark.client("dingtalk-sdk")
class TestReading:
    def test_members_of_a_department_come_in_pages(self, call, simulators):
        department = simulators.employee()["departmentId"]
        seen, cursor = [], 0
        while cursor is not None:
            page = call("v2/user/list", dept_id=department, cursor=cursor, size=3)
            seen, cursor = seen + page["list"], page.get("next_cursor")
            assert page["has_more"] is (cursor is not None)  # absent on the last page
        assert simulators.employee()["userid"] in [user["userid"] for user in seen]
        assert len({user["userid"] for user in seen}) == len(seen)
        assert all(isinstance(user["leader"], bool) and isinstance(user["dept_order"], int) for user in seen)
        assert "role_list" not in seen[0] and "leader_in_dept" not in seen[0]

    def test_the_simple_list_has_two_members(self, call, simulators):
        page = call("user/listsimple", dept_id=simulators.employee()["departmentId"], cursor=0, size=100)
        assert {"userid": simulators.employee()["userid"], "name": simulators.employee()["name"]} in page["list"]
        assert set(page["list"][0]) == {"userid", "name"}

    def test_ids_of_a_department(self, call, simulators):
        answer = call("user/listid", dept_id=simulators.employee()["departmentId"])
        assert simulators.employee()["userid"] in answer["userid_list"]

    def test_people_are_found_by_mobile_and_unionid(self, call, simulators):
        user = call("v2/user/get", userid=simulators.employee()["userid"])
        assert call("v2/user/getbymobile", mobile=user["mobile"])["userid"] == user["userid"]
        found = call("user/getbyunionid", unionid=user["unionid"])
        assert found == {"contact_type": 0, "userid": user["userid"]}

    def test_everybody_is_counted(self, call):
        everybody, active = (call("user/count", only_active=only)["count"] for only in (False, True))
        assert 0 < active <= everybody

    def test_the_tree_is_walked_one_level_at_a_time(self, call, simulators):
        children = call("v2/department/listsub", dept_id=ROOT_DEPARTMENT)
        assert {"dept_id", "name", "parent_id", "create_dept_group", "auto_add_user"} <= set(children[0])
        assert call("v2/department/listsub") == children  # the root by default
        ids = call("v2/department/listsubid", dept_id=ROOT_DEPARTMENT)["dept_id_list"]
        assert ids == [child["dept_id"] for child in children]
        department = simulators.employee()["departmentId"]
        chain = call("v2/department/listparentbydept", dept_id=department)["parent_id_list"]
        assert (chain[0], chain[-1]) == (department, ROOT_DEPARTMENT)
        of_user = call("v2/department/listparentbyuser", userid=simulators.employee()["userid"])
        assert of_user["parent_list"] == [{"parent_dept_id_list": chain}]

    def test_the_root_has_no_parent(self, call):
        root = call("v2/department/get", dept_id=ROOT_DEPARTMENT)
        assert root["dept_id"] == ROOT_DEPARTMENT and "parent_id" not in root

    def test_the_scopes_are_told(self, legacy):
        answer = legacy.user.auth_scopes()
        assert answer["auth_org_scopes"] == {"authed_user": [], "authed_dept": [1]}
        assert "name" in answer["auth_user_field"] and answer["condition_field"] == []

    @pytest.mark.api("GET /user/get")
    def test_the_oldest_call_reads_a_user_flat(self, legacy, simulators):
        user = legacy.user.get(simulators.employee()["userid"])
        assert (user["userid"], user["name"]) == (simulators.employee()["userid"], simulators.employee()["name"])
        assert user["errcode"] == 0 and "result" not in user

    @pytest.mark.parametrize(("path", "body", "code"), [
        ("v2/user/get", {"userid": "nobody"}, 60121), ("user/getbyunionid", {"unionid": "nobody"}, 60121),
        ("v2/user/getbymobile", {"mobile": "13999999999"}, 60121), ("v2/user/getbymobile", {"mobile": "x"}, 40104),
        ("v2/user/list", {"dept_id": 99, "cursor": 0, "size": 10}, 60003),
        ("v2/user/list", {"dept_id": 1, "cursor": -1, "size": 10}, 40068),
        ("v2/user/list", {"dept_id": 1, "cursor": 0, "size": 101}, 40069),
        ("user/listsimple", {"dept_id": 99, "cursor": 0, "size": 10}, 60003),
        ("user/listsimple", {"dept_id": 1, "cursor": -1, "size": 10}, 40068),
        ("user/listsimple", {"dept_id": 1, "cursor": 0, "size": 101}, 40069),
        ("user/listid", {"dept_id": 99}, 60003), ("v2/department/get", {"dept_id": 99}, 60003),
        ("v2/department/get", {"dept_id": -7}, 40009), ("v2/department/listsub", {"dept_id": 99}, 60003),
        ("v2/department/listsubid", {"dept_id": 99}, 60003), ("v2/department/listparentbydept", {"dept_id": 99}, 60003),
        ("v2/department/listparentbyuser", {"userid": "nobody"}, 33012),
    ])
    def test_what_is_not_there_is_refused(self, call, path, body, code):
        assert refused(lambda: call(path, **body)) == code

    @pytest.mark.parametrize("path", ["v2/user/get", "user/getbyunionid", "v2/user/getbymobile", "user/listid"])
    def test_a_missing_argument_is_refused(self, call, path):
        assert refused(lambda: call(path)) in (40035, 400002)


@pytest.mark.client("dingtalk-sdk")
class TestEmployees:
    @pytest.mark.api(CREATE)
    def test_an_employee_enters(self, call, simulators):
        made = call(
            "v2/user/create", name="新同事", mobile="13900000001", dept_id_list="1", userid="newcomer-1",
            job_number="E9001", title="会计", hired_date=1_767_225_600_000, extension='{"工位":"A1"}')
        assert made["userid"] == "newcomer-1" and made["unionId"]  # camel case, here only
        user = call("v2/user/get", userid="newcomer-1")
        assert (user["name"], user["mobile"], user["job_number"], user["title"]) == (
            "新同事", "13900000001", "E9001", "会计")
        assert user["dept_id_list"] == [1] and user["hired_date"] == 1_767_225_600_000
        assert user["extension"] == '{"工位":"A1"}' and user["unionid"] == made["unionId"]

    @pytest.mark.api(CREATE)
    def test_a_userid_is_made_when_none_is_given(self, employ, call):
        assert call("v2/user/get", userid=employ())["mobile"] == "13900000001"

    @pytest.mark.api(CREATE)
    @pytest.mark.parametrize(("fields", "code"), [
        ({"userid": "taken"}, 60102), ({"mobile": "13900000001"}, 60104), ({"mobile": "12"}, 60103),
        ({"departments": "99"}, 60003), ({"email": "taken@example.com"}, 60106),
    ])
    def test_what_is_taken_or_not_there_is_refused(self, employ, fields, code):
        employ(userid="taken", email="taken@example.com")
        assert refused(lambda: employ(**{"mobile": "13900000002", **fields})) == code

    @pytest.mark.api(CREATE, UPDATE)
    def test_an_employee_changes(self, employ, call, simulators):
        user, department = employ(), simulators.employee()["departmentId"]
        assert call("v2/user/update", userid=user, name="改名", dept_id_list=f"1,{department}", title="主管") is None
        changed = call("v2/user/get", userid=user)
        assert (changed["name"], changed["title"]) == ("改名", "主管")
        assert sorted(changed["dept_id_list"]) == [1, department]

    @pytest.mark.api(CREATE, UPDATE)
    def test_extension_keys_are_replaced_or_added(self, employ, call):
        user = employ(extension='{"a":"1","b":"2"}')
        call("v2/user/update", userid=user, extension='{"c":"3"}', ext_attrs_update_mode=1)
        extension = call("v2/user/get", userid=user)["extension"]
        assert '"a":"1"' in extension and '"c":"3"' in extension
        call("v2/user/update", userid=user, extension='{"d":"4"}')
        assert call("v2/user/get", userid=user)["extension"] == '{"d":"4"}'

    @pytest.mark.api(UPDATE)
    def test_nobody_cannot_change(self, call):
        assert refused(lambda: call("v2/user/update", userid="nobody", name="x")) in (33012, 60121)

    @pytest.mark.api(CREATE, DELETE)
    def test_an_employee_leaves(self, employ, call):
        user = employ()
        assert call("v2/user/delete", userid=user) is None
        assert refused(lambda: call("v2/user/get", userid=user)) == 60121
        assert refused(lambda: call("v2/user/getbymobile", mobile="13900000001")) == 60121
        assert refused(lambda: call("v2/user/delete", userid=user)) in (33012, 60121)


@pytest.mark.client("dingtalk-sdk")
class TestDepartments:
    @pytest.fixture
    def department(self, call) -> int:
        return call("v2/department/create", name="新部门", parent_id=ROOT_DEPARTMENT)["dept_id"]

    @pytest.mark.api(CREATE_DEPARTMENT, UPDATE_DEPARTMENT, DELETE_DEPARTMENT)
    def test_a_department_is_made_changed_and_removed(self, call, department, simulators):
        manager = simulators.employee()["userid"]
        assert call("v2/department/get", dept_id=department)["name"] == "新部门"
        assert department in call("v2/department/listsubid", dept_id=ROOT_DEPARTMENT)["dept_id_list"]
        call("v2/department/update", dept_id=department, name="改名部门", dept_permits="1", order=7)
        changed = call("v2/department/get", dept_id=department)
        assert (changed["name"], changed["order"], changed["parent_id"]) == ("改名部门", 7, ROOT_DEPARTMENT)
        assert changed["dept_permits"] == [1]  # a comma string on the way in, a list on the way out
        assert manager not in changed["dept_manager_userid_list"]
        assert call("v2/department/delete", dept_id=department) is None
        assert refused(lambda: call("v2/department/get", dept_id=department)) == 60003

    @pytest.mark.api(CREATE_DEPARTMENT)
    @pytest.mark.parametrize(("fields", "code"), [
        ({"name": "别处", "parent_id": 99}, 60004), ({"name": "新部门", "parent_id": 1}, 60021),
    ])
    def test_a_department_that_cannot_be_is_refused(self, call, department, fields, code):
        assert refused(lambda: call("v2/department/create", **fields)) == code

    @pytest.mark.api(CREATE_DEPARTMENT)
    @pytest.mark.parametrize("name", ["甲-乙", "甲,乙", "甲，乙", "长" * 65])
    def test_a_name_that_cannot_be_is_refused(self, call, name):
        assert refused(lambda: call("v2/department/create", name=name, parent_id=1)) in (40035, 400002, 60001, 600109)

    @pytest.mark.api(CREATE_DEPARTMENT, UPDATE_DEPARTMENT)
    @pytest.mark.parametrize(("change", "code"), [
        ({"dept_id": 99, "name": "x"}, 60003), ({"dept_id": 1, "parent_id": 2}, 60018), ({"parent_id": 99}, 60004),
    ])
    def test_a_change_that_cannot_be_is_refused(self, call, department, change, code):
        assert refused(lambda: call("v2/department/update", **{"dept_id": department, **change})) == code

    @pytest.mark.api(CREATE_DEPARTMENT, DELETE_DEPARTMENT, CREATE)
    def test_a_department_in_use_stays(self, call, department, employ):
        child = call("v2/department/create", name="下级", parent_id=department)["dept_id"]
        employ(departments=str(child))
        codes = [refused(lambda: call("v2/department/delete", dept_id=one)) for one in (1, department, child, 99)]
        assert codes == [60007, 60006, 60005, 60003]


def leave(legacy, employ) -> str:
    user = employ()
    legacy.post("/topapi/v2/user/delete", {"userid": user})
    return user


@pytest.mark.client("alibabacloud-dingtalk")
class TestLeavers:
    @pytest.fixture
    def leaver(self, legacy, employ, using) -> str:
        with using("dingtalk-sdk"):
            return leave(legacy, employ)

    @staticmethod
    def window(days: int = 1) -> dict[str, str]:
        now = datetime.now(timezone.utc) + timedelta(minutes=1)
        times = {"start_time": now - timedelta(days=days), "end_time": now}
        return {name: moment.strftime("%Y-%m-%dT%H:%M:%SZ") for name, moment in times.items()}

    @pytest.mark.api("GET /v1.0/contact/empLeaveRecords", CREATE, DELETE)
    def test_the_record_of_who_left(self, client, leaver):
        page = client.perform(
            "contact_1_0", "list_emp_leave_records", next_token="0", max_results=50, **self.window())
        (record,) = [record for record in page.records if record.user_id == leaver]
        assert (record.name, record.mobile, record.leave_reason) == ("新同事", "13900000001", "oapi")
        left = datetime.strptime(record.leave_time, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=timezone.utc)
        assert abs(left - datetime.now(timezone.utc)) < timedelta(minutes=2)

    @pytest.mark.api("GET /v1.0/contact/empLeaveRecords")
    @pytest.mark.parametrize(("days", "size"), [(366, 50), (1, 51)])
    def test_a_record_of_too_much_is_refused(self, client, days, size):
        with pytest.raises(TeaException) as caught:
            client.perform(
                "contact_1_0", "list_emp_leave_records", next_token="0", max_results=size, **self.window(days))
        assert caught.value.statusCode == 400 and caught.value.code

    @pytest.mark.api("GET /v1.0/hrm/employees/dismissions", "GET /v1.0/hrm/employees/dimissionInfos", CREATE, DELETE)
    def test_the_personnel_product_knows_them_too(self, client, leaver):
        seen, token = [], 0
        while token is not None:
            page = client.perform("hrm_1_0", "query_dismission_staff_id_list", next_token=token, max_results=1)
            seen += page.user_id_list
            token = page.next_token if page.has_more else None
        assert leaver in seen
        (info,) = client.perform("hrm_1_0", "query_hrm_employee_dismission_info", user_id_list=[leaver]).result
        assert info.user_id == leaver and info.status == 2 and info.pre_status in (1, 2, 3)
        assert info.last_work_day <= int(time.time() * 1000)
        assert info.dept_list[0].dept_id == ROOT_DEPARTMENT and info.dept_list[0].dept_path


@pytest.mark.client("alibabacloud-dingtalk")
@pytest.mark.api("POST /v1.0/contact/users/search")
class TestSearch:
    def test_people_are_found_by_name(self, client, simulators):
        employee = simulators.employee()
        found = client.perform(
            "contact_1_0", "search_user", query_word=employee["name"], offset=0, size=10, full_match_field=1)
        assert employee["userid"] in found.list and found.total_count == len(found.list) and found.has_more is False
        pages = client.perform("contact_1_0", "search_user", query_word=employee["name"][0], offset=0, size=1)
        assert len(pages.list) == 1 and pages.has_more is (pages.total_count > 1)

    def test_nobody_is_an_empty_list(self, client):
        found = client.perform("contact_1_0", "search_user", query_word="没有这个人", offset=0, size=10)
        assert (found.list, found.total_count, found.has_more) == ([], 0, False)
