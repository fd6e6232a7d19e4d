"""A flow in the host's transaction: one commit for the host's row and ours, or none of them, for every kind of host."""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress

import psycopg
import pytest
import sqlalchemy as sa
from attrs import evolve
from django.db import transaction
from django.db.utils import Error as DjangoError
from django.test import RequestFactory
from psycopg.adapt import Loader
from psycopg.types.string import StrDumper
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.orm import Session, scoped_session, sessionmaker

from collabflow.core.errors import Declined, StoreError, VersionConflict
from collabflow.core.event import Event
from collabflow.ports import Batch, verify
from collabflow.stores.postgres import PostgresStore
from collabflow.stores.sqlite import SqliteStore
from flow.flows import PROPOSED, Bench
from flow.hosts import (
    HOSTS,
    INSERT,
    MEETING,
    DjangoHost,
    DriverHost,
    Meeting,
    SessionHost,
    django_connection,
    engine_url,
    forget,
)
from stores.samples import rows_after
from support import LEE, PARTIES, STUDENT


@pytest.fixture(params=["sqlite", "postgres"])
def database(request, tmp_path):
    """Where both the host's table and ours are: a path or a URL."""
    if request.param == "sqlite":
        where = str(tmp_path / "host.db")
        SqliteStore(where).close()
        with closing(sqlite3.connect(where)) as connection:
            connection.execute(MEETING)
        return where
    url = request.getfixturevalue("postgres_database")
    PostgresStore(url).close()
    with psycopg.connect(url) as connection:
        connection.execute(MEETING)
    return url


def a_store(database):
    return PostgresStore(database, timeout=0.5) if "://" in database else SqliteStore(database, timeout=0.5)


@pytest.fixture
def bench(database):
    bench = Bench(store=a_store(database))
    yield bench
    bench.store.close()


@pytest.fixture
def open_host(database):
    opened = []

    def opener(kind):
        opened.append(kind(database))
        return opened[-1]

    yield opener
    for host in opened:
        host.close()


@pytest.fixture(params=HOSTS.values(), ids=HOSTS)
def host(request, bench, open_host):
    return open_host(request.param)


def meetings(database):
    """How many rows of the host are there for all to see."""
    connect = psycopg.connect if "://" in database else sqlite3.connect
    with closing(connect(database)) as connection:
        return connection.execute("SELECT count(*) FROM meeting").fetchone()[0]


def heard_of(flow):
    heard = []
    flow.on(Event)(lambda recorded: heard.append(recorded.entry.version))
    return heard


# together, or not at all ------------------------------------------------------------------------


def test_one_commit_brings_the_hosts_row_and_ours(bench, host, database):
    heard = heard_of(bench.flow)
    bench.opened()
    host.place()
    case = host.do(lambda lends: bench.flow.within(lends).record("case-1", PROPOSED, by=LEE))

    assert (meetings(database), bench.flow.case("case-1").version, heard) == (0, 1, [1])
    host.commit()

    assert meetings(database) == 1
    assert bench.flow.case("case-1") == case
    assert heard == ([1, 2] if host.tells_of_commits else [1])
    assert verify(bench.store.load("case-1")) is None
    assert bench.flow.feed()[-1].row.version == 2


def test_a_rollback_takes_both_back_and_nobody_hears(bench, host, database):
    heard = heard_of(bench.flow)
    bench.opened()
    host.place()
    host.do(lambda lends: bench.flow.within(lends).record("case-1", PROPOSED, by=LEE))
    host.rollback()

    assert (meetings(database), bench.flow.case("case-1").version, heard) == (0, 1, [1])
    if not isinstance(host, DjangoHost):  # its atomic block is over
        host.place()
        host.commit()
        assert (meetings(database), heard) == (1, [1])


on_postgresql = pytest.mark.parametrize("database", ["postgres"], indirect=True)


def beaten(bench):
    """Whenever the host's flow has decided, somebody else records first, once."""
    faster = Bench(store=bench.store)

    @bench.flow.on(Event, when="before")
    def _(recorded):
        if faster.flow.case("case-1").version == 1:
            faster.flow.record("case-1", evolve(PROPOSED, meeting="m2"), by=LEE)


