"""People and values: dates of authority, restrictions, times to avoid, evidence, money, and outside ids."""

from __future__ import annotations

import pickle
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from collabflow.core import errors
from collabflow.core.errors import KeyReused, Malformed, StoreError, UnknownCase, VersionConflict
from collabflow.core.event import Calendar, Event, Limit, Stamp, Tighter
from collabflow.core.finding import Finding, Lack, Refused, Severity
from collabflow.core.guard import guard
from collabflow.core.people import Authority, ContactPreference, Party, Restriction, Role
from collabflow.core.values import Avoid, Evidence, ExternalId, Frequency, Method, Money, Per, Slot, Step
from support import LEE, NOW, ROSA, TODAY, acting, days, opened

ROLES = (Role.CAREGIVER,)


@pytest.mark.parametrize(
    "error",
    [
        Malformed("x", (("a", "b"),)),
        UnknownCase("c"),
        VersionConflict("c", 1, 2),
        KeyReused("c", "k"),
        StoreError("m", "code"),
        StoreError("m"),
        errors.CaseErased("c"),
    ],
)
def test_every_error_survives_pickling(error: Exception) -> None:
    again = pickle.loads(pickle.dumps(error))
    assert (type(again), str(again)) == (type(error), str(error))


def test_a_refusal_survives_pickling_and_counts_in_words() -> None:
    finding = Finding(code="A", subject="s", says="It is not said.", fix="Say it.", citation="Rule 7")
    refused = Refused(case_id="c", action="advance", where="set_goals", findings=(finding,))
    again = pickle.loads(pickle.dumps(refused))
    assert again.codes == ("A",)
    assert "One thing is in the way:\n- It is not said. Say it. (Rule 7)" in again.text(opened())


def test_authority_holds_only_between_its_days() -> None:
    party = Party(id="p", name="P", roles=ROLES, authority="shared", authority_from=TODAY, authority_to=TODAY + days(1))
    on = [party.authority_on(TODAY + days(n)) for n in (-1, 0, 1, 2)]
    assert on == [Authority.UNKNOWN, Authority.SHARED, Authority.SHARED, Authority.UNKNOWN]


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"roles": ()}, "at least one role"),
        ({"roles": ("system",)}, "by=SYSTEM"),
        ({"authority_from": TODAY, "authority_to": TODAY - days(1)}, "authority_to"),
    ],
)
def test_a_party_that_cannot_be_is_told(fields: dict[str, object], told: str) -> None:
    with pytest.raises(Malformed, match=told):
        Party(**{"id": "p", "name": "P", "roles": ROLES, **fields})  # type: ignore[arg-type]


def test_a_restriction_names_whom_or_what_it_is_about() -> None:
    with pytest.raises(Malformed, match="other"):
        Restriction(kind="no_contact_with")
    with pytest.raises(Malformed, match="method"):
        Restriction(kind="contact_only_via")


def test_a_restriction_holds_from_its_first_to_its_last_day() -> None:
    order = Restriction(kind="separate_meeting", other="q", since=TODAY, until=TODAY)
    assert [order.holds(TODAY + days(n)) for n in (-1, 0, 1)] == [False, True, False]
    p, q = Party(id="p", name="P", roles=ROLES, restrictions=(order,)), Party(id="q", name="Q", roles=ROLES)
    assert p.may_not_meet(q, TODAY)
    assert q.may_not_meet(p, TODAY)
    assert not p.may_not_meet(q, TODAY + days(1))


def test_a_way_of_contact_may_be_refused_or_barred() -> None:
    refuses = Party(
        id="p", name="P", roles=ROLES, contact_preferences=(ContactPreference(method="sms", liking="do_not_use"),)
    )
    only = Party(id="q", name="Q", roles=ROLES, restrictions=(Restriction(kind="contact_only_via", method="letter"),))
    assert not refuses.reachable_by(Method.SMS, TODAY)
    assert refuses.reachable_by(Method.PHONE, TODAY)
    assert not only.reachable_by(Method.PHONE, TODAY)
    assert only.reachable_by(Method.LETTER, TODAY)


def test_a_time_to_avoid_clashes_with_what_touches_it() -> None:
    wednesday = Slot(start=datetime(2026, 9, 9, 15, tzinfo=UTC), minutes=60)
    assert Avoid(weekday=3).clashes(wednesday)
    assert not Avoid(weekday=2).clashes(wednesday)
    assert Avoid(since=date(2026, 9, 9), until=date(2026, 9, 9)).clashes(wednesday)
    assert not Avoid(until=date(2026, 9, 8)).clashes(wednesday)
    assert Avoid(from_minute=15 * 60 + 30).clashes(wednesday)
    assert not Avoid(from_minute=16 * 60).clashes(wednesday)
    assert not Avoid(to_minute=15 * 60).clashes(wednesday)
    late = Slot(start=datetime(2026, 9, 9, 23, 30, tzinfo=UTC), minutes=60)
    assert Avoid(weekday=4).clashes(late)
    with pytest.raises(Malformed, match="says nothing"):
        Avoid()
    with pytest.raises(Malformed, match="until"):
        Avoid(since=TODAY, until=TODAY - days(1))


def test_a_frequency_knows_the_days_between() -> None:
    assert Frequency(times=2, per=Per.WEEK).every_days == 3.5
    assert [per.days for per in Per] == [1, 7, 14, 30, 91]


