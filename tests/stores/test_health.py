"""What a doctor finds: each fault on the database that has it, and nothing on one that has none."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from collabflow.core.errors import StoreError
from collabflow.stores import postgres_health, sqlite_health
from collabflow.stores.health import Weight
from collabflow.stores.postgres import PostgresStore, bring_forward
from collabflow.stores.sqlite import SqliteStore
from postgres import run
from stores.samples import write

NOW = datetime(2026, 9, 7, 9, 0, tzinfo=UTC)


def codes(signs):
    return [sign.code for sign in signs]


# SQLite -----------------------------------------------------------------------------------------


@pytest.fixture
def file(path):
    """A store's file, with a connection on it."""
    with closing(SqliteStore(path)) as store:
        write(store)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        yield connection


def test_a_sound_file_has_no_signs(file, path):
    assert sqlite_health.signs(path) == ()


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("UPDATE cf_meta SET schema_version = 9, oldest_reader = 9, oldest_writer = 9", "SCHEMA_FROM_THE_FUTURE"),
        ("UPDATE cf_meta SET schema_version = 9, oldest_writer = 9", "SCHEMA_FROM_THE_FUTURE"),
        ("DROP TRIGGER cf_entry_stays", "GUARDS_MISSING"),
        ("PRAGMA application_id = 7", "NOT_OURS"),
    ],
)
def test_a_fault_of_the_file_is_found(file, path, statement, code):
    file.execute(statement)

    (sign,) = sqlite_health.signs(path)

    assert (sign.code, sign.weight) == (code, Weight.FAULT)


def test_tables_that_do_not_say_which_schema_they_have_are_told(file, path, postgres_database):
    PostgresStore(postgres_database).close()
    run(postgres_database, "DELETE FROM cf_meta")
    file.execute("DELETE FROM cf_meta")

    for look in (
        lambda: sqlite_health.signs(path),
        lambda: SqliteStore(path),
        lambda: postgres_health.signs(postgres_database, clock=here),
        lambda: PostgresStore(postgres_database),
        lambda: bring_forward(postgres_database),
    ):
        with pytest.raises(StoreError, match="restore a backup"):
            look()


def test_a_file_that_is_damaged_is_found(file, path):
    file.execute("PRAGMA writable_schema = ON")
    file.execute("UPDATE sqlite_master SET rootpage = 2 WHERE name = 'cf_party_case'")
    file.execute("PRAGMA writable_schema = RESET")

    assert codes(sqlite_health.signs(path)) == ["DAMAGED"]


def test_an_empty_file_waits_for_its_tables(path):
    path.touch()

    (sign,) = sqlite_health.signs(path)

    assert (sign.code, sign.weight) == ("SCHEMA_OLD", Weight.WARNING)


def test_a_file_that_is_no_database_is_told(path):
    path.write_bytes(b"minutes of a meeting" * 100)

    with pytest.raises(StoreError, match="not a database"):
        sqlite_health.signs(path)


@pytest.mark.parametrize(
    ("version", "journal", "found"),
    [
        ((3, 40, 1), "wal", ["WAL_RESET_RACE"]),
        ((3, 40, 1), "truncate", []),
        ((3, 51, 3), "wal", []),
        ((3, 50, 7), "wal", []),
        ((3, 36, 0), "delete", ["SQLITE_OLD"]),
    ],
)
def test_a_library_with_the_wal_reset_race_may_not_work_on_a_wal(version, journal, found):
    assert codes(sqlite_health.of_library(version, journal)) == found


@pytest.mark.parametrize(
    ("synchronous", "found"), [(0, ["SYNCHRONOUS_LOW"]), (1, ["SYNCHRONOUS_LOW"]), (2, []), (3, [])]
)
def test_connections_that_begin_below_full_are_warned_of(synchronous, found):
    signs = list(sqlite_health.of_connections(synchronous))

    assert codes(signs) == found
    assert {sign.weight for sign in signs} <= {Weight.WARNING}


def test_a_file_in_wal_mode_is_looked_at_as_it_is(file, path):
    assert file.execute("PRAGMA journal_mode = wal").fetchone() == ("wal",)

    found = codes(sqlite_health.signs(path))

    assert found == codes(sqlite_health.of_library(sqlite3.sqlite_version_info, "wal"))


