"""The crash sweep: a child is killed right before each of its lines in the adapter; then the store is opened again.

What the child was told before is known here: each acknowledgement is sent at once. A kill keeps what the system
was given to write, so it shows what is written in which order, not what survives a power cut.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import closing
from multiprocessing.connection import Connection
from typing import cast

from attrs import Factory, define, frozen

from collabflow.ports import Batch, Claimed, MessageState, Outcome, Row, Store
from collabflow.testing.awaiting import opened
from collabflow.testing.bench import Bench
from collabflow.testing.broken import NotProven
from collabflow.testing.places import Place
from collabflow.testing.samples import MINUTE, NOW, batch
from collabflow.testing.source import of_error
from collabflow.testing.sweeps.crossing import NO_LINES
from collabflow.testing.sweeps.forks import KILLED, Child
from collabflow.testing.sweeps.lines import Files, Spot, files_of, spots, spread, traced

_KILLS_IN_A_PLACE = 20
"""After so many the next place: each kill reads all that the ones before it left."""


@frozen(kw_only=True)
class Scene:
    """What a child does: `prepare` is acknowledged, then it is killed in `last`."""

    name: str
    told: str
    last: Callable[[Store, str, tuple[Claimed, ...]], object]
    claims_before: bool = False


@define(kw_only=True)
class Left:
    """What was found after a kill. `trouble` is what went wrong when the store was opened and used again."""

    scene: Scene
    case_id: str
    where: str
    is_acknowledged: bool
    before: tuple[tuple[int, str], ...] = ()
    feed: tuple[tuple[int, str], ...] = ()
    feed_at_last: tuple[tuple[int, str], ...] = ()
    rows: tuple[Row, ...] = ()
    messages: dict[str, MessageState] = Factory(dict)
    has_key: bool = False
    due_later: tuple[str, ...] = ()
    trouble: str = ""


def first(case_id: str) -> Batch:
    """What is acknowledged before."""
    return batch(case_id, '{"n":1}', '{"n":2}', messages=2, key="first", fingerprint="f")


def second(case_id: str) -> Batch:
    """What is being appended when the child is killed."""
    return batch(case_id, '{"n":3}', '{"n":4}', after=first(case_id), messages=2, key="second", fingerprint="f")


APPEND = Scene(
    name="append",
    told="append of 2 rows, 2 messages and a key",
    last=lambda store, case_id, _: store.append(second(case_id)),
)
CLAIM = Scene(name="claim", told="claim", last=lambda store, case_id, _: store.claim(now=NOW, lease=MINUTE, limit=1))
SETTLE = Scene(
    name="settle",
    told="settle of 1 message as sent",
    last=lambda store, case_id, claimed: store.settle([Outcome.sent(claimed[0])], now=NOW),
    claims_before=True,
)


def kills(bench: Bench, scene: Scene) -> Iterator[Left]:
    """What is left after each kill. Raises `NotProven` when the child never comes to a line of the adapter."""
    files, stops = _stops(bench, scene)
    chosen = spread(stops, bench.settings.most_stops(fast=8, full=50, soak=5000))
    reached = 0
    place: Place
    before: tuple[tuple[int, str], ...]
    for number, spot in enumerate(chosen, start=1):
        if number % _KILLS_IN_A_PLACE == 1:
            place, before = bench.places.new(), ()
        case_id = f"case-{number}"
        with closing(_child(bench, scene, place, case_id, files, spot)) as child:
            said = child.heard()
            was_reached = child.ended() == KILLED
        reached += was_reached
        where = f"killed before {spot.told()} ({number} of {len(chosen)}), in {scene.told}; then reopened"
        acknowledged = "done" in said
        left = Left(scene=scene, case_id=case_id, where=where, is_acknowledged=acknowledged, before=before)
        _look(bench, place, left)
        before = left.feed_at_last
        yield left
        if left.trouble:
            return
    bench.counts["kills"] += reached
    if not reached:
        raise NotProven(NO_LINES)


def _stops(bench: Bench, scene: Scene) -> tuple[Files, tuple[Spot, ...]]:
    """Where the last deed comes by when nobody kills it."""
    store = bench.opened(bench.places.new())
    files = files_of(store, bench.suite.trace_files)
    claimed = _prepared(store, scene, "case-0")
    visits = bench.settings.pick(fast=1, full=2, soak=20)
    stops = spots(files, lambda: scene.last(store, "case-0", claimed), visits=visits)
    bench.tidy()
    if not stops:
        raise NotProven(NO_LINES)
    return files, stops


def _prepared(store: Store, scene: Scene, case_id: str) -> tuple[Claimed, ...]:
    store.append(first(case_id))
    return tuple(store.claim(now=NOW, lease=MINUTE, limit=1)) if scene.claims_before else ()


def _child(bench: Bench, scene: Scene, place: Place, case_id: str, files: Files, spot: Spot) -> Child:
    def kill(at: Spot) -> None:
        if at == spot:
            os.kill(os.getpid(), signal.SIGKILL)

    def work(line: Connection) -> None:
        store = opened(bench.suite, place)
        claimed = _prepared(store, scene, case_id)
        with traced(files, kill):
            scene.last(store, case_id, claimed)
        line.send("done")
        store.close()

    return Child(work, patience=bench.settings.patience)


def _look(bench: Bench, place: Place, left: Left) -> None:
    """Open the store again, look, append, and open it once more; whatever fails is noted."""
    doing = "it does not open"
    try:
        store = bench.opened(place)
        doing = "it cannot be read"
        _see(bench, store, left)
        doing = "it takes no append"
        more = batch(f"{left.case_id}-more", '{"n":1}')
        store.append(more)
        store.close()
        doing = "it does not open a second time"
        again = bench.opened(place)
        doing = "what was appended after reopening is gone"
        if tuple(again.load(more.case_id)) != more.rows:
            raise ValueError("load gives other rows")
        left.feed_at_last = _feed(bench, again)
        _clear(again)
        again.close()
    except Exception as error:  # noqa: BLE001  (told by law C4)
        left.trouble = f"{doing}: {of_error(error)}"
        bench.tidy()


def _see(bench: Bench, store: Store, left: Left) -> None:
    left.rows = tuple(store.load(left.case_id))
    left.messages = {one.id: one.state for one in store.messages(left.case_id)}
    left.has_key = store.answered(left.case_id, "second") is not None
    left.feed = _feed(bench, store)
    if left.scene is not APPEND:
        due = cast(tuple[Claimed, ...], tuple(store.claim(now=NOW + 2 * MINUTE, lease=MINUTE, limit=100)))
        left.due_later = tuple(one.id for one in due)


def _feed(bench: Bench, store: Store) -> tuple[tuple[int, str], ...]:
    if not bench.feeds:
        return ()
    return tuple((item.position, f"{item.row.case_id} {item.row.version}") for item in store.read(limit=10_000))


def _clear(store: Store) -> None:
    """Leave no message for the next child."""
    due = store.claim(now=NOW + 9 * MINUTE, lease=MINUTE, limit=1000)
    store.settle([Outcome.sent(one) for one in due], now=NOW)
