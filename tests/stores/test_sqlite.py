"""The SQLite store alone: reopening (L2, L3, L5, G4), tenants, what the file itself refuses, and erasure on disk."""

from __future__ import annotations

import shutil
import sqlite3
import threading
from contextlib import closing
from datetime import date, timedelta

import pytest
from attrs import evolve

from collabflow.core.errors import LeaseLost, Malformed, StoreBusy, StoreError, VersionConflict
from collabflow.ports import Batch, Outcome, Query, verify
from collabflow.stores.sql.executor import Dialect
from collabflow.stores.sql.summaries import asked
from collabflow.stores.sqlite import SqliteStore
from stores.samples import HAS_WAL, MINUTE, NOW, a_message, a_summary, claim, everything, rows_after, write


@pytest.fixture
def store(open_file):
    return open_file()


OPENED: list[sqlite3.Connection] = []
"""Connections that tests opened by hand; each test closes them at its end."""


@pytest.fixture(autouse=True)
def every_connection_is_closed():
    """Closes what a test opened by hand, also where it failed."""
    yield
    while OPENED:
        OPENED.pop().close()


def raw(path):
    connection = sqlite3.connect(path, isolation_level=None)
    OPENED.append(connection)
    connection.execute("PRAGMA busy_timeout = 0")
    return connection


# reopening ------------------------------------------------------------------------------------


def test_l2_closing_and_reopening_loses_nothing(open_file):
    store = open_file()
    write(store, "maya", ["{}", "[]"], messages=2, key="k", fingerprint="f")
    write(store, "noor", messages=1)
    store.read(limit=1)
    first = claim(store, limit=1)
    before = (everything(store, ["maya", "noor"]), store.answered("maya", "k"))
    store.close()

    again = open_file()

    assert (everything(again, ["maya", "noor"]), again.answered("maya", "k")) == before
    assert [message.id for message in claim(again)] == ["maya:1:2", "noor:1:1"]
    again.settle([Outcome.sent(first[0])], now=NOW)
    with pytest.raises(LeaseLost):
        again.settle([Outcome.sent(first[0])], now=NOW)


def test_g4_positions_are_not_given_again_after_reopening(open_file):
    store = open_file()
    write(store)
    last = store.read(limit=9)[-1].position
    store.erase("maya")
    store.close()

    again = open_file()
    write(again, "noor")

    assert again.read(after=last, limit=9)[0].position > last


def test_l6_an_erasure_is_still_one_after_reopening(open_file):
    store = open_file()
    batch = write(store, messages=1)
    store.erase("maya")
    before = everything(store)
    store.close()

    again = open_file()

    assert everything(again) == before
    assert verify(again.load("maya"), head=batch.rows[-1].digest) is None


def test_l3_two_open_stores_see_each_others_writes(open_file):
    here, there = open_file(), open_file()
    write(here, messages=1)
    write(there, "maya", ["[]"])

    assert here.load("maya") == there.load("maya")
    with pytest.raises(VersionConflict):
        here.append(Batch(case_id="maya", expected=1, rows=rows_after(1, ["9"])))
    assert here.read(limit=9) == there.read(limit=9)
    (claimed,) = claim(here)
    assert claim(there) == ()
    there.settle([Outcome.sent(claimed)], now=NOW)
    with pytest.raises(LeaseLost):
        here.settle([Outcome.sent(claimed)], now=NOW)


def test_tenants_share_a_file_and_see_nothing_of_each_other(open_file):
    ours, theirs = open_file(tenant="north"), open_file(tenant="North")
    write(ours, messages=1, key="k", fingerprint="f")
    write(theirs, bodies=["{}", "[]"], messages=1)

    assert (len(ours.load("maya")), len(theirs.load("maya"))) == (1, 2)
    assert theirs.answered("maya", "k") is None
    assert (len(ours.read(limit=9)), len(theirs.read(limit=9))) == (1, 2)
    assert len(claim(ours)) == 1
    assert len(claim(theirs)) == 1
    assert ours.erase("maya") == 1
    assert not theirs.load("maya")[0].is_erased
    assert len(theirs.find(Query()).summaries) == 1


def test_a_store_goes_on_in_another_folder_of_the_process(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    store = SqliteStore("cases.db")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)

    thread = threading.Thread(target=write, args=(store,))
    thread.start()
    thread.join()

    assert len(store.load("maya")) == 1
    store.close()
    assert list(elsewhere.iterdir()) == []


