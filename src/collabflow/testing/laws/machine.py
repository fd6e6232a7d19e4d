"""Law M1, the model machine: any sequence of calls answers as the reference does.

The reference is the memory store, which keeps the laws above. Walks are long, drawn by chance from a seed, and made
shorter when they part from the reference. They are concentrated, for rare things happen where few things are: two
cases, few messages, all batches and claims of before remembered, small windows, times at the edges of leases.
Source: testing.md, interaction mutants; docs/adr/0020.
"""

from __future__ import annotations

from random import Random

from collabflow.testing.bench import Bench
from collabflow.testing.law import Layer, law
from collabflow.testing.walking.steps import drawn
from collabflow.testing.walking.walk import parted, shortest


@law(
    "M1",
    "Any sequence of calls answers as the reference does",
    matters="what no one thought of is what happens on the busiest day",
    usual="a cache that is not emptied, or something remembered for the last case or batch only",
    layer=Layer.MACHINE,
)
def any_sequence_answers_as_the_reference(bench: Bench) -> None:
    chance = Random(bench.settings.seed)  # noqa: S311  (no secret)
    for _ in range(bench.settings.pick(fast=8, full=80, soak=2_500)):
        steps = drawn(chance)
        bench.counts["walks"] += 1
        broken = parted(bench, steps)
        if broken is not None:
            raise shortest(bench, steps, broken)


LAWS = (any_sequence_answers_as_the_reference,)
