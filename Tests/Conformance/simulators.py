"""`rehearsal simulate` as a running process."""

import json
import os
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from ripening import Ripening

ROOT = Path(__file__).resolve().parents[2]
BINARY = Path(os.environ.get("REHEARSAL", ROOT / ".build" / "debug" / "rehearsal"))
START_SECONDS = 30
STOP_SECONDS = 15


@dataclass
class Simulators:
    """The two fakes, their addresses and their credentials."""

    process: subprocess.Popen
    credentials: dict
    log: Path
    ripening: "Ripening | None" = None

    @property
    def dingtalk(self) -> dict:
        """Address and credentials of the fake DingTalk."""
        return self.credentials["dingtalk"]

    @property
    def kingdee(self) -> dict:
        """Address and credentials of the fake Kingdee; the address ends in `/k3cloud/`."""
        return self.credentials["kingdee"]

    @property
    def ca_file(self) -> str:
        """The certificate authority that clients have to trust; only with TLS."""
        return self.credentials["caFile"]

    def employee(self, index: int = 0) -> dict:
        """An employee whom both platforms know."""
        return self.credentials["employees"][index]


def start(folder: Path, *options: str) -> Simulators:
    """Starts both fakes on free ports and returns once they listen."""
    if not BINARY.exists():
        raise FileNotFoundError(f"{BINARY} is missing; build it with: swift build --product rehearsal")
    credentials, log = folder / "credentials.json", folder / "simulate.log"
    arguments = [str(BINARY), "simulate", "--dingtalk-port", "0", "--kingdee-port", "0"]
    arguments += ["--credentials-file", str(credentials), "--ca-file", str(folder / "ca.pem"), *options]
    with log.open("wb") as output:
        process = subprocess.Popen(arguments, cwd=folder, stdout=output, stderr=subprocess.STDOUT)
    try:
        simulators = Simulators(process, _wait_for(credentials, process, log), log)
        for platform in (simulators.dingtalk, simulators.kingdee):
            _prove_listener(urlsplit(platform["url"]).port, process.pid)
        return simulators
    except BaseException:
        process.kill()
        process.wait()
        raise


def stop(simulators: Simulators) -> int:
    """Asks the process to end, as Ctrl-C does, and returns its exit code."""
    simulators.process.send_signal(signal.SIGINT)
    try:
        return simulators.process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        simulators.process.kill()
        simulators.process.wait()
        raise


def _wait_for(credentials: Path, process: subprocess.Popen, log: Path) -> dict:
    """The credentials file is written once the ports are bound; there is nothing else to wait on from outside."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"simulate ended with {process.returncode}:\n{log.read_text()}")
        try:
            return json.loads(credentials.read_text())
        except (FileNotFoundError, json.JSONDecodeError):
            time.sleep(0.02)
    raise TimeoutError(f"simulate wrote no credentials within {START_SECONDS} s:\n{log.read_text()}")


def _prove_listener(port: int, pid: int) -> None:
    """A stranger on the port would answer the tests in the fake's place, so the listener must be our process."""
    owners = _listeners_by_proc(port) if Path("/proc/net/tcp").exists() else _listeners_by_lsof(port)
    if owners != {pid}:
        raise RuntimeError(f"port {port} is held by {sorted(owners) or 'nobody'}, not by process {pid} alone")


def _listeners_by_proc(port: int) -> set[int]:
    inodes = set()
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        for line in Path(table).read_text().splitlines()[1:] if Path(table).exists() else []:
            fields = line.split()
            if fields[3] == "0A" and int(fields[1].rsplit(":", 1)[1], 16) == port:
                inodes.add(f"socket:[{fields[9]}]")
    processes = [entry for entry in Path("/proc").iterdir() if entry.name.isdigit()]
    return {int(process.name) for process in processes if _holds(process, inodes)}


def _holds(process: Path, inodes: set[str]) -> bool:
    try:
        return any(os.readlink(descriptor) in inodes for descriptor in (process / "fd").iterdir())
    except OSError:  # somebody else's process, or one that just ended
        return False


def _listeners_by_lsof(port: int) -> set[int]:
    command = ["lsof", "-nP", f"-iTCP:{port}", "-sTCP:LISTEN", "-t"]
    return {int(pid) for pid in subprocess.run(command, capture_output=True, text=True).stdout.split()}