# opening --------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["", ":memory:"])
def test_a_store_without_a_file_is_refused(path):
    with pytest.raises(Malformed, match="MemoryStore"):
        SqliteStore(path)


@pytest.mark.parametrize(("path", "tenant"), [("a\x00.db", "t"), ("a.db", "\ud800")])
def test_a_path_or_tenant_that_cannot_be_stored_is_refused(tmp_path, path, tenant):
    with pytest.raises(Malformed):
        SqliteStore(f"{tmp_path}/{path}", tenant=tenant)


def test_a_folder_that_is_not_there_is_told_in_words(tmp_path):
    with pytest.raises(StoreError, match="folder") as refused:
        SqliteStore(tmp_path / "nowhere" / "cases.db")

    assert refused.value.code == "SQLITE_CANTOPEN"


def test_a_file_that_is_no_database_is_left_as_it_is(path):
    path.write_text("Maya's drawing\n" * 100)
    before = path.read_bytes()

    with pytest.raises(StoreError, match="not a database") as refused:
        SqliteStore(path)

    assert refused.value.code == "SQLITE_NOTADB"
    assert path.read_bytes() == before


def test_a_database_of_something_else_is_left_as_it_is(path):
    other = raw(path)
    other.execute("PRAGMA journal_mode = WAL")
    other.execute("CREATE TABLE lunch (dish TEXT)")
    other.close()
    before = path.read_bytes()

    with pytest.raises(StoreError, match="something else"):
        SqliteStore(path)

    assert path.read_bytes() == before


def test_a_refused_opening_leaves_no_connection_behind(path):
    raw(path).execute("PRAGMA user_version = 7")

    with pytest.raises(StoreError):
        SqliteStore(path)

    path.unlink()
    SqliteStore(path).close()


def test_an_empty_file_becomes_a_store(path):
    path.touch()

    store = SqliteStore(path)

    assert write(store).version == 1
    store.close()


# trouble --------------------------------------------------------------------------------------


def test_l5_a_file_that_is_held_by_somebody_else_is_busy(open_file, path):
    store = open_file(timeout=0.01)
    write(store)
    other = raw(path)
    other.execute("BEGIN EXCLUSIVE")

    readers = [] if HAS_WAL else [lambda: store.load("maya"), lambda: open_file(timeout=0.01)]
    for verb in (lambda: write(store, "noor"), lambda: store.erase("maya"), *readers):
        with pytest.raises(StoreBusy) as refused:
            verb()
        assert refused.value.code == "SQLITE_BUSY"

    other.execute("ROLLBACK")
    other.close()
    assert write(store).version == 2


@pytest.mark.skipif(HAS_WAL, reason="with a WAL, readers hold nobody up")
def test_l5_a_commit_that_a_reader_holds_up_is_busy_and_writes_nothing(open_file, path):
    store = open_file(timeout=0.01)
    write(store)
    reader = raw(path)
    reading = reader.execute("SELECT 1 FROM cf_entry UNION ALL SELECT 2")
    reading.fetchone()

    with pytest.raises(StoreBusy):
        write(store)

    reading.close()
    reader.close()
    assert len(store.load("maya")) == 1
    assert write(store).version == 2


def test_l5_the_drivers_own_words_never_leave(open_file, path):
    store = open_file()
    write(store, bodies=['{"words":"a family secret"}'])
    vandal = raw(path)
    vandal.execute("DROP TRIGGER cf_entry_only_erased")
    vandal.execute("UPDATE cf_entry SET body = CAST(x'ff' || 'a family secret' AS TEXT)")
    vandal.close()

    with pytest.raises(StoreError) as refused:
        store.load("maya")

    assert "secret" not in str(refused.value)
    assert refused.value.__suppress_context__
    assert refused.value.code is None


def test_l5_a_table_that_is_gone_is_told_by_its_code(open_file, path):
    store = open_file()
    vandal = raw(path)
    vandal.execute("DROP TABLE cf_unfed")
    vandal.close()

    with pytest.raises(StoreError) as refused:
        write(store)

    assert refused.value.code == "SQLITE_ERROR"
    assert store.load("maya") == ()


