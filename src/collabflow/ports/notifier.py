"""Telling people: what a notifier is asked, and the three answers it may give.

A notifier is told one message at a time and never what the case holds. Whatever goes wrong, it answers:
nothing it raises undoes what is recorded, and nobody is told in an exception what a family was told.
Source: house.md section 5; testing.md, laws W1 to W12.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Protocol

from attrs import Attribute, field, frozen

from collabflow.core.errors import Malformed
from collabflow.ports.checks import check_ids

Clock = Callable[[], datetime]
"""Answers the time now, aware. A flow is given one; a store never is."""


@frozen(kw_only=True)
class Message:
    """What to tell one person by one channel.

    `version` is the entry that caused it, `recipient` the opaque id of a person (the notifier knows the
    address), `kind` the sort of notice, `text` what they read, `attempts` how often it was tried, this time
    included.
    """

    id: str
    case_id: str
    version: int
    channel: str
    recipient: str
    kind: str
    text: str = field(repr=False)
    attempts: int = 1


@frozen(kw_only=True)
class Sent:
    """The message was accepted for delivery. `receipt` is the channel's own reference, without personal data."""

    receipt: str | None = None


LONGEST_WAIT = timedelta(days=366)
"""The longest wait that a channel may ask for; a longer one is a slip, and a person would never hear of it."""


def _is_later(record: object, spec: Attribute[timedelta], after: timedelta) -> None:
    if not timedelta(0) < after <= LONGEST_WAIT:
        raise Malformed(type(record).__name__, ((spec.name, "must be longer than nothing, and a year at most"),))


def _can_be_kept(record: object, spec: Attribute[str], reason: str) -> None:
    check_ids(type(record).__name__, **{spec.name: reason})


@frozen(kw_only=True)
class TryLater:
    """Not now: a gateway that does not answer, a mailbox that is full. `reason` is a code, not a sentence.

    `after` is how long to wait at least; where the channel gave a hint, it is that hint. Raises `Malformed` for no wait
    or one of more than a year, and for a reason that no store can keep.
    """

    after: timedelta = field(validator=_is_later)
    reason: str = field(validator=_can_be_kept)


@frozen(kw_only=True)
class Undeliverable:
    """Never: an address that does not exist. `reason` is a code, not a sentence; a person looks at it.

    Raises `Malformed` for a reason that no store can keep.
    """

    reason: str = field(validator=_can_be_kept)


Delivery = Sent | TryLater | Undeliverable


class Notifier(Protocol):
    """One way to reach people: post, e-mail, text message, a school's app."""

    def send(self, message: Message, *, key: str, deadline: datetime) -> Delivery:
        """Tell the person, and say how it went.

        `key` is the same for every attempt at the same message: where the channel can, a key seen before is not
        delivered twice. After a crash a message is sent again, so at least once is the promise, not exactly once.
        Answers before `deadline` (aware), with `TryLater` if the channel has not answered by then; never reports
        `Sent` for what was not accepted, and never raises. Called from several threads at once. Texts, names and
        addresses go to the channel and nowhere else: not to a log, a receipt or a reason. Line ends in a name or
        text must not add a recipient.
        """
        ...
