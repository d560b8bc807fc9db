"""What the READMEs tell people to type works, and both languages tell the same."""

import re
import shlex
import subprocess
from urllib.parse import urlsplit

import pytest

from receiver import Receiver
from simulators import BINARY, ROOT

READMES = ("README.md", "README.zh-CN.md")
CALLBACK = "http://127.0.0.1:8080/dingtalk/callback"


def commands(readme: str) -> list[str]:
    """Every line of the shell blocks, without comments."""
    blocks = re.findall(r"^```sh\n(.*?)^```", (ROOT / readme).read_text(), re.MULTILINE | re.DOTALL)
    lines = [line.split("  # ")[0].split("   # ")[0].strip() for block in blocks for line in block.splitlines()]
    return [line for line in lines if line and not line.startswith("#")]


def of(program: str) -> list[str]:
    return [line for line in commands(READMES[0]) if line.startswith(program)]


def test_both_languages_tell_the_same_commands():
    assert commands(READMES[0]) == commands(READMES[1])
    assert len(commands(READMES[0])) > 10


@pytest.mark.parametrize("command", of("make"))
def test_each_make_target_exists(command):
    subprocess.run([*shlex.split(command), "--dry-run"], cwd=ROOT, check=True, capture_output=True)


@pytest.mark.parametrize("command", of(".build/debug/rehearsal"))
def test_each_verb_knows_its_options_and_each_path_exists(command):
    _, verb, *arguments = shlex.split(command)
    help_text = subprocess.run([BINARY, "help", verb], check=True, capture_output=True, text=True).stdout
    options = [argument for argument in arguments if argument.startswith("--")]
    assert [option for option in options if option not in help_text] == []
    paths = [argument for argument in arguments if argument.startswith("scenarios/")]
    if paths:
        subprocess.run([BINARY, "validate", *paths], cwd=ROOT, check=True, capture_output=True)


def test_the_mapping_template_is_written_and_tried_as_told(tmp_path):
    """What `gallery` writes is what `map` reads next: the lines run in their order, in a folder of their own."""
    lines = [shlex.split(command)[1:] for command in of(".build/debug/rehearsal")]
    lines = [line for line in lines if line[0] in ("gallery", "map")]
    assert [line[0] for line in lines] == ["gallery", "map"]
    for line in lines:
        reply = subprocess.run([BINARY, *line], cwd=tmp_path, capture_output=True, text=True)
        assert reply.returncode == 0 and reply.stdout, reply.stdout + reply.stderr


@pytest.mark.parametrize("readme", READMES)
def test_each_verb_of_the_table_exists(readme):
    verbs = re.findall(r"^\| `rehearsal ([a-z]+)", (ROOT / readme).read_text(), re.MULTILINE)
    help_text = subprocess.run([BINARY, "--help"], check=True, capture_output=True, text=True).stdout
    assert len(verbs) >= 6 and [verb for verb in verbs if not re.search(rf"^  {verb}\b", help_text, re.MULTILINE)] == []


@pytest.mark.parametrize("command", of("curl"))
def test_each_curl_line_is_answered(simulators, dingtalk, kingdee, command):
    account = simulators.dingtalk
    with Receiver(account["callbackToken"], account["aesKey"], account["appKey"]) as subscriber:
        command = command.replace("http://127.0.0.1:18600", account["url"].rstrip("/"))
        kingdee_url = urlsplit(simulators.kingdee["url"])
        command = command.replace("http://127.0.0.1:18601", f"{kingdee_url.scheme}://{kingdee_url.netloc}")
        command = command.replace(CALLBACK, subscriber.url)
        reply = subprocess.run([*shlex.split(command), "--fail-with-body"], capture_output=True, text=True)
    if command.split("'")[0].rstrip().endswith("/_rehearsal/wait -d"):
        # Nothing was saved in this world: the miss must say so.
        assert '"met":false' in reply.stdout and "no document was saved yet" in reply.stdout, reply.stdout
        return
    assert reply.returncode == 0, reply.stdout + reply.stderr
    assert '"errcode":0' in reply.stdout or '"LoginResultType":1' in reply.stdout or "_rehearsal" in command


@pytest.mark.parametrize("readme", READMES)
def test_each_link_leads_somewhere(readme):
    links = re.findall(r"\]\(([^)#:]+)\)", (ROOT / readme).read_text())
    assert links and [link for link in links if not (ROOT / link).exists()] == []
