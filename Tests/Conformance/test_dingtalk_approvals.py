"""The rest of the approvals: tasks handed on, to-do lists, templates, files, in both API families."""

import json
import time

import pytest
import requests
from dingtalk.core.exceptions import DingTalkClientException
from Tea.exceptions import TeaException

import claims
from dingtalk_client import DingTalkClient
from legacy_client import LegacyClient


@pytest.fixture
def client(simulators, dingtalk):
    return DingTalkClient(simulators.dingtalk)


@pytest.fixture
def legacy(simulators, dingtalk):
    return LegacyClient(simulators.dingtalk)


@pytest.fixture
def workflow(client):
    return lambda operation, **fields: client.perform("workflow_1_0", operation, **fields)


@pytest.fixture
def instance(dingtalk, simulators) -> str:
    return dingtalk.submit(
        simulators.dingtalk["processCode"], simulators.employee()["userid"], claims.values(simulators))


def stranger(simulators, *known: str) -> str:
    """An employee who is none of `known`."""
    people = (simulators.employee(index)["userid"] for index in range(10))
    return next(person for person in people if person not in known)


def refusal(call) -> TeaException:
    with pytest.raises(TeaException) as caught:
        call()
    return caught.value


def code_of(call) -> int:
    with pytest.raises(DingTalkClientException) as caught:
        call()
    return caught.value.errcode


