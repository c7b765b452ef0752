"""A PostgreSQL server of the tests' own: a new cluster in a temporary folder, on a unix socket only."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg

OWNERS = ("postgres", "nobody")
"""Who may own the cluster where we are root, whom PostgreSQL refuses."""

START_TIMEOUT_S = 60


@dataclass(frozen=True)
class PostgresServer:
    """A running server; `folder` holds its cluster in `data` and its socket."""

    folder: Path

    @property
    def url(self) -> str:
        return f"postgresql://shopkeeper@/postgres?host={self.folder}"

    def empty(self) -> str:
        """The URL of the database, with nothing in it."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute("DROP SCHEMA public CASCADE")
            connection.execute("CREATE SCHEMA public")
        return self.url


def find_programs() -> Path | None:
    """Where `initdb` and `postgres` are: Debian keeps them out of the PATH."""
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).resolve().parent
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    return found[-1].parent if found else None


@contextmanager
def running_server(programs: Path) -> Iterator[PostgresServer]:
    """Ends the server and removes its folder at the end."""
    owner = _owner()
    folder = Path(tempfile.mkdtemp(prefix="shopkeeper-pg-"))
    process = None
    try:
        if owner:
            os.chown(folder, owner.pw_uid, owner.pw_gid)
        rights = {"user": owner.pw_uid, "group": owner.pw_gid} if owner else {}
        environment = {**os.environ, "HOME": str(folder), "LC_ALL": "C.UTF-8"}
        create = [programs / "initdb", "-D", folder / "data", "-U", "shopkeeper", "-A", "trust", "-E", "UTF8", "-N"]
        subprocess.run(create, check=True, capture_output=True, env=environment, cwd=folder, **rights)  # type: ignore[call-overload]
        options = (
            "listen_addresses=",
            f"unix_socket_directories={folder}",
            "shared_buffers=16MB",
            "max_connections=60",
        )
        serve = [programs / "postgres", "-D", folder / "data", *(part for option in options for part in ("-c", option))]
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(serve, stderr=log, stdout=log, env=environment, cwd=folder, **rights)  # type: ignore[call-overload]
        server = PostgresServer(folder)
        _wait_for(server, process)
        yield server
    finally:
        if process:
            process.send_signal(signal.SIGINT)  # a fast shutdown: connections that are still open are closed
            with suppress(subprocess.TimeoutExpired):
                process.wait(10)
            process.kill()
            process.wait()
        shutil.rmtree(folder, ignore_errors=True)


def _wait_for(server: PostgresServer, process: "subprocess.Popen[bytes]") -> None:
    give_up_at = time.monotonic() + START_TIMEOUT_S
    while True:
        assert process.poll() is None, (server.folder / "log").read_text()
        try:
            psycopg.connect(server.url).close()
            return
        except psycopg.OperationalError:
            assert time.monotonic() < give_up_at, (server.folder / "log").read_text()
            time.sleep(0.05)


def _owner() -> pwd.struct_passwd | None:
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    return next(known[name] for name in OWNERS if name in known)
