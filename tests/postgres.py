"""A real PostgreSQL that lives as long as the test run.

Debian's binaries, a private cluster in a folder of its own, a Unix socket and
no network. Its durability is switched off, because it is thrown away.
"""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg
import pytest
from sqlalchemy.engine import make_url

WAIT_SECONDS = 20
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


class PostgreSQL:
    """A running cluster that hands out databases."""

    def __init__(self, socket: Path) -> None:
        self.socket = socket
        self.numbers = count(1)

    def create_database(self, template: str | None = None) -> str:
        """Make a database, empty or as a copy; nobody may be connected to the copied one.

        :returns: its address for SQLAlchemy
        """
        name = f"register_{next(self.numbers)}"
        with psycopg.connect(self.connection, autocommit=True) as connection:
            # Copying files takes half as long as copying blocks through the log, the default.
            connection.execute(
                f"CREATE DATABASE {name} TEMPLATE {template or 'template0'} STRATEGY FILE_COPY"
            )
        return f"postgresql+psycopg://postgres@/{name}?host={self.socket}"

    def drop_database(self, url: str) -> None:
        """Give a database's ten megabytes back; whoever was connected to it is sent away."""
        with psycopg.connect(self.connection, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {make_url(url).database} WITH (FORCE)")

    @property
    def connection(self) -> str:
        """Say how to reach the cluster itself."""
        return f"host={self.socket} user=postgres dbname=postgres"


@pytest.fixture(scope="session")
def postgres():
    """Start PostgreSQL for this worker, and stop it at the end."""
    with run_cluster() as cluster:
        yield cluster


@contextmanager
def run_cluster() -> Iterator[PostgreSQL]:
    """Run a cluster in a folder of its own."""
    # A Unix socket's path may hold 107 bytes, so the folder's name is short.
    home = Path(tempfile.mkdtemp(prefix="rr-pg-"))
    try:
        owner = give_away(home)
        initialise(home, owner)
        server = start(home, owner)
        try:
            cluster = PostgreSQL(home / "socket")
            wait_for(cluster, server, home)
            yield cluster
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(WAIT_SECONDS)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def find_binaries() -> Path:
    """Find the newest PostgreSQL that Debian has installed."""
    found = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name)
    )
    assert found, "PostgreSQL is missing: apt-get install postgresql"
    return found[-1]


def give_away(home: Path) -> dict[str, int]:
    """Make the cluster's folders; PostgreSQL refuses to run as root, so nobody gets them."""
    home.chmod(0o755)
    (home / "data").mkdir(mode=0o700)
    (home / "socket").mkdir()
    (home / "log").touch()
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    for path in ("data", "socket", "log"):
        os.chown(home / path, nobody.pw_uid, nobody.pw_gid)
    return {"user": nobody.pw_uid, "group": nobody.pw_gid}


def initialise(home: Path, owner: dict[str, int]) -> None:
    """Create the cluster's files."""
    command = [find_binaries() / "initdb", "--pgdata", home / "data", "--username", "postgres"]
    options = ["--auth", "trust", "--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync"]
    as_owner = {**owner, "extra_groups": []} if owner else {}
    subprocess.run([*command, *options], check=True, capture_output=True, cwd="/", **as_owner)


def start(home: Path, owner: dict[str, int]) -> "subprocess.Popen[bytes]":
    """Start the server."""
    command = [find_binaries() / "postgres", "-D", home / "data", "-k", home / "socket", "-h", ""]
    options = [part for setting in FAST for part in ("-c", setting)]
    as_owner = {**owner, "extra_groups": []} if owner else {}
    with (home / "log").open("ab") as log:
        return subprocess.Popen(
            [*command, *options], stdout=log, stderr=log, cwd="/", env={"TZ": "UTC"}, **as_owner
        )


def wait_for(cluster: PostgreSQL, server: "subprocess.Popen[bytes]", home: Path) -> None:
    """Wait until the server answers."""
    end = time.monotonic() + WAIT_SECONDS
    while True:
        try:
            psycopg.connect(cluster.connection).close()
        except psycopg.OperationalError:
            assert server.poll() is None, (home / "log").read_text(errors="replace")
            assert time.monotonic() < end, "PostgreSQL did not start in time"
            time.sleep(0.05)
        else:
            return
