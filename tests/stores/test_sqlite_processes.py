"""The SQLite store between threads and processes (T, L4, G3, C1 to C6): one winner, nothing lost, nothing torn."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import threading

import pytest

from collabflow.core.errors import StoreBusy, VersionConflict
from collabflow.ports import verify
from collabflow.stores.sqlite import SqliteStore
from collabflow.stores.sqlite_schema import migrate, migrations
from stores.processes import KILLED, ended, fork, kill_at_line, together
from stores.samples import a_batch, claim, write

ROUNDS = 10


def race(store, name):
    """Try to win each of the next versions until they are all there; which versions were won."""
    won = []
    while len(store.load("maya")) < ROUNDS:
        try:
            won.append(store.append(a_batch(store, bodies=[f'"{name}"'], messages=1)))
        except VersionConflict:
            continue
    return won


def test_eight_threads_on_one_case_have_exactly_one_winner_for_each_version(open_file):
    store = open_file()
    won, start = [], threading.Barrier(8)

    def work(n):
        start.wait()
        won.extend(race(store, n))

    threads = [threading.Thread(target=work, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(won) == list(range(1, len(won) + 1))
    assert len(store.load("maya")) == len(won) >= ROUNDS
    assert verify(store.load("maya")) is None
    assert len(claim(store)) == len(won)


def test_four_processes_on_one_case_have_exactly_one_winner_for_each_version(open_file, path, tmp_path):
    open_file()

    def work(n):
        store = SqliteStore(path)
        (tmp_path / f"won-{n}").write_text(" ".join(map(str, race(store, n))))

    endings = together(*(lambda n=n: work(n) for n in range(4)))

    store = open_file()
    won = sorted(int(v) for n in range(4) for v in (tmp_path / f"won-{n}").read_text().split())
    assert endings == [0, 0, 0, 0]
    assert won == list(range(1, len(won) + 1))
    assert len(store.load("maya")) == len(won) >= ROUNDS
    assert verify(store.load("maya")) is None


def test_l4_several_processes_may_open_a_brand_new_file_at_the_same_moment(tmp_path):
    for attempt in range(4):
        path = tmp_path / f"new-{attempt}.db"

        endings = together(*(lambda n=n, path=path: write(SqliteStore(path), f"case-{n}") for n in range(4)))

        store = SqliteStore(path)
        assert endings == [0, 0, 0, 0]
        assert [len(store.load(f"case-{n}")) for n in range(4)] == [1, 1, 1, 1]
        store.close()


def test_t3_no_message_is_handed_to_two_workers(open_file, path, tmp_path):
    store = open_file()
    for n in range(5):
        write(store, f"case-{n}", messages=8)

    def work(n):
        mine, handle = SqliteStore(path), (tmp_path / f"took-{n}").open("w")
        while claimed := claim(mine, limit=3):
            print(*(message.token for message in claimed), file=handle, flush=True)

    endings = together(*(lambda n=n: work(n) for n in range(4)))

    took = [token for n in range(4) for token in (tmp_path / f"took-{n}").read_text().split()]
    assert endings == [0, 0, 0, 0]
    assert sorted(took) == sorted(f"case-{n}:1:{m}#1" for n in range(5) for m in range(1, 9))


def test_g3_a_follower_never_misses_what_others_commit_meanwhile(open_file, path):
    store = open_file()

    def work(n):
        mine = SqliteStore(path)
        for _ in range(15):
            write(mine, f"case-{n}")

    children = [fork(lambda n=n: work(n)) for n in range(3)]
    followed, last = [], 0
    while len(followed) < 45:
        for item in store.read(after=last, limit=4):
            followed.append((item.row.case_id, item.row.version))
            last = item.position

    assert [ended(child) for child in children] == [0, 0, 0]
    assert tuple(followed) == tuple((item.row.case_id, item.row.version) for item in store.read(limit=99))
    assert len(set(followed)) == 45


# forks ------------------------------------------------------------------------------------------


def test_a_store_goes_on_in_a_forked_child_and_in_its_parent(open_file):
    store = open_file()
    write(store)

    ending = ended(fork(lambda: [write(store) for _ in range(3)]))
    write(store)

    assert ending == 0
    assert verify(store.load("maya")) is None
    assert len(store.load("maya")) == 5


def test_a_child_does_not_drop_its_parents_locks(open_file, path):
    store = open_file(timeout=0.01)
    host = sqlite3.connect(path, isolation_level=None)
    host.execute("BEGIN IMMEDIATE")

    def work():
        with pytest.raises(StoreBusy):
            write(store)
        store.close()

    ending = ended(fork(work))
    with pytest.raises(StoreBusy):
        write(store)

    assert ending == 0
    host.close()


def test_forking_beside_busy_threads_waits_for_them_and_leaves_a_working_child(open_file):
    store = open_file()
    stop = threading.Event()

    def busy(n):
        while not stop.is_set():
            write(store, f"busy-{n}")
            store.load("maya")

    threads = [threading.Thread(target=busy, args=(n,)) for n in range(3)]
    for thread in threads:
        thread.start()
    endings = [ended(fork(lambda: write(store))) for _ in range(8)]
    stop.set()
    for thread in threads:
        thread.join()

    assert endings == [0] * 8
    assert len(store.load("maya")) == 8
    assert all(verify(store.load(f"busy-{n}")) is None for n in range(3))


# kills ------------------------------------------------------------------------------------------


def sweep(tmp_path, prepared, work, check):
    """Kill a child before each line of ours in turn, on a fresh copy, until it gets through; how many kills."""
    for number in range(1, 2000):
        path = tmp_path / "copy.db"
        for file in tmp_path.glob("copy.db*"):
            file.unlink()
        shutil.copy(prepared, path)

        def child(path=path, number=number):
            store = SqliteStore(path)
            kill_at_line(number, of=f"stores{os.sep}sqlite")
            work(store)

        ending = ended(fork(child))
        assert ending in (0, KILLED)
        store = SqliteStore(path)
        check(store, finished=ending == 0)
        store.close()
        if ending == 0:
            return number
    raise AssertionError("the work never got through")


def test_c6_a_reader_killed_at_any_line_leaves_positions_unique_and_rising(path, tmp_path):
    store = SqliteStore(path)
    write(store, bodies=["{}", "[]"])
    store.read(limit=1)
    write(store, "noor")
    store.close()

    def check(store, *, finished):
        feed = store.read(limit=9)
        assert [(item.position, item.row.case_id, item.row.version) for item in feed] == [
            (1, "maya", 1),
            (2, "maya", 2),
            (3, "noor", 1),
        ]

    assert sweep(tmp_path, path, lambda store: store.read(limit=9), check) > 30


def test_c1_what_was_acknowledged_survives_a_kill_at_any_moment(open_file, path):
    open_file().close()
    for acknowledged in (1, 7, 20):
        reading, writing = os.pipe()

        def work(writing=writing):
            store = SqliteStore(path)
            while True:
                os.write(writing, bytes([write(store, bodies=["{}", "[]"], messages=1).version % 251]))

        child = fork(work)
        os.close(writing)
        acks = [os.read(reading, 1)[0] for _ in range(acknowledged)]
        os.kill(child, signal.SIGKILL)
        while more := os.read(reading, 100):
            acks += more
        os.close(reading)

        assert ended(child) == KILLED
        store = open_file()
        rows = store.load("maya")
        assert len(rows) % 2 == 0
        assert (len(rows) - acks[-1]) % 251 in (0, 2)
        assert len(store.messages("maya")) == len(rows) // 2
        assert verify(rows) is None
        store.close()


def test_a_process_killed_while_it_makes_the_file_leaves_one_that_opens(tmp_path):
    script_lines = len(list(migrations()[0].splitlines()))
    for statement in (1, 2, 5, 20, 40, 60):
        path = tmp_path / f"half-{statement}.db"

        def work(path=path, statement=statement):
            connection = sqlite3.connect(path, isolation_level=None)
            said = []

            def count(sql):
                said.append(sql)
                if len(said) == statement:
                    os.kill(os.getpid(), signal.SIGKILL)

            connection.set_trace_callback(count)
            migrate(connection, "half.db", migrations())

        ending = ended(fork(work))

        store = SqliteStore(path)
        assert write(store).version == 1
        store.close()
        assert ending == (KILLED if statement <= 40 else 0) or script_lines < 40


def test_a_writer_that_dies_in_its_turn_does_not_block_the_next_one(open_file, path):
    def work():
        from collabflow.stores.sqlite_turn import Turn

        with Turn(str(path), timeout=1).taken():
            os.kill(os.getpid(), signal.SIGKILL)

    store = open_file(timeout=0.01)

    assert ended(fork(work)) == KILLED
    assert write(store).version == 1
