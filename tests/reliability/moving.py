"""Moving on: a schema is made or moved on by a process that is killed; the next one to open finishes or begins anew.

Source: storage.md, relational schema: a migration killed half-way is finished or rolled back at the next open.
"""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
from collections.abc import Callable
from contextlib import closing
from itertools import count
from pathlib import Path

from collabflow.core.errors import CollabflowError
from collabflow.stores.sqlite import SqliteStore
from collabflow.stores.sqlite_schema import migrate, migrations, standing
from collabflow.stores.sqlite_transaction import SqliteExecutor
from reliability.killing import killed_at_call
from reliability.places import Place
from reliability.requests import PROMISES, ask, flow_on, look
from reliability.tally import Tally
from stores.processes import KILLED, ended, fork

NEXT = """
CREATE TABLE cf_later (tenant TEXT NOT NULL, word TEXT NOT NULL) STRICT;
CREATE TRIGGER cf_later_stays BEFORE DELETE ON cf_later
BEGIN
    SELECT RAISE(ABORT, 'stays');
END;
INSERT INTO cf_later SELECT tenant, case_id FROM cf_case;
CREATE INDEX cf_later_word ON cf_later (tenant, word);
UPDATE cf_meta SET schema_version = schema_version + 1;
"""
"""A step that a later version might take."""

Migrate = Callable[[sqlite3.Connection, str, tuple[str, ...]], object]


def at_every_call(place: Place, *, stride: int = 1) -> Tally:
    """A new store is made by a process that is killed at every system call, or each so-manieth; then it is used."""
    tally = Tally(*PROMISES, "not reopened", "crashed")
    for number in count(1, stride):
        new = place.blank()
        ending = killed_at_call(number, lambda new=new: new.open().close())
        if ending not in (0, KILLED):
            tally.broke("crashed", f"at system call {number}: {ending}")
        tally.did("kills", ending == KILLED)
        _used(tally, new)
        if ending != KILLED or tally.broken:
            return tally
    raise AssertionError("the store was never made")


def _used(tally: Tally, place: Place) -> None:
    place.settle()
    try:
        store = place.open()
        for number in range(3):
            ask(flow_on(store), "first", number)
        look(tally, store, "first", range(3), acknowledged=range(3))
        store.close()
    except CollabflowError as error:
        tally.broke("not reopened", repr(error))


STEP = """
CREATE TABLE cf_later (tenant TEXT NOT NULL, word TEXT NOT NULL);
INSERT INTO cf_later SELECT tenant, case_id FROM cf_case;
CREATE INDEX cf_later_word ON cf_later (tenant, word);
"""
"""A step that every kind of database knows how to take."""


def on_at_every_call(place: Place, *, stride: int = 1, move: Callable[[Place, str], None] | None = None) -> Tally:
    """A store with cases in it is moved on by a process that is killed at every system call, until one gets through."""
    tally = Tally(*PROMISES, "not reopened", "crashed")
    move = move or (lambda place, step: place.move_on(step))
    store = place.open()
    for number in range(3):
        ask(flow_on(store), "earlier", number)
    store.close()
    for number in count(1, stride):
        ending = killed_at_call(number, lambda: move(place, STEP))
        if ending not in (0, KILLED):
            tally.broke("not reopened", f"what was left before system call {number} cannot be moved on")
        tally.did("kills", ending == KILLED)
        place.settle()
        _still_used(tally, place)
        if ending != KILLED or tally.broken:
            return tally
    raise AssertionError("the step was never taken")


def _still_used(tally: Tally, place: Place) -> None:
    try:
        store = place.open()
        look(tally, store, "earlier", range(3), acknowledged=range(3))
        store.close()
    except CollabflowError as error:
        tally.broke("not reopened", repr(error))


def at_every_statement(folder: Path, *, seeded: Migrate = migrate) -> Tally:
    """SQLite: a file is made, and one with cases in it moved on by a step, killed at each statement in turn."""
    tally = Tally("not reopened", "half migrated", "lost")
    blank, used = folder / "blank.db", folder / "used.db"
    blank.touch()
    _in_use(used)
    scripts = (*migrations(), NEXT)
    schemas = [_schema_after(scripts[:n], folder) for n in range(len(scripts) + 1)]
    for begun in (blank, used):
        for number in count(1):
            path = folder / "killed.db"
            for left in folder.glob("killed.db*"):
                left.unlink()
            shutil.copy(begun, path)
            ending = ended(fork(lambda path=path, number=number: _killed_at(number, path, scripts, seeded)))
            tally.did("kills", ending == KILLED)
            _looked_at(tally, path, scripts, schemas, cases=_cases(begun))
            if tally.broken:
                return tally
            if ending == 0:
                break
    return tally


def _in_use(path: Path) -> None:
    store = SqliteStore(path)
    for number in range(3):
        ask(flow_on(store), "earlier", number)
    store.close()


def _killed_at(number: int, path: Path, scripts: tuple[str, ...], move: Migrate) -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA synchronous = FULL")
    left = number

    def count_down(statement: str) -> None:
        nonlocal left
        left -= 1
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)

    connection.set_trace_callback(count_down)
    move(connection, path.name, scripts)


def _looked_at(
    tally: Tally, path: Path, scripts: tuple[str, ...], schemas: list[list[object]], *, cases: list[object]
) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        version = standing(SqliteExecutor(connection)).version
        if _schema(connection) != schemas[version]:
            tally.broke("half migrated", f"what is there is not version {version}")
        try:
            migrate(connection, path.name, scripts)
        except (sqlite3.Error, CollabflowError) as error:
            tally.broke("not reopened", repr(error))
            return
        if _schema(connection) != schemas[-1]:
            tally.broke("half migrated", "what is there after the next open is not the newest version")
    if _cases(path) != cases:
        tally.broke("lost", "cases are not what they were")


def _schema(connection: sqlite3.Connection) -> list[object]:
    return sorted(connection.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall())


def _schema_after(scripts: tuple[str, ...], folder: Path) -> list[object]:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        migrate(connection, "reference", scripts)
        return _schema(connection)


def _cases(path: Path) -> list[object]:
    with closing(sqlite3.connect(path)) as connection:
        try:
            return connection.execute("SELECT * FROM cf_entry ORDER BY case_id, version").fetchall()
        except sqlite3.OperationalError:
            return []  # no tables yet
