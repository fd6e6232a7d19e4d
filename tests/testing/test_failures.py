"""What a failure looks like, to the letter; and that what goes wrong in the kit itself is told, never swallowed."""

from __future__ import annotations

import os
import re
import time
from contextlib import closing

import pytest

from collabflow.testing import LAWS, NotProven, Settings, StoreConformance, prove
from collabflow.testing.bench import Bench
from collabflow.testing.mutants import MUTANTS
from collabflow.testing.mutants.plain import Plain
from collabflow.testing.samples import row
from collabflow.testing.sweeps import pairs
from collabflow.testing.sweeps.between import between_processes
from collabflow.testing.sweeps.forks import Child
from collabflow.testing.sweeps.killing import APPEND, kills
from collabflow.testing.telling import told

pytest_plugins = "pytester"

BY_NAME = {mutant.name: mutant for mutant in MUTANTS}

SUITE = """
from collabflow.testing import StoreConformance
from collabflow.testing.mutants.{module} import {name}

class TestShelfStore(StoreConformance):
    def open_store(self, place):
        return {name}()
"""

RETRY = """\
LAW V5 BROKEN  Repeating the identical append answers the first version and stores once, also after later ones
  happened   append raised VersionConflict("maya", 0, 2)
  law        it must answer 2, the case's version after this batch
  script     s = TestShelfStore().open_store(place := new_place())
             b1 = batch("maya", '{"n":1}', '{"n":2}')
             s.append(b1)                                  # -> 2
             s.append(b1)                                  # -> VersionConflict("maya", 0, 2)   <-- here
  matters    a lost reply makes the caller try again; the parent's consent would look refused, or be there twice
  usual      comparing only the version; look up the stored rows at that place and compare them before raising
  repeat     pytest -k V5 test_shelf.py        waive  waive = {"V5": "<reason>"}"""


def the_text_of(pytester, *, module, name, law):
    """What pytest prints about this law for the six lines of an author."""
    pytester.makepyfile(test_shelf=SUITE.format(module=module, name=name))
    done = pytester.runpytest_inprocess(
        "-q", "-p", "no:cacheprovider", "-k", f"{law}-", "-p", "collabflow.testing.report"
    )
    return done.stdout.str()


def suite(make):
    """A suite that opens what this makes."""
    return type("TestShelfStore", (StoreConformance,), {"open_store": lambda self, place: make()})()


def test_a_broken_law_is_told_in_seven_parts_and_nothing_else(pytester):
    text = the_text_of(pytester, module="journal", name="RetryNotIdempotent", law="V5")

    assert RETRY in text
    assert "Traceback" not in text
    assert "TestShelfStore does not pass (V5) storage kit 0.1: 0 laws held" in text


def test_a_race_is_told_in_two_columns_with_the_line_where_it_was_stopped():
    (law,) = [law for law in LAWS if law.code == "T1"]
    report = prove(BY_NAME["LostUpdate"].suite(), laws=(law,))
    text = told(report.failures[0], repeat="")

    assert "pair append|append" in text
    assert re.search(r"where +pause sweep, stop \d+ of \d+, pair", text)
    assert re.search(r"^ {16}stopped before \w+\.py:\d+  \w+", text, re.MULTILINE)
    assert re.search(r"^ {60,}B: append\(", text, re.MULTILINE)
    assert "A was told 1; B was told 1" in text


def test_a_crash_is_told_with_the_line_and_what_is_left():
    (law,) = [law for law in LAWS if law.code == "C3"]
    report = prove(BY_NAME["SplitCommit"].suite(), Settings(stops=40), laws=(law,))
    text = told(report.failures[0], repeat="")

    assert "of a batch 2 of 2 rows and 0 of 2 messages are there, and its key" in text.replace("\n" + " " * 13, " ")
    assert re.search(r"where +killed before \w+\.py:\d+ .* then reopened", text)


