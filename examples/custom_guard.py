"""A rule of one's own: this school wants a named backup for urgent news before communication is set up.

Run it: python examples/custom_guard.py
"""

from collections.abc import Iterator

import collabflow as cf
from collabflow import events as did
from collabflow import records as of
from collabflow.stores.memory import MemoryStore


@cf.guard(
    "OUR_URGENT_BACKUP_MISSING",
    says="Nothing is named for when {channel} does not reach {caregiver} in time.",
    fix="Name another way, for example a neighbour's telephone.",
    remedies=(did.ChannelProposed,),
    basis=cf.Basis.LOCAL,
)
def urgent_channels_have_a_backup(case: cf.Case, context: cf.Context) -> Iterator[cf.Lack]:
    for channel in case[of.CommunicationPlan].channels:
        if channel.purpose is of.Purpose.URGENT and channel.backup is None:
            yield cf.Lack(channel.id, channel=channel.id, caregiver=channel.caregiver)


OURS = cf.DEFAULT.named("our-school", "2026.1").with_guard(
    urgent_channels_have_a_backup, leaving=cf.Step.ESTABLISH_COMMUNICATION
)

if __name__ == "__main__":
    rosa = cf.Party(id="rosa", name="Rosa Vidal", roles=(cf.Role.CAREGIVER,))
    lee = cf.Party(id="lee", name="Lee Park", roles=(cf.Role.CASE_MANAGER,))
    flow = cf.CollabFlow(MemoryStore(), profile=OURS)
    case = flow.open(student="maya", parties=[rosa, lee], by=lee)
    urgent = of.Channel(id="urgent", caregiver="rosa", purpose=of.Purpose.URGENT, method=cf.Method.PHONE)
    case = flow.record(case, did.ChannelProposed(channel=urgent), by=lee)
    for finding in flow.explain(case)[cf.Step.ESTABLISH_COMMUNICATION].blockers:
        print(finding.text(case))
