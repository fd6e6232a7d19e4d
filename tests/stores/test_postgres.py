"""The PostgreSQL store alone: reopening, tenants, writers at once, a feed behind slow transactions, its own guards."""

from __future__ import annotations

import signal
import threading
import traceback
from contextlib import closing, contextmanager, nullcontext
from datetime import timedelta
from hashlib import sha256
from uuid import uuid4

import psycopg
import pytest
from attrs import evolve
from psycopg.pq import TransactionStatus

from collabflow.core.errors import LeaseLost, Malformed, StoreBusy, StoreClosed, StoreError, VersionConflict
from collabflow.ports import Batch, Outcome, verify
from collabflow.stores.postgres import PostgresStore
from collabflow.stores.postgres_executor import transaction, worded
from collabflow.stores.postgres_words import in_words
from postgres import run
from stores.processes import ended, fork
from stores.samples import MINUTE, NOW, a_batch, a_message, claim, everything, rows_after, write


@pytest.fixture
def tenant():
    return uuid4().hex


@pytest.fixture
def open_store(laws_database, tenant):
    """Opens a PostgreSQL store on the tenant of this test."""
    opened = []

    def opener(**options):
        opened.append(PostgresStore(laws_database, **{"tenant": tenant, **options}))
        return opened[-1]

    yield opener
    for store in opened:
        store.close()


@pytest.fixture
def store(open_store):
    return open_store()


@pytest.fixture
def by_hand(laws_database):
    """A connection beside the store, for what a host or a person does."""
    with psycopg.connect(laws_database) as connection:
        yield connection
        connection.rollback()


