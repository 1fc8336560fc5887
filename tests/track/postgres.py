"""A PostgreSQL server of the tests' own: found, made, started, stopped. As root it runs as another user."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

_DEBIAN = Path("/usr/lib/postgresql")
_NOT_ROOT = ("postgres", "nobody")
"""``initdb`` refuses root; the first of these users that the machine knows takes its place."""


@dataclass
class Server:
    """A running server that listens on a socket in a folder of its own."""

    folder: Path
    _made: int = 0
    _given: int = 0

    def new_test(self) -> None:
        """The databases given so far are free to be given again: making one takes longer than emptying it."""
        self._given = 0

    def empty_database(self) -> str:
        """Address of a database without tables, another one each time within a test."""
        self._given += 1
        name = f"t{self._given}"
        with self.connection("postgres") as connection:
            if self._given > self._made:
                connection.execute(f"CREATE DATABASE {name}")
                self._made += 1
                return self.address(name)
            connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (name,))
        with self.connection(name) as connection:
            connection.execute("DROP SCHEMA IF EXISTS vpr_print CASCADE")
            connection.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
        return self.address(name)

    def address(self, name: str) -> str:
        return f"postgresql://vpr@/{name}?host={self.folder}"

    def connection(self, name: str) -> psycopg.Connection[tuple[object, ...]]:
        return psycopg.connect(host=str(self.folder), user="vpr", dbname=name, autocommit=True)

    def set(self, name: str, value: str) -> None:
        """Change a setting of the whole server, and wait until it holds."""
        with self.connection("postgres") as connection:
            connection.execute(f"ALTER SYSTEM SET {name} = '{value}'")
            connection.execute("SELECT pg_reload_conf()")
            for _ in range(200):
                with self.connection("postgres") as fresh:
                    if fresh.execute(f"SHOW {name}").fetchone() == (value,):
                        return
                time.sleep(0.01)
        raise AssertionError(f"{name} is still not {value}")

    def control(self, *command: str) -> None:
        """``pg_ctl`` on this server."""
        options = f"-c listen_addresses='' -k {self.folder} -c max_connections=40 -c shared_buffers=32MB"
        _run("pg_ctl", "-D", str(self.folder / "data"), "-l", str(self.folder / "log"), "-w", "-o", options, *command)


@contextmanager
def server() -> Iterator[Server]:
    """A server with durable settings, gone with its data at the end."""
    folder = Path(tempfile.mkdtemp(prefix="vpr-pg-"))
    try:
        if _user():
            shutil.chown(folder, _user())
        data = str(folder / "data")
        _run("initdb", "-D", data, "-U", "vpr", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
        running = Server(folder)
        running.control("start")
        try:
            yield running
        finally:
            running.control("stop", "-m", "immediate")
    finally:
        shutil.rmtree(folder)


def _run(program: str, *arguments: str) -> None:
    command = [_found(program), *arguments]
    if user := _user():
        group = pwd.getpwnam(user).pw_gid
        command = ["setpriv", f"--reuid={user}", f"--regid={group}", "--clear-groups", *command]
    done = subprocess.run(command, cwd="/", capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def _user() -> str:
    """The user that the server runs as; empty where that is ourselves."""
    if os.geteuid() != 0:
        return ""
    known = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in _NOT_ROOT if name in known)


def _found(program: str) -> str:
    inside = sorted(_DEBIAN.glob(f"*/bin/{program}"), key=lambda path: float(path.parts[4]))
    found = str(inside[-1]) if inside else shutil.which(program)
    assert found, f"{program} is not installed; sh .ci/tools installs it"
    return found