def test_evidence_money_and_outside_ids_have_their_form() -> None:
    assert Evidence(kind="document", ref="d-1", sha256="0" * 64).sha256
    with pytest.raises(Malformed, match="64 lower-case"):
        Evidence(kind="document", ref="d-1", sha256="0")
    assert Money(amount=Decimal("2.50"), currency="EUR").amount == Decimal("2.50")
    with pytest.raises(Malformed, match="negative"):
        Money(amount=-1, currency="EUR")  # type: ignore[arg-type]
    assert ExternalId(scheme="edfi.staffUniqueId", value="7").value == "7"
    for scheme in ("ssn", "us.ssn", "socialSecurityNumber"):
        with pytest.raises(Malformed, match="social security"):
            ExternalId(scheme=scheme, value="7")
    with pytest.raises(Malformed, match="blank"):
        ExternalId(scheme="local", value=" ")


def test_steps_are_ten_in_order_and_read_well() -> None:
    assert [step.number for step in Step] == list(range(1, 11))
    assert Step.SET_GOALS.heading == "Set goals"


def test_a_calendar_counts_the_days_a_school_is_open() -> None:
    calendar = Calendar(breaks_from=(TODAY + days(2),), breaks_to=(TODAY + days(3),))
    assert calendar.is_school_day(TODAY)
    assert not calendar.is_school_day(TODAY + days(2))
    assert not calendar.is_school_day(TODAY + days(5))
    assert calendar.days_outside_breaks(TODAY, TODAY + days(5)) == 3
    assert calendar.days_outside_breaks(TODAY, TODAY - days(5)) == 0
    for wrong in ({"weekdays": ()}, {"weekdays": (8,)}, {"breaks_from": (TODAY,)}):
        with pytest.raises(Malformed):
            Calendar(**wrong)  # type: ignore[arg-type]
    with pytest.raises(Malformed, match="end before"):
        Calendar(breaks_from=(TODAY,), breaks_to=(TODAY - days(1),))


def test_school_days_are_counted_from_the_day_after_and_leave_out_weekends_and_breaks() -> None:
    calendar = Calendar(breaks_from=(TODAY + days(1),), breaks_to=(TODAY + days(2),))

    assert calendar.school_days(TODAY, TODAY) == 0
    assert calendar.school_days(TODAY, TODAY + days(7)) == 3  # Thursday, Friday and Monday
    assert calendar.school_days(TODAY + days(7), TODAY) == 0
    assert calendar.school_day_after(TODAY, 0) == TODAY
    assert calendar.school_day_after(TODAY, 3) == TODAY + days(7)


def test_a_limit_knows_which_way_is_looser() -> None:
    higher = Limit(name="a", value=2, tighter=Tighter.HIGHER, source="s")
    lower = Limit(name="b", value=2, tighter=Tighter.LOWER, source="s")
    assert (higher.is_looser(1), higher.is_looser(3), lower.is_looser(3), lower.is_looser(1)) == (
        True,
        False,
        True,
        False,
    )


def test_a_stamp_never_says_that_something_is_still_to_happen() -> None:
    assert Stamp(by=acting(LEE), at=NOW).occurred == NOW
    with pytest.raises(Malformed, match="occurred"):
        Stamp(by=acting(LEE), at=NOW, occurred=NOW + timedelta(seconds=1))


def test_an_event_without_an_effect_says_so() -> None:
    with pytest.raises(TypeError, match="does not say what it changes"):
        Event().apply(opened(), None)  # type: ignore[arg-type]
    assert list(Event().voices()) == []
    assert list(Event().objections(opened(), None)) == []  # type: ignore[arg-type]


def test_a_guard_has_a_code_in_capitals_and_words() -> None:
    with pytest.raises(errors.ProfileError, match="capitals"):
        guard("goal_none", says="x", fix="y", remedies=())
    with pytest.raises(errors.ProfileError, match="must say what is missing"):
        guard("GOAL_NEW", says=" ", fix="y", remedies=())


def test_a_lack_may_weigh_less_than_its_guard_and_never_more() -> None:
    made = guard("OURS", says="x", fix="y", remedies=(), severity=Severity.WARNING)

    def lacks(case: object, context: object) -> object:
        yield Lack("a", severity=Severity.BLOCKER, rate=2.5, nothing=None)
        yield Lack("b", severity=Severity.PROMPT)

    ours = made(lacks)  # type: ignore[arg-type]
    assert list(ours(opened(), None))  # type: ignore[arg-type]
    found = ours.findings(opened(), None, severity=Severity.WARNING, step=None)  # type: ignore[arg-type]
    assert [finding.severity for finding in found] == [Severity.WARNING, Severity.PROMPT]
    assert found[0].params == (("rate", 2.5), ("nothing", ""))
    assert ours.name == "lacks"


def test_a_case_names_people_things_and_code_words() -> None:
    case = opened()
    assert case.label("caregiver", "rosa") == "Rosa Vidal"
    assert case.label("kind", "support_group") == "support group"
    assert case.label("goal", "goal-1") == "goal-1"
    assert case.party("rosa", on=TODAY) == ROSA
    assert case.is_educator("kim", on=TODAY)
    assert not case.is_educator("rosa", on=TODAY)
    assert not case.is_educator("nobody", on=TODAY)