def at_once(*works):
    """Do these in one thread each, let go together; what each answered or raised."""
    gate, answers = threading.Barrier(len(works)), [None] * len(works)

    def doing(place, work):
        gate.wait()
        try:
            answers[place] = work()
        except Exception as error:
            answers[place] = error

    threads = [threading.Thread(target=doing, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


@contextmanager
def going_on(work):
    """Do this in a thread, which may have to wait for us; what it answered or raised is in the list at the end."""
    answers = []

    def doing():
        try:
            answers.append(work())
        except Exception as error:
            answers.append(error)

    thread = threading.Thread(target=doing)
    thread.start()
    yield answers
    thread.join()


# reopening, tenants -----------------------------------------------------------------------------


def test_l2_closing_and_reopening_loses_nothing(open_store):
    store = open_store()
    write(store, "maya", ["{}", "[]"], messages=2, key="k", fingerprint="f")
    store.read(limit=1)
    first = claim(store, limit=1)
    before = (everything(store), store.answered("maya", "k"))
    store.close()

    again = open_store()

    assert (everything(again), again.answered("maya", "k")) == before
    assert [message.id for message in claim(again)] == ["maya:1:2"]
    again.settle([Outcome.sent(first[0])], now=NOW)
    with pytest.raises(LeaseLost):
        again.settle([Outcome.sent(first[0])], now=NOW)


def test_tenants_of_one_database_never_see_each_other(store, open_store):
    other = open_store(tenant=uuid4().hex)
    write(store, messages=1)
    write(other, bodies=["[]", "[]"])

    assert (len(store.load("maya")), len(other.load("maya"))) == (1, 2)
    assert [item.position for item in store.read(limit=9)] == [1]
    assert claim(other) == ()
    other.erase("maya")
    assert store.load("maya")[0].body is not None


def test_a_forked_child_works_on_and_leaves_its_parents_connections_alone(store):
    write(store)
    child = fork(lambda: write(store))

    assert ended(child) == 0
    assert write(store).version == 3
    assert verify(store.load("maya")) is None


def test_a_connection_that_the_server_has_ended_is_replaced(store, by_hand):
    write(store)
    by_hand.execute(
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
        "WHERE application_name = 'collabflow' AND datname = current_database()"
    )
    by_hand.commit()

    assert write(store).version == 2


def test_an_error_that_the_caller_is_just_handling_is_not_mistaken_for_ours(laws_database):
    with closing(psycopg.connect(laws_database, autocommit=True)) as connection:
        try:
            raise KeyError("the caller's own")
        except KeyError:
            with pytest.raises(StoreError, match="22012"), worded(), transaction(connection) as sql:
                sql.run("SELECT 1 / 0")


def test_l1_closing_while_others_work_ends_their_connections_too(store):
    store.close()

    with pytest.raises(StoreClosed):
        write(store)


# writers at once --------------------------------------------------------------------------------


@pytest.mark.parametrize("written", [0, 1])
def test_of_many_writers_at_one_version_exactly_one_wins(store, written):
    for _ in range(written):
        write(store)
    head = store.load("maya")[-1].digest if written else bytes(32)

    def append(word):
        rows = rows_after(written, [f'"{word}"'], previous=head)
        return lambda: store.append(Batch(case_id="maya", expected=written, rows=rows))

    answers = at_once(*(append(word) for word in range(6)))

    assert [answer for answer in answers if answer == written + 1] == [written + 1]
    conflicts = [answer for answer in answers if isinstance(answer, VersionConflict)]
    assert [conflict.actual for conflict in conflicts] == [written + 1] * 5
    assert len(store.load("maya")) == written + 1


def test_a_case_that_somebody_is_just_opening_is_waited_for(store, by_hand):
    ours = store.within(by_hand)
    batch = a_batch(store)
    ours.append(batch)

    with going_on(lambda: store.append(evolve(batch, rows=rows_after(0, ["[1]"]), summary=None))) as answers:
        wait_for_a_lock(by_hand, answers)
        by_hand.commit()

    assert isinstance(answers[0], VersionConflict)
    assert store.load("maya") == batch.rows


def test_when_the_one_who_was_faster_takes_it_back_the_other_wins(store, by_hand):
    store.within(by_hand).append(a_batch(store))
    later = Batch(case_id="maya", expected=0, rows=rows_after(0, ["[1]"]))

    with going_on(lambda: store.append(later)) as answers:
        wait_for_a_lock(by_hand, answers)
        by_hand.rollback()

    assert answers == [1]
    assert store.load("maya") == later.rows


def test_one_key_used_by_two_at_once_for_messages_alone_enqueues_once(store, by_hand):
    write(store)
    batch = Batch(case_id="maya", expected=1, messages=(a_message(1),), key="remind", fingerprint="f")
    store.within(by_hand).append(batch)

    with going_on(lambda: store.append(batch)) as answers:
        wait_for_a_lock(by_hand, answers)
        by_hand.commit()

    assert answers == [1]
    assert len(store.messages("maya")) == 1


def test_a_message_id_that_two_cases_take_at_once_is_refused_to_one(store, by_hand):
    store.within(by_hand).append(evolve(a_batch(store, "noor"), messages=(a_message(1, id="one", case_id="noor"),)))
    second = evolve(a_batch(store), messages=(a_message(1, id="one"),))

    with going_on(lambda: store.append(second)) as answers:
        wait_for_a_lock(by_hand, answers)
        by_hand.commit()

    assert "message id" in str(answers[0])
    assert store.load("maya") == ()


def wait_for_a_lock(connection, answers):
    """Until somebody waits for what this connection holds, or has an answer without waiting."""
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE pg_backend_pid() = ANY(pg_blocking_pids(pid))"
    while not answers and connection.execute(waiting).fetchone() == (0,):
        pass


def test_a_writer_holds_its_own_case_and_no_other(store, by_hand):
    write(store, "noor", messages=1)
    ours = store.within(by_hand)
    write(ours, "maya", messages=1)

    assert write(store, "noor", messages=1).version == 2
    assert len(store.read(limit=9)) == 2
    assert len(claim(store)) == 2
    by_hand.commit()


def test_a_case_that_is_held_too_long_is_busy_and_nothing_is_written(store, open_store, by_hand):
    write(store)
    write(store.within(by_hand))

    with pytest.raises(StoreBusy) as busy:
        open_store(timeout=0.05).append(a_batch(store))

    assert busy.value.code == "55P03"
    by_hand.rollback()
    assert len(store.load("maya")) == 1


def test_who_does_not_want_to_wait_for_a_case_is_told_at_once_that_it_is_held(store, open_store, by_hand):
    write(store)
    write(store.within(by_hand))

    with pytest.raises(StoreBusy):
        open_store(timeout=0).append(a_batch(store))


class OutOfTime(BaseException):
    """What a host's own limit of time raises, from the handler of a signal."""


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="this system has no such signal")
def test_what_breaks_off_the_waiting_goes_to_the_host_as_it_is(store, by_hand):
    def ring(number, frame):
        raise OutOfTime

    write(store)
    write(store.within(by_hand))
    before = signal.signal(signal.SIGALRM, ring)
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.2)
        with pytest.raises(OutOfTime):
            store.append(a_batch(store))
    finally:
        signal.signal(signal.SIGALRM, before)
    by_hand.rollback()

    assert write(store).version == 2


_TAKEN_BACK = """
CREATE SEQUENCE tries;
CREATE FUNCTION taken_back() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF nextval('tries') <= {times} THEN
        RAISE EXCEPTION USING ERRCODE = 'deadlock_detected';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER taken_back BEFORE INSERT ON cf_entry FOR EACH ROW EXECUTE FUNCTION taken_back();
"""