@on_postgresql
def test_a_lost_race_is_told_once_and_leaves_the_hosts_transaction_usable(bench, host, database):
    bench.opened()
    host.place()
    beaten(bench)

    with pytest.raises(VersionConflict):
        host.do(lambda lends: bench.flow.within(lends).record("case-1", PROPOSED, by=LEE))
    again = host.do(lambda lends: bench.flow.within(lends).record("case-1", PROPOSED, by=LEE))
    host.commit()

    assert meetings(database) == 1
    assert bench.flow.case("case-1") == again
    assert again.version == 3


@on_postgresql
@pytest.mark.parametrize("level", ["REPEATABLE READ", "SERIALIZABLE"])
def test_where_the_host_asked_for_more_its_own_driver_tells_it_to_begin_again(bench, host, level):
    bench.opened()
    host.isolate(level)
    beaten(bench)

    with pytest.raises((psycopg.errors.SerializationFailure, DBAPIError, DjangoError)) as told:
        host.do(lambda lends: bench.flow.within(lends).record("case-1", PROPOSED, by=LEE))

    error = told.value
    driver = error if isinstance(error, psycopg.Error) else getattr(error, "orig", None) or error.__cause__
    assert driver.sqlstate == "40001"
    assert "maya" not in str(error).lower()
    host.rollback()
    assert bench.flow.case("case-1").version == 2


@on_postgresql
def test_a_host_is_told_of_an_error_without_a_word_of_what_it_held(bench, host, database):
    with psycopg.connect(database) as connection:
        connection.execute("ALTER TABLE cf_entry ADD CONSTRAINT never CHECK (by_name <> 'Lee Park') NOT VALID")

    with pytest.raises(StoreError) as refused:
        host.do(lambda lends: bench.flow.within(lends).open(student=STUDENT, parties=PARTIES, by=LEE))

    assert refused.value.code == "23514"
    assert LEE.name not in str(refused.value)
    assert refused.value.__suppress_context__
    host.rollback()


def test_a_host_whose_transaction_ends_right_after_the_write_is_told(bench, host, monkeypatch):
    bench.opened()
    ours = host.do(bench.flow.within)
    take = ours.store.append

    def ended(*asked, **how):
        raise StoreError("an error before has ended this transaction")

    def taken(batch):
        monkeypatch.setattr(ours.store, "load", ended)
        return take(batch)

    monkeypatch.setattr(ours.store, "append", taken)
    with pytest.raises(StoreError, match="has ended"):
        host.do(lambda lends: ours.record("case-1", PROPOSED, by=LEE, key="k"))
    host.rollback()


# savepoints and sessions ------------------------------------------------------------------------


def record(bench, lends):
    return bench.flow.within(lends).record("case-1", PROPOSED, by=LEE)


def test_what_waits_in_a_session_is_flushed_first(bench, open_host):
    bench.opened()
    session = open_host(SessionHost).lends
    session.autoflush = False
    session.add(Meeting(student="maya"))

    record(bench, session)

    assert not session.new
    session.commit()


@pytest.mark.parametrize(("released", "committed"), [(True, True), (True, False), (False, True)])
def test_a_session_hears_of_a_savepoint_only_when_all_around_it_was_committed(bench, open_host, released, committed):
    heard = heard_of(bench.flow)
    bench.opened()
    session = open_host(SessionHost).lends
    session.add(Meeting(student="maya"))
    session.flush()
    outer = session.begin_nested()
    inner = session.begin_nested()
    record(bench, session)
    inner.commit()
    (outer.commit if released else outer.rollback)()
    assert heard == [1]
    (session.commit if committed else session.rollback)()

    there = released and committed
    assert heard == ([1, 2] if there else [1])
    assert bench.flow.case("case-1").version == (2 if there else 1)


