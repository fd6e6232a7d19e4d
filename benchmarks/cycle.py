"""A whole cycle: the 47 entries of ten steps, one after the other, each judged, recorded and kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing, suppress
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.moments import written
from benchmarks.rows import OURS, Aim, Group, beside
from benchmarks.timing import Contestant, Pace, Timed, in_turns
from collabflow.flow import CollabFlow
from collabflow.ports import Store
from collabflow.stores.memory import MemoryStore
from collabflow.stores.sqlite import SqliteStore
from journeys import Clock, play, whole_cycle

DEEDS = whole_cycle()
ES, ES_CACHE, DJANGO = "eventsourcing", "eventsourcing, its cache on", "Django with django-fsm-2"
AIMS = {ES: Aim(at_least=2), ES_CACHE: Aim(at_least=2), DJANGO: Aim(at_least=3)}

SAYS = f"""\
One student's ten steps, from opening the case to the start of the next cycle: {len(DEEDS)} actions, each an entry with
its own commit. collabflow judges each one, asks the guards at each of the ten moves, seals the chain of digests, keeps
the summary for lists and queues the notices. The peers store entries with the very same bodies and set the step, and
are asked for nothing more: no guard, no digest, no notice. The ratio is the peer's time over collabflow's."""

LIMITS = """\
What limits it on disk is the commit. SQLite's write-ahead log waits for the disk once, its rollback journal several
times; collabflow uses the log only where SQLite has the fix for the WAL-reset race (3.51.3 and later, and 3.50.7 and
3.44.6 on their branches), eventsourcing always, Django never unless told. The version is below; what bare SQL takes
with that journal is in the table before. What limits it in memory is that collabflow does more: guards, digests,
summaries and notices are about half of its time."""


def measured(pace: Pace) -> Group:
    """The rows of this group."""
    in_memory, on_disk = _timed(pace, None), _in_folder(pace)
    rows = (
        *beside(in_memory, OURS, what="in memory", aims=AIMS),
        *beside(on_disk, OURS, what="on disk, SQLite", aims=AIMS),
    )
    absent = {ES: "eventsourcing", DJANGO: "django-fsm-2"}
    return Group(
        title="A whole cycle",
        says=SAYS,
        rows=rows,
        limits=LIMITS,
        absent=tuple(absent[n] for n in absent if n not in on_disk),
    )


def _in_folder(pace: Pace) -> Mapping[str, Timed]:
    with TemporaryDirectory() as folder:
        return _timed(pace, Path(folder))


def _timed(pace: Pace, folder: Path | None) -> Mapping[str, Timed]:
    """Everybody on a file of their own in this folder, or in memory."""
    with ExitStack() as stack:
        store = stack.enter_context(closing(MemoryStore() if folder is None else SqliteStore(folder / "ours.db")))
        contestants = [Contestant(name=OURS, act=_playing(store))]
        for name, play_one in _peers(folder, stack):
            contestants.append(Contestant(name=name, act=play_one))
        return in_turns(contestants, pace)


def _playing(store: Store) -> Callable[[], object]:
    clock, numbers = Clock(), count()
    flow = CollabFlow(store, clock=clock)
    return lambda: play(flow, clock, DEEDS, case_id=f"case-{next(numbers)}")


def _peers(folder: Path | None, stack: ExitStack) -> Iterator[tuple[str, Callable[[], object]]]:
    entries = written()
    with suppress(ImportError):
        from benchmarks.peers import eventsourcing_

        for name, has_cache in ((ES, False), (ES_CACHE, True)):
            path = None if folder is None else folder / f"{has_cache}.db"
            events = eventsourcing_.Cycle(path, entries, has_cache=has_cache)
            yield name, stack.enter_context(closing(events)).play
    with suppress(ImportError):
        from benchmarks.peers import django_cycle

        path = None if folder is None else folder / "django.db"
        yield DJANGO, stack.enter_context(closing(django_cycle.Cycle(path, entries))).play
