"""The health of a SQLite store: the file, the library, the file system under it.

Nothing in the file is changed by looking.
Source: storage.md, SQLite; sqlite.org/wal.html, sqlite.org/howtocorrupt.html, section 2.
"""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from collabflow.stores.health import Sign, fault, of_guards, of_schema, warning
from collabflow.stores.sql.executor import Dialect, Executor
from collabflow.stores.sqlite_schema import APPLICATION_ID, OLDEST_SQLITE, Standing, journal_mode, standing
from collabflow.stores.sqlite_transaction import SqliteExecutor, worded

_FULL = 2

_NETWORK = re.compile(
    r"9p|afs|afpfs|beegfs|ceph|cifs|fuse\.(ceph|davfs2|glusterfs|rclone|s3fs|sshfs)|gfs2|glusterfs|gpfs|lustre|ncpfs|"
    r"nfs4?|ocfs2|smb\d|smbfs|vboxsf|virtiofs"
)
"""File systems that reach other machines, by the names that Linux gives them: their locks cannot be relied on."""

_MOUNTS = Path("/proc/self/mounts")


def signs(path: Path) -> tuple[Sign, ...]:
    """What is not as it should be with the store in this file. Raises `StoreError` where it cannot be opened."""
    mode = "rw" if os.access(path, os.W_OK) else "ro"  # a file in WAL mode is not always opened for reading only
    where = f"file:{quote(os.fsencode(path.absolute()))}?mode={mode}"
    with worded(), closing(sqlite3.connect(where, uri=True, isolation_level=None)) as connection:
        sql = SqliteExecutor(connection)
        found = standing(sql)
        mounts = _MOUNTS.read_text(encoding="utf-8", errors="replace") if _MOUNTS.exists() else None
        return (
            *of_library(sqlite3.sqlite_version_info, _word(sql, "PRAGMA journal_mode")),
            *of_connections(int(_word(sql, "PRAGMA synchronous"))),
            *of_file_system(path, mounts),
            *_of_file(sql, found),
        )


def of_library(version: tuple[int, int, int], journal: str) -> Iterator[Sign]:
    """Whether that SQLite may work on a file in that journal mode."""
    told = ".".join(map(str, version))
    if version < OLDEST_SQLITE:
        yield fault("SQLITE_OLD", f"this Python has SQLite {told}", "use a Python with SQLite 3.37 or later")
    if journal == "wal" and journal_mode(version) != "wal":
        yield fault(
            "WAL_RESET_RACE",
            f"the file is in WAL mode, and SQLite {told} may lose what was written there when a WAL is begun anew",
            "update SQLite to 3.51.3 or later, or let `collabflow migrate` bring the file back to a rollback journal",
        )


def of_connections(synchronous: int) -> Iterator[Sign]:
    """Whether connections that begin with that `PRAGMA synchronous` keep what they commit."""
    if synchronous < _FULL:
        yield warning(
            "SYNCHRONOUS_LOW",
            "connections of this Python begin with `synchronous` below FULL, and may lose what they commit",
            "say PRAGMA synchronous = FULL on each connection that you lend; the store's own do",
        )


def of_file_system(path: Path, mounts: str | None) -> Iterator[Sign]:
    """Whether the file is on this machine, by the system's table of mounts; None where there is none to look at."""
    if mounts is None:
        return
    place = os.path.realpath(path)
    kinds = {point: kind for _, point, kind, *_ in map(str.split, mounts.splitlines())}
    around = [point for point in map(_plain, kinds) if place == point or place.startswith(point.rstrip("/") + "/")]
    kind = {_plain(point): kind for point, kind in kinds.items()}[max(around, key=len)] if around else ""
    if _NETWORK.fullmatch(kind):
        yield fault(
            "NETWORK_FILE_SYSTEM",
            f"the file is on a network file system ({kind}), whose locks cannot be relied on",
            "keep it on a disk of this machine, or use PostgreSQL",
        )


def _plain(point: str) -> str:
    """A mount point as it is: the table writes blanks and backslashes as octal numbers."""
    return point.replace("\\040", " ").replace("\\011", "\t").replace("\\134", "\\")


def _of_file(sql: Executor, found: Standing) -> Iterator[Sign]:
    if found.application_id != APPLICATION_ID:
        if not found.is_blank:
            yield fault("NOT_OURS", "the file is a database of something else", "check the path")
        else:
            yield from of_schema(sql, 0)
        return
    yield from of_schema(sql, found.version)
    triggers = [str(name) for (name,) in sql.run("SELECT name FROM sqlite_master WHERE type = 'trigger'").rows]
    yield from of_guards(Dialect.SQLITE, triggers, found.version)
    if _word(sql, "PRAGMA quick_check(1)") != "ok":
        yield fault("DAMAGED", "the file is damaged", "restore a backup, and check each case with `collabflow verify`")


def _word(sql: Executor, question: str) -> str:
    return str(sql.run(question).rows[0][0])
