"""Races: several processes take the same step of the same case; one does, and the others are told so.

Source: storage.md, what it must hold: exactly one wins each version.
"""

from __future__ import annotations

from collections import Counter
from multiprocessing import get_context
from multiprocessing.synchronize import Barrier

import journeys
from collabflow.core.errors import CollabflowError, VersionConflict
from collabflow.core.finding import Refused
from collabflow.events import Moved
from collabflow.flow import CollabFlow
from collabflow.ports import Batch, Store, verify
from reliability.crowd import crowd
from reliability.places import Place, Wrapped
from reliability.requests import flow_on
from reliability.tally import Tally
from support import LEE, PARTIES, STUDENT

_PATIENCE = 60
"""Seconds after which a racer that waits for the others gives up: one of them has died or never came so far."""


def same_step(place: Place, *, cases: int, racers: int = 8) -> Tally:
    """All racers complete the first step of each case; all have decided on the same version before one writes.

    Every second one says which version it has seen, and is told of the conflict; the others ask to go on from
    wherever the case stands, which the next step refuses.
    """
    tally = Tally("no winner", "two winners", "untyped error", "wrong error", "chain broken")
    names = [f"case-{number}" for number in range(cases)]
    version = _prepared(place, names)
    barrier = get_context("fork").Barrier(racers)
    told = crowd([lambda n=n: _raced(place, names, version if n % 2 else None, barrier) for n in range(racers)])
    tally.did("processes", racers)
    store = place.open()
    for name, *endings in zip(names, *told, strict=True):
        _judged(tally, name, endings)
        rows = store.load(name)
        moves = sum(row.type == Moved.stored_as for row in rows)
        if moves > 1:
            tally.broke("two winners", f"{name} was moved {moves} times")
        if (fault := verify(rows)) is not None:
            tally.broke("chain broken", str(fault))
    store.close()
    return tally


def _prepared(place: Place, names: list[str]) -> int:
    """Every case is open, and all that the first step asks for is there; the version where they stand."""
    store = place.open()
    flow = flow_on(store)
    for name in names:
        flow.open(student=STUDENT, parties=PARTIES, by=LEE.id, case_id=name)
        version = flow.record(name, *journeys.step_1(), by=LEE.id, via="phone").version
    store.close()
    return version


class AllAtOnce(Wrapped):
    """A store that writes to a case only when all racers have come that far."""

    def __init__(self, inner: Store, barrier: Barrier) -> None:
        super().__init__(inner)
        self._barrier = barrier
        self._met: set[str] = set()

    def append(self, batch: Batch) -> int:
        if batch.case_id not in self._met:
            self._met.add(batch.case_id)
            self._barrier.wait(_PATIENCE)
        return self.inner.append(batch)


def _raced(place: Place, names: list[str], version: int | None, barrier: Barrier) -> list[str]:
    store = place.open()
    flow = flow_on(AllAtOnce(store, barrier))
    endings = [_ending(flow, name, version) for name in names]
    store.close()
    return endings


def _ending(flow: CollabFlow, name: str, version: int | None) -> str:
    try:
        flow.advance(name, by=LEE.id, if_version=version)
    except CollabflowError as error:
        return type(error).__name__
    except Exception as error:
        return f"untyped {error!r:.200}"
    return "won"


_EXPECTED = {"won", VersionConflict.__name__, Refused.__name__}


def _judged(tally: Tally, name: str, endings: list[str]) -> None:
    tally.did("cases")
    for ending, times in Counter(endings).items():
        if ending in _EXPECTED:
            tally.did(ending, times)
        else:
            tally.broke("untyped error" if ending.startswith("untyped") else "wrong error", f"{name}: {ending}")
    winners = endings.count("won")
    if winners != 1:
        tally.broke("two winners" if winners else "no winner", f"{name} has {winners} winners")
