"""The shipped profiles: they only add (law 5), speak plainly, cite their law, and let a whole cycle through."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import journeys
from collabflow.codec import Codec
from collabflow.core.case import Case
from collabflow.core.event import Stamp
from collabflow.core.finding import Basis, Refused, Severity
from collabflow.core.lifecycle.moves import Moved
from collabflow.core.values import Status, Step, Trigger
from collabflow.cycle.fold import replay
from collabflow.cycle.profile import DEFAULT, Profile
from collabflow.flow import CollabFlow
from collabflow.language import readability
from collabflow.stores.memory import MemoryStore
from profiles.journeys_of_law import SHIPPED, Lawful, whole_cycle_under
from profiles.of_law import context
from support import LEE, acting
from walks import Act, Walk, acts

ALL = pytest.mark.parametrize("profile", SHIPPED, ids=lambda profile: profile.id)
LAYERS = [(DEFAULT, profile) for profile in SHIPPED] + [(SHIPPED[0], SHIPPED[1]), (SHIPPED[0], SHIPPED[2])]


# law 5 ----------------------------------------------------------------------------------------


def told(profile: Profile, case: Case, stamp: Stamp) -> dict[tuple[str, str], Severity]:
    """Everything that any move would find under this profile, with its weight."""
    return {finding.key: finding.severity for finding in profile.open_findings(case, profile.context(stamp))}


def only_adds(walk: Walk) -> None:
    """Law 5, at some of the cases on this walk."""
    for case, _, stamp, _ in (*walk.seen[::7], walk.seen[-1]):
        for beneath, above in LAYERS:
            before, after = told(beneath, case, stamp), told(above, case, stamp)
            lost = {key for key, weight in before.items() if key not in after or after[key].weight < weight.weight}
            assert lost == set(), (above.id, case.state)


@pytest.mark.parametrize("trigger", [Trigger.ADVANCE, Trigger.INTERIM_REVIEW, Trigger.NEXT_CYCLE, Trigger.REVISE_PLAN])
@settings(max_examples=6, suppress_health_check=[HealthCheck.too_slow])
@given(rest=st.lists(acts(), max_size=12))
def test_a_shipped_profile_never_loses_or_lightens_a_finding(trigger: Trigger, rest: Sequence[Act]) -> None:
    walk = Walk()
    walk.fire(trigger)
    for act in rest:
        act(walk)

    only_adds(walk)


@ALL
@settings(max_examples=6, suppress_health_check=[HealthCheck.too_slow])
@given(rest=st.lists(acts(), max_size=12))
def test_nor_does_it_on_a_walk_with_the_events_of_law(profile: Profile, rest: Sequence[Act]) -> None:
    walk = Lawful(profile)
    walk.to(Step.SET_GOALS)
    for act in rest:
        act(walk)

    only_adds(walk)


@ALL
def test_a_shipped_profile_loosens_nothing(profile: Profile) -> None:
    assert profile.loosened == ()
    assert {limit.name for limit in DEFAULT.limits} <= set(profile.limit_values)


def test_an_overlay_keeps_every_rule_of_the_profile_beneath_it() -> None:
    for beneath, above in LAYERS:
        assert beneath.codes < above.codes
        assert set(beneath.events) <= set(above.events)
        assert set(dict(beneath.deadlines)) <= set(dict(above.deadlines))
        assert above.fingerprint != beneath.fingerprint


# whole cycles ---------------------------------------------------------------------------------


@ALL
def test_a_whole_cycle_goes_through_a_flow_under_each_profile(profile: Profile) -> None:
    clock = journeys.Clock()
    flow = CollabFlow(MemoryStore(), profile=profile, clock=clock)

    case = journeys.play(flow, clock, whole_cycle_under(profile))

    assert (case.cycle, case.step) == (2, Step.PLAN_MEETING)
    assert case.earlier[0].completed == tuple(Step)
    assert flow.verify(journeys.CASE) is None
    assert flow.case(journeys.CASE) == case
    moves = [entry.event for entry in flow.journal(journeys.CASE) if isinstance(entry.event, Moved)]
    assert {move.profile for move in moves} == {profile.ref}
    assert [move.waivers for move in moves] == [()] * 10


@ALL
def test_its_journal_is_read_back_from_disk_as_it_was(profile: Profile) -> None:
    case, journal = journeys.decided(whole_cycle_under(profile), profile=profile)
    codec = Codec(profile.events)

    rows = [codec.encode(journeys.CASE, entry, salt=b"0" * 16) for entry in journal]

    assert replay(journeys.CASE, [codec.decode(row) for row in rows]) == case


def added() -> Iterator[tuple[Profile, int]]:
    """The events in each profile's whole cycle that only its law asks for, by their place."""
    for profile in SHIPPED:
        for place, deed in enumerate(whole_cycle_under(profile)):
            if type(deed.event) not in DEFAULT.events:
                yield profile, place


