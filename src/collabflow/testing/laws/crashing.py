"""Laws C1 to C7 and D7: what is left when a process is killed, and when a write is torn.

C8, power loss, is not tried: it needs a file system that forgets what was not synced. Nothing is claimed.
Source: testing.md, laws C1 to C8.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from multiprocessing.connection import Connection

from collabflow.core.errors import StoreBusy
from collabflow.ports import MessageState
from collabflow.testing.awaiting import opened
from collabflow.testing.bench import Bench, rows, write
from collabflow.testing.broken import LawBroken, NotProven
from collabflow.testing.expect import same, so
from collabflow.testing.law import Law, Layer, law
from collabflow.testing.samples import batch
from collabflow.testing.source import of_error, source
from collabflow.testing.sweeps.cutting import cut_everywhere
from collabflow.testing.sweeps.forks import Child
from collabflow.testing.sweeps.killing import APPEND, CLAIM, SETTLE, Left, Scene, first, kills, second

_KILLS = ("durable", "kills")


def _judged(scenes: tuple[Scene, ...], judge: Callable[[Left], None]) -> Callable[[Bench], None]:
    """A trial that makes these kills, or takes what was found before, and judges each."""

    def trial(bench: Bench) -> None:
        for scene in scenes:
            found = bench.kept(("kills", scene.name), lambda: tuple(kills(bench, scene)))  # noqa: B023
            if not found:
                raise NotProven("no process was killed")
            for left in found:
                judge(left)

    return trial


def _reopens(left: Left) -> None:
    if left.trouble:
        _broken(left, left.trouble, "the store opens without repair, takes an append, and still has it")


def _broken(left: Left, happened: str, law: str) -> None:
    raise LawBroken(happened, law, where=left.where)


def _acknowledged_is_there(left: Left) -> None:
    due = first(left.case_id)
    wanted = (*due.rows, *(second(left.case_id).rows if left.is_acknowledged and left.scene is APPEND else ()))
    if not left.trouble and left.rows[: len(wanted)] != wanted:
        told = f"{len(wanted)} rows were acknowledged; {len(left.rows)} are there"
        _broken(left, told, "what was acknowledged survives a kill at any line")


def _batches_are_whole(left: Left) -> None:
    more = left.rows[2:]
    if not left.trouble and more not in ((), second(left.case_id).rows):
        told = f"of the 2 rows of a batch that was not acknowledged {len(more)} are there"
        _broken(left, told, "a batch that was not acknowledged is there whole, or not at all")


def _messages_go_with_rows(left: Left) -> None:
    given = {one.id for one in second(left.case_id).messages}
    there = len(given & set(left.messages))
    parts = (len(left.rows) > 2, there > 0, left.has_key)
    are_whole = left.rows[2:] in ((), second(left.case_id).rows)  # else law C2 tells of it
    if not left.trouble and are_whole and (len(set(parts)) > 1 or there not in (0, len(given))):
        told = f"of a batch {len(left.rows[2:])} of 2 rows and {there} of {len(given)} messages are there, "
        told += "and its key" if left.has_key else "and not its key"
        _broken(left, told, "rows, messages and key survive together, or not at all")


def _messages_return(left: Left) -> None:
    if left.trouble or left.rows[:2] != first(left.case_id).rows:
        return  # other laws tell of that
    ids = [one.id for one in first(left.case_id).messages]
    gone = [one for one in ids if left.messages.get(one) is MessageState.SENT]
    if left.is_acknowledged and left.scene is SETTLE and gone != ids[:1]:
        _broken(left, f"{ids[0]} was settled as sent; it is {left.messages.get(ids[0])}", "what was sent stays sent")
    lost = [one for one in ids if one not in (*gone, *left.due_later)]
    if lost:
        _broken(
            left,
            f"{source(lost)} is not due after the lease",
            "a message returns after its lease, also when its worker died",
        )
    back = [one for one in gone if one in left.due_later]
    if back or (gone and left.scene is CLAIM):
        _broken(left, f"{source(gone)} was sent and is due again", "what was sent stays sent, and nothing else is")


def _positions_rise(left: Left) -> None:
    if left.trouble:
        return
    law = "positions stay unique and rising after recovery, and what was read stays where it was"
    positions = [position for position, _ in left.feed]
    if positions != sorted(set(positions)):
        _broken(left, f"the positions are {positions}", law)
    if left.feed[: len(left.before)] != left.before:
        moved = next(pair for pair in zip(left.before, left.feed, strict=False) if pair[0] != pair[1])
        _broken(left, f"the feed showed {moved[0]} before the kill, and {moved[1]} in its place after it", law)


def _law(code: str, title: str, scenes: tuple[Scene, ...], judge: Callable[[Left], None], **words: str) -> Law:
    asks = (*_KILLS, "feeds") if code == "C6" else _KILLS
    made = law(code, title, matters=words["matters"], usual=words["usual"], layer=Layer.KILLS, asks=asks)
    return made(_judged(scenes, judge))


@law(
    "D7",
    "A store of one process refuses the second opener with StoreBusy, and works on",
    matters="two programs on one file would destroy each other's entries",
    usual="the file is not locked when it is opened",
    layer=Layer.PROCESSES,
    asks=("durable", "not multi_process", "kills"),
)
def a_second_opener_is_refused(bench: Bench) -> None:
    store = bench.fresh()
    place = bench.place
    given = batch("maya", '{"n":1}')
    write(store, given)

    def open_too(line: Connection) -> None:
        try:
            opened(bench.suite, place)
        except StoreBusy:
            line.send(None)
        except Exception as error:  # noqa: BLE001  (told to the parent, which judges)
            line.send(f"it raised {of_error(error)}")
        else:
            line.send("it was opened")

    with closing(Child(open_too, patience=bench.settings.patience)) as child:
        said = child.hear()
    so(said is None, f"a second process opened the store: {said}", "a second opener is refused with StoreBusy")
    write(store, batch("maya", '{"n":2}', after=given))
    same(len(rows(store)), 2, of="the number of rows", law="the first one works on")


LAWS = (
    a_second_opener_is_refused,
    _law(
        "C4",
        "After a kill at any line the store opens without repair, takes an append, and still has it",
        (APPEND, CLAIM, SETTLE),
        _reopens,
        matters="after a power cut on a Monday morning nobody is there to repair a file",
        usual="a lock file that stays, or a half-written line that is taken for a whole one",
    ),
    _law(
        "C1",
        "What was acknowledged survives a kill at any line",
        (APPEND, CLAIM, SETTLE),
        _acknowledged_is_there,
        matters="the parent was told that their word is recorded",
        usual="the answer is given before the write has left the process",
    ),
    _law(
        "C2",
        "A batch that was not acknowledged is wholly there or wholly absent",
        (APPEND,),
        _batches_are_whole,
        matters="half of a meeting's decisions would be recorded",
        usual="a commit, or a line, for each row; write a batch with one",
    ),
    _law(
        "C3",
        "Rows, messages and key survive together",
        (APPEND,),
        _messages_go_with_rows,
        matters="a decision is recorded and nobody is told, or a family is told of what was not recorded",
        usual="messages or keys are written in a second transaction; put all in one",
    ),
    _law(
        "C5",
        "What was settled as sent stays so; anything else returns after its lease, also when its worker died",
        (CLAIM, SETTLE),
        _messages_return,
        matters="a letter that died with its worker would never reach the family",
        usual="recovery takes what was leased for sent, or the settling is not written",
    ),
    _law(
        "C6",
        "Positions stay unique and rising after recovery",
        (APPEND,),
        _positions_rise,
        matters="a register that follows the feed would miss entries or take them twice",
        usual="positions are given again when the store is opened",
    ),
    law(
        "C7",
        "Cut the last write at every byte: the state is exactly before or after, and the store goes on",
        matters="a machine that loses power leaves half a line; the journal must open on the next day",
        usual="the torn line stops the store from opening, or the next line is glued to it",
        layer=Layer.CUTS,
        asks=("durable", "append_only"),
    )(cut_everywhere),
)