@pytest.mark.parametrize(
    ("text", "words"), [("yesterday", "damaged"), ("2026-09-07 09:00:00.000000+00:00", "rewritten")]
)
def test_a_stored_time_that_nobody_here_wrote_is_refused(open_file, path, text, words):
    store = open_file()
    write(store)
    vandal = raw(path)
    vandal.execute("DROP TRIGGER cf_entry_only_erased")
    vandal.execute("UPDATE cf_entry SET at = ?", (text,))
    vandal.close()

    with pytest.raises(StoreError, match=words):
        store.load("maya")


# what the file itself refuses -------------------------------------------------------------------


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE cf_entry SET body = '[]'",
        "UPDATE cf_entry SET body = NULL, salt = NULL, by_name = NULL, evidence = NULL, key = NULL",
        "DELETE FROM cf_entry",
        "INSERT OR REPLACE INTO cf_entry SELECT * FROM cf_entry",
        "UPDATE cf_case SET version = 0",
        "UPDATE cf_case SET case_id = 'other'",
        "DELETE FROM cf_case",
        "UPDATE cf_key SET fingerprint = 'other'",
        "INSERT OR REPLACE INTO cf_key SELECT * FROM cf_key",
        "DELETE FROM cf_key",
        "UPDATE cf_unfed SET place = 99",
        "DELETE FROM cf_unfed",
        "UPDATE cf_feed SET position = 99",
        "DELETE FROM cf_feed",
        "INSERT INTO cf_feed VALUES ('default', 1, 'other', 1)",
        "UPDATE cf_message SET body = '{}'",
        "UPDATE cf_message SET recipient = 'somebody'",
        "INSERT OR REPLACE INTO cf_message SELECT * FROM cf_message",
        "DELETE FROM cf_message",
    ],
)
def test_what_is_written_stays_whoever_tries(store, path, sql):
    write(store, "maya", messages=1, key="k", fingerprint="f")
    store.read(limit=9)
    write(store, "noor")
    vandal = raw(path)

    with pytest.raises(sqlite3.IntegrityError):
        vandal.execute(sql)

    vandal.close()
    assert verify(store.load("maya")) is None


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE cf_case SET erased = 0",
        "UPDATE cf_case SET version = 2",
        "UPDATE cf_case SET summary_version = 1",
        "UPDATE cf_entry SET body = '{}', salt = x'00'",
        "UPDATE cf_entry SET type = 'other'",
        "UPDATE cf_entry SET digest = zeroblob(32)",
    ],
)
def test_an_erasure_cannot_be_undone_or_used_to_rewrite(store, path, sql):
    write(store)
    store.erase("maya")
    vandal = raw(path)

    with pytest.raises(sqlite3.IntegrityError):
        vandal.execute(sql)

    vandal.close()


def test_what_was_erased_is_not_in_the_files_any_more(store, path):
    words = "the words of a grandmother " * 500
    write(store, bodies=[f'"{words}"'], messages=1)
    store.append(Batch(case_id="maya", expected=1, messages=(a_message(1, 2, body=words, recipient="grandma"),)))

    def found():
        files = b"".join(file.read_bytes() for file in path.parent.iterdir())
        return [word for word in (b"grandmother", b"Rosa Vidal", b"grandma", b"student-maya") if word in files]

    assert len(found()) == 4
    store.erase("maya")

    assert found() == []


# speed by shape ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wanted", "index"),
    [
        ({"case_id": "maya"}, "PRIMARY KEY"),
        ({"student": "s"}, "cf_case_student (tenant=? AND student=? AND case_id>?)"),
        ({"party": "p"}, "cf_party_case (tenant=? AND party=? AND case_id>?)"),
        ({"step": "s"}, "cf_case_step (tenant=? AND step=? AND case_id>?)"),
        ({"status": "s"}, "cf_case_status (tenant=? AND status=? AND case_id>?)"),
        ({"due_before": date(2026, 9, 7)}, "cf_case_due (tenant=? AND (next_due,case_id)>(?,?) AND next_due<?)"),
    ],
)
def test_no_question_walks_through_all_cases(store, path, wanted, index):
    connection = raw(path)
    sql, values = asked(Query(**wanted), "default", Dialect.SQLITE)

    steps = connection.execute(f"EXPLAIN QUERY PLAN {sql}", values).fetchall()

    connection.close()
    of_the_page = [detail for _, parent, _, detail in steps if parent == steps[0][0]]
    assert index in of_the_page[0]
    assert not [step for step in of_the_page if "SCAN" in step or "TEMP B-TREE" in step]
    assert [detail for _, _, _, detail in steps if "SCAN" in detail] == ["SCAN f"]  # the page, for its parties


