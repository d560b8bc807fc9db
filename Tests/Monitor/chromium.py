"""A headless Chromium, driven by its debugging protocol over one web socket."""

import base64
import contextlib
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import time
import urllib.request

from websockets.sync.client import connect

PROGRAM = next(filter(None, map(shutil.which, ["chromium", "chromium-browser", "google-chrome"])), None)


class Chromium:
    """One browser with one page. `with Chromium() as browser:` ends it."""

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="rehearsal-chromium-")
        self.process = subprocess.Popen(
            [PROGRAM, "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars",
             "--remote-debugging-port=0", f"--user-data-dir={self.folder}", "about:blank"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
        self.complaints: list[str] = []
        self.number = 0
        port = self.until(self._port, "the browser's port")
        request = urllib.request.Request(f"http://127.0.0.1:{port}/json/new?about:blank", method="PUT")
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=20) as reply:
            target = json.load(reply)
        self.stack = contextlib.ExitStack()
        self.socket = self.stack.enter_context(connect(target["webSocketDebuggerUrl"], max_size=None, proxy=None))
        for domain in ["Page", "Runtime", "Log"]:
            self.call(f"{domain}.enable")

    def _port(self):
        file = pathlib.Path(self.folder, "DevToolsActivePort")
        return file.read_text().split("\n")[0] if file.exists() else None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stack.close()
        os.killpg(self.process.pid, 15)
        self.process.wait(20)
        shutil.rmtree(self.folder, ignore_errors=True)

    def call(self, method: str, **parameters):
        """One command of the protocol; what the page complains about meanwhile is kept in `complaints`."""
        self.number += 1
        self.socket.send(json.dumps({"id": self.number, "method": method, "params": parameters}))
        while True:
            message = json.loads(self.socket.recv(timeout=30))
            if message.get("id") == self.number:
                assert "error" not in message, message
                return message["result"]
            self._note(message)

    def _note(self, message):
        parameters = message.get("params", {})
        if message.get("method") == "Runtime.exceptionThrown":
            details = parameters["exceptionDetails"]
            self.complaints.append(details.get("exception", {}).get("description", details["text"]))
        elif message.get("method") == "Log.entryAdded" and parameters["entry"]["level"] == "error":
            self.complaints.append(f"{parameters['entry']['text']} {parameters['entry'].get('url', '')}")

    def run(self, expression: str):
        """The value of an expression in the page; promises are awaited."""
        result = self.call("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in result, result["exceptionDetails"]
        return result["result"].get("value")

    def size(self, width: int, height: int = 900):
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 600)

    def open(self, url: str):
        self.call("Page.navigate", url="about:blank")
        self.call("Page.navigate", url=url)

    def until(self, condition, what: str, seconds: float = 20):
        """Waits for a function, or for an expression in the page, to become true; returns its value."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            value = condition() if callable(condition) else self.run(condition)
            if value:
                return value
            time.sleep(0.1)
        raise AssertionError(f"waited {seconds} s for {what}")

    def picture(self, path, height_max: int = 3000):
        """The whole page as a PNG file."""
        width, height = self.run("[innerWidth, document.documentElement.scrollHeight]")
        clip = {"x": 0, "y": 0, "width": width, "height": min(height, height_max), "scale": 1}
        data = self.call("Page.captureScreenshot", format="png", captureBeyondViewport=True, clip=clip)["data"]
        pathlib.Path(path).write_bytes(base64.b64decode(data))