def test_a_cut_is_told_with_the_byte():
    (law,) = [law for law in LAWS if law.code == "C7"]
    report = prove(BY_NAME["TornTailCrashes"].suite(), laws=(law,))

    text = told(report.failures[0], repeat="")

    assert re.search(r"where +the last write to store\.log is \d+ bytes; 1 are on disk", text)
    assert "it does not open" in text or "it cannot be read" in text


class ChecksNothing(Plain):
    """What the database takes is stored."""

    def append(self, batch):
        with self.at_work("append"):
            self.write(batch)
            return batch.version


def test_values_that_no_store_can_hold_are_told_when_one_took_them():
    (law,) = [law for law in LAWS if law.code == "F8"]
    report = prove(suite(ChecksNothing), laws=(law,))
    text = told(report.failures[0], repeat="")

    assert "where Malformed was due" in text
    assert f"row({2**63}, " in text
    assert row(2**63).version == 2**63


def test_a_verb_that_is_missing_is_told_by_its_name_and_by_the_call():
    (law,) = [law for law in LAWS if law.code == "O12"]

    class Unfinished:
        def __init__(self):
            self.store = Plain()

        def __getattr__(self, verb):
            if verb == "revive":
                raise AttributeError("'Unfinished' object has no attribute 'revive'")
            return getattr(self.store, verb)

    text = told(prove(suite(Unfinished), laws=(law,)).failures[0], repeat="")

    assert "happened   revive raised AttributeError: 'Unfinished' object has no attribute 'revive'" in text
    assert re.search(r"s\.revive\(.*<-- here", text)


@pytest.mark.parametrize(
    ("given", "words"),
    [(lambda: None, "open_store gave None, which has no"), (object, "open_store gave object, which has no `limits`")],
)
def test_what_is_no_store_is_told_so(given, words):
    report = prove(suite(given), laws=tuple(law for law in LAWS if law.code in ("S1", "S2", "T1")))

    assert len(report.failures) == 3
    assert all(words in told(trial, repeat="") for trial in report.failures)


# the harness --------------------------------------------------------------------------------------


def test_a_child_that_ends_early_is_told():
    with closing(Child(lambda line: os._exit(3), patience=10)) as child, pytest.raises(NotProven, match="exit code 3"):
        child.hear()


def test_an_error_in_a_child_is_told():
    with closing(Child(lambda line: 1 / 0, patience=10)) as child, pytest.raises(NotProven, match="ZeroDivisionError"):
        child.hear()


def test_an_error_in_a_child_is_told_also_when_it_ended_before_it_was_asked():
    with closing(Child(lambda line: 1 / 0, patience=10)) as child:
        child.ended()

        with pytest.raises(NotProven, match="ZeroDivisionError"):
            child.tell("go on")


def test_a_child_that_says_nothing_is_ended_and_told():
    with closing(Child(lambda line: time.sleep(60), patience=0.2)) as child:
        with pytest.raises(NotProven, match="did not answer within"):
            child.hear()

        assert child.ended() < 0


def test_a_child_that_never_ends_is_ended_and_told():
    child = Child(lambda line: time.sleep(60), patience=0.2)

    with pytest.raises(NotProven, match="did not end within"):
        child.heard()

    child.close()
    assert child.ended() < 0


class Unopenable:
    """A suite whose store opens here and nowhere else."""

    trace_files = ()
    append_only = None

    def __init__(self, suite):
        self.suite, self.home = suite, os.getpid()

    def open_store(self, place):
        if os.getpid() != self.home:
            raise RuntimeError("no store in this process")
        return self.suite.open_store(place)


def test_a_store_that_does_not_open_in_another_process_is_told():
    bench = Bench(Unopenable(BY_NAME["SplitCommit"].suite()), Settings(patience=10))
    try:
        with pytest.raises(NotProven, match="no store in this process"):
            next(iter(between_processes(bench, pairs.JOURNAL[0])))
        with pytest.raises(NotProven, match=r"no line of the adapter was reached|no store in this process"):
            list(kills(bench, APPEND))
    finally:
        bench.close()
