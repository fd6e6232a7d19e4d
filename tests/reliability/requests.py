"""Requests: what the clients of a check ask of a flow, each with its key, and what must be there afterwards."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Sequence
from itertools import groupby

import journeys
from collabflow.events import InterestShown, SlotAnswered
from collabflow.flow import CollabFlow
from collabflow.ports import Row, Store, verify
from reliability.tally import Tally
from support import KIM, LEE, PARTIES, ROSA, STUDENT

PROMISES = ("lost", "doubled", "torn", "apart", "chain broken")
"""What `look` may find: a request acknowledged and not there, there twice, there in part; messages without their
entry or the other way round; a chain that does not verify."""

REQUESTS_OF_A_CASE = 12
"""The first opens the case, the second offers times for a meeting, each other one writes two entries and a message."""

_MEETING = journeys.step_1()[1]
_TELLING = {"plan_meeting.meeting_proposed", "plan_meeting.slot_answered"}
"""The events that here give rise to one message each."""


def flow_on(store: Store) -> CollabFlow:
    """A flow whose clock stands still."""
    return CollabFlow(store, clock=journeys.Clock())


def case_of(client: str, number: int) -> str:
    """The case that this request of a client is about."""
    return f"{client}-{number // REQUESTS_OF_A_CASE}"


def key_of(number: int) -> str:
    """The key of a request: the same at each try."""
    return f"request-{number}"


def ask(flow: CollabFlow, client: str, number: int) -> None:
    """Ask for it, as often as need be."""
    case_id, key = case_of(client, number), key_of(number)
    match number % REQUESTS_OF_A_CASE:
        case 0:
            flow.open(student=STUDENT, parties=PARTIES, by=LEE.id, case_id=case_id, key=key)
        case 1:
            flow.record(case_id, _MEETING, by=KIM.id, key=key)
        case _:
            heard = InterestShown(caregiver=ROSA.id, topic=f"What Maya says about map {number}")
            answer = SlotAnswered(
                meeting=journeys.MEETING, caregiver=ROSA.id, start=journeys.MEETING_AT, reply="accepted"
            )
            flow.record(case_id, heard, answer, by=KIM.id, via="phone", key=key)


def entries_of(number: int) -> int:
    """How many entries the request writes."""
    return 1 if number % REQUESTS_OF_A_CASE < 2 else 2


def look(tally: Tally, store: Store, client: str, numbers: Iterable[int], *, acknowledged: Container[int]) -> None:
    """Whether these requests are there once and whole, if they are, and those that were acknowledged all are."""
    for case_id, asked in groupby(numbers, lambda number: case_of(client, number)):
        keys = Counter(row.key for row in _look_at_case(tally, store, case_id))
        for number in asked:
            times, left = divmod(keys[key_of(number)], entries_of(number))
            where = f"{key_of(number)} of {client}"
            if number in acknowledged and not times:
                tally.broke("lost", where)
            if times > 1:
                tally.broke("doubled", where)
            if left:
                tally.broke("torn", where)


def _look_at_case(tally: Tally, store: Store, case_id: str) -> Sequence[Row]:
    """Its rows, once they have been looked at beside its messages."""
    rows = store.load(case_id)
    if (fault := verify(rows)) is not None:
        tally.broke("chain broken", str(fault))
    expected = [f"{case_id}:{row.version}:1" for row in rows if row.type in _TELLING]
    found = [message.id for message in store.messages(case_id)]
    if found != expected:
        tally.broke("apart", f"{case_id} has entries for {len(expected)} messages, and {len(found)} messages")
    return rows
