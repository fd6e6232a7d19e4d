"""Where `--db` may point: a path, sqlite:///…, postgresql://…, and nothing that would be made by a slip."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from cli.terminal import Type, demo_entries, written
from collabflow.cli.opening import Database, database
from collabflow.cli.paper import WrongUse


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("cases.db", Database(path=Path("cases.db"))),
        ("sqlite:///cases.db", Database(path=Path("cases.db"))),
        ("sqlite:////srv/cases.db", Database(path=Path("/srv/cases.db"))),
        ("postgresql://lee@host/cases", Database(url="postgresql://lee@host/cases")),
        ("postgres://lee@host/cases", Database(url="postgresql://lee@host/cases")),
        ("postgresql+psycopg://lee@host/cases", Database(url="postgresql://lee@host/cases")),
    ],
)
def test_a_database_is_named_as_people_name_them(text: str, where: Database) -> None:
    assert database(text) == where


@pytest.mark.parametrize("text", ["mysql://host/cases", "sqlite://", "sqlite:///", "sqlite://cases.db"])
def test_what_is_no_database_is_refused_in_words(text: str) -> None:
    with pytest.raises(WrongUse, match="give a path"):
        database(text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("postgresql://lee:secret@host:5432/cases?sslmode=require", "postgresql://lee@host:5432/cases?sslmode=require"),
        ("postgresql://host/cases", "postgresql://host/cases"),
        ("postgresql:///cases?host=/run&password=secret", "postgresql:///cases?host=/run"),
        ("postgresql://lee@host/cases?p%61ssword=secret&sslpassword=secret", "postgresql://lee@host/cases"),
        ("postgresql://host/cases?password=se@cret", "postgresql://host/cases"),
        ("postgresql://lee:secret@host/cases?password=se@cret", "postgresql://lee@host/cases"),
        ("postgresql://lee:sec#ret@host/cases", "postgresql://lee@host/cases"),
        ("postgresql://lee:sec?ret@host/cases?port=5433", "postgresql://lee@host/cases?port=5433"),
        ("postgresql://lee:sec[ret@host/cases", "postgresql://lee@host/cases"),
        ("postgresql://lee:sec@ret/@host/cases", "postgresql://lee@host/cases"),
        ("postgresql://host?password=se@cret", "postgresql://host@cret"),  # to PostgreSQL this is a user and a host
        ("sqlite:///cases.db", "cases.db"),
    ],
)
def test_a_password_is_never_shown(text: str, shown: str) -> None:
    assert str(database(text)) == shown


def test_a_connection_string_is_no_file_and_is_not_shown(
    type_: Type, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for command in ("migrate", "doctor"):
        said = type_(command, "--db", "host=db dbname=cases password=secret")

        assert said.code == 2
        assert "postgresql://USER@HOST/NAME" in said.err
        assert "secret" not in said.out + said.err


@pytest.mark.parametrize("url", ["postgresql://lee:s%zzcret@host/cases", "postgresql://lee@host/cases?nonsense=1"])
def test_a_url_that_postgresql_cannot_read_is_told_so(type_: Type, url: str) -> None:
    for command in ("due", "doctor", "migrate"):
        said = type_(command, "--db", url)

        assert said.code == 1
        assert "no connection string" in said.err
        assert "cret" not in said.err


def test_a_url_that_is_not_known_is_wrong_use(type_: Type) -> None:
    said = type_("due", "--db", "mysql://host/cases")

    assert said.code == 2
    assert "postgresql://USER@HOST/NAME" in said.err


def test_a_script_is_recorded_in_postgresql_and_looked_at_there(
    type_: Type, tmp_path: Path, postgres_database: str
) -> None:
    script = written(tmp_path, demo_entries(3))

    early = type_("show", "maya", "--db", postgres_database)
    done = type_("run", script, "--db", postgres_database)
    journal = type_("journal", "maya", "--db", postgres_database, "--json")
    other = type_("journal", "maya", "--db", postgres_database, "--tenant", "other")

    assert (early.code, "collabflow migrate" in early.err) == (1, True)
    assert done.code == 0, done.err
    assert len(journal.json) == 2  # type: ignore[arg-type]  # the third is refused, as it should be
    assert (other.code, "no case" in other.err) == (1, True)
    assert type_("verify", "maya", "--db", postgres_database).code == 0


def test_the_demo_is_played_in_postgresql_too(type_: Type, postgres_database: str) -> None:
    told = type_("demo", "--db", postgres_database)

    assert told.code == 0, told.err
    assert f"collabflow show maya --db {postgres_database}" in told.out.replace("\n", " ")
    assert type_("demo", "--db", postgres_database).code == 1


def test_without_its_driver_postgresql_names_the_extra(type_: Type, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.startswith("collabflow.stores.postgres")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "psycopg", None)

    for command in ("due", "doctor", "migrate"):
        said = type_(command, "--db", "postgresql://lee@host/cases")

        assert said.code == 2
        assert "pip install 'collabflow[postgres]'" in said.err


def test_a_driver_that_finds_no_libpq_is_told_so(type_: Type, monkeypatch: pytest.MonkeyPatch) -> None:
    def without(name: str) -> object:
        raise ImportError("no pq wrapper available")

    monkeypatch.setattr("collabflow.cli.opening.import_module", without)
    said = type_("due", "--db", "postgresql://lee@host/cases")

    assert said.code == 2
    assert "libpq" in said.err
