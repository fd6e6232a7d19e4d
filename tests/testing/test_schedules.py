"""Random schedules: the same seed gives the same turns, nobody is held up, and they find what one pause cannot."""

from __future__ import annotations

import threading
from random import Random

import pytest

from collabflow.testing import LAWS, Budget, Settings, prove
from collabflow.testing.law import Layer
from collabflow.testing.mutants import MUTANTS
from collabflow.testing.mutants.plain import Plain
from collabflow.testing.mutants.races import HandMadeLock, TwoLocks
from collabflow.testing.sweeps import pairs
from collabflow.testing.sweeps.history import History
from collabflow.testing.sweeps.lines import files_of
from collabflow.testing.sweeps.locks import telling_locks
from collabflow.testing.sweeps.shuffling import Shuffle, shuffled

RACES = tuple(law for law in LAWS if law.layer is Layer.THREADS)
APPENDS, CLAIMS = pairs.JOURNAL[0], pairs.CLAIMS[0]
UNSEEN = threading.Lock()


class Unseen(Plain):
    """Its lock was made before the store was, so that nobody sees who waits for it."""

    def __init__(self) -> None:
        super().__init__()
        self._lock = UNSEEN


class Impatient(Plain):
    """It does not wait long for its lock."""

    def append(self, batch):
        if not self._lock.acquire(timeout=0.001):
            raise TimeoutError("no lock")
        try:
            return super().append(batch)
        finally:
            self._lock.release()


def shuffle(kind, pair, seed, *, moment=1.0, patience=10.0):
    with telling_locks():
        store = kind()
    one = Shuffle(pair=pair, round=pair.round("maya"), place="here", history=History())
    shuffled(one, store, files_of(store, ()), Random(seed), moment=moment, patience=patience)
    return one


def outcomes(one):
    return [(done.who, done.deed.name, done.outcome()) for done in one.history.done]


@pytest.mark.parametrize("kind", [Plain, HandMadeLock])
@pytest.mark.parametrize("pair", [APPENDS, CLAIMS], ids=lambda pair: pair.name)
def test_the_same_chance_gives_the_same_turns(kind, pair):
    first = shuffle(kind, pair, seed=3)

    for _ in range(20):
        again = shuffle(kind, pair, seed=3)
        assert again.turns == first.turns
        assert outcomes(again) == outcomes(first)


def test_another_chance_gives_other_turns():
    assert len({tuple(shuffle(Plain, APPENDS, seed).turns) for seed in range(10)}) > 5


def test_both_interrupt_each_other():
    rounds = [[who for _, who, _ in shuffle(Plain, APPENDS, seed).turns] for seed in range(10)]

    assert any(changes.count("A") > 2 and changes.count("B") > 2 for changes in rounds)


@pytest.mark.parametrize("seed", range(5))
def test_a_lock_that_nobody_sees_is_waited_for(seed):
    one = shuffle(Unseen, APPENDS, seed, moment=0.01)

    assert one.history.is_over
    assert all(done.error is None or done.who in "AB" for done in one.history.done)


def test_who_does_not_wait_long_for_a_lock_is_told_so():
    raised = [done.error for seed in range(20) for done in shuffle(Impatient, APPENDS, seed).history.done if done.error]

    assert "TimeoutError" in {type(error).__name__ for error in raised}


def test_calls_that_wait_for_each_other_are_told_as_such():
    ends = [shuffle(TwoLocks, pairs.JOURNAL[2], seed, patience=0.2).history.is_over for seed in range(20)]

    assert False in ends
    assert True in ends


def test_one_pause_does_not_find_a_lock_that_is_looked_at_and_then_taken():
    (mutant,) = (mutant for mutant in MUTANTS if mutant.name == "HandMadeLock")

    report = prove(mutant.suite(), Settings(budget=Budget.FULL), laws=RACES)

    assert report.passes
    assert "schedules" not in report.counts


def test_the_round_is_told_with_its_turns():
    rounds = (shuffle(HandMadeLock, APPENDS, seed) for seed in range(10))
    one = next(one for one in rounds if len(one.turns) > 25)

    head, *told = one.told().splitlines()

    assert head == f"here, pair append|append; {len(one.turns) - 22} changes before these"
    assert any("   goes on at races.py:" in line for line in told)
    assert any(line.startswith(" " * 58 + "B: append(") for line in told)