@pytest.mark.parametrize(("times", "version"), [(2, 1), (3, 0)])
def test_a_transaction_that_postgresql_takes_back_is_tried_again_twice(postgres_database, times, version):
    with closing(PostgresStore(postgres_database)) as store:
        run(postgres_database, _TAKEN_BACK.format(times=times))

        with nullcontext() if version else pytest.raises(StoreBusy, match="40P01"):
            write(store)

        assert len(store.load("maya")) == version


# statements that travel together ---------------------------------------------------------------


@pytest.fixture
def names(postgres_database):
    """A connection to a table of names, none of which may be there twice; Rosa is there."""
    with psycopg.connect(postgres_database, autocommit=True) as connection:
        connection.execute("CREATE TABLE known (name text PRIMARY KEY)")
        connection.execute("INSERT INTO known VALUES ('Rosa')")
        yield connection


def known(connection):
    return [name for (name,) in connection.execute("SELECT name FROM known ORDER BY name")]


@pytest.fixture(params=[True, False], ids=["together", "one by one, with an old libpq"])
def pipelines(request, monkeypatch):
    if not request.param:
        monkeypatch.setattr(psycopg.Pipeline, "is_supported", lambda: False)


@pytest.mark.usefixtures("pipelines")
def test_what_is_posted_comes_before_what_is_run_and_is_committed_with_it(names):
    with transaction(names) as sql:
        sql.post("INSERT INTO known VALUES (?)", ("Kim",))
        sql.post("INSERT INTO known VALUES (?)", ("Lee",))
        assert sql.run("SELECT count(*) FROM known").rows == [(3,)]
        sql.post("DELETE FROM known WHERE name = ?", ("Lee",))

    assert known(names) == ["Kim", "Rosa"]


@pytest.mark.usefixtures("pipelines")
@pytest.mark.parametrize("then", ["SELECT 1", "SELECT nonsense", "INSERT INTO known VALUES ('Rosa')"])
@pytest.mark.parametrize("more", [0, 1, 20])
def test_what_fails_after_it_was_posted_undoes_everything_and_nothing_of_it_is_logged(names, caplog, then, more):
    with pytest.raises(StoreError) as failed, transaction(names) as sql:
        sql.post("INSERT INTO known VALUES ('Kim')")
        sql.post("INSERT INTO known VALUES (?)", ("Rosa",))
        for n in range(more):
            sql.post("INSERT INTO known VALUES (?)", (f"{n}",))
        sql.run(then)

    assert failed.value.code == "23505"
    assert caplog.text == ""
    assert "Rosa" not in "".join(traceback.format_exception(failed.value))
    assert known(names) == ["Rosa"]


@pytest.mark.usefixtures("pipelines")
def test_what_fails_only_at_the_commit_undoes_everything(names):
    with pytest.raises(StoreError), transaction(names) as sql:
        sql.run("INSERT INTO known VALUES ('Kim')")
        sql.post("INSERT INTO known VALUES ('Rosa')")

    assert known(names) == ["Rosa"]


@pytest.mark.usefixtures("pipelines")
def test_who_breaks_off_leaves_nothing_behind(names):
    with pytest.raises(KeyboardInterrupt), transaction(names) as sql:
        sql.run("INSERT INTO known VALUES ('Kim')")
        sql.post("INSERT INTO known VALUES ('Rosa')")
        raise KeyboardInterrupt

    assert known(names) == ["Rosa"]
    assert names.info.transaction_status is TransactionStatus.IDLE


# the feed ---------------------------------------------------------------------------------------


def test_g3_what_is_committed_late_comes_later_and_is_not_missed(store, by_hand):
    write(store.within(by_hand), "slow")
    write(store, "quick")

    seen = [(item.position, item.row.case_id) for item in store.read(limit=9)]
    by_hand.commit()
    write(store, "quick")
    later = [(item.position, item.row.case_id) for item in store.read(after=seen[-1][0], limit=9)]

    assert seen == [(1, "quick")]
    assert later == [(2, "slow"), (3, "quick")]


def test_followers_at_once_give_each_entry_one_position(store):
    for n in range(20):
        write(store, f"case-{n}", ["{}", "[]"])

    answers = at_once(*(lambda: store.read(limit=100) for _ in range(5)))

    assert {len(items) for items in answers} == {40}
    assert len({tuple(items) for items in answers}) == 1
    assert [item.position for item in answers[0]] == list(range(1, 41))


# messages ---------------------------------------------------------------------------------------


def test_t3_workers_at_once_never_hold_the_same_message(store):
    for n in range(30):
        write(store, f"case-{n}", messages=1)

    answers = at_once(*(lambda: claim(store, limit=10) for _ in range(4)))

    claimed = [message.id for messages in answers for message in messages]
    assert len(claimed) == len(set(claimed)) == 30
    assert max(len(messages) for messages in answers) == 10


