"""`migrate` and `doctor`: tables where they are asked for, and an exit code that a deployment can go by."""

from __future__ import annotations

import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from cli.terminal import Type


def test_migrating_makes_a_file_and_then_finds_nothing_to_do(type_: Type, tmp_path: Path) -> None:
    where = tmp_path / "cases.db"

    assert type_("migrate", "--db", where).out == f"{where}: schema 1, was not there\n"
    assert type_("migrate", "--db", f"sqlite:///{where}").out == f"{where}: schema 1, nothing to do\n"
    assert type_("due", "--db", where).code == 0


def test_migrating_makes_the_tables_beside_the_hosts_own(type_: Type, tmp_path: Path) -> None:
    where = tmp_path / "host.db"
    with closing(sqlite3.connect(where)) as host, host:
        host.execute("CREATE TABLE meeting (student TEXT)")
    assert type_("due", "--db", where).code == 1

    assert type_("migrate", "--db", where).code == 0

    assert type_("due", "--db", where).code == 0
    with closing(sqlite3.connect(where)) as host:
        assert host.execute("SELECT count(*) FROM meeting").fetchone() == (0,)


def test_migrating_makes_the_tables_in_postgresql(type_: Type, postgres_database: str) -> None:
    assert type_("migrate", "--db", postgres_database).out == f"{postgres_database}: schema 1, was not there\n"
    assert type_("migrate", "--db", postgres_database).out == f"{postgres_database}: schema 1, nothing to do\n"
    assert type_("due", "--db", postgres_database).code == 0


def test_what_a_later_collabflow_made_is_not_touched(type_: Type, tmp_path: Path, postgres_database: str) -> None:
    where = tmp_path / "cases.db"
    for db in (where, postgres_database):
        type_("migrate", "--db", db)
    with closing(sqlite3.connect(where)) as file:
        file.execute("PRAGMA user_version = 9")
    with psycopg.connect(postgres_database) as connection:
        connection.execute("UPDATE cf_meta SET schema_version = 9")

    for db in (where, postgres_database):
        said = type_("migrate", "--db", db)

        assert said.code == 1
        assert "update collabflow" in said.err


def test_a_sound_database_is_told_so(type_: Type, played: Path) -> None:
    said = type_("doctor", "--db", played)

    assert (said.code, said.out) == (0, f"{played}: nothing to mend\n")
    assert type_("doctor", "--db", played, "--json").json == {"db": str(played), "fit": True, "signs": []}


def test_a_warning_leaves_the_exit_code_at_0(type_: Type, tmp_path: Path) -> None:
    (tmp_path / "empty.db").touch()

    said = type_("doctor", "--db", tmp_path / "empty.db")

    assert said.code == 0
    assert said.out.startswith("warning SCHEMA_OLD\n    there are no tables of collabflow yet\n    -> run: collabflow")
    assert "fit to work on; see the warnings" in said.out


def test_a_fault_makes_the_exit_code_1(type_: Type, tmp_path: Path) -> None:
    where = tmp_path / "cases.db"
    type_("migrate", "--db", where)
    with closing(sqlite3.connect(where)) as file:
        file.execute("DROP TRIGGER cf_entry_stays")

    said, told = type_("doctor", "--db", where), type_("doctor", "--db", where, "--json")

    assert (said.code, told.code) == (1, 1)
    assert "fault GUARDS_MISSING" in said.out
    assert "not fit to work on" in said.out
    assert told.json["signs"][0]["code"] == "GUARDS_MISSING"  # type: ignore[index]


def test_a_doctor_looks_at_postgresql(type_: Type, postgres_database: str) -> None:
    told = type_("doctor", "--db", postgres_database, "--json").json

    assert "SCHEMA_OLD" in [sign["code"] for sign in told["signs"]]  # type: ignore[index]


def test_a_doctor_makes_no_file(type_: Type, tmp_path: Path) -> None:
    assert type_("doctor", "--db", tmp_path / "nowhere.db").code == 2
    assert not (tmp_path / "nowhere.db").exists()


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a file's name is text")
def test_a_doctor_looks_at_a_file_whatever_its_name(type_: Type, tmp_path: Path) -> None:
    for name in ("a b?c#d%20e.db", "\udcff.db"):
        (tmp_path / name).touch()

        assert type_("doctor", "--db", tmp_path / name).code == 0
