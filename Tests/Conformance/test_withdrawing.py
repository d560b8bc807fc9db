"""An approval is withdrawn through the API once its first seconds are over."""

import pytest
from Tea.exceptions import TeaException

from dingtalk_client import DingTalkClient
from legacy_client import LegacyClient


@pytest.mark.client("alibabacloud-dingtalk")
def test_by_the_newer_api(simulators):
    ripe = simulators.ripening
    client, instance = DingTalkClient(ripe.account), ripe.take()
    with pytest.raises(TeaException) as caught:
        client.terminate(instance, "somebody else")
    assert caught.value.statusCode == 400
    assert client.terminate(instance, ripe.originator) is True
    detail = client.get(instance)
    assert (detail.status, detail.result or "") == ("TERMINATED", "")
    with pytest.raises(TeaException) as caught:
        client.terminate(instance, ripe.originator)
    assert caught.value.code == "aflowProcessInstStatusException"


@pytest.mark.client("dingtalk-sdk")
def test_by_the_older_api(simulators):
    ripe = simulators.ripening
    client, instance = LegacyClient(ripe.account), ripe.take()
    answer = client.post("/topapi/process/instance/terminate", {"request": {
        "process_instance_id": instance, "is_system": False, "remark": "不报了", "operating_userid": ripe.originator}})
    assert (answer["success"], answer["result"]) == (True, True)
    assert client.instance(instance)["status"] == "TERMINATED"


@pytest.mark.client("alibabacloud-dingtalk")
def test_by_the_system(simulators):
    ripe = simulators.ripening
    client, instance = DingTalkClient(ripe.account), ripe.take()
    assert client.perform(
        "workflow_1_0", "terminate_process_instance", process_instance_id=instance, is_system=True,
        remark="自动撤销").result is True
    assert client.get(instance).status == "TERMINATED"
