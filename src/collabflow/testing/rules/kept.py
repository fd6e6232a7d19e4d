"""The same acts on a store: what was decided is what is kept, told and sealed.

Source: cycle.md, laws 2 and 9; testing.md, the workflow model.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from collabflow.core.finding import Refused
from collabflow.core.lifecycle.people import CaseOpened
from collabflow.flow import CollabFlow
from collabflow.notify.recording import RecordingNotifier
from collabflow.stores.memory import MemoryStore
from collabflow.testing.rules.act import Act, Trail, name_of
from collabflow.testing.rules.journey import Broken, Terms

CASE = "case-1"

_WORDS = {
    "K1": ("A refused act changes nothing that is kept", "What was refused would come back from the store."),
    "K2": ("What is kept is what was decided", "Tomorrow's record would not be today's."),
    "K3": ("Messages are only about what is recorded", "A family would be told of something that never was."),
    "K4": ("The chain of digests is whole", "Nobody could show that the record was not changed."),
}


def broken_on_a_store(acts: Sequence[Act], terms: Terms) -> Broken | None:
    """The first of these promises that does not hold when the acts are recorded on a store of the model's."""
    for code, happened in _tried(acts, terms):
        title, matters = _WORDS[code]
        usual = "a store that is not proved by StoreConformance; a guard or an `apply` that keeps something of its own."
        return Broken(code, title, happened=happened, law=title, matters=matters, usual=usual)
    return None


class _Clock:
    """Stands where it was set."""

    now: datetime

    def __call__(self) -> datetime:
        return self.now


def _tried(acts: Sequence[Act], terms: Terms) -> Iterator[tuple[str, str]]:
    clock = _Clock()
    store = (terms.store or MemoryStore)()
    flow = CollabFlow(
        store, profile=terms.profile, notifiers={"email": RecordingNotifier()}, clock=clock, salts=lambda: b"0" * 16
    )
    first, *rest = acts
    trail = _opened(first, terms, flow, clock)
    for act in rest:
        decision = trail.decided(act)
        clock.now = trail.stamp(act).at
        held = _held(flow)
        try:
            flow.record(CASE, act.event, by=act.by, via=act.via)
        except Refused as refused:
            if not decision.refusals or refused.findings != decision.refusals:
                yield (
                    "K2",
                    f"{name_of(act)} was refused on the store with {', '.join(refused.codes)}, and not by the rules",
                )
            if _held(flow) != held:
                yield "K1", f"{name_of(act)} was refused, and the case, its messages or the feed are not as they were"
            continue
        if decision.refusals:
            yield "K2", f"{name_of(act)} was accepted on the store, and refused by the rules"
            return
        trail = trail.folded(act, decision)
        yield from _recorded(flow, trail, act)
    fault = flow.verify(CASE)
    if fault is not None:
        yield "K4", f"verify says: {fault}"


def _opened(first: Act, terms: Terms, flow: CollabFlow, clock: _Clock) -> Trail:
    from collabflow.core.case import Case

    new = Trail(profile=terms.profile, case=Case.unopened(CASE))
    clock.now = new.stamp(first).at
    assert isinstance(first.event, CaseOpened)
    flow.open(student=first.event.student, parties=first.event.parties, by=first.by, case_id=CASE)
    return new.after(first)


def _held(flow: CollabFlow) -> object:
    return flow.case(CASE), flow.messages(CASE), len(flow.feed(limit=10_000))


def _recorded(flow: CollabFlow, trail: Trail, act: Act) -> Iterator[tuple[str, str]]:
    if flow.case(CASE) != trail.case:
        yield "K2", f"after {name_of(act)} the case on the store is not the one in hand"
    for message in flow.messages(CASE):
        if message.case_id != CASE:
            yield "K3", f"after {name_of(act)} there is a message about {message.case_id}"
