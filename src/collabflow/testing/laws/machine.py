"""Law M1, the model machine: any sequence of calls answers as the reference does.

The reference is the memory store, which keeps the laws above. Sequences are drawn by Hypothesis and made shorter
when they break. They are concentrated, for rare things happen where few things are: two cases, few messages, all
batches and claims of before remembered, small windows, times at the edges of leases.
Source: testing.md, interaction mutants.
"""

from __future__ import annotations

from collabflow.testing.bench import Bench
from collabflow.testing.broken import LawBroken, NotProven
from collabflow.testing.law import Layer, law
from collabflow.testing.walking.steps import STEPS, Step
from collabflow.testing.walking.walk import walk

NEEDS_HYPOTHESIS = "it needs Hypothesis, which is not installed: pip install 'collabflow[testing]'"


@law(
    "M1",
    "Any sequence of calls answers as the reference does",
    matters="what no one thought of is what happens on the busiest day",
    usual="a cache that is not emptied, or something remembered for the last case or batch only",
    layer=Layer.MACHINE,
)
def any_sequence_answers_as_the_reference(bench: Bench) -> None:
    try:
        import hypothesis
        from hypothesis import strategies as st
    except ImportError:
        raise NotProven(NEEDS_HYPOTHESIS) from None

    numbers = st.integers(0, 11)
    steps = st.lists(st.builds(Step, st.sampled_from(STEPS), numbers, numbers, numbers), min_size=20, max_size=30)
    broken: list[LawBroken] = []

    @hypothesis.seed(bench.settings.seed)
    @hypothesis.settings(
        max_examples=bench.settings.pick(fast=30, full=600, soak=10_000),
        deadline=None,
        database=None,
        derandomize=False,
        report_multiple_bugs=False,
        phases=(hypothesis.Phase.generate, hypothesis.Phase.shrink),
        suppress_health_check=list(hypothesis.HealthCheck),
    )
    @hypothesis.given(steps)
    def walks(taken: list[Step]) -> None:
        try:
            walk(bench, taken)
        except LawBroken as seen:
            broken.append(seen)
            raise

    try:
        walks()
    except LawBroken:
        raise broken[-1] from None
    bench.counts["walks"] += bench.settings.pick(fast=30, full=600, soak=10_000)


LAWS = (any_sequence_answers_as_the_reference,)
