"""Every example is a program that runs as it stands and prints something."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest
from attrs import evolve

from collabflow import CollabFlow, Declined, KeyReused, LeaseLost, StoreClosed, VersionConflict
from collabflow.ports import Outcome, Query, Store
from collabflow.stores.memory import MemoryStore
from journeys import CASE, Clock, play, whole_cycle
from stores.samples import MINUTE, NOW, claim, rows_after, write

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = sorted((ROOT / "examples").glob("*.py"))

SAYS = {
    "case_from_start_to_end.py": "the journal is what was written",
    "custom_guard.py": "Nothing is named for when phone does not reach Rosa Vidal in time.",
    "custom_notifier.py": "to kim@school.example: A task has your name on it.",
    "custom_store.py": "2 entries; the journal is whole",
    "district_profile.py": "is arranged yet. Ask the bus office.\nloosened: ()",
    "hook.py": "not written: The library is taken",
    "jsonl_store.py": "1 entry; the journal is whole: True",
}


def test_every_example_is_expected_to_say_something() -> None:
    assert {example.name for example in EXAMPLES} == set(SAYS)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name)
def test_the_example_runs(example: Path) -> None:
    path = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    told = subprocess.run([sys.executable, str(example)], capture_output=True, text=True, check=False, env=path)

    assert told.returncode == 0, told.stderr
    assert SAYS[example.name] in told.stdout


# the store, held to what the port says -----------------------------------------------------------


@pytest.fixture
def shelf() -> Store:
    """An empty store of the example's."""
    spec = spec_from_file_location("custom_store", ROOT / "examples" / "custom_store.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    store: Store = module.ShelfStore()
    return store


def test_a_whole_cycle_comes_out_the_same_on_the_custom_store(shelf: Store) -> None:
    cases = []
    for store in (shelf, MemoryStore()):
        clock = Clock()
        flow = CollabFlow(store, clock=clock)
        cases.append(play(flow, clock, whole_cycle()))
        assert flow.verify(CASE) is None

    assert cases[0] == cases[1]


def test_the_custom_store_answers_a_repeat_and_refuses_a_stale_batch(shelf: Store) -> None:
    batch = write(shelf, messages=1, key="form-1", fingerprint="f")

    assert shelf.append(batch) == 1
    assert len(shelf.load("maya")) == len(shelf.messages("maya")) == 1
    with pytest.raises(VersionConflict):
        shelf.append(evolve(batch, key=None, fingerprint=None, rows=rows_after(0, ["{}"]), summary=None))
    with pytest.raises(KeyReused):
        shelf.append(evolve(batch, fingerprint="g"))


def test_the_custom_store_hands_a_message_to_one_worker_at_a_time(shelf: Store) -> None:
    write(shelf, messages=1)
    (first,) = claim(shelf)
    assert claim(shelf) == ()

    (second,) = claim(shelf, now=NOW + MINUTE)

    with pytest.raises(LeaseLost):
        shelf.settle([Outcome.sent(first)], now=NOW)
    shelf.settle([Outcome.dead(second, error="no_address")], now=NOW + MINUTE)
    assert [message.attempts for message in shelf.dead(limit=9)] == [2]
    assert shelf.revive([second.id], now=NOW) == 1
    assert len(claim(shelf)) == 1


def test_what_the_custom_store_does_not_offer_it_declines_with_its_reason(shelf: Store) -> None:
    offers = shelf.capabilities
    declined: list[tuple[object, Callable[[], object]]] = [
        (offers.finds, lambda: shelf.find(Query())),
        (offers.finds, lambda: shelf.summarise(())),
        (offers.feeds, lambda: shelf.read(limit=1)),
        (offers.erases, lambda: shelf.erase("maya")),
        (offers.shares_host_transaction, lambda: shelf.within(object())),
    ]
    for why, verb in declined:
        with pytest.raises(Declined, match=re.escape(str(why))):
            verb()


def test_a_closed_custom_store_refuses_every_verb(shelf: Store) -> None:
    shelf.close()
    shelf.close()

    for verb in (lambda: shelf.load("maya"), lambda: shelf.find(Query()), lambda: claim(shelf)):
        with pytest.raises(StoreClosed):
            verb()
