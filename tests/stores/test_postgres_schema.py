"""The schema of a PostgreSQL store: made once, moved on in one piece, and refused in words when it is newer."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import psycopg
import pytest

from collabflow.core.errors import FromTheFuture, StoreError
from collabflow.ports import Query
from collabflow.stores.postgres import PostgresStore
from collabflow.stores.postgres_executor import PsycopgExecutor, transaction
from collabflow.stores.postgres_schema import migrate, version_of
from collabflow.stores.sql.executor import Dialect
from collabflow.stores.sql.schema import scripts, statements
from collabflow.stores.sqlite import SqliteStore
from postgres import fresh_database
from stores.samples import write
from stores.test_postgres import at_once

NEXT = """
-- A step that a later version might take; with a function.
CREATE TABLE cf_later (tenant text NOT NULL);
CREATE FUNCTION cf_later_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'stays; really';
END;
$$;
"""
BROKEN = "CREATE TABLE cf_half (tenant text NOT NULL);\nCREATE NONSENSE;\n"


@pytest.fixture
def connection(postgres_database):
    with psycopg.connect(postgres_database, autocommit=True) as connection:
        yield connection


@pytest.fixture
def sql(connection):
    return PsycopgExecutor(connection)


def moved(connection, *more):
    with transaction(connection) as sql:
        return migrate(sql, (*scripts(Dialect.POSTGRESQL), *more))


def has(connection, table):
    return connection.execute("SELECT to_regclass(%s) IS NOT NULL", (table,)).fetchone()[0]


def test_an_empty_database_becomes_ours_and_migrating_again_changes_nothing(connection, sql):
    assert version_of(sql) == 0

    assert moved(connection) == len(scripts(Dialect.POSTGRESQL)) == version_of(sql)
    assert moved(connection) == version_of(sql)


def test_an_older_schema_is_moved_on(connection, sql):
    moved(connection)

    assert moved(connection, NEXT) == len(scripts(Dialect.POSTGRESQL)) + 1
    assert has(connection, "cf_later")


def test_a_step_that_fails_leaves_the_version_before(connection, sql):
    moved(connection)

    with pytest.raises(StoreError):
        moved(connection, NEXT, BROKEN)

    assert version_of(sql) == len(scripts(Dialect.POSTGRESQL))
    assert not has(connection, "cf_later")
    assert not has(connection, "cf_half")


def test_l4_several_may_open_a_new_database_at_the_same_moment(postgres_database):
    def opened():
        with closing(PostgresStore(postgres_database)) as store:
            return store.find(Query()).summaries

    assert at_once(*[opened] * 4) == [()] * 4


def test_where_the_host_migrates_an_older_schema_is_refused_in_words(postgres_database):
    with pytest.raises(StoreError, match="collabflow migrate"):
        PostgresStore(postgres_database, migrates=False)

    PostgresStore(postgres_database).close()
    PostgresStore(postgres_database, migrates=False).close()


def test_a_schema_that_only_later_code_may_write_is_read_and_not_written(postgres_database, connection):
    with closing(PostgresStore(postgres_database)) as store:
        write(store)
    connection.execute("UPDATE cf_meta SET schema_version = 9, oldest_writer = 9")

    with closing(PostgresStore(postgres_database)) as later:
        assert len(later.load("maya")) == 1
        with pytest.raises(FromTheFuture, match="version 9"):
            write(later)
        with pytest.raises(FromTheFuture):
            later.within(connection)


def test_a_schema_that_only_later_code_may_read_is_refused(postgres_database, connection):
    PostgresStore(postgres_database).close()
    connection.execute("UPDATE cf_meta SET schema_version = 9, oldest_reader = 9")

    with pytest.raises(FromTheFuture, match="update collabflow"):
        PostgresStore(postgres_database)


def test_a_user_without_rights_is_told_who_must_migrate(postgres_server, postgres_database, connection):
    connection.execute("DROP ROLE IF EXISTS cf_reader")
    connection.execute("CREATE ROLE cf_reader LOGIN")
    connection.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
    try:
        with pytest.raises(StoreError, match="collabflow migrate") as refused:
            PostgresStore(postgres_database.replace("postgres@", "cf_reader@"))
        assert refused.value.code == "42501"
    finally:
        connection.execute("DROP ROLE cf_reader")


def test_a_database_that_keeps_text_otherwise_is_refused(postgres_server):
    latin = fresh_database(postgres_server, "ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C'")

    with latin as url, pytest.raises(StoreError, match="LATIN1"):
        PostgresStore(url)


def test_texts_are_compared_by_code_point_whatever_the_database_prefers(connection, sql):
    moved(connection)

    other = connection.execute(
        "SELECT table_name, column_name FROM information_schema.columns"
        " WHERE table_name LIKE 'cf%' AND data_type = 'text' AND collation_name IS DISTINCT FROM 'C'"
    ).fetchall()

    assert other == []


def test_the_tables_are_those_of_sqlite_column_for_column(connection, sql, tmp_path):
    moved(connection)
    SqliteStore(tmp_path / "cases.db").close()
    with closing(sqlite3.connect(tmp_path / "cases.db")) as file:
        theirs = file.execute(
            'SELECT m.name, c.name, c."notnull", c.pk FROM sqlite_master AS m, pragma_table_info(m.name) AS c'
            " WHERE m.type = 'table' ORDER BY 1, 2"
        ).fetchall()

    ours = connection.execute(
        """
        SELECT t.relname, a.attname, a.attnotnull::int, coalesce(array_position(i.indkey, a.attnum) + 1, 0)
        FROM pg_class AS t JOIN pg_attribute AS a ON a.attrelid = t.oid AND a.attnum > 0
        JOIN pg_index AS i ON i.indrelid = t.oid AND i.indisprimary
        WHERE t.relname LIKE 'cf%' ORDER BY t.relname COLLATE "C", a.attname COLLATE "C"
        """
    ).fetchall()

    assert ours == theirs


def test_a_statement_ends_at_the_end_of_a_line_and_outside_of_functions():
    table, function = statements(NEXT)

    assert table.rstrip().endswith("cf_later (tenant text NOT NULL);")
    assert function.count(";") == 4
