"""kingdee-mcp as the process that a language model's host starts: asked over its standard input and output."""

import asyncio
import json
import queue
import sys
import threading
from concurrent.futures import Future
from pathlib import Path

from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client

COMMAND = str(Path(sys.executable).with_name("kingdee-mcp"))
SECONDS = 30


class McpServer:
    """One running server. Its protocol lives on a loop in a thread of its own, so that tests can stay plain."""

    def __init__(self, kingdee: dict, folder: Path):
        self.parameters = StdioServerParameters(command=COMMAND, env={
            "PATH": str(Path(sys.executable).parent), "NO_PROXY": "*", "HOME": str(folder),
            "KINGDEE_SERVER_URL": kingdee["url"], "KINGDEE_ACCT_ID": kingdee["acctId"],
            "KINGDEE_USERNAME": kingdee["userName"], "KINGDEE_PASSWORD": kingdee["password"], "KINGDEE_LCID": "2052",
            # It keeps metadata on disk, even when that was an error.
            "KINGDEE_METADATA_CACHE_DIR": str(folder / "metadata"), "MCP_USAGE_LOG_DIR": str(folder / "usage"),
        })
        self.log = (folder / "kingdee-mcp.log").open("w")
        self.requests: queue.Queue = queue.Queue()
        self.thread = threading.Thread(target=lambda: asyncio.run(self._serve()), daemon=True)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.requests.put(None)
        self.thread.join(SECONDS)
        self.log.close()

    def call(self, tool: str, **parameters) -> dict:
        """The answer of a tool: JSON, as a model reads it."""
        answer: Future = Future()
        self.requests.put((tool, parameters, answer))
        text = answer.result(SECONDS)
        try:
            return json.loads(text)
        except json.JSONDecodeError:
            return {"text": text}

    async def _serve(self) -> None:
        async with stdio_client(self.parameters, errlog=self.log) as streams, ClientSession(*streams) as session:
            await session.initialize()
            while request := await asyncio.to_thread(self.requests.get):
                tool, parameters, answer = request
                try:
                    result = await session.call_tool(tool, {"params": parameters})
                    answer.set_result("".join(part.text for part in result.content))
                except Exception as error:  # the test wants to see it, whatever it is
                    answer.set_exception(error)
