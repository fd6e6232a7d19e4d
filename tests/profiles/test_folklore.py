"""What people repeat as law and is none (playbook 2.6): each piece by name, and that no shipped profile says it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from attrs import evolve, fields

import journeys
from collabflow.core.finding import Basis, Severity
from collabflow.core.guard import Guard
from collabflow.core.lifecycle.contacts import ContactLogged, Direction
from collabflow.core.lifecycle.moves import Moved
from collabflow.core.lifecycle.needs import MeetingAsked, NeedsAsked, RequestKind
from collabflow.core.lifecycle.papers import ElectronicNoticesAnswered
from collabflow.core.values import Answer, Method, Step
from collabflow.cycle.decide import decide
from collabflow.cycle.profile import DEFAULT, Profile
from collabflow.profiles.us_idea import US_IDEA
from collabflow.profiles.us_missouri import US_MISSOURI
from collabflow.profiles.us_texas import US_TEXAS
from collabflow.steps.s05_joint_planning import ConsentKind, PlanShared, StrategyKind
from profiles.journeys_of_law import SHIPPED, journey_under, notice_of_the_meeting
from profiles.of_law import due, subjects
from profiles.pairs_of_law import SOON, agreed, decided, given, proposed
from support import NOW, ROSA, TOMAS, days, folded, opened, stamp

ALL = pytest.mark.parametrize("profile", SHIPPED, ids=lambda profile: profile.id)


def own_numbers(profile: Profile) -> dict[str, float]:
    """The numbers that this profile adds or changes."""
    return {limit.name: limit.value for limit in profile.limits if limit not in DEFAULT.limits}


def codes(profile: Profile, *events: object) -> set[str]:
    """The guards of every step that find something after these events on a new case."""
    case = folded(opened(), *events)  # type: ignore[arg-type]
    return {guard.code for guard in profile.guards if subjects(profile, guard, case)}


def guard(profile: Profile, code: str) -> Guard:
    return next(guard for guard in profile.guards if guard.code == code)


@ALL
def test_three_attempts_and_you_can_go_ahead(profile: Profile) -> None:
    """Federal text names no number, Missouri two; so nobody counts to three."""
    assert 3 not in own_numbers(profile).values()
    attempts = {limit.name: limit for limit in profile.limits if "attempt" in limit.name}
    federal = {name: limit for name, limit in attempts.items() if "CFR" in limit.source}
    assert federal == {}
    assert [limit.value for limit in attempts.values() if limit not in DEFAULT.limits] in ([], [2])
    assert ("missouri_attempts" in attempts) is (profile is US_MISSOURI)


def test_ten_days_notice_is_federal_law() -> None:
    """Federal: early enough that the family can come. States add numbers."""
    found = codes(US_IDEA, *proposed(slot=SOON), notice_of_the_meeting())

    assert {code for code in US_IDEA.codes if "NOTICE" in code and "LATE" in code} == set()
    assert 10 not in {v for name, v in own_numbers(US_IDEA).items() if name != "conduct_review_school_days"}
    assert {code for code in found if code.startswith("MEETING_NOTICE")} == set()
    assert "TX_MEETING_NOTICE_LATE" in codes(US_TEXAS, *proposed(slot=SOON), notice_of_the_meeting())


@ALL
def test_the_annual_deadline_excuses_meeting_without_the_parent(profile: Profile) -> None:
    """However late the review is: while the family waits for another date, nobody goes on without them."""
    case, journal = journeys.decided(journey_under(profile, Step.FOLLOW_UP), profile=profile)
    late = journal[-1].stamp.at + timedelta(days=800)
    assert due(profile, case, late.date())["plan_review"] < late.date()

    asked = MeetingAsked(request="request-1", asker=ROSA.id, kind=RequestKind.ANOTHER_DATE)
    waiting = folded(opened(), *proposed(), asked)
    context = profile.context(stamp(at=NOW + timedelta(days=800)))
    found = decide(waiting, Moved(trigger="advance"), context, profile).refusals

    assert "PROCEED_WHILE_RESCHEDULE_OPEN" in {finding.code for finding in found}


@ALL
def test_the_team_votes(profile: Profile) -> None:
    """No event has a field for a vote, a tally or a quorum, and no rule counts positions."""
    names = {field.name for event in profile.events for field in fields(event)}
    words = " ".join(f"{guard.code} {guard.says} {guard.fix}" for guard in profile.guards).lower()

    assert [name for name in names if re.search(r"vote|tally|quorum|majority", name)] == []
    assert re.search(r"\bvot(e|es|ed|ing)\b|\btally\b|quorum|majority", words) is None


@ALL
def test_a_signature_means_consent_to_the_plan_every_year(profile: Profile) -> None:
    """Consent is for evaluations and first services; a later year's services need no new signature."""
    later = (*proposed("annual_review"), *decided(StrategyKind.SERVICE))  # type: ignore[arg-type]

    assert {code for code in codes(profile, *later) if code.startswith("CONSENT_")} == set()
    assert re.search(r"\bsign(s|ed|ature)?\b", " ".join(f"{g.says} {g.fix}" for g in profile.guards)) is None
    first = {code for code in codes(US_IDEA, *proposed(), *decided(StrategyKind.SERVICE)) if "CONSENT" in code}
    assert first == {"CONSENT_MISSING"}


