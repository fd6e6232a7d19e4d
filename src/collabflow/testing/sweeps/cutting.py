"""The byte cut: the last write to a file that only grows is cut at every byte, as a crash of the machine may do.

Each time the state must be exactly that before or after the write, and the store must go on from there.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator

from collabflow.testing.bench import Bench
from collabflow.testing.broken import LawBroken, NotProven
from collabflow.testing.places import Place
from collabflow.testing.samples import batch
from collabflow.testing.source import of_error

NOTHING_GROWS = (
    "no file of the place only grew by an append, so no write can be cut. A store that keeps pages or lives in a "
    "server says so: append_only = no('...')"
)

_FIRST = batch("maya", '{"n":1}', messages=1)
_SECOND = batch("maya", '{"n":2}', '{"n":3}', after=_FIRST, messages=1)
_LAW = "with any part of the last write on disk the state is exactly before or after, and the store goes on from there"


def cut_everywhere(bench: Bench) -> None:
    """Cut the last write at each byte. Raises `LawBroken`, or `NotProven` when no file only grows."""
    place = bench.places.new()
    store = bench.opened(place)
    store.append(_FIRST)
    before = _files(place)
    store.append(_SECOND)
    after = _files(place)
    store.close()
    grown = [name for name, content in after.items() if _only_grew(before.get(name, b""), content)]
    if not grown:
        raise NotProven(NOTHING_GROWS)
    for name in grown:
        start, end = len(before[name]), len(after[name])
        for cut in _cuts(end - start, bench.settings.pick(fast=60, full=100_000, soak=100_000)):
            bench.counts["cuts"] += 1
            _cut(bench, after, name, start + cut, f"the last write to {name} is {end - start} bytes; {cut} are on disk")


def _files(place: Place) -> dict[str, bytes]:
    found = (path for path in place.path.rglob("*") if path.is_file())
    return {path.relative_to(place.path).as_posix(): path.read_bytes() for path in found}


def _only_grew(before: bytes, after: bytes) -> bool:
    return bool(before) and len(after) > len(before) and after.startswith(before)


def _cuts(length: int, most: int) -> Iterator[int]:
    """Every byte, or so many evenly chosen, always with those at both ends."""
    step = max(1, length // most)
    yield from sorted({*range(0, length, step), *range(min(4, length)), *range(max(0, length - 4), length + 1)})


def _cut(bench: Bench, files: dict[str, bytes], name: str, length: int, where: str) -> None:
    place = bench.places.new()
    for other, content in files.items():
        path = place.path / other
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content[:length] if other == name else content)
    try:
        _goes_on(bench, place, where)
    finally:
        bench.tidy()
        shutil.rmtree(place.path, ignore_errors=True)


def _goes_on(bench: Bench, place: Place, where: str) -> None:
    doing = "it does not open"
    try:
        store = bench.opened(place)
        doing = "it cannot be read"
        rows = tuple(store.load("maya"))
        told = tuple(one.id for one in store.messages("maya"))
        states = {(_FIRST.rows, 1): _FIRST, (_FIRST.rows + _SECOND.rows, 2): _SECOND}
        last = states.get((rows, len(told)))
        if last is None:
            raise LawBroken(f"there are {len(rows)} rows and {len(told)} messages", _LAW, where=where)
        doing = "it takes no append"
        third = batch("maya", '{"n":9}', after=last)
        store.append(third)
        store.close()
        doing = "it does not open a second time"
        found = tuple(bench.opened(place).load("maya"))
    except LawBroken:
        raise
    except Exception as error:
        raise LawBroken(f"{doing}: {of_error(error)}", _LAW, where=where) from error
    if found != rows + third.rows:
        told_rows = f"what was appended after reopening is gone: {len(found)} rows instead of {len(rows) + 1}"
        raise LawBroken(told_rows, _LAW, where=where)
