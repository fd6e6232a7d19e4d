"""Makers of what is planned together, the formal papers about it, and goals with all five letters."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from attrs import evolve

from collabflow.core.event import Event
from collabflow.core.values import Answer, Frequency, Method, Per, Position
from collabflow.goals.goal import (
    Baseline,
    Criterion,
    Domain,
    Goal,
    Measure,
    MeasureKind,
    Milestone,
    RateBasis,
    RateSource,
    Target,
)
from collabflow.steps.s03_share_information import SharedInformation
from collabflow.steps.s04_active_listening import Listening
from collabflow.steps.s05_joint_planning import (
    Consent,
    ConsentGiven,
    ConsentKind,
    Consents,
    DecisionMade,
    Dosage,
    JointPlan,
    Notice,
    NoticeAction,
    NoticeGiven,
    Option,
    Outcome,
    PositionTaken,
    Strategy,
    StrategyKind,
    StrategyProposed,
    WrittenNotices,
)
from collabflow.steps.s06_set_goals import GoalDrafted, GoalPositionTaken, GoalRevised, Goals
from collabflow.testing.rules.want import AHEAD, Maker, Want

# strategies -----------------------------------------------------------------------------------


def strategies(want: Want) -> tuple[Strategy, ...]:
    """The strategies of the plan: those that the finding names first, then those that nothing is decided on."""
    latest_first = want.case[JointPlan].strategies[::-1]
    return tuple(sorted(latest_first, key=lambda s: (s.id not in want.hints, s.decision is not None)))


def proposed(want: Want) -> Iterator[StrategyProposed]:
    """A strategy that says everything: options, a person, days and how much; new, or one that is known."""
    for known in strategies(want):
        if known.id in want.hints:
            yield _proposed(want, known.id, known.kind)
    yield _proposed(want, want.fresh("strategy"), StrategyKind.STRATEGY)
    yield _proposed(want, want.fresh("strategy"), StrategyKind.SERVICE)


def _proposed(want: Want, id: str, kind: StrategyKind) -> StrategyProposed:
    starts = (want.now + AHEAD).date()
    return StrategyProposed(
        strategy=id,
        kind=kind,
        what="A map club in the long break, twice a week",
        options=(
            Option(what="A map club in the long break"),
            Option(what="Leave the break as it is", why_not="Company would be welcome."),
        ),
        because_contributions=tuple(said.id for said in want.case[Listening].standing),
        because_information=tuple(item.id for item in want.case[SharedInformation].items)[:3],
        responsible=next(iter(want.educators), None),
        starts=starts,
        review_on=starts + timedelta(weeks=9),
        dosage=Dosage(times=Decimal(2), per=Per.WEEK, minutes_each=30, setting="The library"),
    )


def position(want: Want) -> Iterator[PositionTaken]:
    """A caregiver agrees; or disagrees and says with what and why; or the one who disagrees is asked."""
    people = (*want.named("Party"), *want.caregivers)
    for known in strategies(want):
        for person in dict.fromkeys(people):
            if want.is_about("PLAN_DISAGREEMENT_DETAIL_MISSING", "PLAN_DISSENT_NOT_OFFERED"):
                yield _disagreeing(known.id, person)
            yield PositionTaken(party=person, strategies=(known.id,), position=Position.AGREE)
            yield _disagreeing(known.id, person)


def _disagreeing(strategy: str, person: str) -> PositionTaken:
    return PositionTaken(
        party=person,
        strategies=(strategy,),
        position=Position.DISAGREE,
        rejected_part="The time of day",
        why="The long break is when she rests.",
        statement_offered=Answer.YES,
    )


def decision(want: Want) -> Iterator[DecisionMade]:
    """A strategy is adopted, with time offered to think; or put off, not adopted, or withdrawn."""
    under = next(iter(want.educators), None)
    for known in strategies(want):
        for outcome in (Outcome.ADOPTED, Outcome.DEFERRED, Outcome.NOT_ADOPTED, Outcome.WITHDRAWN):
            yield DecisionMade(
                strategy=known.id,
                outcome=outcome,
                under=under,
                why="It answers what the family told us.",
                time_offered=Answer.YES,
                what_follows="We look at it again after the holidays.",
            )


# papers ---------------------------------------------------------------------------------------


def notice(want: Want) -> Iterator[NoticeGiven]:
    """A written notice that says everything, about all that is decided and every consent taken back."""
    revoked = tuple(given.consent.id for given in want.case[Consents].given if given.revocations)
    known = tuple(given.notice.id for given in want.case[WrittenNotices].given if given.notice.id in want.hints)
    about = tuple(strategy.id for strategy in want.case[JointPlan].strategies)
    for id in (*known, want.fresh("notice")):
        for person in want.caregivers:
            yield _notice(want, id, person, about, revoked)


def _notice(want: Want, id: str, person: str, about: tuple[str, ...], revoked: tuple[str, ...]) -> NoticeGiven:
    return NoticeGiven(
        notice=Notice(
            id=id,
            to=(person,),
            strategies=about,
            consents=revoked,
            action=NoticeAction.PROPOSE,
            description="A map club in the long break",
            why="Company in the break was asked for.",
            based_on=("What the family told us", "Reading aloud, three short texts"),
            safeguards="You have rights; the leaflet explains them.",
            help_sources=("The parent centre of the county",),
            options=(Option(what="Leave the break as it is", why_not="Company would be welcome."),),
            other_factors="None besides.",
            language=want.languages(person)[0],
            method=Method.LETTER,
            understood=Answer.YES,
        )
    )


def consent(want: Want) -> Iterator[ConsentGiven]:
    """A caregiver agrees in writing, knowing what to: to what a known consent was for, or to what is planned."""
    about = tuple(strategy.id for strategy in want.case[JointPlan].strategies)
    for given in want.case[Consents].given:
        if given.consent.id in want.hints and not given.revocations:
            yield _consent(want, given.consent.id, given.consent.party, given.consent.kind, given.consent.strategies)
    for person in want.caregivers:
        for kind in (ConsentKind.SERVICES, ConsentKind.EVALUATION, ConsentKind.OTHER):
            yield _consent(want, want.fresh("consent"), person, kind, about)


def _consent(want: Want, id: str, person: str, kind: ConsentKind | None, about: tuple[str, ...]) -> ConsentGiven:
    return ConsentGiven(
        consent=Consent(
            id=id,
            party=person,
            kind=kind,
            strategies=about,
            activity="The map club and the lessons around it",
            informed_in=want.languages(person)[0],
            voluntary_explained=Answer.YES,
            in_writing=Answer.YES,
            records_to_release=("The reading record",),
            release_to=("The library",),
        )
    )


# goals ----------------------------------------------------------------------------------------


def whole_goal(want: Want, id: str, domain: Domain) -> Goal:
    """A goal with all five letters, linked to everything that the case knows of."""
    said = want.case[Listening].standing
    student = want.case.student.id
    return Goal(
        id=id,
        domain=domain,
        statement="Maya reads a new story aloud with ease.",
        verb="reads aloud",
        what="a new story of her grade",
        condition="Given a story that she has not seen",
        settings=("Reading lesson",),
        supports=("A ruler under the line",),
        measure=Measure(kind=MeasureKind.RATE, unit="words per minute"),
        baseline=Baseline(value=50, on=want.today - timedelta(days=3), observations=3),
        target=Target(value=70),
        criterion=Criterion(times=3, of=4),
        tool="One-minute reading record",
        collector="Kim",
        schedule=Frequency(times=1, per=Per.WEEK),
        starts_on=want.today,
        due_on=_school_day(want, 140),
        owner=next(iter(want.educators), None),
        need="Longer stories come in the next grade.",
        because_of=tuple(item.id for item in want.case[SharedInformation].items)[:3],
        matters="She wants to read travel stories by herself.",
        hopes=tuple(one.id for one in said if one.by != student),
        student_hopes=tuple(one.id for one in said if one.by == student),
        rate_basis=RateBasis(source=RateSource.OWN_PAST_RATE, value=1),
        strategies=tuple(strategy.id for strategy in want.case[JointPlan].strategies),
        milestones=(Milestone(on=_school_day(want, 70), value=60),),
        reports=Frequency(times=1, per=Per.TERM),
    )


def _school_day(want: Want, days: int) -> date:
    day = want.day(days)
    while day.isoweekday() > 5 or not want.profile.calendar.is_school_day(day):
        day += timedelta(days=1)
    return day


def drafted(want: Want) -> Iterator[GoalDrafted]:
    """A whole goal: in the place of one that lacks something, or new, academic or social."""
    for known in _named_goals(want):
        yield GoalDrafted(goal=whole_goal(want, known.id, known.domain))
    domains = (Domain.ACADEMIC, Domain.SOCIAL_EMOTIONAL)
    for domain in reversed(domains) if want.is_about("GOAL_SOCIAL_MISSING") else domains:
        yield GoalDrafted(goal=whole_goal(want, want.fresh("goal"), domain))


def revised(want: Want) -> Iterator[GoalRevised]:
    """A goal in force is changed as a whole."""
    for known in (*_named_goals(want), *want.case[Goals].active):
        whole = whole_goal(want, known.id, known.domain)
        yield GoalRevised(goal=whole, why="We know more now.")
        yield GoalRevised(goal=evolve(whole, target=Target(value=65)), why="A smaller step first.")


def _named_goals(want: Want) -> tuple[Goal, ...]:
    return tuple(goal for goal in want.case[Goals].active if goal.id in want.hints)


def goal_position(want: Want) -> Iterator[GoalPositionTaken]:
    """Somebody says what they think of goals: those that the finding names, or all of them."""
    named = tuple(goal.id for goal in _named_goals(want))
    every = tuple(goal.id for goal in want.case[Goals].active)
    students = (want.case.student.id,) if want.is_about("GOAL_STUDENT_NOT_CONSULTED") else ()
    for goals in filter(None, dict.fromkeys((named, every))):
        for person in (*students, *want.caregivers):
            yield GoalPositionTaken(party=person, goals=goals, position=Position.AGREE)


MAKERS: dict[type[Event], Maker] = {
    StrategyProposed: proposed,
    PositionTaken: position,
    DecisionMade: decision,
    NoticeGiven: notice,
    ConsentGiven: consent,
    GoalDrafted: drafted,
    GoalRevised: revised,
    GoalPositionTaken: goal_position,
}
