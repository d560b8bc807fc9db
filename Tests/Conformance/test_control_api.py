"""The control API that testers use with curl, in any language."""

import json

import claims
from bills import REIMBURSEMENT, Bills, fresh_number
from kingdee_client import KingdeeClient


def test_the_history_counts_from_zero_without_a_gap(kingdee, simulators):
    number = fresh_number()
    KingdeeClient(simulators.kingdee).save(REIMBURSEMENT, Bills(simulators).reimbursement(number))
    events = kingdee.call("GET", "history")["events"]
    assert [event["sequence"] for event in events] == list(range(len(events)))
    (saved,) = kingdee.facts("documentSaved")
    assert (saved["number"], saved["form"], saved["status"]) == (number, REIMBURSEMENT, "A")
    assert json.loads(saved["content"])["FBillNo"] == number
    assert kingdee.call("GET", f"history?from={len(events)}")["events"] == []


def test_a_reset_forgets_documents_faults_and_history(kingdee, simulators):
    number = fresh_number()
    client = KingdeeClient(simulators.kingdee)
    client.save(REIMBURSEMENT, Bills(simulators).reimbursement(number))
    kingdee.arm({"fault": "gateway-outage", "on": "kingdee.Save"})
    kingdee.reset()
    assert kingdee.call("GET", "faults")["rules"] == []
    assert kingdee.call("GET", "history")["events"] == []
    assert KingdeeClient(simulators.kingdee).query(REIMBURSEMENT, "FID") == []


def test_a_fault_tells_how_often_it_struck(kingdee, simulators):
    rule = {"fault": "delay", "name": "slow-save", "on": "kingdee.Save", "by": "10ms"}
    kingdee.arm(rule)
    KingdeeClient(simulators.kingdee).save(REIMBURSEMENT, Bills(simulators).reimbursement(fresh_number()))
    assert kingdee.call("GET", "faults")["rules"] == [
        {"name": "slow-save", "fault": "delay", "active": True, "fired": 1}]


def test_a_mistyped_fault_is_refused_with_the_near_name(kingdee):
    plan = {"rules": [{"fault": "lost-aftr-commit", "on": "kingdee.Save"}]}
    sentence = kingdee.refused("PUT", "faults", plan)
    assert "unknown fault 'lost-aftr-commit'; did you mean 'lost-after-commit'?" in sentence
    assert kingdee.call("GET", "faults")["rules"] == []


def test_control_calls_are_not_struck_and_not_recorded(dingtalk):
    dingtalk.arm({"fault": "gateway-outage"})
    dingtalk.call("GET", "state")
    assert dingtalk.facts("callArrived") == []


def test_the_state_shows_what_people_did(dingtalk, simulators):
    instance = dingtalk.submit(
        simulators.dingtalk["processCode"], simulators.employee()["userid"], claims.values(simulators))
    assert instance in json.dumps(dingtalk.call("GET", "state"))
    dingtalk.decide(instance, "refuse")
    (finished,) = dingtalk.facts("instanceFinished")
    assert (finished["instance"], finished["outcome"]) == (instance, "refuse")
