"""Attendance: results of scheduled punches, and the punches themselves, by dingtalk-sdk's own methods."""

from datetime import datetime, timedelta, timezone

import pytest
from dingtalk.core.exceptions import DingTalkClientException

from legacy_client import LegacyClient

pytestmark = [
    pytest.mark.client("dingtalk-sdk"), pytest.mark.api("POST /attendance/list", "POST /attendance/listRecord")]

CHINA = timezone(timedelta(hours=8))


@pytest.fixture
def legacy(simulators, dingtalk):
    return LegacyClient(simulators.dingtalk)


@pytest.fixture
def week() -> tuple[datetime, datetime]:
    """Seven whole days that are over."""
    today = datetime.now(CHINA).replace(hour=0, minute=0, second=0, microsecond=0)
    return today - timedelta(days=7), today - timedelta(days=1)


def code_of(call) -> int:
    with pytest.raises(DingTalkClientException) as caught:
        call()
    return caught.value.errcode


def test_results_come_in_pages_without_a_wrapper(legacy, simulators, week):
    users = [simulators.employee(index)["userid"] for index in range(5)]
    rows, offset, more = [], 0, True
    while more:
        page = legacy.attendance.list(*week, user_ids=users, offset=offset, limit=7)
        rows, more, offset = rows + page["recordresult"], page["hasMore"], offset + 7
        assert "result" not in page and len(page["recordresult"]) <= 7
    assert len({row["id"] for row in rows}) == len(rows) > 0
    assert {row["userId"] for row in rows} == set(users)
    for row in rows:
        assert row["checkType"] in ("OnDuty", "OffDuty")
        assert row["timeResult"] in ("Normal", "Early", "Late", "SeriousLate", "Absenteeism", "NotSigned")
        assert all(isinstance(row[name], int) for name in ("workDate", "baseCheckTime", "userCheckTime", "planId"))
        assert datetime.fromtimestamp(row["workDate"] / 1000, CHINA).hour == 0


def test_what_was_not_punched_is_a_result_but_no_punch(legacy, simulators, week):
    users = [simulators.employee(index)["userid"] for index in range(10)]
    results = legacy.attendance.list(*week, user_ids=users)["recordresult"]
    end = week[1] + timedelta(hours=23)
    punches = legacy.attendance.list_record(users, week[0], end)
    assert all(punch.get("timeResult") != "NotSigned" for punch in punches)
    assert punches and {punch["userId"] for punch in punches} <= set(users)
    punched = {punch["id"] for punch in punches}
    for row in results:
        assert ("recordId" in row) is (row["timeResult"] != "NotSigned")
        assert "recordId" not in row or row["recordId"] in punched


def test_a_punch_is_seen_at_once_and_an_invalid_one_says_why(legacy, dingtalk, simulators):
    user, now = simulators.employee()["userid"], datetime.now(CHINA)
    dingtalk.call("POST", "attendance", {"userid": user, "address": "上海"})
    dingtalk.call("POST", "attendance", {
        "userid": user, "invalidRecordType": "Security", "invalidRecordMsg": "作弊设备"})
    punches = legacy.attendance.list_record([user], now - timedelta(minutes=5), now + timedelta(minutes=5))
    legal = {punch["isLegal"]: punch for punch in punches}
    assert legal["Y"]["userAddress"] == "上海" and legal["Y"]["corpId"] == simulators.dingtalk["corpId"]
    assert (legal["N"]["invalidRecordType"], legal["N"]["invalidRecordMsg"]) == ("Security", "作弊设备")


def test_unknown_people_have_no_rows(legacy, week):
    assert legacy.attendance.list(*week, user_ids=["nobody"])["recordresult"] == []
    assert legacy.attendance.list_record(["nobody"], *week) == []


@pytest.mark.parametrize(("change", "codes"), [
    ({"work_date_to": "2026-01-09 00:00:00"}, {41041}), ({"work_date_from": "2026/01/01"}, {41100}),
    ({"limit": 51}, {40035, 400002}), ({"user_ids": ["u"] * 51}, {40035, 400002}), ({"user_ids": []}, {40035, 400002}),
])
def test_what_cannot_be_asked_is_refused(legacy, change, codes):
    question = {
        "work_date_from": "2026-01-01 00:00:00", "work_date_to": "2026-01-02 00:00:00", "user_ids": ["u"], **change}
    assert code_of(lambda: legacy.attendance.list(**question)) in codes


def test_punches_of_too_many_days_are_refused(legacy):
    span = ("2026-01-01 00:00:00", "2026-01-08 00:00:01")
    assert code_of(lambda: legacy.attendance.list_record(["u"], *span)) == 41041
