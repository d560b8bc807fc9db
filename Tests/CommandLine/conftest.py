"""A PostgreSQL server of the tests' own, for commands that work on the core's store."""

import glob
import os
import pathlib
import pwd
import shutil
import subprocess
import tempfile

import pytest


def _binary(name):
    newest = sorted(glob.glob(f"/usr/lib/postgresql/*/bin/{name}"), key=lambda path: int(path.split("/")[4]))
    return newest[-1] if newest else shutil.which(name)


def _as_nobody(folder):
    """PostgreSQL refuses to run as root: the command that makes it somebody else."""
    if os.geteuid() != 0:
        return []
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    user = names.get("postgres") or names["nobody"]
    os.chown(folder, user.pw_uid, user.pw_gid)
    return ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]


@pytest.fixture(scope="session")
def postgresql():
    """Makes empty databases: each call returns a connection string. A missing PostgreSQL fails the tests."""
    assert _binary("initdb"), "PostgreSQL is not installed: run tools/setup.sh --tests"
    folder = tempfile.mkdtemp(prefix="rehearsal-cli-", dir="/tmp")
    os.chmod(folder, 0o755)
    prefix, data = _as_nobody(folder), f"{folder}/data"
    subprocess.run(
        [*prefix, _binary("initdb"), "-D", data, "-U", "rehearsal", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"],
        check=True, capture_output=True, cwd=folder)
    server = [*prefix, _binary("pg_ctl"), "-D", data, "-w", "-o", f"-k {folder} -c listen_addresses=", "-l", f"{data}/log"]
    subprocess.run([*server, "start"], check=True, capture_output=True, cwd=folder)
    made = iter(range(1000))

    def make():
        name = f"store_{next(made)}"
        sql(f"host={folder} user=rehearsal dbname=postgres", f"CREATE DATABASE {name}")
        return f"host={folder} user=rehearsal dbname={name}"

    yield make
    subprocess.run([*server, "-m", "immediate", "stop"], check=False, capture_output=True, cwd=folder)
    shutil.rmtree(pathlib.Path(folder), ignore_errors=True)


def sql(address, statement):
    """Runs a statement as somebody who went past the core."""
    result = subprocess.run(
        [_binary("psql"), "-X", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-c", statement, address],
        capture_output=True, text=True, check=True)
    return result.stdout.strip()
