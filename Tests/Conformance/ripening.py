"""Approvals that were submitted when the fakes started, in a world that no test resets."""

import time

import claims
from control import DingTalkControl

SECONDS = 15.2


class Ripening:
    """Approvals of one employee in a world of their own, with that world's credentials."""

    def __init__(self, simulators, count: int = 3):
        front = DingTalkControl(simulators.dingtalk["url"])
        world = front.call("POST", "worlds")["world"]
        self.account = {
            **simulators.dingtalk, **{name: world[name] for name in ("corpId", "appKey", "appSecret", "agentId")}}
        self.originator = simulators.employee()["userid"]
        self.control = DingTalkControl(simulators.dingtalk["url"])
        self.control.base += f"worlds/{world['number']}/"
        code = simulators.dingtalk["processCode"]
        self.instances = [
            self.control.submit(code, self.originator, claims.values(simulators)) for _ in range(count)]
        self.born = time.monotonic()

    def take(self) -> str:
        """An approval that may be withdrawn by now."""
        time.sleep(max(0.0, self.born + SECONDS - time.monotonic()))
        return self.instances.pop()