def test_a_session_that_is_closed_without_a_commit_has_nothing_to_tell_later(bench, open_host):
    heard = heard_of(bench.flow)
    bench.opened()
    session = open_host(SessionHost).lends
    record(bench, session)
    session.close()
    session.add(Meeting(student="maya"))
    session.commit()

    assert heard == [1]


def test_a_session_tells_of_each_commit_once(bench, open_host):
    heard = heard_of(bench.flow)
    bench.opened()
    session = open_host(SessionHost).lends
    ours = bench.flow.within(session)
    ours.record("case-1", PROPOSED, by=LEE)
    session.commit()
    ours.record("case-1", PROPOSED, by=LEE)
    session.commit()
    session.commit()

    assert heard == [1, 2, 3]


@on_postgresql
def test_a_session_that_joined_somebody_elses_transaction_cannot_tell_when_that_is_committed(bench, database):
    heard = heard_of(bench.flow)
    bench.opened()
    engine = sa.create_engine(engine_url(database))
    with engine.connect() as connection:
        outer = connection.begin()
        with Session(connection, join_transaction_mode="create_savepoint") as session:
            session.add(Meeting(student="maya"))
            record(bench, session)
            session.commit()
        outer.rollback()

        with Session(connection) as session:
            record(bench, session)
            session.commit()
    engine.dispose()

    assert heard == [1, 2]
    assert bench.flow.case("case-1").version == 2
    assert meetings(database) == 0


@on_postgresql
def test_a_session_that_finds_its_connection_by_itself_may_have_joined_a_transaction_too(bench, database):
    heard = heard_of(bench.flow)
    bench.opened()
    engine = sa.create_engine(engine_url(database))
    with engine.connect() as connection, connection.begin() as outer:

        class Routing(Session):
            def get_bind(self, *wanted, **how):
                return connection

        with Routing() as session:
            record(bench, session)
            session.commit()
        outer.rollback()
    engine.dispose()

    assert heard == [1]
    assert bench.flow.case("case-1").version == 1


@pytest.mark.parametrize("style", ["named", "format", "numeric"])
def test_a_host_may_have_sqlalchemy_write_its_values_in_another_way(bench, database, style):
    bench.opened()
    engine = sa.create_engine(engine_url(database), paramstyle=style)
    with Session(engine) as session:
        record(bench, session)
        session.commit()
    engine.dispose()

    assert bench.flow.case("case-1").version == 2


def test_a_django_view_that_raises_leaves_neither_its_row_nor_ours(bench, database):
    heard = heard_of(bench.flow)
    bench.opened()
    connection = django_connection(database, "site")

    @transaction.atomic(using="site")
    def view(request):
        with connection.cursor() as cursor:
            cursor.execute(INSERT)
        record(bench, connection)
        raise PermissionError(request.path)

    with pytest.raises(PermissionError):
        view(RequestFactory().get("/meetings/"))
    forget("site")

    assert (meetings(database), bench.flow.case("case-1").version, heard) == (0, 1, [1])


@pytest.mark.parametrize("released", [True, False])
def test_django_hears_of_a_savepoint_only_when_it_was_released(bench, open_host, released):
    heard = heard_of(bench.flow)
    bench.opened()
    host = open_host(DjangoHost)
    inner = transaction.atomic(using=host.alias)
    inner.__enter__()
    record(bench, host.lends)
    inner.__exit__(*((None, None, None) if released else (RuntimeError, RuntimeError(), None)))
    assert heard == [1]
    host.commit()

    assert heard == ([1, 2] if released else [1])
    assert bench.flow.case("case-1").version == (2 if released else 1)


def test_a_transaction_that_django_or_an_error_has_ended_is_told_so(bench, open_host, database):
    bench.opened()
    django, driver = open_host(DjangoHost), open_host(DriverHost)
    transaction.set_rollback(True, using=django.alias)
    hosts = [django]
    if "://" in database:
        with suppress(psycopg.Error):
            driver.lends.execute("SELECT nothing FROM nowhere")
        hosts.append(driver)

    for host in hosts:
        with pytest.raises(StoreError, match="roll it back and begin again"):
            record(bench, host.lends)
        host.rollback()


