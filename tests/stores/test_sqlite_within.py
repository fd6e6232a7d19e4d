"""A SQLite store in the host's transaction: one commit for the host's row and ours, or none of them."""

from __future__ import annotations

import sqlite3

import pytest
from attrs import evolve

from collabflow.core.errors import Declined, KeyReused, StoreBusy, StoreClosed, StoreError, TooLarge, VersionConflict
from collabflow.ports import Batch, Query, StoreLimits, verify
from stores.samples import HAS_WAL, MINUTE, NOW, a_batch, a_message, a_summary, claim, everything, rows_after, write


@pytest.fixture
def store(open_file):
    return open_file(timeout=0.05)


@pytest.fixture
def host(store, path):
    connection = sqlite3.connect(path, timeout=0.05)
    connection.execute("CREATE TABLE meeting (student TEXT)")
    connection.commit()
    yield connection
    connection.close()


def test_one_commit_brings_the_hosts_row_and_ours(store, host):
    ours = store.within(host)
    host.execute("INSERT INTO meeting VALUES ('maya')")
    write(ours, messages=1, key="k", fingerprint="f")

    assert store.load("maya") == ()
    host.commit()

    assert len(store.load("maya")) == 1
    assert len(store.read(limit=9)) == 1
    assert len(claim(store)) == 1
    assert store.answered("maya", "k").version == 1
    assert host.execute("SELECT count(*) FROM meeting").fetchone() == (1,)


def test_a_rollback_takes_all_of_it_back(store, host):
    before = everything(store)
    ours = store.within(host)
    host.execute("INSERT INTO meeting VALUES ('maya')")
    write(ours, messages=1)
    host.rollback()

    assert everything(store) == before
    assert claim(store) == ()
    assert host.execute("SELECT count(*) FROM meeting").fetchone() == (0,)


def test_what_was_written_is_seen_inside_before_the_commit(store, host):
    ours = store.within(host)
    batch = write(ours, messages=1, key="k", fingerprint="f")

    assert ours.load("maya") == batch.rows
    assert ours.answered("maya", "k").version == 1
    assert ours.find(Query()).summaries == (batch.summary,)
    assert len(ours.messages("maya")) == 1
    assert ours.summarise([evolve(batch.summary, step="set_goals")]) == 1
    assert write(ours).version == 2
    host.commit()
    assert verify(store.load("maya")) is None


def test_refusals_leave_the_hosts_transaction_usable(store, host):
    write(store, key="k", fingerprint="f", messages=1)
    ours = store.within(host)
    host.execute("INSERT INTO meeting VALUES ('maya')")
    rows = rows_after(0, ["[]"])

    with pytest.raises(VersionConflict):
        ours.append(Batch(case_id="maya", expected=0, rows=rows, messages=(a_message(1),), summary=a_summary(rows)))
    with pytest.raises(KeyReused):
        ours.append(Batch(case_id="maya", expected=0, rows=rows, key="k", fingerprint="g"))
    with pytest.raises(StoreError):
        ours.append(evolve(a_batch(store), messages=(a_message(2, id="maya:1:1"),)))
    host.commit()

    assert len(store.load("maya")) == 1
    assert host.execute("SELECT count(*) FROM meeting").fetchone() == (1,)


def test_the_host_opens_closes_and_commits_alone(store, host):
    ours = store.within(host)
    said = []
    host.set_trace_callback(said.append)
    host.execute("BEGIN IMMEDIATE")
    write(ours, messages=2, key="k", fingerprint="f")
    ours.close()

    host.set_trace_callback(None)
    words = {statement.split()[0].upper() for statement in said[1:]}
    assert words.isdisjoint({"BEGIN", "COMMIT", "END", "ROLLBACK", "SAVEPOINT", "RELEASE"})
    assert host.in_transaction
    host.rollback()


def test_a_closed_view_says_so_and_the_store_and_the_host_work_on(store, host):
    ours = store.within(host)
    ours.close()
    ours.close()

    for verb in (lambda: ours.load("maya"), lambda: ours.read(limit=1), lambda: ours.append(a_batch(store))):
        with pytest.raises(StoreClosed):
            verb()
    assert write(store).version == 1
    assert host.execute("SELECT 1").fetchone() == (1,)


def test_a_host_without_a_transaction_is_told_to_begin_one(store, path):
    host = sqlite3.connect(path, isolation_level=None)
    ours = store.within(host)

    with pytest.raises(StoreError, match="begin one first"):
        write(ours)

    assert store.load("maya") == ()
    host.execute("BEGIN")
    assert write(ours).version == 1
    host.execute("COMMIT")
    host.close()
    assert len(store.load("maya")) == 1


