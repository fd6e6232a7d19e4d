"""The schema of a SQLite store: made once, moved on step by step, and refused in words when it is newer."""

from __future__ import annotations

import sqlite3

import pytest

from collabflow.core.errors import FromTheFuture, StoreError
from collabflow.ports import Query
from collabflow.stores.sqlite import SqliteStore
from collabflow.stores.sqlite_schema import (
    APPLICATION_ID,
    check_library,
    journal_mode,
    migrate,
    migrations,
    standing,
    statements,
)
from collabflow.stores.sqlite_transaction import SqliteExecutor
from stores.samples import MINUTE, NOW, write

NEXT = """
-- A step that a later version might take; it names a thing; with a trigger.
CREATE TABLE cf_later (tenant TEXT NOT NULL, word TEXT NOT NULL) STRICT;
CREATE TRIGGER cf_later_stays BEFORE DELETE ON cf_later
BEGIN
    SELECT RAISE(ABORT, 'stays; really');
END;
UPDATE cf_meta SET schema_version = 2;
"""

BROKEN = "CREATE TABLE cf_half (tenant TEXT NOT NULL) STRICT;\nCREATE NONSENSE;\n"


@pytest.fixture
def connection(path):
    connection = sqlite3.connect(path, isolation_level=None)
    yield connection
    connection.close()


def tables(connection):
    found = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'cf%'")
    return {name for (name,) in found.fetchall()}


def test_a_blank_file_becomes_ours(connection):
    assert standing(SqliteExecutor(connection)).is_blank

    version = migrate(connection, "cases.db", migrations())

    assert version == len(migrations())
    assert standing(SqliteExecutor(connection)).application_id == APPLICATION_ID
    assert {"cf_meta", "cf_case", "cf_party", "cf_entry", "cf_key", "cf_unfed", "cf_feed", "cf_message"} == tables(
        connection
    )


def test_every_table_is_strict_and_every_key_but_one_begins_with_the_tenant(connection):
    migrate(connection, "cases.db", migrations())

    strict = connection.execute("SELECT name FROM pragma_table_list WHERE name LIKE 'cf%' AND strict = 0").fetchall()
    first = {
        name: connection.execute(f"SELECT name FROM pragma_table_info('{name}') WHERE pk = 1").fetchone()
        for name in tables(connection)
    }

    assert strict == []
    assert {name for name, key in first.items() if key != ("tenant",)} == {"cf_meta"}


def test_migrating_again_changes_nothing(connection):
    migrate(connection, "cases.db", migrations())
    before = connection.execute("SELECT sql FROM sqlite_master").fetchall()

    migrate(connection, "cases.db", migrations())

    assert connection.execute("SELECT sql FROM sqlite_master").fetchall() == before


def test_an_older_file_is_moved_on_step_by_step(connection):
    migrate(connection, "cases.db", migrations())

    version = migrate(connection, "cases.db", (*migrations(), NEXT))

    assert version == len(migrations()) + 1
    assert "cf_later" in tables(connection)


def test_a_step_that_fails_leaves_the_version_before(connection):
    migrate(connection, "cases.db", migrations())

    with pytest.raises(StoreError):
        migrate(connection, "cases.db", (*migrations(), BROKEN))

    assert "cf_half" not in tables(connection)
    assert standing(SqliteExecutor(connection)).version == len(migrations())
    assert not connection.in_transaction


def test_a_step_that_somebody_else_has_just_taken_is_not_taken_again(connection, path):
    from collabflow.stores.sqlite_schema import _step

    migrate(connection, "cases.db", (*migrations(), NEXT))

    assert _step(SqliteExecutor(connection), "cases.db", (*migrations(), NEXT)).version == len(migrations()) + 1


def test_a_step_looks_again_whose_file_it_is(connection):
    from collabflow.stores.sqlite_schema import _step

    connection.execute("CREATE TABLE lunch (dish TEXT)")

    with pytest.raises(StoreError, match="something else"):
        _step(SqliteExecutor(connection), "cases.db", migrations())


def test_a_script_is_taken_apart_where_statements_end():
    parts = [part.split()[-1] for part in statements(NEXT)]

    assert len(list(statements(NEXT))) == 3
    assert parts == ["STRICT;", "END;", "2;"]


def test_scripts_end_where_their_statements_end():
    for script in migrations():
        assert "".join(statements(script)) == script


# a file from a later version -----------------------------------------------------------------------


def make_future(path, *, reader, writer):
    store = SqliteStore(path)
    write(store, messages=1)
    store.close()
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA user_version = 7")
    connection.execute("UPDATE cf_meta SET schema_version = 7, oldest_reader = ?, oldest_writer = ?", (reader, writer))
    connection.close()


def test_a_file_that_only_later_versions_can_read_is_refused_in_words(path):
    make_future(path, reader=7, writer=7)

    with pytest.raises(FromTheFuture, match=r"cases.db.*version 7.*update collabflow"):
        SqliteStore(path)


def test_a_file_that_this_version_may_still_write_is_opened(path):
    make_future(path, reader=1, writer=1)

    store = SqliteStore(path)

    assert write(store).version == 2
    store.close()


def test_a_file_that_this_version_may_only_read_refuses_every_write(path):
    make_future(path, reader=1, writer=2)
    store = SqliteStore(path)

    assert len(store.load("maya")) == 1
    assert len(store.messages("maya")) == 1
    assert len(store.find(Query()).summaries) == 1
    for verb in (
        lambda: write(store),
        lambda: store.read(limit=9),
        lambda: store.claim(now=NOW, lease=MINUTE, limit=1),
        lambda: store.erase("maya"),
        lambda: store.within(None),
    ):
        with pytest.raises(FromTheFuture):
            verb()

    store.close()


# the library ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("version", "mode"),
    [
        ((3, 37, 0), "truncate"),
        ((3, 40, 1), "truncate"),
        ((3, 44, 5), "truncate"),
        ((3, 44, 6), "wal"),
        ((3, 45, 0), "truncate"),
        ((3, 50, 6), "truncate"),
        ((3, 50, 7), "wal"),
        ((3, 51, 0), "truncate"),
        ((3, 51, 2), "truncate"),
        ((3, 51, 3), "wal"),
        ((3, 52, 0), "wal"),
        ((4, 0, 0), "wal"),
    ],
)
def test_wal_is_used_only_where_its_reset_race_is_fixed(version, mode):
    assert journal_mode(version) == mode


def test_a_sqlite_without_strict_tables_is_refused_in_words():
    check_library((3, 37, 0))

    with pytest.raises(StoreError, match=r"SQLite 3\.36\.5; a store needs 3\.37\.0"):
        check_library((3, 36, 5))
