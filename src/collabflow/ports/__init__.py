"""What we ask of the world: the words of storage, of telling people, and of the time.

`records` are the values that cross the border, `store` and `notifier` what others implement, `chain` how
a journal shows tampering, `checks` what every store refuses before it writes. Whoever writes an adapter
needs nothing of collabflow besides this package and `core.errors`.
"""

from __future__ import annotations

from collabflow.ports.chain import GENESIS, Fault, FaultKind, seal, verify
from collabflow.ports.notifier import Clock, Delivery, Message, Notifier, Sent, TryLater, Undeliverable
from collabflow.ports.records import (
    Answered,
    Batch,
    Capabilities,
    Claimed,
    FeedItem,
    MessageRow,
    MessageState,
    Outcome,
    Page,
    Query,
    Row,
    StoreLimits,
    Summary,
    Tracked,
    Verdict,
)
from collabflow.ports.store import Lent, Store

__all__ = [
    "GENESIS",
    "Answered",
    "Batch",
    "Capabilities",
    "Claimed",
    "Clock",
    "Delivery",
    "Fault",
    "FaultKind",
    "FeedItem",
    "Lent",
    "Message",
    "MessageRow",
    "MessageState",
    "Notifier",
    "Outcome",
    "Page",
    "Query",
    "Row",
    "Sent",
    "Store",
    "StoreLimits",
    "Summary",
    "Tracked",
    "TryLater",
    "Undeliverable",
    "Verdict",
    "seal",
    "verify",
]
