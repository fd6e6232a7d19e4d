"""Our tables in a host's own migrations: Alembic's and Django's view is what the scripts have made."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.operations import Operations
from django.apps import apps
from django.core.management import call_command
from django.db import IntegrityError, transaction

from collabflow.core.errors import StoreError
from collabflow.ports import Query
from collabflow.stores.django.lent import migrate as migrate_django
from collabflow.stores.postgres import PostgresStore
from collabflow.stores.sql.tables import COLUMNS
from collabflow.stores.sqlalchemy import metadata, migrate
from collabflow.stores.sqlite import SqliteStore
from flow.hosts import django_connection, engine_url, forget
from stores.samples import claim, write


@pytest.fixture(params=["sqlite", "postgres"])
def database(request, tmp_path):
    """An empty database: a path or a URL."""
    return str(tmp_path / "host.db") if request.param == "sqlite" else request.getfixturevalue("postgres_database")


def a_store(database):
    return PostgresStore(database, migrates=False) if "://" in database else SqliteStore(database)


@pytest.fixture
def engine(database):
    engine = sa.create_engine(engine_url(database))
    yield engine
    engine.dispose()


@pytest.fixture
def django(database):
    yield django_connection(database, "host")
    forget("host")


def works(database):
    with closing(a_store(database)) as store:
        write(store, messages=1)
        return len(store.read(limit=9)), len(claim(store)), len(store.find(Query()).summaries)


# Alembic ----------------------------------------------------------------------------------------


def test_a_revision_makes_the_tables_beside_the_hosts_own(engine, database):
    with engine.begin() as connection:
        op = Operations(MigrationContext.configure(connection))
        op.create_table("meeting", sa.Column("student", sa.Text, primary_key=True))

        version = migrate(op.get_bind())

    assert version == 1
    assert works(database) == (1, 1, 1)


def test_migrating_again_changes_nothing(engine):
    with engine.begin() as connection:
        assert migrate(connection) == migrate(connection)


def test_alembic_finds_nothing_to_change(engine):
    with engine.begin() as connection:
        migrate(connection)

        found = compare_metadata(MigrationContext.configure(connection), metadata())

    assert found == []


def test_alembic_would_find_a_column_that_only_one_of_them_has(engine):
    with engine.begin() as connection:
        migrate(connection)
        connection.execute(sa.text("ALTER TABLE cf_party ADD COLUMN nickname text"))

        found = compare_metadata(MigrationContext.configure(connection), metadata())

    assert [(change[0], change[3].name) for change in found] == [("remove_column", "nickname")]


def test_the_tables_are_not_made_without_their_triggers(engine):
    with pytest.raises(StoreError, match="migrate"):
        metadata().create_all(engine)

    assert sa.inspect(engine).get_table_names() == []


def test_the_hosts_rollback_takes_the_tables_back(postgres_database):
    engine = sa.create_engine(engine_url(postgres_database))
    with engine.connect() as connection:
        migrate(connection)
        connection.rollback()

    assert sa.inspect(engine).get_table_names() == []
    engine.dispose()


@pytest.mark.parametrize("pragma", ["application_id = 7", "user_version = 7"])
def test_a_file_that_the_host_has_marked_otherwise_is_left_alone(tmp_path, pragma):
    with closing(sqlite3.connect(tmp_path / "host.db")) as file:
        file.execute(f"PRAGMA {pragma}")
    engine = sa.create_engine(engine_url(str(tmp_path / "host.db")))

    with engine.begin() as connection, pytest.raises(StoreError, match="in use by something else"):
        migrate(connection)

    assert sa.inspect(engine).get_table_names() == []
    engine.dispose()


# Django -----------------------------------------------------------------------------------------


def test_djangos_migrate_makes_the_tables(django, database):
    call_command("migrate", database="host", verbosity=0)

    assert works(database) == (1, 1, 1)


def test_django_finds_nothing_to_migrate_afterwards(django):
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


_ROWS = {"cf_party": 2, "cf_key": 0, "cf_unfed": 0}
"""How many rows there are where it is not one, after a case was written once and read."""


@pytest.mark.parametrize("table", COLUMNS)
def test_a_model_has_the_columns_of_its_table_and_reads_it(django, database, table):
    with transaction.atomic(using="host"):
        migrate_django(django)
    works(database)
    model = apps.get_model("collabflow_store", table.removeprefix("cf_").capitalize())

    with django.cursor() as cursor:
        described = django.introspection.get_table_description(cursor, table)
        keys = django.introspection.get_primary_key_columns(cursor, table)

    fields = [field for field in model._meta.local_fields if field.column is not None]
    assert sorted((column.name, bool(column.null_ok)) for column in described) == sorted(
        (field.column, field.null) for field in fields
    )
    assert list(keys) == [field.column for field in model._meta.pk_fields]
    assert not model._meta.managed
    assert len(model.objects.using("host").all()) == _ROWS.get(table, 1)


def test_what_django_wrote_by_hand_is_refused(postgres_database):
    with closing(PostgresStore(postgres_database)) as store:
        write(store)
    django_connection(postgres_database, "by_hand")
    entry = apps.get_model("collabflow_store", "Entry")

    with pytest.raises(IntegrityError, match="never changed"):
        entry.objects.using("by_hand").update(body="{}")
    forget("by_hand")
