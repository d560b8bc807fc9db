"""A subscriber to DingTalk's callbacks: a small HTTP server that decrypts with the SDK's own cryptography."""

import json
import queue
import threading
from collections.abc import Iterable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from dingtalk.core.exceptions import DingTalkException
from dingtalk.crypto import DingTalkCrypto


class Receiver:
    """Receives pushes on a free port. `answers` says how the next ones are answered; after them, properly.

    `proper` answers the encrypted word `success`, `plain` the bare word, `fail` with status 500, `garbage` with an
    encrypted word that is not `success`.
    """

    def __init__(self, token: str, aes_key: str, owner: str, answers: Iterable[str] = ()):
        self.crypto = DingTalkCrypto(token, aes_key, owner)
        self.answers = iter(answers)
        self.pushes: queue.Queue[dict] = queue.Queue()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)

    @property
    def url(self) -> str:
        """Where pushes go."""
        return f"http://127.0.0.1:{self.server.server_port}/dingtalk/callback"

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()

    def next(self, kind: str, instance: str | None = None, seconds: float = 10) -> dict:
        """The next push of event type `kind`, and of one instance if that is given; others are passed over."""
        while True:
            try:
                push = self.pushes.get(timeout=seconds)
            except queue.Empty:
                raise AssertionError(f"no {kind} within {seconds} s") from None
            if push.get("EventType") == kind and instance in (None, push.get("processInstanceId")):
                return push

    def next_raw(self, seconds: float = 10) -> dict:
        """The next push of any kind."""
        return self.pushes.get(timeout=seconds)

    def take(self, query: dict[str, list[str]], body: bytes) -> tuple[int, bytes]:
        """Checks and decrypts one push, keeps it, and returns status and body of the reply."""
        signature, timestamp, nonce = (query[name][0] for name in ("msg_signature", "timestamp", "nonce"))
        assert query["signature"] == query["msg_signature"]
        try:
            event = json.loads(
                self.crypto.decrypt_encrypt_str(signature, timestamp, nonce, json.loads(body)["encrypt"]))
        except DingTalkException as error:
            self.pushes.put({"refused": type(error).__name__})
            return 400, b""
        self.pushes.put(event)
        return self._reply(next(self.answers, "proper"), nonce)

    def _reply(self, answer: str, nonce: str) -> tuple[int, bytes]:
        if answer == "fail":
            return 500, b""
        if answer == "plain":
            return 200, b"success"
        word = "success" if answer == "proper" else "no"
        return 200, json.dumps(self.crypto.encrypt_message(word, nonce)).encode()

    def _handler(self):
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                status, reply = receiver.take(parse_qs(urlsplit(self.path).query), body)
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(reply)))
                self.end_headers()
                self.wfile.write(reply)

            def log_message(self, *_):
                pass

        return Handler
