"""A real PostgreSQL for tests: started by them in a folder of its own, gone when they end."""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

USER, PASSWORD = "ana_reader", "geheim/w@rt#7"
OWNERS = ("postgres", "nobody")
TRIES = 5


@dataclass(frozen=True)
class Server:
    """A running server.

    Parameters
    ----------
    port : int
    folder : Path
    owner : str
        The account it runs as; empty for our own.
    """

    port: int
    folder: Path
    owner: str

    def url(self, *, user: str = USER, password: str = PASSWORD, database: str = "postgres", driver: str = "") -> str:
        """Return a url as a researcher would write it, special signs of the password encoded."""
        from urllib.parse import quote

        kind = f"postgresql+{driver}" if driver else "postgresql"
        return f"{kind}://{quote(user, safe='')}:{quote(password, safe='')}@127.0.0.1:{self.port}/{database}"

    def run(self, *statements: str) -> None:
        """Run statements as the database's owner."""
        from sqlalchemy import create_engine, pool

        engine = create_engine(self.url(driver="pg8000"), poolclass=pool.NullPool)
        with engine.begin() as connection:
            for statement in statements:
                connection.exec_driver_sql(statement)
        engine.dispose()

    def stop(self) -> None:
        """Stop it at once."""
        _command(self.owner, binary("pg_ctl"), "-D", self.folder / "data", "-m", "immediate", "-w", "stop")


def binary(name: str) -> Path:
    """Return a program of PostgreSQL, of the newest version that is installed; skip the test where there is none."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[4]))
    on_path = shutil.which(name)
    if not found and on_path is None:
        pytest.skip(f"PostgreSQL is not installed ({name}; on Debian: apt-get install postgresql)")
    return found[-1] if found else Path(str(on_path))


@contextmanager
def server() -> Iterator[Server]:
    """Start a server that asks for a password, and stop it at the end."""
    pytest.importorskip("sqlalchemy", reason="the extra database is not installed")
    owner = _owner()
    folder = Path(tempfile.mkdtemp(prefix="wb-pg-"))
    try:
        started = _start(folder, owner)
        try:
            yield started
        finally:
            started.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _start(folder: Path, owner: str) -> Server:
    secret = folder / "password"
    secret.write_text(PASSWORD, encoding="utf-8")
    if owner:
        for path in (folder, secret):
            shutil.chown(path, owner)
    options = ["-A", "scram-sha-256", "-U", USER, f"--pwfile={secret}", "-E", "UTF8", "--no-locale", "-N"]
    _command(owner, binary("initdb"), "-D", folder / "data", *options)
    for attempt in range(TRIES):
        port = _free_port()
        settings = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off"
        arguments = ("-D", folder / "data", "-l", folder / "log", "-o", settings, "-w", "-t", "60", "start")
        try:
            _command(owner, binary("pg_ctl"), *arguments)
            return Server(port, folder, owner)
        except subprocess.CalledProcessError:
            if attempt == TRIES - 1:  # another process took the port each time
                raise
    raise AssertionError


def _owner() -> str:
    """Return an account to run as, because PostgreSQL refuses to run as root; empty where we are not root."""
    import pwd

    if os.geteuid() != 0:
        return ""
    known = {entry.pw_name for entry in pwd.getpwall()}
    found = next((name for name in OWNERS if name in known), None)
    if found is None:
        pytest.skip("PostgreSQL refuses to run as root, and there is no other account to run it")
    return found


def _command(owner: str, *command: str | Path) -> None:
    # A server that inherits our pipes would keep them open.
    silent = subprocess.DEVNULL
    subprocess.run(
        [str(word) for word in command],
        check=True,
        cwd="/",
        stdin=silent,
        stdout=silent,
        stderr=silent,
        timeout=120,
        user=owner or None,
        group=_group(owner) if owner else None,
        extra_groups=[] if owner else None,
    )


def _group(owner: str) -> int:
    import pwd

    return pwd.getpwnam(owner).pw_gid


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def unused_port() -> int:
    """Return a port on which nothing answers."""
    return _free_port()


def fresh_name() -> str:
    """Return a name for a table of one test."""
    return f"t_{secrets.token_hex(6)}"