def test_when_a_host_read_before_somebody_else_writes_one_of_the_two_is_busy_and_nothing_is_lost(store, host):
    """Which of the two it is depends on the journal: with a WAL the host, otherwise the other one."""
    ours = store.within(host)
    host.execute("BEGIN")
    assert host.execute("SELECT count(*) FROM cf_entry").fetchone() == (0,)
    busy = []
    for one in (store, ours):
        try:
            one.append(Batch(case_id="maya", expected=0, rows=rows_after(0, [f'"{len(busy)}"'])))
        except StoreBusy:
            busy.append(one)
    host.commit()

    assert len(busy) == 1
    assert len(store.load("maya")) == 1


def test_while_the_host_writes_others_wait_and_then_are_busy(store, host):
    ours = store.within(host)
    write(ours)

    with pytest.raises(StoreBusy):
        write(store)

    host.commit()
    assert write(store).version == 2


def test_a_host_may_read_rows_in_its_own_shape(store, host):
    host.row_factory = lambda cursor, row: {"shape": "its own"}
    ours = store.within(host)

    write(ours, messages=1)

    assert len(ours.load("maya")) == 1
    assert ours.find(Query()).summaries[0].parties == ("rosa", "lee")
    assert host.execute("SELECT 1").fetchone() == {"shape": "its own"}
    host.rollback()


def test_what_cannot_be_done_in_somebody_elses_transaction_is_declined_with_a_reason(store, host):
    ours = store.within(host)
    declared = ours.capabilities

    for verb, reason in (
        (lambda: ours.read(limit=1), declared.feeds),
        (lambda: ours.erase("maya"), declared.erases),
        (lambda: ours.within(host), declared.shares_host_transaction),
        (lambda: ours.claim(now=NOW, lease=MINUTE, limit=1), "deliver messages through the store itself"),
        (lambda: ours.settle([], now=NOW), "deliver messages through the store itself"),
        (lambda: ours.dead(limit=1), "deliver messages through the store itself"),
        (lambda: ours.revive([], now=NOW), "deliver messages through the store itself"),
    ):
        with pytest.raises(Declined) as refused:
            verb()
        assert refused.value.message.endswith(reason)


def test_the_limits_hold_inside_too(open_file, host):
    ours = open_file(limits=StoreLimits(rows_per_batch=1)).within(host)

    assert ours.limits == StoreLimits(rows_per_batch=1)
    with pytest.raises(TooLarge):
        write(ours, bodies=["{}", "{}"])


def test_only_an_open_sqlite_connection_to_the_same_file_will_do(store, host, tmp_path):
    elsewhere = sqlite3.connect(tmp_path / "other.db")
    in_memory = sqlite3.connect(":memory:")

    for connection, why in ((object(), "sqlite3.Connection"), (elsewhere, "another database"), (in_memory, "another")):
        with pytest.raises(Declined, match=why):
            store.within(connection)
    elsewhere.close()
    in_memory.close()
    with pytest.raises(StoreError):
        store.within(elsewhere)


@pytest.mark.parametrize(
    "pragma",
    [
        "synchronous = NORMAL",
        "synchronous = OFF",
        pytest.param("journal_mode = MEMORY", marks=pytest.mark.skipif(HAS_WAL, reason="a WAL is kept by the file")),
    ],
)
def test_a_connection_that_may_lose_what_it_commits_is_declined(store, host, pragma):
    host.execute(f"PRAGMA {pragma}").fetchall()

    with pytest.raises(Declined, match="may lose"):
        store.within(host)


def test_a_connection_that_reads_text_in_its_own_way_is_declined(store, host):
    host.text_factory = bytes

    with pytest.raises(Declined, match="text_factory"):
        store.within(host)


@pytest.mark.parametrize("kind", ["TEXT", "INTEGER"])
def test_a_connection_that_converts_what_it_reads_is_declined(store, path, monkeypatch, kind):
    monkeypatch.setitem(sqlite3.converters, kind, lambda stored: stored)
    converting = sqlite3.connect(path, detect_types=sqlite3.PARSE_DECLTYPES)

    with pytest.raises(Declined, match="detect_types"):
        store.within(converting)
    converting.close()


def test_a_connection_to_a_file_that_is_gone_is_declined(store, host, path):
    path.unlink()

    with pytest.raises(Declined, match="another database"):
        store.within(host)