def test_a_worker_does_not_wait_for_what_another_is_taking(store, by_hand):
    write(store, "maya", messages=2)
    by_hand.execute("SELECT 1 FROM cf_message WHERE tenant = %s AND id = 'maya:1:1' FOR UPDATE", (store._tenant,))

    assert [message.id for message in claim(store)] == ["maya:1:2"]


# its own guards ---------------------------------------------------------------------------------

_REFUSED = (
    "UPDATE cf_entry SET body = '\"other\"' WHERE tenant = %s",
    "UPDATE cf_entry SET body = NULL, salt = NULL, by_name = NULL, evidence = NULL, key = NULL WHERE tenant = %s",
    "DELETE FROM cf_entry WHERE tenant = %s",
    "UPDATE cf_case SET version = 0 WHERE tenant = %s",
    "DELETE FROM cf_case WHERE tenant = %s",
    "UPDATE cf_key SET fingerprint = 'g' WHERE tenant = %s",
    "DELETE FROM cf_key WHERE tenant = %s",
    "DELETE FROM cf_unfed WHERE tenant = %s",
    "UPDATE cf_unfed SET version = 9 WHERE tenant = %s",
    "INSERT INTO cf_feed (tenant, position, case_id, version) VALUES (%s, 0, 'noor', 1)",
    "UPDATE cf_feed SET position = 9 WHERE tenant = %s",
    "DELETE FROM cf_feed WHERE tenant = %s",
    "UPDATE cf_message SET body = '{}' WHERE tenant = %s",
    "DELETE FROM cf_message WHERE tenant = %s",
)


@pytest.mark.parametrize("statement", _REFUSED)
def test_what_was_written_is_not_changed_by_hand_either(store, by_hand, statement):
    write(store, key="k", fingerprint="f", messages=1)
    store.read(limit=1)
    write(store)

    with pytest.raises(psycopg.errors.RestrictViolation):
        by_hand.execute(statement, (store._tenant,))


@pytest.mark.parametrize("table", ["cf_case", "cf_entry", "cf_key", "cf_unfed", "cf_feed", "cf_message"])
def test_no_table_is_emptied(by_hand, store, table):
    with pytest.raises(psycopg.errors.RestrictViolation):
        by_hand.execute(f"TRUNCATE {table}")


def test_an_error_of_the_database_keeps_its_code_and_none_of_its_words(store, by_hand, laws_database):
    run(laws_database, "ALTER TABLE cf_entry ADD CONSTRAINT never CHECK (by_name <> 'Noor Haddad') NOT VALID")
    try:
        with pytest.raises(StoreError) as refused:
            store.append(
                Batch(case_id="noor", expected=0, rows=rows_after(0, ["{}"], case_id="noor", by_name="Noor Haddad"))
            )
    finally:
        run(laws_database, "ALTER TABLE cf_entry DROP CONSTRAINT never")

    assert refused.value.code == "23514"
    assert "Haddad" not in str(refused.value)
    assert refused.value.__cause__ is None
    assert refused.value.__suppress_context__
    assert write(store).version == 1


def test_an_id_too_long_for_an_index_is_told_so_and_the_store_works_on(store):
    long = "".join(sha256(bytes([n])).hexdigest() for n in range(100))  # what repeats would be made shorter

    with pytest.raises(StoreError, match="longer than the database can index"):
        write(store, long)

    assert store.load(long) == ()
    assert write(store).version == 1


def test_a_code_is_found_by_whichever_name_a_driver_gives_it():
    named = [type("DriverError", (Exception,), {name: "55P03"})() for name in ("sqlstate", "pgcode")]

    for error in (*named, Exception({"S": "ERROR", "C": "55P03", "M": "Rosa Vidal"})):
        assert isinstance(in_words(error), StoreBusy)
        assert str(in_words(error)).endswith("(55P03)")


@pytest.mark.parametrize("url", ["", "nonsense", "mysql://somewhere"])
def test_what_is_no_connection_string_is_refused_in_words(url):
    with pytest.raises(Malformed, match="url"):
        PostgresStore(url)


def test_a_server_that_is_not_there_is_told_without_the_password(tmp_path):
    with pytest.raises(StoreError, match="cannot be reached") as refused:
        PostgresStore(f"postgresql://rosa:secret@/cases?host={tmp_path}")

    assert "secret" not in str(refused.value)


def test_a_lease_is_counted_in_the_time_that_was_given(store):
    write(store, messages=1)
    far = NOW + timedelta(days=20_000)

    first = claim(store, now=far)
    assert claim(store, now=far + MINUTE - timedelta(microseconds=1)) == ()
    assert claim(store, now=far + MINUTE)[0].attempts == first[0].attempts + 1
