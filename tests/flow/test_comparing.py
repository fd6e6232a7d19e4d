"""Comparing two profiles on a store: every live case is looked at, what cannot be read is told, nothing is written."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import ClassVar

import pytest
from attrs import evolve as altered
from attrs import frozen

from collabflow.core.case import Case
from collabflow.core.event import Context, Entry, Event
from collabflow.core.finding import Lack
from collabflow.core.guard import guard
from collabflow.core.values import Ending, Step
from collabflow.cycle.compare import Change, Under
from collabflow.cycle.profile import DEFAULT
from collabflow.events import ActionAssigned
from collabflow.flow import CollabFlow, comparing
from collabflow.flow.comparing import compare
from collabflow.stores.memory import MemoryStore
from flow.flows import Bench
from journeys import Clock, journey_to, play
from support import KIM, LEE, NOW


@guard("BUS_NOT_ARRANGED", says="No bus is arranged.", fix="Arrange one.", remedies=(ActionAssigned,))
def there_is_a_bus(case: Case, context: Context) -> Iterator[Lack]:
    yield Lack("bus")


@frozen(kw_only=True)
class BusOrdered(Event):
    """Somebody ordered the bus."""

    stored_as: ClassVar[str] = "our_district.bus_ordered"

    def apply(self, case: Case, entry: Entry) -> Case:
        return case


BUS = DEFAULT.named("bus", "2").with_guard(there_is_a_bus, leaving="plan_meeting")
OWN = DEFAULT.named("own").with_events(BusOrdered)


class Counting(MemoryStore):
    """A store that counts what would change it."""

    def __init__(self) -> None:
        super().__init__()
        self.writes = 0

    def append(self, batch):  # type: ignore[no-untyped-def]
        self.writes += 1
        return super().append(batch)

    def summarise(self, summaries):  # type: ignore[no-untyped-def]
        self.writes += 1
        return super().summarise(summaries)


@pytest.fixture
def store() -> Counting:
    """Three open cases at their first step, one further on, one paused and one closed."""
    store, clock = Counting(), Clock()
    flow = CollabFlow(store, profile=OWN, clock=clock)
    for name in ("a", "b", "c", "paused", "closed"):
        play(flow, clock, journey_to(Step.BUILD_RAPPORT)[:1], case_id=name)
    play(flow, clock, journey_to(Step.SHARE_INFORMATION), case_id="on")
    flow.pause("paused", by=LEE, why="The family is away", review_on=clock.now.date())
    flow.close("closed", by=LEE, ending=Ending.EXITED, why="The family moved")
    return store


def test_every_live_case_is_looked_at_page_by_page(store: Counting, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(comparing, "PAGE", 2)

    report = compare(store, OWN, OWN, at=NOW)

    assert [case.case_id for case in report.cases] == ["a", "b", "c", "on", "paused"]
    assert report.is_same
    assert "Nothing would be decided differently." in report.text()


def test_closed_cases_are_looked_at_when_that_is_asked_for(store: Counting) -> None:
    report = compare(store, OWN, OWN, at=NOW, with_closed=True)

    assert [case.case_id for case in report.cases] == ["a", "b", "c", "closed", "on", "paused"]


def test_what_differs_is_told_by_codes_counts_and_ids(store: Counting) -> None:
    report = compare(store, DEFAULT, BUS, at=NOW)

    assert [(one.case_id, one.change) for one in report.standing] == [
        (name, Change.OTHERWISE) for name in ("a", "b", "c")
    ]
    assert [(one.case_id, one.change) for one in report.past] == [("on", Change.REFUSED)]
    text = report.text()
    assert "Where cases stand: 3 moves decided differently, in 3 cases" in text
    assert "  refused now: advance from plan_meeting, 1 time\n    + BUS_NOT_ARRANGED (blocker)\n      on@" in text
    assert "a, b, c" in text


def test_nothing_is_written(store: Counting) -> None:
    written = store.writes

    compare(store, DEFAULT, BUS, at=NOW, with_closed=True)

    assert store.writes == written


def test_the_profile_that_each_move_recorded_is_told(store: Counting) -> None:
    report = compare(store, DEFAULT, BUS, at=NOW)

    assert report.decided == {Under.OTHER: 3}
    assert report.others == {OWN.ref: 3}
    assert f"under neither: 3\n  own 1 ({OWN.fingerprint}): 3 moves" in report.text()
    assert compare(store, OWN, BUS.with_events(BusOrdered), at=NOW).decided == {Under.OLD: 3}


def test_events_that_the_new_rules_do_not_know_are_told_and_their_cases_not_compared(store: Counting) -> None:
    flow = CollabFlow(store, profile=OWN)
    flow.record("a", BusOrdered(), BusOrdered(), by=KIM)
    flow.record("b", BusOrdered(), by=KIM)

    report = compare(store, OWN, BUS, at=NOW)

    assert [(one.case_id, one.event, one.by) for one in report.unread] == [
        ("a", "our_district.bus_ordered", Under.NEW),
        ("a", "our_district.bus_ordered", Under.NEW),
        ("b", "our_district.bus_ordered", Under.NEW),
    ]
    assert all(one.is_unknown for one in report.unread)
    assert [one.case_id for one in report.standing] == ["c"]
    assert "The new rules cannot read our_district.bus_ordered: 3 entries, 2 cases not compared" in report.text()
    assert not report.is_same


def test_events_that_neither_knows_are_told_of_both(store: Counting) -> None:
    CollabFlow(store, profile=OWN).record("a", BusOrdered(), by=KIM)

    assert {one.by for one in compare(store, DEFAULT, BUS, at=NOW).unread} == {Under.OLD, Under.NEW}


def test_an_older_class_that_cannot_read_what_is_stored_is_told(store: Counting) -> None:
    @frozen(kw_only=True)
    class Newer(BusOrdered):
        lifts: ClassVar = (lambda stored: stored,)

    CollabFlow(store, profile=DEFAULT.with_events(Newer)).record("a", Newer(), by=KIM)

    unread = compare(store, DEFAULT.with_events(Newer), OWN, at=NOW).unread

    assert [(one.event, one.is_unknown) for one in unread] == [("our_district.bus_ordered", False)]
    assert "is version 2, and this code knows 1" in unread[0].why


def test_own_classes_of_the_same_event_are_each_read_by_their_own_rules(store: Counting) -> None:
    """Two versions of a district's module are two sets of classes."""

    @frozen(kw_only=True)
    class BusOrderedAgain(BusOrdered):
        colour: str = "yellow"

    CollabFlow(store, profile=OWN).record("a", BusOrdered(), by=KIM)

    assert compare(store, OWN, DEFAULT.with_events(BusOrderedAgain), at=NOW).is_same


