"""The official DingTalk SDK for the newer API, pointed at the fake through its own configuration."""

import inspect
from importlib import import_module
from urllib.parse import urlsplit

from alibabacloud_dingtalk.oauth2_1_0 import models as oauth_models
from alibabacloud_dingtalk.oauth2_1_0.client import Client as OAuthClient
from alibabacloud_dingtalk.workflow_1_0 import models
from alibabacloud_dingtalk.workflow_1_0.client import Client as WorkflowClient
from alibabacloud_tea_openapi.models import Config
from alibabacloud_tea_util.models import RuntimeOptions

import claims


def configuration(url: str, ca_file: str | None = None) -> Config:
    """What the SDK needs to talk to another host than api.dingtalk.com."""
    parts = urlsplit(url)
    return Config(protocol=parts.scheme, region_id="central", endpoint=parts.netloc, ca=ca_file)


class DingTalkClient:
    """Tokens and approvals through the SDK. Each call hands its token over, as the SDK wants it."""

    def __init__(self, dingtalk: dict, ca_file: str | None = None, **replaced):
        self.account = {**dingtalk, **replaced}
        self.configuration = configuration(dingtalk["url"], ca_file)
        self.workflow = WorkflowClient(self.configuration)
        self._token: str | None = None

    def fetch_token(self):
        """The reply of `POST /v1.0/oauth2/accessToken`."""
        request = oauth_models.GetAccessTokenRequest(
            app_key=self.account["appKey"], app_secret=self.account["appSecret"])
        return OAuthClient(self.configuration).get_access_token(request).body

    @property
    def token(self) -> str:
        """The app's token, fetched once."""
        self._token = self._token or self.fetch_token().access_token
        return self._token

    @token.setter
    def token(self, value: str) -> None:
        self._token = value

    def perform(self, product: str, operation: str, *path: str, token: str | None = None, **fields):
        """The typed answer's body of any operation: `product` is a module of the SDK, such as `contact_1_0`, `path` what
        stands in the path, and `fields` fill the operation's own request model."""
        client = import_module(f"alibabacloud_dingtalk.{product}.client").Client(self.configuration)
        glue = "with_options" if operation.endswith(("_by_id", "_oto", "_otoquery")) else "_with_options"
        method = getattr(client, operation + glue, None) or getattr(client, f"{operation}_with_options")
        wanted = inspect.signature(method).parameters
        arguments = list(path)
        for name in ("request", "tmp_req"):
            if name in wanted:
                arguments.append(wanted[name].annotation(**fields))
        headers = wanted["headers"].annotation
        if hasattr(headers, "from_map"):
            headers = headers(x_acs_dingtalk_access_token=self.token if token is None else token)
        else:
            headers = {}  # operations that take no token
        answer = method(*arguments, headers, RuntimeOptions(autoretry=False))
        return getattr(answer, "body", None)  # some operations have none

    def _call(self, operation: str, request, headers):
        headers.x_acs_dingtalk_access_token = self.token
        method = getattr(self.workflow, f"{operation}_with_options")
        return method(request, headers, RuntimeOptions(autoretry=False)).body

    def start(self, originator: str, filled: dict[str, str]) -> str:
        """Submits an approval; the instance id."""
        components = [
            models.StartProcessInstanceRequestFormComponentValues(**value) for value in claims.named(filled)]
        request = models.StartProcessInstanceRequest(
            process_code=self.account["processCode"], originator_user_id=originator, dept_id=-1,
            form_component_values=components)
        return self._call("start_process_instance", request, models.StartProcessInstanceHeaders()).instance_id

    def get(self, instance: str):
        """`result` of the instance's details."""
        request = models.GetProcessInstanceRequest(process_instance_id=instance)
        return self._call("get_process_instance", request, models.GetProcessInstanceHeaders()).result

    def list_ids(self, start: int, token: int = 0, size: int = 20, **options):
        """One page of instance ids."""
        request = models.ListProcessInstanceIdsRequest(
            process_code=self.account["processCode"], start_time=start, next_token=token, max_results=size, **options)
        return self._call("list_process_instance_ids", request, models.ListProcessInstanceIdsHeaders()).result

    def execute(self, instance: str, task: int, actor: str, result: str) -> bool:
        """Agrees to a task, or refuses."""
        request = models.ExecuteProcessInstanceRequest(
            process_instance_id=instance, task_id=task, actioner_user_id=actor, result=result, remark="同意")
        return self._call("execute_process_instance", request, models.ExecuteProcessInstanceHeaders()).result

    def comment(self, instance: str, author: str, text: str) -> bool:
        """Puts a comment on an instance."""
        request = models.AddProcessInstanceCommentRequest(
            process_instance_id=instance, comment_user_id=author, text=text)
        return self._call("add_process_instance_comment", request, models.AddProcessInstanceCommentHeaders()).result

    def terminate(self, instance: str, originator: str) -> bool:
        """Withdraws an instance in its originator's name."""
        request = models.TerminateProcessInstanceRequest(
            process_instance_id=instance, is_system=False, operating_user_id=originator, remark="不报了")
        return self._call("terminate_process_instance", request, models.TerminateProcessInstanceHeaders()).result
