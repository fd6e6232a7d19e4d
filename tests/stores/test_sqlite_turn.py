"""The turn to write to a SQLite file: first come, first served, whoever dies meanwhile."""

from __future__ import annotations

import errno
import os
import signal
import sqlite3
import sys
import threading
import time
from contextlib import closing

import pytest

from collabflow.core.errors import StoreBusy
from collabflow.stores import sqlite_turn
from collabflow.stores.sqlite import SqliteStore
from collabflow.stores.sqlite_turn import Turn, drawn
from collabflow.testing.sweeps.lines import Files, spots, traced
from stores.processes import KILLED, ended, fork
from stores.samples import write

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="locks of open files are there on Linux")


@pytest.fixture
def path(tmp_path):
    return str(tmp_path / "cases.db")


def test_numbers_come_up_in_the_order_in_which_they_were_drawn(path):
    tickets = [drawn(path) for _ in range(5)]

    for first in range(5):
        assert [ticket.ahead() == 0 for ticket in tickets[first:]] == [True] + [False] * (4 - first)
        tickets[first].close()


def test_a_writer_that_comes_straight_back_stands_behind_those_who_wait(path):
    first, second = drawn(path), drawn(path)
    first.close()

    with closing(drawn(path)) as back:
        assert (second.ahead(), back.ahead()) == (0, 1)
    second.close()


def test_the_numbers_begin_again_when_nobody_is_there_and_the_file_holds_nothing(path, tmp_path):
    for _ in range(3):
        with closing(drawn(path)) as ticket:
            assert ticket.number == 0

    assert (tmp_path / "cases.db-turn").read_bytes() == b""


def test_a_place_that_was_given_up_holds_nobody_up(path):
    first, second, third = drawn(path), drawn(path), drawn(path)
    second.close()

    assert third.ahead() > 0
    first.close()
    assert third.ahead() == 0
    third.close()


def test_a_waiter_that_is_killed_in_the_queue_holds_nobody_up(path):
    first = drawn(path)
    is_in, tell = os.pipe()

    def wait():
        with closing(drawn(path)):
            os.write(tell, b".")
            signal.pause()

    child = fork(wait)
    os.read(is_in, 1)
    behind = drawn(path)
    os.kill(child, signal.SIGKILL)

    assert ended(child) == KILLED
    assert behind.number == 2
    first.close()
    assert behind.ahead() == 0
    behind.close()


def test_a_turn_ends_although_a_child_that_was_born_in_it_has_the_file_open(path):
    ticket = drawn(path)
    child = fork(signal.pause)
    ticket.close()

    with closing(drawn(path)) as following:
        assert following.ahead() == 0
    os.kill(child, signal.SIGKILL)
    assert ended(child) == KILLED


@pytest.mark.parametrize("waiting", [0, 1])
@pytest.mark.parametrize("leaving", [0, 1])
def test_whoever_comes_and_goes_while_a_number_is_drawn_one_is_first(path, waiting, leaving):
    files = Files((sqlite_turn.__file__,))
    stops = spots(files, lambda: drawn(path).close(), visits=2)

    for stop in stops:
        before = [drawn(path) for _ in range(waiting)]
        came = []

        def others_come(at, stop=stop, came=came):
            if at == stop:
                came.extend(drawn(path) for _ in range(1 + leaving))
                for ticket in came[:leaving]:
                    ticket.close()

        with traced(files, others_come):
            mine = drawn(path)
        there = [*before, *came[leaving:], mine]
        assert len({ticket.number for ticket in there}) == len(there)
        assert sum(ticket.ahead() == 0 for ticket in there) == 1
        for ticket in there:
            ticket.close()
    assert len(stops) > 20


def test_threads_that_came_in_an_order_write_in_that_order(path, monkeypatch):
    waits = {}
    sleep = time.sleep
    monkeypatch.setattr(time, "sleep", lambda seconds: (waits[threading.get_ident()].set(), sleep(seconds)))
    left = []

    def write(number, is_waiting):
        waits[threading.get_ident()] = is_waiting
        with Turn(path, timeout=60).taken():
            left.append(number)

    threads = []
    with Turn(path, timeout=60).taken():
        for number in range(6):
            is_waiting = threading.Event()
            threads.append(threading.Thread(target=write, args=(number, is_waiting)))
            threads[-1].start()
            assert is_waiting.wait(60)
        assert left == []
    for thread in threads:
        thread.join()

    assert left == list(range(6))


def test_who_reads_while_others_commit_stands_in_the_queue_with_them(path, monkeypatch):
    store = SqliteStore(path, timeout=60)
    batch = write(store)
    is_waiting, read = threading.Event(), []
    sleep = time.sleep
    monkeypatch.setattr(time, "sleep", lambda seconds: (is_waiting.set(), sleep(seconds)))
    reader = threading.Thread(target=lambda: read.append(store.load("maya")))
    with Turn(path, timeout=60).taken(), closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        reader.start()

        assert is_waiting.wait(60)
        with closing(drawn(path)) as behind:
            assert behind.number == 2
    reader.join()

    assert read == [batch.rows]
    store.close()


def test_who_waits_too_long_is_told_and_stands_in_nobodys_way(path):
    with Turn(path, timeout=60).taken():
        with pytest.raises(StoreBusy, match="nothing was written, try again"), Turn(path, timeout=0.001).taken():
            pass
        with closing(drawn(path)) as following:
            assert following.number == 1


def test_where_there_can_be_no_queue_writers_go_on_without(path, monkeypatch):
    def no_locks(*_):
        raise OSError(errno.ENOLCK, "no locks")

    monkeypatch.setattr(sqlite_turn, "fcntl", no_locks)

    with Turn(path, timeout=0).taken(), Turn(path, timeout=0).taken():
        assert drawn(path) is None
    assert drawn(f"{path}/no/such/folder") is None
