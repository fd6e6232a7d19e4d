"""Every law of a store, in the order in which they are tried: the only list of them."""

from __future__ import annotations

from collabflow.testing.law import Law
from collabflow.testing.laws import (
    crashing,
    declining,
    feeding,
    fidelity,
    finding,
    journal,
    life,
    machine,
    outbox,
    racing,
    versions,
)

LAWS: tuple[Law, ...] = (
    *journal.LAWS,
    *versions.LAWS,
    *feeding.LAWS,
    *finding.LAWS,
    *fidelity.LAWS,
    *outbox.LAWS,
    *life.LAWS,
    *declining.LAWS,
    *machine.LAWS,
    *racing.LAWS,
    *crashing.LAWS,
)
