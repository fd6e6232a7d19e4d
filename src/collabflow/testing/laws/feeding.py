"""Laws G1, G2 and G4: the feed shows each entry once, in the order it was committed, at a position for ever.

Law G3, about readers beside writers, is in `racing`.
Source: testing.md, laws G1 to G4.
"""

from __future__ import annotations

from collabflow.core.errors import VersionConflict
from collabflow.ports import Row
from collabflow.testing.bench import Bench, rows, write
from collabflow.testing.expect import refused, same, so
from collabflow.testing.law import law
from collabflow.testing.laws.seen import feed
from collabflow.testing.samples import batch, changed


@law(
    "G1",
    "Positions rise in the order of commits over all cases, and the feed shows what load shows",
    matters="a follower (a register, a report) would tell another story than the journal",
    usual="the position is the version within the case, or the feed keeps a copy that leaves something out",
    asks=("feeds",),
)
def positions_rise(bench: Bench) -> None:
    store = bench.fresh()
    first = changed(batch("maya", '{"n":1}', '{"n":2}'), key="k", fingerprint="f")
    given = (first, batch("noor", '{"n":1}'), batch("maya", '{"n":3}', after=first), batch("ana", '{"n":1}'))
    write(store, *given)
    fed = feed(bench, store)
    positions = tuple(position for position, _ in fed)
    rising = tuple(sorted(set(positions)))
    same(positions, rising, of="the positions of read(limit=10_000)", law="positions rise, and none is given twice")
    wanted = tuple(row for one in given for row in one.rows)
    same(
        tuple(row for _, row in fed),
        wanted,
        of="the rows of the feed",
        law="they come in the order they were committed",
    )
    for case_id in ("maya", "noor", "ana"):
        found = tuple(row for _, row in fed if row.case_id == case_id)
        same(found, rows(store, case_id), of=f"the feed's rows of {case_id}", law="read and load agree on every row")


@law(
    "G2",
    "Paging the feed by the last position visits each entry exactly once, with any page size",
    matters="a letter would be written twice, or never",
    usual=">= instead of >, or the limit is applied before the filter",
    asks=("feeds",),
)
def pages_visit_each_entry_once(bench: Bench) -> None:
    store = bench.fresh()
    for n in range(4):
        write(store, batch(f"case-{n}", '{"n":1}', '{"n":2}'))
    wanted = feed(bench, store)
    for size in (1, 2, 3, 7):
        visited: list[tuple[int, Row]] = []
        last = 0
        while (page := tuple(store.read(after=last, limit=size))) and len(visited) < len(wanted) + size:
            so(len(page) <= size, f"a page of {size} held {len(page)}", "a page holds at most `limit` entries")
            visited += [(item.position, item.row) for item in page]
            last = page[-1].position
        of = f"paging by {size}"
        same(tuple(visited), wanted, of=of, law="every entry is on exactly one page")
    same(tuple(store.read(limit=0)), (), of="read(limit=0)", law="a limit of 0 is none of them")


@law(
    "G4",
    "A position is never given twice: not after a conflict, an erasure or a reopening",
    matters="a follower that was past a position would never see what is put there later",
    usual="positions are counted instead of kept, or an erased entry gives its position back",
    asks=("feeds",),
)
def positions_are_kept(bench: Bench) -> None:
    store = bench.fresh()
    first = batch("maya", '{"n":1}')
    write(store, first, batch("noor", '{"n":1}'))
    before = [(item.position, item.row.case_id) for item in store.read(limit=9)]
    ahead = batch("maya", '{"n":1}', expected=9)
    refused(VersionConflict, lambda: store.append(ahead), law="a version ahead is a VersionConflict")
    if bench.capabilities.erases is True:
        store.erase("noor")
    if bench.capabilities.durable is True:
        store = bench.reopened(store)
    write(store, batch("ana", '{"n":1}'))
    after = [(item.position, item.row.case_id) for item in store.read(limit=9)]
    same(tuple(after[:2]), tuple(before), of="the first two places of the feed", law="an entry keeps its position")
    rises = len(after) == 3 and after[2][0] > before[-1][0]
    so(rises, f"the feed is now {after}", "a new entry gets a position above all that were given")


LAWS = (positions_rise, pages_visit_each_entry_once, positions_are_kept)
