"""Fixtures: the running fakes, and their control APIs in a fresh world for each test."""

import os

# The clients take proxies from the environment; the fakes are on this machine.
os.environ["NO_PROXY"] = os.environ["no_proxy"] = "*"

import pytest

import simulators as process
from control import Control, DingTalkControl

# The platform tries again after 10 s and 30 s, and shows what failed after 3 minutes: too long for tests.
IMPATIENT = ("--redelivery", "300ms,600ms", "--failed-list-after", "100ms")


@pytest.fixture(scope="session")
def simulators(tmp_path_factory):
    """Both fakes over HTTP, redelivering quickly; one process for all tests."""
    running = process.start(tmp_path_factory.mktemp("http"), *IMPATIENT)
    yield running
    assert process.stop(running) == 0, running.log.read_text()


@pytest.fixture(scope="session")
def tls_simulators(tmp_path_factory):
    """Both fakes over TLS 1.3, with a certificate made at the start."""
    running = process.start(tmp_path_factory.mktemp("tls"), "--tls", *IMPATIENT)
    yield running
    assert process.stop(running) == 0, running.log.read_text()


@pytest.fixture
def dingtalk(simulators):
    """The fake DingTalk's control API, in a fresh world."""
    control = DingTalkControl(simulators.dingtalk["url"])
    control.reset()
    return control


@pytest.fixture
def kingdee(simulators):
    """The fake Kingdee's control API, in a fresh world."""
    control = Control(simulators.kingdee["url"])
    control.reset()
    return control
