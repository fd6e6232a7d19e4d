"""What a store does in a thread of its own is stopped and killed there, as if the calling thread did it."""

from __future__ import annotations

import threading
from concurrent.futures import Future
from queue import SimpleQueue

import pytest

from collabflow.testing import LAWS, Settings, StoreConformance, no, prove
from collabflow.testing.mutants.crashes import SplitCommit
from collabflow.testing.mutants.logged import Logged
from collabflow.testing.telling import told

KILLS = tuple(law for law in LAWS if law.code in ("C1", "C2", "C3", "C4"))
RACES = tuple(law for law in LAWS if law.code in ("T4", "T1", "T4p", "T1p"))


class Writer:
    """A thread that does what it is asked, one thing after the other, until it is asked nothing."""

    def __init__(self):
        self.asked = SimpleQueue()
        threading.Thread(target=self.work, daemon=True).start()

    def work(self):
        while True:
            answer, do, arguments = self.asked.get()
            if do is None:
                answer.set_result(None)
                return
            try:
                answer.set_result(do(*arguments))
            except BaseException as error:
                answer.set_exception(error)

    def does(self, do, *arguments):
        answer = Future()
        self.asked.put((answer, do, arguments))
        return answer.result()


def by_its_writer(kind, *, lazily):
    """The store, appending in a thread that is started with it, or by the first append."""

    class ByItsWriter(kind):
        writer = None

        def __init__(self, place):
            super().__init__(place)
            if not lazily:
                self.writer = Writer()

        def append(self, batch):
            if self.writer is None:
                self.writer = Writer()
            return self.writer.does(super().append, batch)

        def close(self):
            super().close()
            if self.writer is not None:
                self.writer.does(None)
                self.writer = None

    return ByItsWriter


def suite(kind):
    class Suite(StoreConformance):
        append_only = no("not tried here")
        trace_files = ("test_kept_threads.py", "logged.py", "plain.py", "plain_outbox.py", "crashes.py")

        def open_store(self, place):
            return kind(place)

    return Suite()


@pytest.mark.parametrize("lazily", [False, True], ids=["with the store", "by the first append"])
def test_a_right_store_with_a_thread_of_its_own_passes(lazily):
    report = prove(suite(by_its_writer(Logged, lazily=lazily)), Settings(stops=40), laws=(*RACES, *KILLS))

    assert report.passes, "\n\n".join(told(trial, repeat="") for trial in report.failures)


@pytest.mark.parametrize("lazily", [False, True], ids=["with the store", "by the first append"])
def test_two_commits_for_one_batch_are_noticed_in_a_thread_of_the_store_s(lazily):
    report = prove(suite(by_its_writer(SplitCommit, lazily=lazily)), Settings(stops=60), laws=KILLS)

    assert [trial.law.code for trial in report.failures] == ["C3"]