@ALL
def test_any_chat_is_a_meeting(profile: Profile) -> None:
    """A call is a contact: it needs no notice, and it stands in for no meeting."""
    call = ContactLogged(
        contact="contact-1", caregiver=ROSA.id, direction=Direction.BOTH, method=Method.PHONE, summary="About reading"
    )

    before, after = codes(profile), codes(profile, call)

    assert after <= before
    assert {code for code in before if "MEETING" in code} <= after
    assert "MEETING_TIME_NOT_PROPOSED" in after


@ALL
def test_the_federal_law_requires_translated_plans(profile: Profile) -> None:
    """It wants notices in the family's language and the meeting understood; Texas alone wants the plan in Spanish."""
    speaks = NeedsAsked(caregiver=ROSA.id, languages=("es",))
    in_english = (*decided(), speaks, PlanShared(to=(ROSA.id,), language="en"))

    found = codes(profile, *in_english)

    cited = {guard.code: guard.citation or "" for guard in profile.guards if guard.code in found}
    about_plans = [code for code, law in cited.items() if "COPY" in code or "320" in law or "322(f)" in law]
    assert [code for code in about_plans if code not in {"IEP_SECTION_MISSING", "TX_COPY_NOT_IN_SPANISH"}] == []
    assert ("TX_COPY_NOT_IN_SPANISH" in found) is (profile is US_TEXAS)


def test_email_is_always_fine() -> None:
    """A formal letter comes by email only to a caregiver who chose that; a no, or silence, is no choice."""
    by_email = (*decided(), given(method=Method.EMAIL))
    email = guard(US_IDEA, "COMM_ELECTRONIC_NOT_ELECTED")
    for answer, lacks in ((Answer.NO, True), (Answer.NO_ANSWER, True), (Answer.YES, False)):
        case = folded(opened(), *by_email, ElectronicNoticesAnswered(caregiver=ROSA.id, answer=answer))
        assert bool(subjects(US_IDEA, email, case)) is lacks


@ALL
def test_the_parent_with_custody_only(profile: Profile) -> None:
    """Two homes, two parents: both are owed notice, whoever the child lives with."""
    elsewhere = evolve(TOMAS, household="Hill Street")
    case = folded(opened(evolve(ROSA, household="Mill Street"), elsewhere), *proposed(), *decided())
    names = {"NOTICE_MISSING"} & set(profile.codes)

    for code in names:
        assert subjects(profile, guard(profile, code), case) == ["strategy-1/rosa", "strategy-1/tomas"]
    told = " ".join(f"{g.says} {g.fix}".lower() for g in profile.guards)
    assert "custody" not in told


@ALL
def test_a_readability_score_proves_that_it_is_clear(profile: Profile) -> None:
    """The score stays a warning and a help; no law cites it, and nothing takes it for proof."""
    reading = [rule for rule in profile.catalogue if "READING" in rule.guard.code]

    assert reading
    assert {rule.severity for rule in reading} <= {Severity.WARNING, Severity.PROMPT}
    assert all(rule.guard.citation is None and rule.guard.basis is not Basis.LAW for rule in reading)


@ALL
def test_a_case_without_findings_is_lawful(profile: Profile) -> None:
    """Not in the list, and the worst of all: no word of a profile says that a record complies with a law."""
    words = " ".join(f"{guard.says} {guard.fix}" for guard in profile.guards).lower()

    assert re.search(r"complian|complies|lawful|legal|approved", words) is None


def test_a_consent_is_bound_to_no_year() -> None:
    """Agreeing to an evaluation years ago still covers the evaluation that it named."""
    old = folded(opened(), *decided(StrategyKind.ASSESSMENT), agreed(ConsentKind.EVALUATION))
    consent = guard(US_IDEA, "CONSENT_MISSING")

    assert subjects(US_IDEA, consent, old, at=NOW + days(1200)) == []