@pytest.mark.parametrize(("profile", "place"), list(added()), ids=lambda value: getattr(value, "id", str(value)))
def test_no_event_that_a_law_adds_can_be_left_out(profile: Profile, place: int) -> None:
    """As in the minimal cycle: whoever has to type it types nothing in vain."""
    deeds = whole_cycle_under(profile)

    with pytest.raises(Refused):
        journeys.decided((*deeds[:place], *deeds[place + 1 :]), profile=profile)


@ALL
@pytest.mark.parametrize("step", Step)
def test_from_every_step_the_ten_can_be_completed(profile: Profile, step: Step) -> None:
    """Law 7 under each profile."""
    walk = Lawful(profile)
    walk.to(step)
    walk.move(Trigger.PAUSE)
    walk.to(Step.FOLLOW_UP)
    walk.work()
    decision = walk.move(Trigger.COMPLETE)

    assert not decision.refusals, [str(finding) for finding in decision.refusals]
    assert walk.case.status is Status.CLOSED


# words and citations --------------------------------------------------------------------------

VERBS = frozenset(
    {"Add", "Agree", "Ask", "Explain", "Give", "Invite", "Name", "Offer", "Send", "Set", "Translate", "Write"}
)
"""The words with which the fixes of the shipped laws begin."""


@ALL
def test_the_words_of_a_law_are_short_kind_and_begin_with_a_verb(profile: Profile) -> None:
    for rule in profile.catalogue:
        guard = rule.guard
        if guard.code in DEFAULT.codes:
            continue
        assert max(len(guard.says), len(guard.fix)) <= 160, guard.code
        assert guard.fix.split()[0] in VERBS, guard.code
        assert not re.search(r"\b[A-Z]{2,}\b", f"{guard.says} {guard.fix}"), guard.code
        assert not re.search(r"complian|illegal|violat|unlawful|fail|refus", f"{guard.says} {guard.fix}".lower())


def test_the_words_of_all_laws_together_read_at_grade_eight_or_below() -> None:
    guards = {guard.code: guard for profile in SHIPPED for guard in profile.guards if guard.code not in DEFAULT.codes}
    text = " ".join(f"{re.sub(r'[{}“”]', '', guard.says)} {guard.fix}" for guard in guards.values())

    assert readability.measure(text, "en").is_within(8)


@ALL
def test_every_finding_of_law_tells_its_section(profile: Profile) -> None:
    case, _ = journeys.decided(journeys.journey_to(Step.PLAN_MEETING))
    cited = 0
    for step in Step:
        case, journal = journeys.decided(journeys.journey_to(step))
        at = journal[-1].stamp.at if journal else journeys.NOW
        for finding in profile.open_findings(case, context(profile, at)):
            if finding.basis is Basis.LAW:
                cited += 1
                assert finding.citation
                assert finding.text(case).endswith(f"({finding.citation})")
    assert cited


def test_without_a_profile_of_law_nothing_cites_law_or_rests_on_it() -> None:
    assert {guard.code for guard in DEFAULT.guards if guard.citation or guard.basis is Basis.LAW} == set()
    for step in Step:
        case, journal = journeys.decided(journeys.journey_to(step))
        at = journal[-1].stamp.at if journal else journeys.NOW
        for finding in DEFAULT.open_findings(case, context(DEFAULT, at)):
            assert finding.citation is None
    sources = " ".join(limit.source for limit in DEFAULT.limits)
    assert re.search(r"CFR|TAC|CSR|Regs|Act\b", sources) is None


@ALL
def test_every_number_of_law_says_where_it_stands(profile: Profile) -> None:
    own = [limit for limit in profile.limits if limit.name not in DEFAULT.limit_values]

    assert own
    assert [limit.name for limit in own if not re.search(r"CFR|TAC|CSR|Regs 2014|Act 2014", limit.source)] == []


@ALL
def test_who_records_is_told_by_the_events_of_a_law_too(profile: Profile) -> None:
    """Deny by default: no event of law is open to a stranger of the case."""
    for event in profile.events:
        if event not in DEFAULT.events:
            assert acting(LEE).role in profile.recorders(event)