def test_an_idle_worker_and_an_idle_reader_do_not_lock_the_file(open_file, path):
    store = open_file(timeout=0.01)
    write(store)
    last = store.read(limit=9)[-1].position
    writer = raw(path)
    writer.execute("BEGIN IMMEDIATE")

    assert store.claim(now=NOW, lease=MINUTE, limit=9) == ()
    assert store.read(after=last, limit=9) == ()
    assert store.read(limit=1)[0].position == last

    writer.close()


def test_numbering_is_as_short_as_what_is_asked(store, path):
    write(store, bodies=["{}"] * 5)

    store.read(limit=2)

    connection = raw(path)
    assert connection.execute("SELECT count(*) FROM cf_unfed").fetchone() == (3,)
    connection.close()


def test_a_copy_of_the_file_is_a_store_too(store, path, tmp_path):
    write(store, messages=1)
    before = everything(store)
    store.close()
    shutil.copy(path, tmp_path / "copy.db")

    copy = SqliteStore(tmp_path / "copy.db")

    assert everything(copy) == before
    copy.close()


def test_what_a_wal_keeps_of_an_erased_case_for_a_reader_is_told_and_goes_with_the_next_try(
    open_file, path, monkeypatch
):
    monkeypatch.setattr("collabflow.stores.sqlite.journal_mode", lambda version: "wal")
    store = open_file(timeout=0.05)
    write(store, bodies=['"a word of the family"'])
    reader = raw(path)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM cf_entry").fetchall()

    with pytest.raises(StoreBusy, match="erase it again"):
        store.erase("maya")
    assert store.load("maya")[0].body is None
    reader.execute("COMMIT")
    store.erase("maya")

    assert not any(b"a word of the family" in file.read_bytes() for file in path.parent.iterdir())


def test_a_backup_that_is_put_in_the_files_place_is_worked_on_from_then_on(store, path, tmp_path):
    write(store)
    backup = tmp_path / "backup.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("VACUUM INTO ?", (str(backup),))
    write(store)
    for beside in ("-wal", "-shm", "-journal"):
        path.with_name(f"{path.name}{beside}").unlink(missing_ok=True)
    backup.replace(path)

    assert len(store.load("maya")) == 1
    assert write(store).version == 2
    with closing(SqliteStore(path)) as again:
        assert len(again.load("maya")) == 2


@pytest.mark.skipif(HAS_WAL, reason="who writes to a WAL is not told")
def test_a_file_that_was_deleted_is_not_begun_anew(store, path):
    write(store)
    path.unlink()

    with pytest.raises(StoreError, match="moved or deleted"):
        write(store)

    assert not path.exists()


@pytest.mark.skipif(HAS_WAL, reason="this SQLite may work on a WAL")
def test_a_file_that_somebody_keeps_in_wal_mode_is_told_and_not_called_busy(open_file, path):
    write(open_file())
    with closing(sqlite3.connect(path)) as host:
        host.execute("PRAGMA journal_mode = WAL")
        host.execute("SELECT count(*) FROM cf_case").fetchall()

        with pytest.raises(StoreError, match="WAL mode") as told:
            open_file(timeout=0.05)

    assert not isinstance(told.value, StoreBusy)


def test_parties_are_rewritten_only_when_they_change(store, path):
    batch = write(store)
    watcher = raw(path)
    watcher.execute("CREATE TRIGGER watch BEFORE DELETE ON cf_party BEGIN SELECT RAISE(ABORT, 'rewritten'); END")

    assert store.summarise([evolve(batch.summary, step="set_goals")]) == 1
    with pytest.raises(StoreError):
        store.summarise([a_summary(batch.rows, parties=("lee",))])

    watcher.close()
    assert store.find(Query()).summaries[0].parties == ("rosa", "lee")


def test_a_lease_survives_in_the_file_to_the_microsecond(open_file):
    store = open_file()
    write(store, messages=1)
    claim(store, now=NOW + timedelta(microseconds=1))
    store.close()

    assert open_file().messages("maya")[0].lease_until == NOW + MINUTE + timedelta(microseconds=1)