@pytest.mark.client("alibabacloud-dingtalk")
class TestNewerFamily:
    def test_a_task_is_handed_on(self, client, workflow, instance, simulators):
        task = client.get(instance).tasks[0]
        other = stranger(simulators, task.user_id, simulators.employee()["userid"])
        assert workflow(
            "redirect_workflow_task", task_id=task.task_id, to_user_id=other, operate_user_id=task.user_id,
            remark="请代办").result is True
        tasks = client.get(instance).tasks
        assert tasks[0].result == "REDIRECTED" and (tasks[-1].user_id, tasks[-1].status) == (other, "RUNNING")
        assert client.execute(instance, tasks[-1].task_id, other, "agree") is True

    @pytest.mark.parametrize(("change", "code"), [
        ({"operate_user_id": "somebody"}, "param.illegal.operator"), ({"done": True}, "task.status.error"),
    ])
    def test_a_task_that_cannot_be_handed_on(self, client, workflow, dingtalk, instance, simulators, change, code):
        task = client.get(instance).tasks[0]
        fields = {"task_id": task.task_id, "to_user_id": simulators.employee(3)["userid"],
                  "operate_user_id": task.user_id, **change}
        if fields.pop("done", False):
            dingtalk.decide(instance, "approve")
        error = refusal(lambda: workflow("redirect_workflow_task", **fields))
        assert error.statusCode == 400 and error.code in (code, "instance.status.error")

    @pytest.mark.parametrize(("call", "code"), [
        (lambda client, instance, user: client.execute(instance, 1, user, "agree"), "invalidInstanceExecuteTaskId"),
        (lambda client, instance, user: client.execute("no such one", 1, user, "agree"), "aflowProcessInstNotExist"),
        (lambda client, instance, user: client.terminate("no such one", user), "aflowProcessInstNotExist"),
    ])
    def test_what_is_not_there_cannot_be_decided(self, client, instance, simulators, call, code):
        error = refusal(lambda: call(client, instance, simulators.employee()["userid"]))
        assert error.statusCode == 400
        assert error.code in (code, "processInstanceNotExist", "aflowProcessInstCanNotBeExecuted")

    def test_an_instance_that_is_over_cannot_be_decided(self, client, dingtalk, instance):
        task = client.get(instance).tasks[0]
        dingtalk.decide(instance, "refuse")
        error = refusal(lambda: client.execute(instance, task.task_id, task.user_id, "agree"))
        assert error.code in ("aflowProcessInstStatusException", "aflowProcessInstCanNotBeExecuted")

    @pytest.mark.api("GET /v1.0/workflow/processes/todoTasks/numbers", "GET /v1.0/workflow/tasks/todoTasks")
    def test_waiting_tasks_are_counted_and_listed(self, client, workflow, instance):
        task = client.get(instance).tasks[0]
        assert workflow("get_user_todo_task_sum", user_id=task.user_id).result == 1
        page = workflow("todo_tasks", actioner_user_id=task.user_id, max_results=10, next_token=0).result
        (waiting,) = page.list
        assert (waiting.task_id, waiting.process_instance_id, page.has_more) == (task.task_id, instance, False)
        client.execute(instance, task.task_id, task.user_id, "agree")
        assert task.task_id not in [
            one.task_id for one in workflow(
                "todo_tasks", actioner_user_id=task.user_id, max_results=10, next_token=0).result.list]

    @pytest.mark.api("GET /v1.0/workflow/forms/schemas/processCodes")
    def test_a_template_shows_its_form(self, workflow, simulators):
        schema = workflow("query_schema_by_process_code", process_code=simulators.dingtalk["processCode"]).result
        assert schema.form_code == simulators.dingtalk["processCode"] and schema.name
        items = {item.props.id: item for item in schema.schema_content.items}
        assert items["TextField_REASON"].component_name == "TextField"
        assert items["TextField_REASON"].props.label == "报销事由"
        assert items["TableField_DETAIL"].children
        error = refusal(lambda: workflow("query_schema_by_process_code", process_code="PROC-NOBODY"))
        assert error.statusCode == 400 and error.code

    @pytest.mark.api(
        "GET /v1.0/workflow/processCentres/schemaNames/processCodes",
        "GET /v1.0/workflow/processes/userVisibilities/templates",
        "GET /v1.0/workflow/processes/managements/templates")
    def test_templates_are_found(self, workflow, simulators):
        code, user = simulators.dingtalk["processCode"], simulators.employee()["userid"]
        page = workflow(
            "list_user_visible_bpms_processes", user_id=user, max_results=100, next_token=0).result
        (mine,) = [process for process in page.process_list if process.process_code == code]
        assert workflow("get_process_code_by_name", name=mine.name).result.process_code == code
        managed = workflow("get_manage_process_by_staff_id", user_id=user).result
        assert code in [process.process_code for process in managed]

    @pytest.mark.api("POST /v1.0/workflow/processes/forecast")
    def test_who_would_decide_is_foretold(self, client, workflow, instance, simulators):
        from alibabacloud_dingtalk.workflow_1_0 import models
        filled = [
            models.ProcessForecastRequestFormComponentValues(**value)
            for value in claims.named(claims.values(simulators))]
        forecast = workflow(
            "process_forecast", process_code=simulators.dingtalk["processCode"], dept_id=-1,
            user_id=simulators.employee()["userid"], form_component_values=filled).result
        assert forecast.is_forecast_success is True and forecast.workflow_activity_rules

    @pytest.mark.api(
        "POST /v1.0/workflow/processInstances/batchExecute", "POST /v1.0/workflow/tasks/batchRedirect")
    def test_many_tasks_at_once(self, client, workflow, dingtalk, simulators):
        from alibabacloud_dingtalk.workflow_1_0 import models
        code, originator = simulators.dingtalk["processCode"], simulators.employee()["userid"]
        made = [dingtalk.submit(code, originator, claims.values(simulators)) for _ in range(2)]
        tasks = [client.get(instance).tasks[0] for instance in made]
        other = stranger(simulators, tasks[0].user_id, originator)
        moved = workflow(
            "batch_tasks_redirect", task_ids=[task.task_id for task in tasks], handover_user_id=tasks[0].user_id,
            transferee_user_id=other, manager_user_id=originator).result
        assert (moved.total_count, moved.fail_count) == (2, 0)
        infos = [
            models.BatchExecuteProcessInstancesRequestTaskInfoList(
                process_instance_id=instance, task_id=client.get(instance).tasks[-1].task_id) for instance in made]
        workflow("batch_execute_process_instances", actioner_user_id=other, result="refuse", task_info_list=infos)
        assert [client.get(instance).result for instance in made] == ["refuse", "refuse"]

    @pytest.mark.api("POST /v1.0/workflow/premium/tasks/append")
    def test_others_are_asked_too(self, client, workflow, instance, simulators):
        task = client.get(instance).tasks[0]
        other = stranger(simulators, task.user_id, simulators.employee()["userid"])
        answer = workflow(
            "premium_append_task", process_instance_id=instance, task_id=task.task_id, operate_user_id=task.user_id,
            appender_user_ids=[other], activate_type="ALL", type="before", agree_all=True, remark="请先看")
        assert answer.result is True
        assert other in [one.user_id for one in client.get(instance).tasks if one.status == "RUNNING"]

    @pytest.mark.api(
        "POST /v1.0/workflow/processInstances/spaces/infos/query",
        "POST /v1.0/workflow/processInstances/spaces/files/urls/download", "GET /lippi-space/download")
    def test_an_attachment_is_fetched(self, client, workflow, dingtalk, simulators, using):
        user = simulators.employee()["userid"]
        space = workflow(
            "get_attachment_space", user_id=user, agent_id=simulators.dingtalk["agentId"]).result.space_id
        file = dingtalk.call("POST", "files", {"name": "发票.pdf", "content": "发票内容"})
        assert int(file["spaceId"]) == int(space)
        template = {
            "code": "PROC-CONFORMANCE-FILES", "name": "附件", "components": [
                {"id": "DDAttachment_1", "label": "附件", "type": "DDAttachment"}]}
        dingtalk.call("POST", "seed", {"templates": [template]})
        values = {"DDAttachment_1": json.dumps([file], ensure_ascii=False)}
        instance = dingtalk.submit(template["code"], user, values)
        (shown,) = json.loads(client.get(instance).form_component_values[0].value)
        assert shown["fileId"] == file["fileId"] and isinstance(shown["fileSize"], int)  # text when it was sent
        link = workflow(
            "grant_process_instance_for_download_file", process_instance_id=instance, file_id=file["fileId"]).result
        with using("plain HTTP"):
            assert requests.get(link.download_uri, timeout=20).content.decode() == "发票内容"

    @pytest.mark.api("GET /media/{picture}")
    def test_a_picture_is_fetched(self, client, dingtalk, simulators, using):
        picture = dingtalk.call("POST", "pictures", {"content": "JPEG", "ending": "png"})["url"]
        template = {
            "code": "PROC-CONFORMANCE-PICTURES", "name": "图片", "components": [
                {"id": "DDPhotoField_1", "label": "图片", "type": "DDPhotoField"}]}
        dingtalk.call("POST", "seed", {"templates": [template]})
        user = simulators.employee()["userid"]
        instance = dingtalk.submit(template["code"], user, {"DDPhotoField_1": json.dumps([picture])})
        (shown,) = json.loads(client.get(instance).form_component_values[0].value)
        with using("plain HTTP"):
            answer = requests.get(shown, headers={"Range": "bytes=1-2"}, timeout=20)
            assert (answer.status_code, answer.content) == (206, b"PE")


