"""What the flow's tests share: a flow on a memory store whose clock the test moves, and an open case."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from collabflow.core.case import Case
from collabflow.core.values import Slot
from collabflow.cycle.profile import DEFAULT, Profile
from collabflow.events import MeetingProposed
from collabflow.flow import CollabFlow
from collabflow.ports import Notifier, Store
from collabflow.stores.memory import MemoryStore
from support import LEE, NOW, PARTIES, STUDENT

SLOT = Slot(start=NOW + timedelta(days=7))
OTHER_SLOT = Slot(start=NOW + timedelta(days=8))
PROPOSED = MeetingProposed(
    meeting="m1", kind="initial", slots=(SLOT, OTHER_SLOT), mode="in_person", invitees=("rosa", "lee")
)


class Clock:
    """A clock that stands until a test moves it."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


class Bench:
    """A flow with its parts at hand."""

    def __init__(
        self,
        *,
        store: Store | None = None,
        profile: Profile = DEFAULT,
        notifiers: Mapping[str, Notifier] | None = None,
        retries: int = 5,
        attempts: int = 3,
    ) -> None:
        self.clock = Clock()
        self.jitter = 0.0
        self.store = store or MemoryStore()
        self.flow = CollabFlow(
            self.store,
            profile=profile,
            notifiers=notifiers,
            clock=self.clock,
            ids=lambda: "case-1",
            salts=lambda: b"0" * 16,
            retries=retries,
            attempts=attempts,
            jitter=lambda: self.jitter,
        )

    def opened(self) -> Case:
        """An open case about Maya."""
        return self.flow.open(student=STUDENT, parties=PARTIES, by=LEE)
