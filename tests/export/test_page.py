"""The page: everything that is recorded is on it, a parent can read it, and nothing hostile breaks out of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import ClassVar

import pytest
from attrs import evolve, frozen
from hypothesis import given, settings
from hypothesis import strategies as st

from collabflow.core.case import Case
from collabflow.core.event import Entry, Event
from collabflow.core.fact import Fact
from collabflow.core.lifecycle.moves import Moved
from collabflow.core.tongue import Tongue
from collabflow.core.values import Answer, PartyId, Trigger
from collabflow.cycle.profile import DEFAULT
from collabflow.events import (
    ActionAssigned,
    CaseOpened,
    ContributionVoiced,
    Corrected,
    DecisionMade,
    GoalDrafted,
    MeetingAsked,
    ProgressMeasured,
    StatementAttached,
    StrategyProposed,
    StrengthNamed,
)
from collabflow.export import gather, page
from collabflow.export.html import settled
from collabflow.export.sentences import SENTENCES
from collabflow.goals.goal import Domain, Goal
from collabflow.steps.s04_active_listening import ContributionKind
from export.filled import LATER, Filling, Node, dossier_of, every_event, groundwork, opening, read, rows_of
from journeys import decided, whole_cycle
from support import LEE, PARTIES, ROSA, STUDENT

EVERY = every_event()
HOSTILE = "</bdi></title></style><script>alert(1)</script>\"'><img src=x onerror=alert(2)>\x1b\u202e\u2069"


def page_of(*events: Event, **how: object) -> Node:
    return read(page(dossier_of(*events, **how)))  # type: ignore[arg-type]


def entry_on(root: Node, version: int) -> Node:
    return root.at(f"e{version}")


# every event ----------------------------------------------------------------------------------


def test_every_built_in_event_has_a_sentence_of_its_own() -> None:
    assert {sentence.event for sentence in SENTENCES} == set(DEFAULT.events)
    assert len(SENTENCES) == len(DEFAULT.events)


def test_a_sentence_names_only_fields_that_its_event_has() -> None:
    for sentence in SENTENCES:
        assert sentence.tells <= set(sentence.event.__annotations__), sentence.event


@pytest.mark.parametrize(("event", "tokens"), EVERY, ids=[event.stored_as for event, _ in EVERY])
def test_everything_that_an_event_holds_is_in_its_entry(event: Event, tokens: tuple[str, ...]) -> None:
    root = page_of(*groundwork(), event)

    told = entry_on(root, 4)
    sentence = next(node for node in told.walk() if node.attributes.get("class") == "what").text
    assert [token for token in tokens if token not in told.text] == []
    assert len(sentence.split()) > 2
    assert "_" not in sentence


def test_everything_that_the_opening_holds_is_in_its_entry() -> None:
    filling = Filling()
    event = filling.of(CaseOpened)

    told = entry_on(read(page(gather(rows_of([event]), at=LATER))), 1)

    assert [token for token in filling.tokens if token not in told.text] == []


@frozen(kw_only=True)
class Fare(Fact):
    zone: str
    paid_by: PartyId


@frozen(kw_only=True)
class BusPassGiven(Event):
    """An event of a district."""

    stored_as: ClassVar[str] = "transport.bus_pass_given"
    to: PartyId
    from_day: date
    why_now: str
    fares: tuple[Fare, ...] = ()
    asked: Answer = Answer.NOT_ASKED

    def voices(self) -> Iterator[PartyId]:
        yield self.to

    def apply(self, case: Case, entry: Entry) -> Case:
        return case


def test_an_event_that_a_district_adds_is_told_whole() -> None:
    profile = DEFAULT.with_events(BusPassGiven)
    event = BusPassGiven(
        to="rosa",
        from_day=date(2026, 10, 1),
        why_now="The 7 goes past the school.",
        fares=(Fare(zone="A", paid_by="lee"),),
    )

    told = entry_on(page_of(event, profile=profile), 2).text

    assert "Bus pass given was recorded." in told
    for part in ("To", "Rosa Vidal", "October 1, 2026", "The 7 goes past the school.", "Zone", "Lee Park", "by phone"):
        assert part in told


@pytest.mark.parametrize("trigger", list(Trigger))
def test_every_move_has_a_sentence(trigger: Trigger) -> None:
    moved = Moved(trigger=trigger, source="plan_meeting", target="build_rapport", cycle=1, asked_by="rosa")

    told = entry_on(page_of(moved), 2)

    assert told.all("p")[0].text.endswith(".")


# who said it ----------------------------------------------------------------------------------


def test_whose_word_it_is_and_how_it_came_is_told() -> None:
    told = entry_on(page_of(StrengthNamed(by="rosa", text="She asks good questions.")), 2).text

    assert "Said by Rosa Vidal by phone, written down by Lee Park, case manager" in told


def test_what_a_person_writes_down_themselves_is_only_theirs() -> None:
    told = entry_on(page_of(StrengthNamed(by="rosa", text="She asks good questions."), by=ROSA), 2).text

    assert "Written down by Rosa Vidal, caregiver" in told
    assert "Said by" not in told


# beside what it is about ----------------------------------------------------------------------


def test_a_correction_stands_beside_what_it_corrects_and_the_old_words_stay() -> None:
    wrong = ActionAssigned(action="a", what="Send the map to Kim")
    right = ActionAssigned(action="a", what="Send the map to Lee")

    root = page_of(wrong, Corrected(version=2, right=right, why="It was for Lee."))

    old = entry_on(root, 2).text
    assert "Send the map to Kim" in old
    assert "This was corrected on" in old
    assert "It was for Lee." in old
    assert "Send the map to Lee" in entry_on(root, 3).text
    assert "It was for Lee." in root.at("corrections").text


def test_what_was_struck_out_says_so() -> None:
    root = page_of(ActionAssigned(action="a", what="Send the map"), Corrected(version=2, why="Said twice."))

    assert "This was struck out on" in entry_on(root, 2).text


def test_a_statement_stands_beside_what_it_is_about() -> None:
    root = page_of(StrengthNamed(by="rosa", text="x"), StatementAttached(party="rosa", text="I said more.", about=2))

    assert "I said more." in entry_on(root, 2).text
    assert "I said more." in root.at("papers").text


def test_a_statement_and_a_correction_also_stand_beside_the_thing_itself() -> None:
    proposed = StrategyProposed(strategy="s", what="A small reading group")
    made = DecisionMade(strategy="s", outcome="adopted", why="It helps")
    right = DecisionMade(strategy="s", outcome="adopted", why="It helped last year")

    root = page_of(
        proposed,
        made,
        StatementAttached(party="rosa", text="Art is not spare time.", about=3),
        Corrected(version=3, right=right, why="It says when."),
    )

    card = root.at("strategy-1").text
    assert "Rosa Vidal says about this" in card
    assert "Art is not spare time." in card
    assert "This was corrected on" in card
    assert "It says when." in card


# whole journeys -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def cycled() -> Node:
    """The page of a case that has gone through a whole cycle and begun another."""
    _, entries = decided(whole_cycle())
    rows = rows_of([entry.event for entry in entries])
    return read(page(gather(rows, at=LATER)))


def test_every_entry_is_told_by_date_and_by_step(cycled: Node) -> None:
    entries = [node for node in cycled.walk() if re.fullmatch(r"e\d+", node.attributes.get("id") or "")]
    links = [link.attributes["href"] for link in cycled.at("by-step").all("a")]

    assert {f"#{node.attributes['id']}" for node in entries} <= set(links)


def test_an_earlier_cycle_stays_readable(cycled: Node) -> None:
    assert "What we decided together" in cycled.at("cycle-1").text


def test_every_link_leads_somewhere_and_no_place_is_there_twice(cycled: Node) -> None:
    ids = [node.attributes["id"] for node in cycled.walk() if "id" in node.attributes]
    links = {link.attributes["href"] for link in cycled.all("a")}
    named = [node.attributes.get(name) for node in cycled.walk() for name in ("aria-labelledby", "aria-describedby")]

    assert len(set(ids)) == len(ids)
    assert links <= {f"#{one}" for one in ids}
    assert {one for one in named if one} <= set(ids)


def test_headings_never_skip_a_level(cycled: Node) -> None:
    levels = [int(node.name[1]) for node in cycled.walk() if re.fullmatch("h[1-6]", node.name)]

    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_a_screen_reader_finds_its_way(cycled: Node) -> None:
    html = cycled.all("html")[0]
    body = cycled.all("body")[0]
    first = next(child for child in body.children if isinstance(child, Node))

    assert (html.attributes["lang"], html.attributes["dir"]) == ("en", "ltr")
    assert (first.name, first.attributes["href"]) == ("a", "#record")
    assert [len(cycled.all(name)) for name in ("main", "nav", "h1")] == [1, 1, 1]
    for table in cycled.all("table"):
        assert len(table.all("caption")) == 1
        assert {head.attributes["scope"] for head in table.all("th")} == {"col", "row"}
    for drawing in cycled.all("svg"):
        assert drawing.attributes["role"] == "img"
        assert cycled.at(drawing.attributes["aria-describedby"] or "").text.strip()


def test_the_page_needs_nothing_from_outside(cycled: Node) -> None:
    policy = next(m.attributes["content"] for m in cycled.all("meta") if m.attributes.get("http-equiv"))

    assert policy is not None
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    outside = {"src", "srcset", "action", "data", "poster", "style", "background"}
    for node in cycled.walk():
        assert node.name not in {"script", "link", "img", "iframe", "object", "embed", "form", "base"}
        assert not outside & set(node.attributes)
        assert not any(name.startswith("on") for name in node.attributes)
    css = cycled.all("style")[0].text
    assert "url(" not in css
    assert "@import" not in css


# hostile text ---------------------------------------------------------------------------------


def shape(root: Node) -> list[tuple[str, tuple[str, ...]]]:
    """The elements of a page with the names of their attributes: what hostile text must not change."""
    return [(node.name, tuple(node.attributes)) for node in root.walk()]


def hostile_case(text: str) -> tuple[Event, ...]:
    """A case whose every free text is this."""
    parties = (evolve(ROSA, name=text, relationship=text), *PARTIES[1:])
    opened = CaseOpened(student=evolve(STUDENT, name=text, preferred_terms=(text,)), parties=parties)
    goal = Goal(id="g", domain=Domain.ACADEMIC, statement=text, verb=text, settings=(text, text), language="ar")
    voiced = ContributionVoiced(contribution="c", by="rosa", kind=ContributionKind.CONCERN, words=text, topic=text)
    return (
        opened,
        GoalDrafted(goal=goal),
        voiced,
        StatementAttached(party="rosa", text=f"{text}.", about=2),
        ProgressMeasured(goal="g", value=3, note=text),
        ActionAssigned(action="a", what=text),
        MeetingAsked(request="r", asker="rosa", kind="talk", about=text),
    )


def page_with(text: str) -> str:
    return page(gather(rows_of(hostile_case(text)), at=LATER))


@settings(max_examples=40, deadline=None)
@given(
    st.text(
        st.one_of(st.sampled_from("<>&\"'=/\u202e\u2066\u2069\x9b\x1b"), st.characters(exclude_categories=["Cs"])),
        min_size=1,
        max_size=60,
    )
)
def test_hostile_text_changes_no_element_of_the_page(text: str) -> None:
    text = "".join(text.split()).replace("\0", "")  # blanks fold in the name of a goal, and NUL is refused before
    tame = "x" * len(text)

    assert shape(read(page_with(f"k{text}"))) == shape(read(page_with(f"k{tame}")))


def test_markup_in_every_field_stays_text() -> None:
    root = read(page_with(HOSTILE))

    assert not root.all("script")
    assert not root.all("img")
    assert settled(HOSTILE) in root.at("voices").text


def test_ten_thousand_characters_are_shown_whole() -> None:
    words = "wide" * 2500

    assert words in page_of(StrengthNamed(by="rosa", text=words)).at("strengths").text


def test_every_free_text_keeps_its_direction_to_itself() -> None:
    root = read(page_with("tok1en"))
    head = root.all("title")[0]

    for node in root.walk():
        if node is head or not any(isinstance(child, str) and "tok1en" in child for child in node.children):
            continue
        assert node.attributes.get("dir") == "auto", node
    assert "\u2068tok1en\u2069" in head.text


def test_a_goal_in_arabic_or_chinese_carries_its_language() -> None:
    for lang, words in (("ar", "تقرأ مايا خمسين كلمة في الدقيقة"), ("zh-Hant", "瑪雅每分鐘讀五十個字")):
        goal = Goal(id="g", domain=Domain.ACADEMIC, statement=words, language=lang)

        root = page_of(GoalDrafted(goal=goal))

        named = next(
            node for node in root.at("goals").walk() if words in "".join(c for c in node.children if isinstance(c, str))
        )
        assert (named.name, named.attributes["lang"], named.attributes["dir"]) == ("bdi", lang, "auto")


# other readers --------------------------------------------------------------------------------


def test_the_page_of_a_language_without_a_catalogue_is_said_in_english() -> None:
    root = read(page(dossier_of(), lang="tlh"))

    assert root.all("html")[0].attributes["lang"] == "en"
    assert "Who is who" in root.text


def test_a_tongue_that_is_written_from_the_right_gets_a_page_from_the_right() -> None:
    html = read(page(dossier_of(), lang=Tongue("ar"))).all("html")[0]

    assert (html.attributes["lang"], html.attributes["dir"]) == ("ar", "rtl")


def test_the_whole_page_is_said_in_spanish() -> None:
    root = read(page(dossier_of(StrengthNamed(by="rosa", text="x")), lang="es"))

    assert root.all("html")[0].attributes["lang"] == "es"
    for english in ("Who is who", "Where we are", "Written down", "Entry"):
        assert english not in root.text


@pytest.mark.parametrize(
    ("value", "words"),
    [(1234567, "1234567"), (0.25, "0.25"), (1234567.875, "1234567.875"), (2**53 - 1, str(2**53 - 1))],
)
def test_a_number_keeps_every_digit(value: float, words: str) -> None:
    events = (GoalDrafted(goal=Goal(id="g", domain=Domain.ACADEMIC)), ProgressMeasured(goal="g", value=value))

    assert f"A check of a goal: {words} (" in entry_on(page_of(*events), 3).text


def test_an_opening_alone_makes_a_whole_page() -> None:
    root = read(page(gather(rows_of([opening()]), at=LATER)))

    assert "Nothing is written down here yet." in root.at("goals").text


def test_a_paused_and_a_closed_case_say_so() -> None:
    paused = Moved(
        trigger="pause", source="plan_meeting", target="paused", cycle=1, review_on=LATER.date(), why="Summer."
    )
    closed = Moved(
        trigger="close", source="plan_meeting", target="closed", cycle=1, ending="transferred", why="They move."
    )

    assert "pause for now" in page_of(paused).at("standing").text
    assert "Working together has ended: transferred." in page_of(closed).at("standing").text


def test_what_the_system_wrote_down_says_so() -> None:
    from collabflow.codec import Codec
    from collabflow.core.event import Stamp
    from collabflow.core.people import SYSTEM
    from collabflow.ports import seal
    from support import NOW

    entry = Entry(event=opening(), stamp=Stamp(by=SYSTEM, at=NOW), version=1)
    rows = seal([Codec(DEFAULT.events).encode("case-1", entry, salt=bytes(16))])

    assert "Written down by the school's computer system" in entry_on(read(page(gather(rows, at=LATER))), 1).text


def test_who_recorded_without_a_name_is_told_by_what_is_known() -> None:
    nameless = evolve(LEE, name="")

    assert "Written down by Lee Park" in entry_on(page_of(ActionAssigned(action="a"), by=nameless), 2).text
