"""The PostgreSQL of the tests is real, is the same for all, and is explained when it is missing."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

import postgres

ROOT = Path(__file__).resolve().parent.parent


def ask(url, sql):
    with psycopg.connect(url) as connection:
        return connection.execute(sql).fetchone()[0]


def test_a_database_is_fresh_and_its_server_is_shared(postgres_server, postgres_database):
    assert ask(postgres_database, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == 0
    started = "SELECT pg_postmaster_start_time()"
    assert ask(postgres_database, started) == ask(postgres_server, started)


def test_what_was_written_to_one_database_is_not_in_the_next(postgres_server, postgres_database):
    postgres.run(postgres_database, "CREATE TABLE seen (n int)")

    with postgres.fresh_database(postgres_server) as other:
        assert ask(other, "SELECT to_regclass('seen')") is None


_FIRST = test_a_database_is_fresh_and_its_server_is_shared.__name__
_WITHOUT = f"""
import sys; sys.path.insert(0, "tests")
import postgres, pytest
postgres.found = lambda: iter(())
sys.exit(pytest.main(["-rs", "-p", "no:cacheprovider", {str(Path(__file__))!r} + "::{_FIRST}"]))
"""


def run_without_any(**env):
    """The first test of this file, on a machine where no PostgreSQL is found."""
    ours = {name: value for name, value in os.environ.items() if name not in (postgres.GIVEN, postgres.NEEDED)}
    return subprocess.run(
        [sys.executable, "-c", _WITHOUT], cwd=ROOT, env={**ours, **env}, capture_output=True, text=True, check=False
    )


def test_without_one_a_test_is_skipped_and_says_why():
    done = run_without_any()

    assert done.returncode == 0, done.stdout
    assert "no initdb was found" in done.stdout
    assert "1 skipped" in done.stdout


def test_without_one_a_test_fails_where_it_is_needed():
    done = run_without_any(**{postgres.NEEDED: "1"})

    assert done.returncode == 1
    assert "no initdb was found" in done.stdout


@pytest.fixture
def nothing_found(monkeypatch, tmp_path):
    monkeypatch.delenv(postgres.GIVEN, raising=False)
    monkeypatch.setenv(postgres._HOME, str(tmp_path / f"cf-{os.getpid()}-none"))
    monkeypatch.setattr(postgres, "found", lambda: iter(()))


def test_a_machine_without_one_is_told_so_by_every_worker(nothing_found):
    for _ in range(2):
        with pytest.raises(postgres.NoPostgres, match="no initdb was found"):
            postgres.server()


def test_programs_that_do_not_work_are_named_with_their_own_words(nothing_found, monkeypatch, tmp_path):
    broken = tmp_path / "broken"
    broken.mkdir()
    broken.chmod(0o755)
    (broken / "initdb").write_text("#!/bin/sh\necho out of order >&2\nexit 1\n")
    (broken / "initdb").chmod(0o755)
    monkeypatch.setattr(postgres, "found", lambda: iter((broken,)))

    with pytest.raises(postgres.NoPostgres, match="broken: "):
        postgres.server()


def test_the_wheel_is_the_last_that_is_tried():
    assert list(postgres.found())[-1].parent.name == "pginstall"