@pytest.mark.client("dingtalk-sdk")
class TestOlderFamily:
    def test_a_task_is_decided(self, legacy, instance):
        task = legacy.instance(instance)["tasks"][0]
        answer = legacy.post("/topapi/process/instance/execute", {"request": {
            "process_instance_id": instance, "task_id": int(task["taskid"]), "actioner_userid": task["userid"],
            "result": "refuse", "remark": "不同意"}})
        assert answer["result"] is True
        detail = legacy.instance(instance)
        assert (detail["status"], detail["result"]) == ("COMPLETED", "refuse")
        assert detail["operation_records"][-1]["remark"] == "不同意"

    def test_an_instance_cannot_be_withdrawn_in_its_first_seconds(self, legacy, instance, simulators):
        body = {"request": {
            "process_instance_id": instance, "is_system": False, "remark": "不报了",
            "operating_userid": simulators.employee()["userid"]}}
        assert code_of(lambda: legacy.post("/topapi/process/instance/terminate", body)) == 820005

    @pytest.mark.parametrize(("body", "codes"), [
        ({"process_instance_id": "no such one"}, {820004}), ({"task_id": 1}, {820006, 40035, 400002}),
        ({"result": "perhaps"}, {40035, 400002}),
    ])
    def test_what_cannot_be_decided_is_refused(self, legacy, instance, body, codes):
        task = legacy.instance(instance)["tasks"][0]
        request = {
            "process_instance_id": instance, "task_id": int(task["taskid"]), "actioner_userid": task["userid"],
            "result": "agree", **body}
        assert code_of(lambda: legacy.post("/topapi/process/instance/execute", {"request": request})) in codes

    @pytest.mark.parametrize(("change", "code"), [
        ({"process_code": "PROC-NOBODY"}, 830001), ({"originator_user_id": "nobody"}, 60121),
    ])
    def test_what_cannot_be_started_is_refused(self, legacy, simulators, change, code):
        body = {
            "process_code": simulators.dingtalk["processCode"], "dept_id": -1,
            "originator_user_id": simulators.employee()["userid"],
            "form_component_values": claims.named(claims.values(simulators)), **change}
        assert code_of(lambda: legacy.post("/topapi/processinstance/create", body)) in (code, 820001, 33012)

    def test_a_span_that_is_too_long_is_refused(self, legacy, simulators):
        now = int(time.time() * 1000)
        body = {
            "process_code": simulators.dingtalk["processCode"], "start_time": now - 130 * 86_400_000,
            "end_time": now - 60_000, "size": 10, "cursor": 0}
        assert code_of(lambda: legacy.post("/topapi/processinstance/listids", body)) == 850012

    @pytest.mark.api("POST /topapi/process/instance/comment/add")
    def test_a_comment_is_written(self, legacy, instance, simulators):
        answer = legacy.post("/topapi/process/instance/comment/add", {"request": {
            "process_instance_id": instance, "text": "已处理", "comment_userid": simulators.employee()["userid"]}})
        assert answer["result"] is True
        assert legacy.instance(instance)["operation_records"][-1]["remark"] == "已处理"

    @pytest.mark.api("POST /topapi/process/gettodonum", "POST /topapi/process/listbyuserid")
    def test_to_do_and_templates(self, legacy, instance, simulators):
        task = legacy.instance(instance)["tasks"][0]
        assert legacy.post("/topapi/process/gettodonum", {"userid": task["userid"]})["count"] == 1
        body = {"userid": simulators.employee()["userid"], "offset": 0, "size": 100}
        listed = legacy.post("/topapi/process/listbyuserid", body)["result"]
        (mine,) = [one for one in listed["process_list"] if one["process_code"] == simulators.dingtalk["processCode"]]
        assert "next_cursor" not in listed
        found = legacy.post("/topapi/process/get_by_name", {"name": mine["name"]})
        assert found["process_code"] == simulators.dingtalk["processCode"]

    @pytest.mark.api("POST /topapi/processinstance/cspace/info", "POST /topapi/processinstance/file/url/get")
    def test_an_attachment_is_fetched(self, legacy, dingtalk, simulators):
        user = simulators.employee()["userid"]
        space = legacy.post("/topapi/processinstance/cspace/info", {
            "user_id": user, "agentid": simulators.dingtalk["agentId"]})["result"]["space_id"]
        file = dingtalk.call("POST", "files", {"name": "发票.pdf", "content": "发票内容"})
        assert int(file["spaceId"]) == space
        template = {
            "code": "PROC-CONFORMANCE-FILES", "name": "附件", "components": [
                {"id": "DDAttachment_1", "label": "附件", "type": "DDAttachment"}]}
        dingtalk.call("POST", "seed", {"templates": [template]})
        instance = dingtalk.submit(template["code"], user, {"DDAttachment_1": json.dumps([file], ensure_ascii=False)})
        answer = legacy.post("/topapi/processinstance/file/url/get", {"request": {
            "process_instance_id": instance, "file_id": file["fileId"]}})
        assert answer["success"] is True and answer["result"]["download_uri"]
