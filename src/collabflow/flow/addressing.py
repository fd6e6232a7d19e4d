"""Addressing: a notice becomes a message on a channel that the person likes and that no restriction bars.

The message holds no address and no names: the host's notifier looks up where the person can be reached.
Source: house.md section 5; playbook 1.2, contact preferences and restrictions.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from collabflow.core.case import Case
from collabflow.core.people import Liking, Party
from collabflow.core.values import Method
from collabflow.cycle.notices import Notice
from collabflow.ports import MessageRow
from collabflow.ports.json_text import canonical

NO_CHANNEL = "none"
"""The channel of a message that no installed notifier may carry; delivery gives it up, for a person to see."""

_METHODS = frozenset(method.value for method in Method)


def address(
    notice: Notice, case: Case, day: date, channels: Sequence[str], *, message_id: str, version: int, n: int
) -> MessageRow:
    """The message of a notice, on the channel that suits its recipient best."""
    party = case.party(notice.to, on=day)
    channel = NO_CHANNEL if party is None else channel_for(party, day, channels)
    body = {"kind": notice.kind, "subject": notice.subject, "text": notice.text}
    return MessageRow(
        id=message_id,
        case_id=case.id,
        version=version,
        n=n,
        channel=channel,
        recipient=notice.to,
        body=canonical(body),
    )


def channel_for(party: Party, day: date, channels: Sequence[str]) -> str:
    """The installed channel that this person likes best and that may be used; `none` when there is none.

    A channel whose name is no way of contact, such as `console`, bars nobody.
    """
    usable = [c for c in channels if c not in _METHODS or party.reachable_by(Method(c), day)]
    liked = {p.method.value: p.liking for p in party.contact_preferences}
    best = sorted(usable, key=lambda c: liked.get(c) is not Liking.PREFERRED)
    return best[0] if best else NO_CHANNEL
