"""SMART: each check of playbook 5.2 shown failing and holding, by letter, and the defects of playbook 5.3."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

import pytest
from attrs import evolve

from collabflow.core.event import EVERY_DAY, Calendar
from collabflow.core.finding import Severity
from collabflow.core.values import Frequency, Per
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
from collabflow.goals.progress import Direction
from collabflow.goals.smart import CHECKS, LIMITS, Letter, SmartCheck, Terms, faults_of, letters_of

START = date(2025, 9, 8)
DUE = date(2026, 1, 26)
"""Twenty weeks after the start, as in the worked example of playbook 5.4."""

CHECK: Mapping[str, SmartCheck] = {check.code: check for check in CHECKS}
TERMS = Terms(agreed_on=lambda _: START, has_left=lambda _: False, limits={limit.name: limit.value for limit in LIMITS})
WEEKLY = Frequency(times=1, per=Per.WEEK)
WORDS = Measure(kind=MeasureKind.RATE, unit="words correct per minute")
PAST = RateSource.OWN_PAST_RATE
SCHOOL_DAYS = Calendar()

GOOD = Goal(
    id="g-1",
    domain=Domain.ACADEMIC,
    statement="By 26 Jan, given a new grade-2 passage, Maya reads aloud 90 words correct in one minute.",
    verb="reads aloud",
    what="a new passage",
    condition="Given a new grade-2 passage",
    settings=("Reading lesson",),
    measure=WORDS,
    baseline=Baseline(value=35, on=START - timedelta(days=3), observations=3),
    target=Target(value=90),
    criterion=Criterion(times=3, of=3),
    tool="One-minute reading probe",
    collector="Ms Lee",
    schedule=WEEKLY,
    starts_on=START,
    due_on=DUE,
    owner="kim",
    need="Longer texts come in grade three.",
    matters="She wants to read travel stories by herself.",
    hopes=("k-1",),
    student_hopes=("k-2",),
    rate_basis=RateBasis(source=PAST, value=2),
    strategies=("s-1",),
    milestones=(Milestone(on=date(2025, 11, 10), value=60),),
)
"""The better goal of the first row of playbook 5.3, in its parts: it lacks nothing."""


def good(**changes: object) -> Goal:
    return evolve(GOOD, **changes)  # type: ignore[arg-type]


def lacks(code: str, goal: Goal, terms: Terms = TERMS) -> bool:
    found = list(CHECK[code].lacks(goal, terms))
    assert len(found) <= 1, "a check yields once for a goal that lacks it"
    return bool(found)


def codes(goal: Goal, *severities: Severity, terms: Terms = TERMS) -> set[str]:
    return {check.code for each in severities or Severity for check in faults_of(goal, terms, severity=each)}


def measured(kind: MeasureKind, unit: str, **more: object) -> Measure:
    return Measure(kind=kind, unit=unit, **more)  # type: ignore[arg-type]


DECREASE = Direction.DECREASE
MAINTAIN = Direction.MAINTAIN
TIMES_A_DAY = measured(MeasureKind.COUNT, "times a day")

SHOWN: tuple[tuple[str, dict[str, object], dict[str, object]], ...] = (
    # specific
    ("GOAL_S_BEHAVIOUR_MISSING", {"verb": None}, {}),
    ("GOAL_S_BEHAVIOUR_MISSING", {"what": "  "}, {"what": "a map"}),
    ("GOAL_S_OWNER_MISSING", {"owner": None}, {"owner": None, "owner_post": "The class teacher"}),
    ("GOAL_S_OWNER_MISSING", {"owner": None, "owner_post": " "}, {}),
    ("GOAL_S_CONDITION_MISSING", {"condition": None}, {}),
    ("GOAL_S_VERB_VAGUE", {"verb": "will improve"}, {"verb": "points to"}),
    ("GOAL_S_VERB_VAGUE", {"verb": "understands"}, {"verb": "understands", "language": "es"}),
    ("GOAL_S_VERB_VAGUE", {"verb": "increases"}, {"verb": "increases the number of words read aloud"}),
    ("GOAL_S_SETTING_MISSING", {"settings": ()}, {}),
    ("GOAL_S_SETTING_MISSING", {"settings": (" ",)}, {"settings": ("At home",)}),
    ("GOAL_S_TWO_GOALS", {"verb": "reads and writes"}, {"verb": "reads"}),
    ("GOAL_S_TWO_GOALS", {"what": "a passage and writes a summary"}, {"what": "a passage and its questions"}),
    ("GOAL_S_TWO_GOALS", {"verb": "reads, writes"}, {"verb": "says or signs"}),
    ("GOAL_S_TWO_GOALS", {"verb": "reads and writes"}, {"verb": "reads and writes", "language": "nl"}),
    ("GOAL_S_WRONG_SUBJECT", {"verb": "prompts"}, {"verb": "teaches a friend"}),
    ("GOAL_S_WRONG_SUBJECT", {"statement": "The aide will sit near."}, {"statement": "Leo sits near the aide."}),
    ("GOAL_S_WRONG_SUBJECT", {"statement": "School staff will help."}, {"statement": "Maya's school map grows."}),
    ("GOAL_S_WRONG_SUBJECT", {"statement": "Staff members must help."}, {"statement": "Staff must.", "language": "de"}),
    # measurable
    ("GOAL_M_MEASURE_MISSING", {"measure": None}, {}),
    (
        "GOAL_M_MEASURE_MISSING",
        {"measure": measured(MeasureKind.TRIALS, "cards")},
        {"measure": measured(MeasureKind.TRIALS, "cards", out_of=100)},
    ),
    ("GOAL_M_UNIT_MISSING", {"measure": Measure(kind=MeasureKind.COUNT)}, {"measure": None}),
    (
        "GOAL_M_UNIT_MISSING",
        {"measure": measured(MeasureKind.LATENCY, "times")},
        {"measure": measured(MeasureKind.LATENCY, "s")},
    ),
    ("GOAL_M_BASELINE_MISSING", {"baseline": None}, {}),
    ("GOAL_M_TARGET_MISSING", {"target": None}, {}),
    (
        "GOAL_M_UNIT_MISMATCH",
        {"target": Target(value=90, unit="pages")},
        {"target": Target(value=90, unit=" Words correct per MINUTE")},
    ),
    (
        "GOAL_M_UNIT_MISMATCH",
        {"measure": None, "baseline": Baseline(value=35, on=START, unit="s"), "target": Target(value=90, unit="min")},
        {"measure": None, "baseline": Baseline(value=35, on=START, unit="s"), "target": Target(value=90, unit=" ")},
    ),
    ("GOAL_M_OUT_OF_RANGE", {"target": Target(value=-1)}, {"measure": None, "target": Target(value=-1)}),
    (
        "GOAL_M_OUT_OF_RANGE",
        {"measure": measured(MeasureKind.PERCENT_CORRECT, "%", out_of=20), "target": Target(value=110)},
        {"measure": measured(MeasureKind.PERCENT_CORRECT, "%", out_of=20), "target": Target(value=100)},
    ),
    ("GOAL_M_OUT_OF_RANGE", {"milestones": (Milestone(on=DUE, value=-5),)}, {"milestones": ()}),
    ("GOAL_M_METHOD_MISSING", {"tool": None}, {}),
    ("GOAL_M_METHOD_MISSING", {"collector": " "}, {}),
    ("GOAL_M_SCHEDULE_MISSING", {"schedule": None}, {}),
    (
        "GOAL_M_BASELINE_STALE",
        {"baseline": Baseline(value=35, on=START - timedelta(days=91))},
        {"baseline": Baseline(value=35, on=START - timedelta(days=90))},
    ),
    ("GOAL_M_BASELINE_STALE", {"baseline": Baseline(value=35, on=date(2024, 1, 8))}, {"baseline": None}),
    (
        "GOAL_M_BASELINE_STALE",
        {"baseline": Baseline(value=35, on=date(2024, 1, 8))},
        {"baseline": Baseline(value=35, on=date(2024, 1, 8)), "starts_on": None},
    ),
    (
        "GOAL_M_BASELINE_THIN",
        {"baseline": Baseline(value=35, on=START, observations=2)},
        {"baseline": Baseline(value=35, on=START, observations=3)},
    ),
    ("GOAL_M_BASELINE_THIN", {"baseline": Baseline(value=35, on=START)}, {"baseline": None}),
    ("GOAL_M_CONSISTENCY_MISSING", {"criterion": None}, {}),
    ("GOAL_M_METHOD_SUBJECTIVE", {"tool": "Teacher observation"}, {"tool": "Observation with a tally sheet"}),
    ("GOAL_M_METHOD_SUBJECTIVE", {"tool": "team judgment"}, {"tool": "Observation", "language": "fr"}),
    (
        "GOAL_M_MEASURE_NOT_OF_BEHAVIOUR",
        {"verb": "will stay", "measure": WORDS},
        {"verb": "stays", "measure": measured(MeasureKind.DURATION, "min")},
    ),
    (
        "GOAL_M_MEASURE_NOT_OF_BEHAVIOUR",
        {"verb": "naming", "measure": measured(MeasureKind.INTERVAL_PERCENT, "%")},
        {"verb": "names", "measure": measured(MeasureKind.LATENCY, "s")},
    ),
    ("GOAL_M_MEASURE_NOT_OF_BEHAVIOUR", {"verb": "sitting"}, {"verb": "sitting", "language": "sv"}),
    ("GOAL_M_MEASURE_NOT_OF_BEHAVIOUR", {"verb": "remains"}, {"verb": "remains", "measure": None}),
    # attainable
    ("GOAL_A_DIRECTION", {"target": Target(value=30)}, {}),
    (
        "GOAL_A_DIRECTION",
        {"measure": evolve(WORDS, direction=DECREASE)},
        {"measure": evolve(WORDS, direction=DECREASE), "target": Target(value=30)},
    ),
    (
        "GOAL_A_DIRECTION",
        {"measure": evolve(WORDS, direction=MAINTAIN), "target": Target(value=39)},
        {"measure": evolve(WORDS, direction=MAINTAIN), "target": Target(value=38)},
    ),
    ("GOAL_A_DIRECTION", {"target": Target(value=30)}, {"target": Target(value=30), "measure": None}),
    ("GOAL_A_DIRECTION", {"target": Target(value=30)}, {"target": None}),
    ("GOAL_A_DIRECTION", {"target": Target(value=30)}, {"target": Target(value=30), "baseline": None}),
    ("GOAL_A_NO_CHANGE", {"target": Target(value=35)}, {"target": Target(value=36)}),
    ("GOAL_A_NO_CHANGE", {"target": Target(value=35)}, {"target": Target(value=35), "baseline": None}),
    (
        "GOAL_A_NO_CHANGE",
        {"target": Target(value=35.0), "measure": None},
        {"target": Target(value=35), "measure": evolve(WORDS, direction=MAINTAIN)},
    ),
    ("GOAL_A_RATE_BASIS_MISSING", {"rate_basis": None}, {}),
    (
        "GOAL_A_RATE_VERY_HIGH",
        {"rate_basis": RateBasis(source=RateSource.NORM, value=1.3)},
        {"rate_basis": RateBasis(source=RateSource.NORM, value=1.375)},
    ),
    (
        "GOAL_A_RATE_VERY_HIGH",
        {"rate_basis": RateBasis(source=PAST, value=0)},
        {"rate_basis": RateBasis(source=RateSource.TEAM_JUDGEMENT, value=0)},
    ),
    ("GOAL_A_RATE_VERY_HIGH", {"rate_basis": RateBasis(source=PAST, value=1)}, {"rate_basis": None}),
    (
        "GOAL_A_RATE_VERY_HIGH",
        {"rate_basis": RateBasis(source=PAST, value=1)},
        {"rate_basis": RateBasis(source=PAST, note="She reads every evening.")},
    ),
    (
        "GOAL_A_RATE_VERY_LOW",
        {"rate_basis": RateBasis(source=PAST, value=-6)},
        {"rate_basis": RateBasis(source=PAST, value=5.5)},
    ),
    (
        "GOAL_A_RATE_VERY_LOW",
        {"rate_basis": RateBasis(source=PAST, value=6)},
        {"rate_basis": RateBasis(source=RateSource.NORM, value=6)},
    ),
    (
        "GOAL_A_RATE_VERY_LOW",
        {"rate_basis": RateBasis(source=PAST, value=6)},
        {
            "rate_basis": RateBasis(source=PAST, value=6),
            "measure": evolve(WORDS, direction=MAINTAIN),
            "target": Target(value=36),
        },
    ),
    (
        "GOAL_A_RATE_VERY_LOW",
        {"rate_basis": RateBasis(source=PAST, value=6)},
        {"rate_basis": RateBasis(source=PAST, value=6), "due_on": None},
    ),
    ("GOAL_A_NO_SUPPORT", {"strategies": ()}, {"strategies": (), "supports": ("A quiet corner",)}),
    ("GOAL_A_NO_SUPPORT", {"strategies": (), "supports": (" ",)}, {}),
    # relevant
    ("GOAL_R_NEED_MISSING", {"need": " "}, {"need": None, "because_of": ("i-1",)}),
    ("GOAL_R_NEED_MISSING", {"need": None}, {}),
    ("GOAL_R_MATTERS_MISSING", {"matters": None}, {}),
    ("GOAL_R_CAREGIVER_LINK_MISSING", {"hopes": ()}, {}),
    ("GOAL_R_STUDENT_LINK_MISSING", {"student_hopes": ()}, {}),
    # time-bound
    ("GOAL_T_START_MISSING", {"starts_on": None}, {}),
    ("GOAL_T_DUE_MISSING", {"due_on": None}, {}),
    ("GOAL_T_DUE_PAST", {"due_on": START - timedelta(days=1)}, {"due_on": START}),
    ("GOAL_T_DUE_PAST", {"due_on": date(2024, 6, 14)}, {"due_on": None}),
    ("GOAL_T_DUE_BEFORE_START", {"due_on": START}, {"due_on": START + timedelta(days=1)}),
    ("GOAL_T_DUE_BEFORE_START", {"due_on": START}, {"due_on": START, "starts_on": None}),
    (
        "GOAL_T_TOO_LONG",
        {"due_on": START + timedelta(days=367)},
        {"due_on": START + timedelta(days=366)},
    ),
    ("GOAL_T_TOO_FEW_CHECKS", {"due_on": START + timedelta(days=27)}, {"due_on": START + timedelta(days=28)}),
    ("GOAL_T_TOO_FEW_CHECKS", {"due_on": START + timedelta(days=27)}, {"schedule": None}),
    ("GOAL_T_TOO_FEW_CHECKS", {"due_on": START + timedelta(days=27)}, {"due_on": None}),
    ("GOAL_T_NO_MILESTONES", {"milestones": ()}, {}),
    ("GOAL_T_NO_MILESTONES", {"milestones": ()}, {"milestones": (), "due_on": START + timedelta(days=90)}),
)
"""Each check with parts that fail it and parts that meet it, the rest of the goal being good."""


def test_the_good_goal_lacks_nothing_at_all() -> None:
    assert codes(GOOD) == set()


@pytest.mark.parametrize(("code", "failing", "holding"), SHOWN)
def test_each_check_finds_what_lacks_and_lets_pass_what_does_not(
    code: str, failing: dict[str, object], holding: dict[str, object]
) -> None:
    assert lacks(code, good(**failing))
    assert not lacks(code, good(**holding))


def test_every_check_is_shown_failing_and_holding() -> None:
    shown_elsewhere = {"GOAL_T_DUE_ON_NON_SCHOOL_DAY"}

    assert {code for code, _, _ in SHOWN} | shown_elsewhere == set(CHECK)


def test_an_end_on_a_day_without_school_is_told_only_where_a_calendar_says_so() -> None:
    on_sunday = good(due_on=date(2026, 1, 25))
    in_school_time = evolve(TERMS, calendar=SCHOOL_DAYS)

    assert [*CHECK["GOAL_T_DUE_ON_NON_SCHOOL_DAY"].lacks(on_sunday, in_school_time)] == [{"due": date(2026, 1, 25)}]
    assert not lacks("GOAL_T_DUE_ON_NON_SCHOOL_DAY", GOOD, in_school_time)
    assert not lacks("GOAL_T_DUE_ON_NON_SCHOOL_DAY", on_sunday, evolve(TERMS, calendar=EVERY_DAY))
    assert not lacks("GOAL_T_DUE_ON_NON_SCHOOL_DAY", good(due_on=None), in_school_time)


def test_a_goal_is_not_looked_after_by_somebody_who_has_left() -> None:
    gone = evolve(TERMS, has_left=lambda person: person == "kim")

    assert lacks("GOAL_S_OWNER_MISSING", GOOD, gone)
    assert not lacks("GOAL_S_OWNER_MISSING", good(owner_post="The class teacher"), gone)
    assert not lacks("GOAL_S_OWNER_MISSING", good(owner="lee"), gone)


def test_a_missing_measure_is_told_once_and_not_as_a_missing_unit_too() -> None:
    assert codes(good(measure=None), Severity.BLOCKER) == {"GOAL_M_MEASURE_MISSING"}


def test_a_target_that_equals_the_start_is_the_same_and_not_in_the_wrong_direction() -> None:
    assert codes(good(target=Target(value=35)), Severity.BLOCKER) == {"GOAL_A_NO_CHANGE"}


def test_a_blank_draft_lacks_a_blocker_of_every_letter_but_the_one_that_compares() -> None:
    faults = faults_of(Goal(id="g-1", domain=Domain.MOTOR), TERMS)

    assert letters_of(faults) == ("S", "M", "R", "T")
    assert [check.code for check in faults] == [
        "GOAL_S_BEHAVIOUR_MISSING",
        "GOAL_S_OWNER_MISSING",
        "GOAL_M_MEASURE_MISSING",
        "GOAL_M_BASELINE_MISSING",
        "GOAL_M_TARGET_MISSING",
        "GOAL_M_METHOD_MISSING",
        "GOAL_M_SCHEDULE_MISSING",
        "GOAL_R_NEED_MISSING",
        "GOAL_R_MATTERS_MISSING",
        "GOAL_T_START_MISSING",
        "GOAL_T_DUE_MISSING",
    ]


# the words ------------------------------------------------------------------------------------


def test_the_rate_that_a_goal_needs_is_told_in_units_a_week() -> None:
    """Playbook 5.4: 35 to 90 in 20 weeks is 2.75 words a week."""
    fast = good(rate_basis=RateBasis(source=PAST, value=1))

    assert [*CHECK["GOAL_A_RATE_VERY_HIGH"].lacks(fast, TERMS)] == [{"rate": 2.75}]


def test_the_vague_verb_is_told_as_our_list_has_it_and_not_in_the_words_of_the_goal() -> None:
    assert [*CHECK["GOAL_S_VERB_VAGUE"].lacks(good(verb="Will quickly improve"), TERMS)] == [{"verb": "improve"}]


def test_how_many_looks_are_enough_follows_the_limit() -> None:
    five = evolve(TERMS, limits={**TERMS.limits, "baseline_observations": 5})

    assert [*CHECK["GOAL_M_BASELINE_THIN"].lacks(GOOD, five)] == [{"looks": 5}]


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.code)
def test_a_check_speaks_in_short_plain_sentences(check: SmartCheck) -> None:
    assert check.code.startswith(f"GOAL_{check.letter.value}_")
    assert len(check.says) <= 120
    assert check.says.endswith((".", "?"))
    assert check.fix[0].isupper()
    assert check.fix.endswith(".")
    assert check.part[0].islower()


def test_the_letters_come_in_order_and_each_has_its_blockers_first() -> None:
    assert [check.letter for check in CHECKS] == sorted((check.letter for check in CHECKS), key=list(Letter).index)
    for letter in Letter:
        weights = [check.severity.weight for check in CHECKS if check.letter is letter]
        assert weights == sorted(weights, reverse=True)


def test_codes_and_severities_are_those_of_the_playbook() -> None:
    by_severity = {s: {c.code.removeprefix("GOAL_") for c in CHECKS if c.severity is s} for s in Severity}

    assert len(CHECK) == len(CHECKS)
    assert by_severity == {
        Severity.BLOCKER: {
            "S_BEHAVIOUR_MISSING",
            "S_OWNER_MISSING",
            "M_MEASURE_MISSING",
            "M_UNIT_MISSING",
            "M_BASELINE_MISSING",
            "M_TARGET_MISSING",
            "M_UNIT_MISMATCH",
            "M_OUT_OF_RANGE",
            "M_METHOD_MISSING",
            "M_SCHEDULE_MISSING",
            "A_DIRECTION",
            "A_NO_CHANGE",
            "R_NEED_MISSING",
            "R_MATTERS_MISSING",
            "T_START_MISSING",
            "T_DUE_MISSING",
            "T_DUE_PAST",
            "T_DUE_BEFORE_START",
        },
        Severity.WARNING: {
            "S_CONDITION_MISSING",
            "S_VERB_VAGUE",
            "S_SETTING_MISSING",
            "S_TWO_GOALS",
            "S_WRONG_SUBJECT",
            "M_BASELINE_STALE",
            "M_BASELINE_THIN",
            "M_CONSISTENCY_MISSING",
            "M_METHOD_SUBJECTIVE",
            "M_MEASURE_NOT_OF_BEHAVIOUR",
            "A_RATE_BASIS_MISSING",
            "A_RATE_VERY_HIGH",
            "A_RATE_VERY_LOW",
            "A_NO_SUPPORT",
            "R_CAREGIVER_LINK_MISSING",
            "T_TOO_LONG",
            "T_TOO_FEW_CHECKS",
        },
        Severity.PROMPT: {"R_STUDENT_LINK_MISSING", "T_NO_MILESTONES", "T_DUE_ON_NON_SCHOOL_DAY"},
    }


# the defects of playbook 5.3 ------------------------------------------------------------------

TODAY = evolve(TERMS, agreed_on=lambda _: date(2025, 9, 10))
CARDS = measured(MeasureKind.TRIALS, "cards", out_of=5)
HITS = measured(MeasureKind.COUNT, "times a day", direction=DECREASE)

DEFECTS: tuple[tuple[str, Goal, set[str], Goal], ...] = (
    (
        "Maya will improve her reading.",
        good(
            verb="improve",
            what="her reading",
            condition=None,
            measure=None,
            baseline=None,
            target=None,
            due_on=None,
            owner=None,
        ),
        {
            "GOAL_S_VERB_VAGUE",
            "GOAL_S_CONDITION_MISSING",
            "GOAL_M_MEASURE_MISSING",
            "GOAL_M_BASELINE_MISSING",
            "GOAL_M_TARGET_MISSING",
            "GOAL_T_DUE_MISSING",
            "GOAL_S_OWNER_MISSING",
        },
        GOOD,
    ),
    (
        "Will name items in a category with 80 % accuracy.",
        good(
            verb="names",
            what="items in a category",
            condition=None,
            criterion=None,
            measure=measured(MeasureKind.PERCENT_CORRECT, "%"),
            target=Target(value=80),
            schedule=None,
        ),
        {
            "GOAL_M_MEASURE_MISSING",  # of how many items
            "GOAL_M_CONSISTENCY_MISSING",  # how often it must happen
            "GOAL_M_SCHEDULE_MISSING",  # how often it is checked
            "GOAL_S_CONDITION_MISSING",
        },
        good(
            verb="names",
            what="the cards",
            rate_basis=RateBasis(source=RateSource.TEAM_JUDGEMENT, note="She knows three by heart"),
            condition="Given 5 picture cards of one group",
            criterion=Criterion(times=3),
            measure=CARDS,
            baseline=Baseline(value=1, on=START, observations=3),
            target=Target(value=4),
            milestones=(),
        ),
    ),
    (
        "Will reduce hitting to 0 by Friday (now 12 a day).",
        good(
            verb="keeps hands to himself",
            measure=HITS,
            baseline=Baseline(value=12, on=START, observations=3),
            target=Target(value=0),
            due_on=START + timedelta(days=4),
            rate_basis=RateBasis(source=PAST, value=0.75),
            strategies=(),
            milestones=(),
        ),
        {"GOAL_A_RATE_VERY_HIGH", "GOAL_A_NO_SUPPORT", "GOAL_T_TOO_FEW_CHECKS"},
        good(
            verb="keeps hands to himself",
            measure=HITS,
            baseline=Baseline(value=12, on=START, observations=3),
            target=Target(value=3),
            due_on=START + timedelta(weeks=12),
            rate_basis=RateBasis(source=PAST, value=0.75),
            strategies=("teach-asking-for-a-break",),
            milestones=(),
        ),
    ),
    (
        "90 % (baseline 92 %).",
        good(
            measure=measured(MeasureKind.PERCENT_CORRECT, "%", out_of=50),
            baseline=Baseline(value=92, on=START, observations=3),
            target=Target(value=90),
            rate_basis=RateBasis(source=RateSource.TEAM_JUDGEMENT),
        ),
        {"GOAL_A_DIRECTION"},
        good(
            measure=measured(MeasureKind.PERCENT_CORRECT, "%", out_of=50),
            baseline=Baseline(value=92, on=START, observations=3),
            target=Target(value=97),
            rate_basis=RateBasis(source=RateSource.TEAM_JUDGEMENT),
        ),
    ),
    (
        "90 % (baseline 92 %), better as a goal to maintain.",
        good(
            measure=measured(MeasureKind.PERCENT_CORRECT, "%", out_of=50),
            baseline=Baseline(value=92, on=START, observations=3),
            target=Target(value=90),
            rate_basis=RateBasis(source=RateSource.TEAM_JUDGEMENT),
        ),
        {"GOAL_A_DIRECTION"},
        good(
            measure=measured(MeasureKind.PERCENT_CORRECT, "%", out_of=50, direction=MAINTAIN),
            baseline=Baseline(value=92, on=START, observations=3),
            target=Target(value=90),
        ),
    ),
    (
        "By June 2024 … (today Sept 2025)",
        good(
            starts_on=date(2024, 1, 8),
            due_on=date(2024, 6, 3),
            baseline=Baseline(value=35, on=date(2024, 1, 5), observations=3),
        ),
        {"GOAL_T_DUE_PAST"},
        good(due_on=date(2026, 6, 12)),
    ),
    (
        "The aide will prompt Leo.",
        good(statement="The aide will prompt Leo.", verb="prompt", what="Leo"),
        {"GOAL_S_WRONG_SUBJECT"},
        good(
            statement="With one prompt, Leo starts work within 60 s.",
            verb="starts",
            what="work",
            condition="With one prompt",
            measure=measured(MeasureKind.LATENCY, "s", direction=DECREASE),
            baseline=Baseline(value=200, on=START, observations=3),
            target=Target(value=60),
            rate_basis=RateBasis(source=RateSource.TEAM_JUDGEMENT),
        ),
    ),
    (
        "As measured by teacher observation.",
        good(tool="Teacher observation"),
        {"GOAL_M_METHOD_SUBJECTIVE"},
        good(tool="Tally sheet"),
    ),
    (
        "Will behave and complete homework.",
        good(statement=None, verb="behave and complete", what="homework"),
        {"GOAL_S_TWO_GOALS", "GOAL_S_VERB_VAGUE"},
        good(statement=None, verb="finishes", what="the homework of the day"),
    ),
)


@pytest.mark.parametrize(("bad", "defects"), [(bad, defects) for _, bad, defects, _ in DEFECTS])
def test_a_poor_goal_shows_exactly_its_defects(bad: Goal, defects: set[str]) -> None:
    assert codes(bad, Severity.BLOCKER, Severity.WARNING, terms=TODAY) == defects


@pytest.mark.parametrize("better", [better for *_, better in DEFECTS])
def test_the_better_goal_lacks_nothing_that_stops_or_warns(better: Goal) -> None:
    assert codes(better, Severity.BLOCKER, Severity.WARNING, terms=TODAY) == set()


def test_a_long_statement_is_shortened_between_words_or_where_it_must() -> None:
    words = Goal(id="g", domain="motor", statement="climbs " * 60).name
    assert words.endswith("climbs…")
    one = Goal(id="g", domain="motor", statement="登" * 300).name
    assert one.endswith("登…")
    assert len(one) < 300


def test_a_percentage_is_known_by_its_words() -> None:
    assert Measure(kind=MeasureKind.INTERVAL_PERCENT, unit="per cent of intervals").unit_fits
    assert not Measure(kind=MeasureKind.INTERVAL_PERCENT, unit=None).unit_fits
