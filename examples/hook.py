"""Hooks: tell the calendar after a meeting is proposed, and refuse one before it is written when the room is taken.

Run it: python examples/hook.py
"""

from datetime import UTC, datetime

import collabflow as cf
from collabflow import events as did
from collabflow.stores.memory import MemoryStore

TAKEN = {"The library"}


class RoomTaken(Exception):
    """The school's own error: our host's booking system says no."""


flow = cf.CollabFlow(MemoryStore())


@flow.on(did.MeetingProposed, when="before")
def refuse_a_room_that_is_taken(recorded: cf.Recorded) -> None:
    event = recorded.entry.event
    if isinstance(event, did.MeetingProposed) and event.place in TAKEN:
        raise RoomTaken(event.place)


@flow.on(did.MeetingProposed)
def put_it_into_the_calendar(recorded: cf.Recorded) -> None:
    print(f"calendar: entry {recorded.entry.version} of {recorded.after.id}")


@flow.on(cf.Refused)
def count_refusals(refused: cf.Refused) -> None:
    print(f"refused: {refused.action} with {len(refused.findings)} things to do")


if __name__ == "__main__":
    lee = cf.Party(id="lee", name="Lee Park", roles=(cf.Role.CASE_MANAGER,))
    case = flow.open(student="maya", parties=[lee], by=lee, case_id="case-1")
    slot = cf.Slot(start=datetime(2027, 1, 11, 16, tzinfo=UTC))
    for place in ("The library", "Room 4"):
        try:
            flow.record(case, did.MeetingProposed(meeting="m1", slots=(slot,), place=place), by=lee)
        except RoomTaken as taken:
            print(f"not written: {taken} is taken")
    try:
        flow.advance(case, by=lee)
    except cf.Refused as refused:
        print(refused.text(flow.case(case)).splitlines()[0])
