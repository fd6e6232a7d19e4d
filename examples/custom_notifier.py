"""A notifier of one's own: the host looks up the address, sends, and answers how it went.

Run it: python examples/custom_notifier.py
"""

from datetime import datetime, timedelta

import collabflow as cf
from collabflow import events as did
from collabflow.ports import Delivery, Message, Sent, TryLater, Undeliverable
from collabflow.stores.memory import MemoryStore

ADDRESSES = {"kim": "kim@school.example"}
"""The host's own address book: collabflow keeps no addresses."""


class MailNotifier:
    """Sends by the host's mail; `key` makes a repeat safe, `deadline` is when the answer is no longer waited for."""

    def __init__(self) -> None:
        self.sent: dict[str, Message] = {}
        self.is_down = True

    def send(self, message: Message, *, key: str, deadline: datetime) -> Delivery:
        address = ADDRESSES.get(message.recipient)
        if address is None:
            return Undeliverable(reason="no_address")
        if self.is_down:
            self.is_down = False
            return TryLater(after=timedelta(minutes=5), reason="mail_is_down")
        if self.sent.setdefault(key, message) is message:
            print(f"to {address}: {message.text}")
        return Sent(receipt=key)


if __name__ == "__main__":
    now = datetime.now().astimezone()
    flow = cf.CollabFlow(MemoryStore(), notifiers={"email": MailNotifier()}, clock=lambda: now)
    lee = cf.Party(id="lee", name="Lee Park", roles=(cf.Role.CASE_MANAGER,))
    kim = cf.Party(id="kim", name="Kim Adeyemi", roles=(cf.Role.TEACHER,))
    case = flow.open(student="maya", parties=[lee, kim], by=lee)
    flow.record(case, did.ActionAssigned(action="a1", what="Send the map home", owner="kim"), by=lee)
    print(flow.deliver())
    now += timedelta(minutes=5)
    print(flow.deliver())
