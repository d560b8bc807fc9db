"""Fixtures: the running fakes, and their control APIs in a fresh world for each test."""

import os

# The clients take proxies from the environment; the fakes are on this machine.
os.environ["NO_PROXY"] = os.environ["no_proxy"] = "*"

import pytest

import ripening
import simulators as process
from control import Control, DingTalkControl
from evidence import EvidencePlugin

# The platform tries again after 10 s and 30 s, and shows what failed after 3 minutes: too long for tests.
IMPATIENT = ("--redelivery", "300ms,600ms", "--failed-list-after", "100ms")


EVIDENCE = pytest.StashKey[EvidencePlugin]()


def pytest_configure(config):
    config.addinivalue_line("markers", "client(name): whose calls these are, for docs/coverage.md")
    config.addinivalue_line("markers", "api(name, …): what the fakes must have, such as 'POST /topapi/v2/user/get'")
    config.stash[EVIDENCE] = EvidencePlugin(config)
    config.pluginmanager.register(config.stash[EVIDENCE])


@pytest.fixture(scope="session")
def evidence(pytestconfig):
    """What the tests prove."""
    return pytestconfig.stash[EVIDENCE].evidence


@pytest.fixture
def using(evidence):
    """`with using("plain HTTP"):` says who calls inside the block."""
    return evidence.using


@pytest.fixture(autouse=True)
def known_apis(request, evidence):
    """Skips a test of an API that this build of the fakes does not have yet."""
    wanted = [api for marker in request.node.iter_markers("api") for api in marker.args]
    if wanted:
        simulators = request.getfixturevalue("simulators")
        missing = [api for api in wanted if not evidence.knows(simulators, api)]
        evidence.absent.update(missing)
        if missing:
            pytest.skip(f"not there yet: {', '.join(missing)}")


@pytest.fixture(scope="session")
def simulators(tmp_path_factory, evidence):
    """Both fakes over HTTP, redelivering quickly; one process for all tests of a worker."""
    running = process.start(tmp_path_factory.mktemp("http"), *IMPATIENT)
    evidence.running.append(running)
    for platform in ("dingtalk", "kingdee"):
        evidence.operations(running, platform)
    # The platform lets nobody withdraw an approval in its first 15 seconds: these ripen in a world of their own.
    running.ripening = ripening.Ripening(running)
    yield running
    evidence.running.remove(running)
    assert process.stop(running) == 0, running.log.read_text()


@pytest.fixture(scope="session")
def tls_simulators(tmp_path_factory, evidence):
    """Both fakes over TLS 1.3, with a certificate made at the start."""
    running = process.start(tmp_path_factory.mktemp("tls"), "--tls", *IMPATIENT)
    evidence.running.append(running)
    yield running
    evidence.running.remove(running)
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
