"""Step 9: what was offered to whom, in which language, at what cost, and what each caregiver said to it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from attrs import evolve

from collabflow.core.case import Case, Past
from collabflow.core.errors import Malformed
from collabflow.core.event import Event
from collabflow.core.finding import Severity, Waivable
from collabflow.core.lifecycle.needs import NeedsAsked
from collabflow.core.lifecycle.people import PartyJoined
from collabflow.core.lifecycle.waivers import FindingWaived
from collabflow.core.people import SCHOOL_ROLES, Party, Role
from collabflow.core.values import Answer, Money
from collabflow.goals.goal import Domain, Goal
from collabflow.steps.s04_active_listening import ContributionVoiced
from collabflow.steps.s06_set_goals import GoalDrafted
from collabflow.steps.s09_provide_resources import (
    EVENTS,
    GUARDS,
    SEED_KINDS,
    NoneFound,
    OfferReply,
    Resource,
    ResourceAnswered,
    ResourceChecked,
    ResourceKind,
    ResourceOffered,
    Resources,
)
from support import KIM, LEE, MAYA, NOW, ROSA, TODAY, TOMAS, Pair, days, folded, found, opened, subjects, unsound

GUARD = {guard.code: guard for guard in GUARDS}

SPANISH = evolve(ROSA, languages=("es-MX",))
PRICE = Money(amount=Decimal(20), currency="USD")

CONCERN = ContributionVoiced(contribution="k-1", by="rosa", kind="concern", words="The evenings are long.")
GOAL = GoalDrafted(goal=Goal(id="g-1", domain=Domain.ACADEMIC, statement="Maya reads aloud."))


def offer(
    id: str = "r-1", kind: str | None = "support_group", what: str | None = "Parents' evening", **more: object
) -> ResourceOffered:
    return ResourceOffered(resource=Resource(id=id, kind=kind, what=what, **more))  # type: ignore[arg-type]


def complete(id: str = "r-1", kind: str = "support_group", **more: object) -> ResourceOffered:
    """An offer that lacks nothing, for the concern and in English."""
    facts = {
        "contact": "555 0101",
        "free": True,
        "languages": ("en",),
        "checked_on": TODAY,
        "because_contributions": ("k-1",),
    }
    return offer(id, kind, **{**facts, **more})  # type: ignore[arg-type]


def answer(reply: str, *resources: str, caregiver: str = "rosa", **more: object) -> ResourceAnswered:
    return ResourceAnswered(caregiver=caregiver, reply=reply, resources=resources, **more)  # type: ignore[arg-type]


def without(caregiver: Party) -> FindingWaived:
    """A waiver after documented attempts stands for this caregiver."""
    return FindingWaived(
        code="RAPPORT_CAREGIVER_NOT_PRESENT",
        subject=caregiver.id,
        why="tried",
        kind=Waivable.ATTEMPTS,
        absent=caregiver.id,
    )


def codes(case: Case) -> list[str]:
    return [finding.code for guard in GUARDS for finding in found(guard, case)]


def text_of(code: str, case: Case) -> str:
    [finding] = found(GUARD[code], case)
    return finding.text(case)


PAIRS = (
    Pair(guard=GUARD["RESOURCE_KIND_NOT_OFFERED"], subject="support_group", mend=(offer(),)),
    Pair(
        guard=GUARD["RESOURCE_KIND_NOT_OFFERED"],
        subject="training",
        given=(NoneFound(kind="training"),),
        mend=(NoneFound(kind="training", where="The library, two colleges and the parent centre."),),
    ),
    Pair(
        guard=GUARD["RESOURCE_KIND_NOT_OFFERED"],
        subject="material",
        mend=(ResourceAnswered(caregiver="rosa", reply=OfferReply.NO, everything=True),),
    ),
    Pair(
        guard=GUARD["RESOURCE_KIND_NOT_OFFERED"], subject="material", parties=(LEE, KIM), mend=(offer(kind="material"),)
    ),
    Pair(
        guard=GUARD["RESOURCE_LANGUAGE_MISMATCH"],
        subject="rosa/r-1",
        parties=(SPANISH, LEE),
        given=(offer(languages=("en",)),),
        mend=(offer(languages=("en",), interpreting=("es",)),),
    ),
    Pair(
        guard=GUARD["RESOURCE_LANGUAGE_MISMATCH"],
        subject="rosa/r-1",
        parties=(SPANISH, LEE),
        given=(offer(),),
        mend=(answer("no", "r-1"),),
    ),
    Pair(
        guard=GUARD["RESOURCE_NO_CONTACT"],
        subject="r-1",
        given=(offer(contact=" "),),
        mend=(offer(contact="555 0101"),),
    ),
    Pair(guard=GUARD["RESOURCE_COST_MISSING"], subject="r-1", given=(offer(),), mend=(offer(price=PRICE),)),
    Pair(guard=GUARD["RESOURCE_COST_MISSING"], subject="r-1", given=(offer(),), mend=(offer(free=True),)),
    Pair(
        guard=GUARD["RESOURCE_INTEREST_NOT_DECLARED"],
        subject="r-1",
        given=(offer(price=PRICE),),
        mend=(offer(price=PRICE, staff_tie=Answer.NO),),
    ),
    Pair(
        guard=GUARD["RESOURCE_INTEREST_NOT_DECLARED"],
        subject="r-1",
        given=(offer(price=PRICE, staff_tie=Answer.YES),),
        mend=(offer(price=PRICE, staff_tie=Answer.YES, tie="Kim teaches there on Saturdays."),),
    ),
    Pair(
        guard=GUARD["RESOURCE_NOT_LINKED"],
        subject="r-1",
        given=(CONCERN, offer()),
        mend=(offer(because_contributions=("k-1",)),),
    ),
    Pair(
        guard=GUARD["RESOURCE_NOT_LINKED"], subject="r-1", given=(GOAL, offer()), mend=(offer(because_goals=("g-1",)),)
    ),
    Pair(
        guard=GUARD["RESOURCE_STALE"],
        subject="r-1",
        given=(offer(), ResourceChecked(resource="r-1", still_there=Answer.NO_ANSWER)),
        mend=(ResourceChecked(resource="r-1", still_there=Answer.YES),),
    ),
    Pair(
        guard=GUARD["RESOURCE_STALE"],
        subject="r-1",
        given=(offer(checked_on=TODAY - timedelta(days=366)),),
        mend=(offer(checked_on=TODAY - timedelta(days=365)),),
    ),
    Pair(
        guard=GUARD["RESOURCE_RESPONSE_NOT_ASKED"],
        subject="tomas/r-1",
        parties=(ROSA, TOMAS, LEE),
        given=(offer(), answer("interested", "r-1")),
        mend=(answer("no_answer", "r-1", caregiver="tomas"),),
    ),
    Pair(
        guard=GUARD["RESOURCE_TOO_MANY"],
        subject="rosa",
        given=tuple(offer(f"r-{n}") for n in range(8)),
        mend=(answer("not_now", "r-3"),),
    ),
)


def sound(case: Case, events: tuple[Event, ...], *, at: datetime = NOW) -> Case:
    """The case after these events, none of which it objects to."""
    for event in events:
        assert unsound(event, case, at=at) == []
        case = folded(case, event, at=at)
    return case


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: f"{pair.guard.code}-{pair.subject}")
def test_each_guard_speaks_up_and_its_remedy_ends_it(pair: Pair) -> None:
    failing = sound(opened(*pair.parties), pair.given)
    assert pair.subject in subjects(pair.guard, failing)
    mended = sound(failing, pair.mend)
    assert pair.subject not in subjects(pair.guard, mended)
    assert any(isinstance(event, pair.guard.remedies) for event in pair.mend)  # type: ignore[arg-type]


def test_every_guard_is_shown_failing_and_holding() -> None:
    assert {pair.guard.code for pair in PAIRS} == set(GUARD)


def test_severities_and_waivers_are_those_of_the_playbook() -> None:
    by_severity = {s: [g.code.removeprefix("RESOURCE_") for g in GUARDS if g.severity is s] for s in Severity}
    assert by_severity == {
        Severity.BLOCKER: ["KIND_NOT_OFFERED", "LANGUAGE_MISMATCH"],
        Severity.WARNING: [
            "NO_CONTACT",
            "COST_MISSING",
            "INTEREST_NOT_DECLARED",
            "NOT_LINKED",
            "STALE",
            "RESPONSE_NOT_ASKED",
        ],
        Severity.PROMPT: ["TOO_MANY"],
    }
    assert [g.waivable for g in GUARDS] == [Waivable.REASON] * 2 + [Waivable.NO] * 7
    assert not any(guard.standing for guard in GUARDS)


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: f"{pair.guard.code}-{pair.subject}")
def test_what_a_guard_says_is_short_and_names_people_and_things(pair: Pair) -> None:
    case = sound(opened(*pair.parties), pair.given)
    for finding in found(pair.guard, case):
        assert len(finding.reason(case)) <= 160
        assert not {"{", "rosa", "r-1", "_"}.intersection(finding.text(case).replace("/", " ").split())


def test_findings_of_one_guard_never_share_a_subject() -> None:
    case = folded(opened(SPANISH, TOMAS, LEE), *(offer(f"r-{n}", price=PRICE) for n in range(9)))
    for guard in GUARDS:
        keys = [finding.key for finding in found(guard, case)]
        assert len(keys) == len(set(keys))


def test_an_empty_case_lacks_one_offer_of_each_kind_that_the_playbook_names() -> None:
    assert subjects(GUARD["RESOURCE_KIND_NOT_OFFERED"], opened()) == ["material", "support_group", "training"]
    assert codes(opened()) == ["RESOURCE_KIND_NOT_OFFERED"] * 3


def test_a_step_with_one_good_offer_of_each_kind_is_complete() -> None:
    case = sound(
        opened(evolve(ROSA, languages=("en-GB",)), LEE),
        (
            CONCERN,
            complete("r-1", "material"),
            complete("r-2", "support_group"),
            complete("r-3", "training", free=False, price=PRICE, staff_tie=Answer.NO),
            answer("interested", "r-1"),
            answer("already_know", "r-2"),
            answer("no_answer", "r-3"),
        ),
    )
    assert codes(case) == []


# every kind was offered -------------------------------------------------------------------------


def test_a_kind_is_one_finding_that_names_everybody_to_whom_none_was_offered() -> None:
    case = folded(opened(ROSA, TOMAS, LEE), offer(offered_to=("rosa",)))
    assert subjects(GUARD["RESOURCE_KIND_NOT_OFFERED"], case) == ["material", "support_group", "training"]
    texts = [finding.reason(case) for finding in found(GUARD["RESOURCE_KIND_NOT_OFFERED"], case)]
    assert texts[0] == "No material was offered to Rosa Vidal and Tomás Vidal."
    assert texts[1] == "No support group was offered to Tomás Vidal."


def test_further_kinds_are_welcome_and_none_is_asked_for() -> None:
    case = folded(opened(), offer(kind="financial"), offer("r-2", kind=None))
    assert subjects(GUARD["RESOURCE_KIND_NOT_OFFERED"], case) == [kind.value for kind in SEED_KINDS]


def test_a_draft_without_words_is_no_offer() -> None:
    case = folded(opened(), offer(what="  "))
    assert "support_group" in subjects(GUARD["RESOURCE_KIND_NOT_OFFERED"], case)
    assert case[Resources].offers == ()
    titled = folded(opened(), offer(what=None, title="Parents' evening"))
    assert "support_group" not in subjects(GUARD["RESOURCE_KIND_NOT_OFFERED"], titled)


def test_an_offer_of_the_first_day_counts_and_keeps_the_warning_until_it_is_linked() -> None:
    case = folded(opened(), offer())
    assert case.step.number == 1
    assert "support_group" not in subjects(GUARD["RESOURCE_KIND_NOT_OFFERED"], case)
    assert subjects(GUARD["RESOURCE_NOT_LINKED"], case) == ["r-1"]


@pytest.mark.parametrize("reply", ["no", "not_now", "already_know"])
def test_whoever_needs_none_of_a_kind_is_not_asked_to_take_one(reply: str) -> None:
    case = folded(opened(), answer(reply, kinds=("training",)))
    assert subjects(GUARD["RESOURCE_KIND_NOT_OFFERED"], case) == ["material", "support_group"]


@pytest.mark.parametrize("reply", ["interested", "no_answer"])
def test_interest_or_silence_about_a_kind_still_asks_for_an_offer(reply: str) -> None:
    case = folded(opened(), answer(reply, kinds=("training",)))
    assert "training" in subjects(GUARD["RESOURCE_KIND_NOT_OFFERED"], case)


def test_one_caregivers_no_is_not_the_others() -> None:
    case = folded(opened(ROSA, TOMAS, LEE), answer("no", everything=True))
    findings = found(GUARD["RESOURCE_KIND_NOT_OFFERED"], case)
    assert [finding.param("caregivers") for finding in findings] == [("tomas",)] * 3


def test_a_no_to_one_resource_says_nothing_about_its_kind_or_others() -> None:
    case = folded(opened(ROSA, TOMAS, LEE), offer(offered_to=("tomas",)), answer("no", "r-1"))
    assert case[Resources].declines_kind(ResourceKind.SUPPORT_GROUP, "rosa") is False
    [finding] = [f for f in found(GUARD["RESOURCE_KIND_NOT_OFFERED"], case) if f.subject == "support_group"]
    assert finding.param("caregivers") == ("rosa",)


def test_an_offer_that_was_declined_was_an_offer() -> None:
    case = folded(opened(), offer(), answer("no", "r-1"))
    assert "support_group" not in subjects(GUARD["RESOURCE_KIND_NOT_OFFERED"], case)


def test_a_search_is_about_its_kind_and_says_where() -> None:
    case = folded(
        opened(), NoneFound(kind="training", where="The parent centre."), NoneFound(kind="material", where=" ")
    )
    assert subjects(GUARD["RESOURCE_KIND_NOT_OFFERED"], case) == ["material", "support_group"]


def test_what_is_gone_is_no_offer_until_it_is_found_again() -> None:
    gone = ResourceChecked(resource="r-1", still_there=Answer.NO)
    case = folded(opened(), offer(), gone)
    assert "support_group" in subjects(GUARD["RESOURCE_KIND_NOT_OFFERED"], case)
    assert "RESOURCE_COST_MISSING" not in codes(case)
    back = folded(case, ResourceChecked(resource="r-1", still_there=Answer.YES))
    assert "support_group" not in subjects(GUARD["RESOURCE_KIND_NOT_OFFERED"], back)
    anew = folded(case, offer(where="Now at the library"))
    assert "support_group" not in subjects(GUARD["RESOURCE_KIND_NOT_OFFERED"], anew)


def test_nobody_asks_for_a_caregiver_for_whom_a_waiver_after_attempts_stands() -> None:
    case = folded(opened(ROSA, TOMAS, LEE), offer(offered_to=("rosa",)), without(TOMAS))
    assert "support_group" not in subjects(GUARD["RESOURCE_KIND_NOT_OFFERED"], case)
    everybody = folded(opened(ROSA, TOMAS, LEE), *(offer(f"r-{n}") for n in range(8)), without(TOMAS))
    assert {s.split("/")[0] for s in subjects(GUARD["RESOURCE_RESPONSE_NOT_ASKED"], everybody)} == {"rosa"}
    assert subjects(GUARD["RESOURCE_TOO_MANY"], everybody) == ["rosa"]


def test_when_every_caregiver_is_away_something_must_still_be_offered() -> None:
    case = folded(opened(), without(ROSA))
    assert subjects(GUARD["RESOURCE_KIND_NOT_OFFERED"], case) == [kind.value for kind in SEED_KINDS]
    assert found(GUARD["RESOURCE_KIND_NOT_OFFERED"], case)[0].reason(case) == "No material was offered to the family."
    assert "support_group" not in subjects(GUARD["RESOURCE_KIND_NOT_OFFERED"], folded(case, offer()))


def test_a_caregiver_who_joins_later_was_not_offered_what_came_before() -> None:
    later = NOW + days(1)
    case = folded(folded(opened(), offer()), PartyJoined(party=TOMAS), at=later)
    assert "support_group" in subjects(GUARD["RESOURCE_KIND_NOT_OFFERED"], case, at=later)
    again = folded(case, offer(), at=later)
    assert again[Resources].resources[0].offered_to == ("rosa", "tomas")
    assert "support_group" not in subjects(GUARD["RESOURCE_KIND_NOT_OFFERED"], again, at=later)


# languages --------------------------------------------------------------------------------------


@pytest.mark.parametrize("languages", [("es",), ("en", "ES-es"), ("zxx",)])
def test_an_offer_suits_in_any_form_of_the_language_or_without_words(languages: tuple[str, ...]) -> None:
    case = folded(opened(SPANISH, LEE), offer(languages=languages))
    assert subjects(GUARD["RESOURCE_LANGUAGE_MISMATCH"], case) == []


def test_language_is_asked_for_each_caregiver_and_each_offer_made_to_them() -> None:
    case = folded(
        opened(SPANISH, evolve(TOMAS, languages=("en",)), LEE),
        offer("r-1", languages=("en",)),
        offer("r-2", languages=("es",)),
        offer("r-3", languages=("de",), offered_to=("tomas",)),
    )
    assert subjects(GUARD["RESOURCE_LANGUAGE_MISMATCH"], case) == ["rosa/r-1", "tomas/r-2", "tomas/r-3"]


def test_a_caregiver_whose_language_nobody_knows_is_not_accused() -> None:
    assert subjects(GUARD["RESOURCE_LANGUAGE_MISMATCH"], folded(opened(), offer(languages=("de",)))) == []


def test_what_the_caregiver_says_about_their_language_goes_before_the_file() -> None:
    case = folded(opened(SPANISH, LEE), NeedsAsked(caregiver="rosa", languages=("en",)), offer(languages=("en",)))
    assert subjects(GUARD["RESOURCE_LANGUAGE_MISMATCH"], case) == []


# what an offer says -----------------------------------------------------------------------------


def test_what_is_free_needs_no_declaration() -> None:
    case = folded(opened(), offer("r-1", free=True), offer("r-2", price=Money(amount=Decimal(0), currency="EUR")))
    assert subjects(GUARD["RESOURCE_INTEREST_NOT_DECLARED"], case) == []
    assert subjects(GUARD["RESOURCE_COST_MISSING"], case) == []


@pytest.mark.parametrize("tie", [Answer.NOT_ASKED, Answer.NO_ANSWER])
def test_a_tie_that_nobody_spoke_to_is_not_declared(tie: Answer) -> None:
    case = folded(opened(), offer(price=PRICE, staff_tie=tie))
    assert subjects(GUARD["RESOURCE_INTEREST_NOT_DECLARED"], case) == ["r-1"]


def test_what_is_free_has_no_price() -> None:
    with pytest.raises(Malformed):
        Resource(id="r-1", free=True, price=PRICE)
    assert Resource(id="r-1", free=True, price=Money(amount=Decimal(0), currency="USD")).is_free


def test_an_offer_is_named_for_readers() -> None:
    case = folded(
        opened(),
        offer("r-1"),
        offer("r-2", title="Open evening"),
        offer("r-3", what=None),
        offer("r-4", kind=None, what=None),
    )
    names = [case.label("resource", f"r-{n}") for n in (1, 2, 3, 4, 5)]
    assert names == ["Parents' evening", "Open evening", "support group", "the offer", "r-5"]
    assert case.label("other", "r-1") == "r-1"
    assert text_of("RESOURCE_NO_CONTACT", folded(opened(), offer())) == (
        "It does not say how to reach Parents' evening. Add contact details."
    )


def test_the_last_sighting_counts() -> None:
    long_ago, lately = TODAY - timedelta(days=400), TODAY - timedelta(days=10)
    case = folded(
        opened(),
        offer(checked_on=long_ago),
        ResourceChecked(resource="r-1", still_there=Answer.YES, on=lately),
        ResourceChecked(resource="r-1", still_there=Answer.YES, on=long_ago),
    )
    assert case[Resources].last_checked(case[Resources].resources[0]) == lately
    assert subjects(GUARD["RESOURCE_STALE"], case) == []
    assert subjects(GUARD["RESOURCE_STALE"], case, resource_check_days=9) == ["r-1"]


def test_a_check_holds_on_the_day_it_happened() -> None:
    case = folded(opened(), offer(), ResourceChecked(resource="r-1", still_there=Answer.YES))
    assert case[Resources].checks[0].on == TODAY


def test_offering_again_keeps_the_later_sighting() -> None:
    case = folded(opened(), offer(checked_on=TODAY), offer(), offer(checked_on=date(2020, 1, 1)))
    assert case[Resources].resources[0].checked_on == TODAY


def test_nothing_more_is_asked_about_what_everybody_declined() -> None:
    case = folded(opened(ROSA, TOMAS, LEE), offer(), answer("no", "r-1"))
    quality = ["RESOURCE_NO_CONTACT", "RESOURCE_COST_MISSING", "RESOURCE_INTEREST_NOT_DECLARED"]
    quality += ["RESOURCE_NOT_LINKED", "RESOURCE_STALE"]
    assert [code for code in codes(case) if code in quality] == quality
    both = folded(case, answer("not_now", "r-1", caregiver="tomas"))
    assert [code for code in codes(both) if code in quality] == []


def test_an_offer_to_nobody_in_particular_is_asked_about_all_the_same() -> None:
    case = folded(opened(LEE, KIM), offer())
    assert subjects(GUARD["RESOURCE_NO_CONTACT"], case) == ["r-1"]


# what they said to it ---------------------------------------------------------------------------


def test_an_answer_to_a_kind_or_to_everything_covers_the_offers() -> None:
    offers = (offer("r-1"), offer("r-2", kind="training"))
    by_kind = folded(opened(), *offers, answer("not_now", kinds=("training",)))
    assert subjects(GUARD["RESOURCE_RESPONSE_NOT_ASKED"], by_kind) == ["rosa/r-1"]
    whole = folded(opened(), answer("no", everything=True), *offers)
    assert subjects(GUARD["RESOURCE_RESPONSE_NOT_ASKED"], whole) == []


def test_one_answer_may_speak_of_several_things_and_the_finer_word_counts() -> None:
    both = answer("no", "r-1", kinds=("training",), everything=True, note="Thank you, we are fine.")
    case = folded(opened(), offer("r-1"), both, answer("interested", "r-1"))
    record = case[Resources]
    [group] = record.resources
    assert record.reply_to(group, "rosa") is OfferReply.INTERESTED
    assert record.declines_kind(ResourceKind.TRAINING, "rosa")
    assert record.reply_to(group, "tomas") is None


def test_the_last_word_counts_and_a_caregiver_may_change_their_mind() -> None:
    case = folded(opened(), offer(), answer("interested", "r-1"), answer("no", everything=True))
    [group] = case[Resources].resources
    assert case[Resources].declines(group, "rosa")
    changed = folded(case, answer("interested", everything=True))
    assert not changed[Resources].declines(group, "rosa")
    assert not changed[Resources].declines_kind(ResourceKind.MATERIAL, "rosa")


def test_a_changed_offer_is_asked_about_anew_but_a_no_is_final() -> None:
    case = folded(
        opened(ROSA, TOMAS, LEE), offer(free=True), answer("interested", "r-1"), answer("no", "r-1", caregiver="tomas")
    )
    assert subjects(GUARD["RESOURCE_RESPONSE_NOT_ASKED"], case) == []
    priced = folded(case, offer(price=PRICE))
    assert subjects(GUARD["RESOURCE_RESPONSE_NOT_ASKED"], priced) == ["rosa/r-1"]
    [group] = priced[Resources].resources
    assert priced[Resources].reply_to(group, "tomas") is OfferReply.NO


def test_the_same_offer_again_keeps_what_was_said() -> None:
    case = folded(opened(), offer(), answer("interested", "r-1"), offer(checked_on=TODAY))
    assert subjects(GUARD["RESOURCE_RESPONSE_NOT_ASKED"], case) == []


def test_a_change_to_one_offer_leaves_the_others_alone() -> None:
    checked = ResourceChecked(resource="r-2", still_there=Answer.NO)
    case = folded(
        opened(), offer("r-1"), offer("r-2"), checked, answer("interested", "r-2"), offer("r-1", where="Library")
    )
    record = case[Resources]
    assert [known.where for known in record.resources] == ["Library", None]
    assert record.is_gone("r-2")
    assert record.reply_to(record.resources[1], "rosa") is OfferReply.INTERESTED


@pytest.mark.parametrize(("reply", "voices"), [("no", ["rosa"]), ("interested", ["rosa"]), ("no_answer", [])])
def test_an_answer_is_the_caregivers_word_and_silence_is_nobodys(reply: str, voices: list[str]) -> None:
    assert [*answer(reply, "r-1").voices()] == voices


def test_an_answer_says_to_what() -> None:
    with pytest.raises(Malformed):
        ResourceAnswered(caregiver="rosa", reply=OfferReply.NO)


def test_eight_offers_are_a_lot_and_seven_are_not() -> None:
    case = folded(opened(), *(offer(f"r-{n}") for n in range(8)))
    assert text_of("RESOURCE_TOO_MANY", case) == "8 offers at once are a lot for Rosa Vidal. Pick a few together."
    assert subjects(GUARD["RESOURCE_TOO_MANY"], case, resources_at_once=8) == []
    assert subjects(GUARD["RESOURCE_TOO_MANY"], folded(opened(), *(offer(f"r-{n}") for n in range(7)))) == []


# suggestions of the family ----------------------------------------------------------------------


def test_a_familys_suggestion_is_their_word_and_is_neither_an_offer_nor_judged() -> None:
    suggested = offer(suggested_by="rosa")
    assert [*suggested.voices()] == ["rosa"]
    case = sound(opened(), (suggested,))
    assert codes(case) == ["RESOURCE_KIND_NOT_OFFERED"] * 3
    assert case[Resources].get("r-1") is not None


def test_the_school_takes_up_a_suggestion_by_offering_it() -> None:
    taken_up = offer()
    assert [*taken_up.voices()] == []
    case = sound(opened(), (offer(suggested_by="rosa"), taken_up))
    assert "support_group" not in subjects(GUARD["RESOURCE_KIND_NOT_OFFERED"], case)


def test_a_suggestion_replaces_nobody_elses_offer() -> None:
    case = folded(opened(ROSA, TOMAS, LEE), offer("r-1"), offer("r-2", suggested_by="rosa"))
    assert unsound(offer("r-1", suggested_by="rosa"), case) == ["resource.id"]
    assert unsound(offer("r-2", suggested_by="tomas"), case) == ["resource.id"]
    assert unsound(offer("r-2", suggested_by="rosa", where="Library"), case) == []


def test_only_the_family_suggests() -> None:
    case = opened(ROSA, MAYA, LEE)
    assert unsound(offer(suggested_by="maya"), case) == []
    assert unsound(offer(suggested_by="lee"), case) == ["resource.suggested_by"]
    assert unsound(offer(suggested_by="nobody"), case) == ["resource.suggested_by"]


# objections -------------------------------------------------------------------------------------


def test_an_offer_names_people_of_the_case_and_days_that_have_come() -> None:
    wrong = offer(offered_to=("rosa", "nobody"), help_by="nobody", checked_on=TODAY + timedelta(days=1))
    assert unsound(wrong, opened()) == ["resource.offered_to", "resource.help_by", "resource.checked_on"]
    assert unsound(offer(offered_to=("rosa",), help_by="kim", checked_on=TODAY), opened()) == []


def test_an_offer_is_linked_to_what_was_said_and_to_goals_that_there_are() -> None:
    case = folded(opened(), CONCERN, GOAL)
    assert unsound(offer(because_contributions=("k-1",), because_goals=("g-1",)), case) == []
    wrong = offer(because_contributions=("k-1", "k-2"), because_goals=("g-2",))
    assert unsound(wrong, case) == ["resource.because_contributions", "resource.because_goals"]


def test_what_was_said_in_an_earlier_cycle_may_be_linked() -> None:
    before = folded(opened(), CONCERN, GOAL)
    past = Past(cycle=1, ended_at=NOW, completed=(), records=before.records)
    case = evolve(before, cycle=2, records={}, earlier=(past,))
    assert unsound(offer(because_contributions=("k-1",), because_goals=("g-1",)), case) == []


def test_answers_and_checks_are_about_what_was_offered() -> None:
    case = folded(opened(), offer())
    assert unsound(answer("no", "r-1", "r-2", caregiver="lee"), case) == ["caregiver", "resources"]
    assert unsound(answer("no", "r-1"), case) == []
    ahead = TODAY + timedelta(days=1)
    assert unsound(ResourceChecked(resource="r-2", on=ahead), case) == ["resource", "on"]
    assert unsound(ResourceChecked(resource="r-1", on=TODAY), case) == []


def test_families_words_are_not_printed() -> None:
    events = (
        offer(why="SECRET", tie="SECRET", help_to_start="SECRET"),
        answer("no", "r-1", kinds=("training",), everything=True, note="SECRET"),
    )
    assert "SECRET" not in repr(events) + repr(folded(opened(), *events)[Resources])


# the room ---------------------------------------------------------------------------------------


def test_stored_names_are_those_of_the_step() -> None:
    assert [event.stored_as for event in EVENTS] == [
        "provide_resources.resource_offered",
        "provide_resources.resource_answered",
        "provide_resources.resource_checked",
        "provide_resources.none_found",
    ]


def test_a_host_may_check_by_itself_but_not_offer() -> None:
    assert ResourceChecked.recorders == SCHOOL_ROLES | {Role.SYSTEM}
    assert Role.SYSTEM not in ResourceOffered.recorders


def test_the_next_cycle_offers_afresh() -> None:
    assert folded(opened(), offer())[Resources].carried() is None