def test_a_scoped_session_stands_for_the_session_behind_it(bench, database):
    bench.opened()
    engine = sa.create_engine(engine_url(database))
    registry = scoped_session(sessionmaker(engine))

    record(bench, registry)
    registry.commit()

    assert bench.flow.case("case-1").version == 2
    registry.remove()
    engine.dispose()


# what cannot be lent ----------------------------------------------------------------------------


def test_a_connection_that_commits_each_statement_is_told_to_begin(bench, database):
    bench.opened()
    engine = sa.create_engine(engine_url(database), isolation_level="AUTOCOMMIT")
    driver = DriverHost(database)
    if "://" in database:
        driver.lends.autocommit = True
    else:
        driver.lends.isolation_level = None
    django = DjangoHost(database)
    django.commit()

    with engine.connect() as connection, Session(engine) as session:
        for lends in (driver.lends, connection, session, django.lends):
            with pytest.raises(StoreError, match="begin one first"):
                record(bench, lends)

    assert bench.flow.case("case-1").version == 1
    engine.dispose()
    driver.close()
    django.close()


def test_what_cannot_be_lent_is_declined_in_words(bench, database):
    engine = sa.create_engine(engine_url(database))
    asynchronous = create_async_engine(engine_url(database, driver="+aiosqlite"))

    for lends, why in (
        (engine, "run_sync"),
        (AsyncSession(asynchronous), "run_sync"),
        (asynchronous, "run_sync"),
        (object(), "lend a sqlite3.Connection"),
        (transaction, "lend a sqlite3.Connection"),
        (DjangoError(), "django.db.connection"),
        (psycopg.AsyncConnection, "lend a sqlite3.Connection"),
    ):
        with pytest.raises(Declined, match=why):
            bench.flow.within(lends)
    engine.dispose()


def test_a_connection_to_another_database_is_declined(bench, tmp_path, request):
    other = str(tmp_path / "other.db")
    for kind in HOSTS.values():
        host = kind(other)
        with pytest.raises(Declined, match="another database"):
            host.do(bench.flow.within)
        host.close()


@on_postgresql
@pytest.mark.parametrize(
    ("setting", "why"),
    [
        ("synchronous_commit = off", "may lose"),
        ("client_encoding = 'LATIN1'", "UTF8"),
        ("search_path = nowhere", "search_path"),
    ],
)
def test_a_connection_that_would_not_keep_it_as_we_do_is_declined(bench, open_host, setting, why):
    host = open_host(DriverHost)
    host.lends.execute(f"SET {setting}")

    with pytest.raises(Declined, match=why):
        bench.flow.within(host.lends)


@on_postgresql
def test_a_connection_whose_statements_are_answered_later_is_declined_and_nothing_is_half_written(bench, open_host):
    host = open_host(DriverHost)
    ours = bench.flow.within(host.lends)

    with host.lends.pipeline(), pytest.raises(Declined, match="pipeline"):
        ours.open(student=STUDENT, parties=PARTIES, by=LEE)
    host.commit()

    assert bench.opened().version == 1


class Shouting(Loader):
    """Reads text in the host's own way."""

    def load(self, data):
        return bytes(data).decode().upper()


class NothingForEmpty(StrDumper):
    """Writes an empty text as NULL, as some hosts want it."""

    def dump(self, obj):
        return super().dump(obj) if obj else None


@on_postgresql
def test_a_host_may_have_its_connection_change_values_and_ours_stay_as_they_are(bench, open_host):
    host = open_host(DriverHost)
    host.lends.adapters.register_loader("text", Shouting)
    host.lends.adapters.register_dumper(str, NothingForEmpty)
    rows = rows_after(0, ["{}"], case_id="case-1", by_name="", evidence="")
    ours = bench.store.within(host.lends)

    ours.append(Batch(case_id="case-1", expected=0, rows=rows))
    assert ours.load("case-1") == rows
    host.commit()

    assert bench.store.load("case-1") == rows