def test_a_case_that_is_erased_meanwhile_is_left_out(store: Counting) -> None:
    report = compare(store, OWN, OWN, at=NOW, progress=lambda done, total: done == 1 and store.erase("b"))

    assert [case.case_id for case in report.cases] == ["a", "c", "on", "paused"]


def test_progress_is_told_after_each_case(store: Counting) -> None:
    told = []

    compare(store, OWN, OWN, at=NOW, progress=lambda done, total: told.append((done, total)))

    assert told == [(n, 5) for n in range(1, 6)]


def test_an_empty_store_is_compared_in_no_time() -> None:
    assert compare(MemoryStore(), DEFAULT, BUS, at=NOW).is_same


def test_only_a_few_places_are_named_and_the_rest_is_counted() -> None:
    bench = Bench()
    for n in range(8):
        play(bench.flow, Clock(), journey_to(Step.BUILD_RAPPORT)[:1], case_id=f"case-{n}")

    text = compare(bench.store, DEFAULT, BUS, at=NOW).text()

    assert "case-0, case-1, case-2, case-3, case-4 and 3 more" in text


def test_a_rule_changed_under_its_name_is_told(store: Counting) -> None:
    report = compare(store, OWN, OWN, at=NOW)
    moved = report.cases[3].past[0]
    doubted = altered(report, cases=(altered(report.cases[3], past=(altered(moved, is_repeated=False),)),))

    assert doubted.not_repeated == (("on", moved.version),)
    assert "1 move recorded the fingerprint of the old rules, and these refuse it:" in doubted.text()


def test_the_data_has_a_stable_shape_and_holds_no_words(store: Counting) -> None:
    CollabFlow(store, profile=OWN).record("b", BusOrdered(), by=KIM)

    report = compare(store, OWN, BUS, at=NOW)
    data = json.loads(json.dumps(report.data()))

    assert list(data) == [
        "old",
        "new",
        "at",
        "cases",
        "entries",
        "moves",
        "other_profiles",
        "standing",
        "past",
        "not_repeated",
        "unread",
    ]
    assert data["new"] == {"id": "bus", "version": "2", "fingerprint": BUS.fingerprint}
    assert data["standing"][0] == {
        "case": "a",
        "version": None,
        "state": "plan_meeting",
        "move": "advance",
        "change": "otherwise",
        "decided_under": None,
        "gained": [{"code": "BUS_NOT_ARRANGED", "subject": "bus", "severity": "blocker", "waived": False}],
        "lost": [],
    }
    assert data["past"][0]["decided_under"] == "old"
    assert data["unread"][0]["event"] == "our_district.bus_ordered"
    for words in ("Maya", "Rosa", "Vidal", "family is away", "No bus is arranged"):
        assert words not in json.dumps(data, ensure_ascii=False) + report.text() + repr(report)