MOUNTS = """\
/dev/sda1 / ext4 rw 0 0
school:/export /srv/cases nfs4 rw 0 0
/dev/sdb1 /srv/cases/local ext4 rw 0 0
//office/share /mnt/two\\040words cifs rw 0 0
"""


@pytest.mark.parametrize(
    ("where", "found"),
    [
        ("/var/cases.db", []),
        ("/srv/cases/2026/cases.db", ["NETWORK_FILE_SYSTEM"]),
        ("/srv/cases-elsewhere/cases.db", []),
        ("/srv/cases/local/cases.db", []),
        ("/mnt/two words/cases.db", ["NETWORK_FILE_SYSTEM"]),
    ],
)
def test_a_file_on_another_machine_is_found_by_what_is_mounted_there(where, found):
    assert codes(sqlite_health.of_file_system(where, MOUNTS)) == found


def test_where_nothing_tells_what_is_mounted_nothing_is_said():
    assert codes(sqlite_health.of_file_system("/srv/cases.db", None)) == []


# PostgreSQL -------------------------------------------------------------------------------------

SOUND = {
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "on",
    "server_encoding": "UTF8",
    "server_version_num": "150018",
}


def test_a_server_that_keeps_its_word_has_no_signs():
    assert list(postgres_health.of_settings(SOUND)) == []


@pytest.mark.parametrize(
    ("setting", "value", "code", "weight"),
    [
        ("fsync", "off", "FSYNC_OFF", Weight.FAULT),
        ("full_page_writes", "off", "FULL_PAGE_WRITES_OFF", Weight.FAULT),
        ("synchronous_commit", "off", "SYNCHRONOUS_COMMIT_OFF", Weight.WARNING),
        ("server_encoding", "LATIN1", "ENCODING", Weight.FAULT),
        ("server_version_num", "110022", "SERVER_OLD", Weight.FAULT),
    ],
)
def test_a_setting_that_may_lose_something_is_found(setting, value, code, weight):
    (sign,) = postgres_health.of_settings({**SOUND, setting: value})

    assert (sign.code, sign.weight) == (code, weight)


@pytest.mark.parametrize(
    ("seconds", "found"), [(0, []), (-4, []), (4, []), (6, ["CLOCKS_APART"]), (-6, ["CLOCKS_APART"])]
)
def test_clocks_that_are_apart_are_found(seconds, found):
    there = NOW + timedelta(seconds=seconds)

    assert codes(postgres_health.of_clocks(NOW, there, NOW)) == found


def settings_of(url):
    """The signs of the server's settings: a server for tests may well have fsync off."""
    with psycopg.connect(url) as connection:
        told = {name: connection.execute(f"SHOW {name}").fetchone()[0] for name in SOUND}
    return codes(postgres_health.of_settings(told))


def here():
    return datetime.now().astimezone()


def test_a_sound_database_has_only_the_signs_of_its_server(postgres_database):
    with closing(PostgresStore(postgres_database)) as store:
        write(store)

    assert codes(postgres_health.signs(postgres_database, clock=here)) == settings_of(postgres_database)


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("UPDATE cf_meta SET schema_version = 9, oldest_reader = 9", "SCHEMA_FROM_THE_FUTURE"),
        ("DROP TRIGGER cf_entry_stays ON cf_entry", "GUARDS_MISSING"),
        ("ALTER TABLE cf_feed DISABLE TRIGGER cf_feed_once", "GUARDS_MISSING"),
    ],
)
def test_a_fault_of_the_database_is_found(postgres_database, statement, code):
    PostgresStore(postgres_database).close()
    with psycopg.connect(postgres_database) as connection:
        connection.execute(statement)

    found = codes(postgres_health.signs(postgres_database, clock=here))

    assert found == [*settings_of(postgres_database), code]


def test_an_empty_database_and_a_clock_that_is_ahead_are_warned_of(postgres_database):
    found = postgres_health.signs(postgres_database, clock=lambda: here() + timedelta(hours=1))

    warnings = [sign for sign in found if sign.weight is Weight.WARNING]
    assert codes(warnings) == ["SCHEMA_OLD", "CLOCKS_APART"]
    assert "3600 seconds" in warnings[1].what
