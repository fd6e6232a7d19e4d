"""The codec: what is written is read back exactly, and everything else is a typed error that names the path."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

import journeys
from collabflow.codec import Codec
from collabflow.core.errors import CaseErased, FromTheFuture, Malformed, UnknownEvent
from collabflow.core.event import Entry, Event
from collabflow.core.lifecycle.moves import Corrected
from collabflow.core.values import Evidence
from collabflow.cycle.profile import DEFAULT
from collabflow.ports.json_text import read_json
from collabflow.schema import event_schema, parse_event
from reliability.documents import BookLent
from support import LEE, NOW, stamp

CODEC = Codec(DEFAULT.events)
SALT = b"0" * 16


def through(event: Event, version: int = 1) -> Entry:
    entry = Entry(event=event, stamp=stamp(LEE), version=version)
    return CODEC.decode(CODEC.encode("case-1", entry, salt=SALT))


@pytest.mark.parametrize("deed", journeys.whole_cycle(), ids=lambda deed: type(deed.event).__name__)
def test_every_event_of_a_cycle_is_read_back_exactly(deed: journeys.Deed) -> None:
    assert through(deed.event).event == deed.event
    corrected = Corrected(version=1, right=deed.event, why="It was not so")
    assert through(corrected).event == corrected


def test_a_stamp_is_read_back_with_its_offset_evidence_and_key() -> None:
    at = datetime(2026, 9, 7, 9, 0, 0, 123456, tzinfo=timezone(-timedelta(hours=3, minutes=30)))
    paper = Evidence(kind="signature", ref="scan-7", taken_at=at)
    written = evolve(stamp(LEE, at=at, via="phone"), evidence=(paper,), key="call-17")  # type: ignore[arg-type]
    entry = Entry(event=journeys.opening(), stamp=written, version=1)
    again = CODEC.decode(CODEC.encode("case-1", entry, salt=SALT))
    assert again == entry
    assert again.stamp.at.utcoffset() == at.utcoffset()


def test_what_is_not_said_is_not_written() -> None:
    body = CODEC.encode("case-1", Entry(event=journeys.opening(), stamp=stamp(), version=1), salt=SALT).body
    assert body is not None
    assert "null" not in body
    assert body == json.dumps(json.loads(body), sort_keys=True, separators=(",", ":"), ensure_ascii=False)


ASSIGNED = "case.action_assigned"
DRAFT = {"id": "g", "domain": "motor"}


@pytest.mark.parametrize(
    ("name", "fields", "path"),
    [
        (ASSIGNED, {}, "action"),
        (ASSIGNED, {"action": 1}, "action"),
        (ASSIGNED, {"action": "a", "whom": "kim"}, "whom"),
        (ASSIGNED, {"action": "a", "what": False}, "what"),
        (ASSIGNED, {"action": "a", "what": "\ud800"}, "what"),
        (ASSIGNED, {"action": "a", "what": "a\x00"}, "what"),
        (ASSIGNED, {"action": "a", "what": "x" * 20_001}, "what"),
        (ASSIGNED, {"action": "a", "due": "soon"}, "due"),
        (ASSIGNED, {"action": "a", "due": "20260907"}, "due"),
        (ASSIGNED, [], ""),
        (ASSIGNED, "text", ""),
        ("case.contact_attempted", {"caregiver": "rosa", "alternative_offered": "false"}, "alternative_offered"),
        ("case.contact_attempted", {"caregiver": "rosa", "alternative_offered": 1}, "alternative_offered"),
        ("case.contact_logged", {"contact": "c", "caregiver": "r", "direction": "both", "minutes": "3"}, "minutes"),
        ("case.contact_logged", {"contact": "c", "caregiver": "r", "direction": "both", "minutes": 3.0}, "minutes"),
        ("case.contact_logged", {"contact": "c", "caregiver": "r", "direction": "up"}, "direction"),
        ("case.needs_asked", {"caregiver": "rosa", "avoid": [{"weekday": "1"}]}, "avoid[0].weekday"),
        ("case.needs_asked", {"caregiver": "rosa", "languages": "es"}, "languages"),
        (
            "case.corrected",
            {"version": 1, "why": "x", "right": {"event": ASSIGNED, "fields": {}}},
            "right.fields.action",
        ),
        ("case.corrected", {"version": 1, "why": "x", "right": 3}, "right"),
        ("case.corrected", {"version": 1, "why": "x", "right": {"event": 3, "fields": {}}}, "right"),
        ("plan_meeting.meeting_proposed", {"meeting": "m", "slots": [{"start": "2026-09-07T09:00"}]}, "slots[0].start"),
        ("plan_meeting.meeting_proposed", {"meeting": "m", "slots": [{"start": "noon"}]}, "slots[0].start"),
        ("review_and_adjust.progress_measured", {"goal": "g", "value": "many"}, "value"),
        (
            "set_goals.goal_drafted",
            {"goal": {"id": "g", "domain": "motor", "measure": {"kind": "count", "unit": 3}}},
            "goal.measure.unit",
        ),
    ],
)
def test_what_does_not_fit_is_told_by_its_path(name: str, fields: object, path: str) -> None:
    with pytest.raises(Malformed) as caught:
        CODEC.event(name, fields)
    paths = [where for where, _ in caught.value.faults]
    assert any(where == path or where.startswith(f"{path}.") for where in paths), paths


def test_everything_wrong_is_told_at_once_and_no_value_is_quoted() -> None:
    with pytest.raises(Malformed) as caught:
        CODEC.event(ASSIGNED, {"action": 7, "due": "secret", "x": "secret"})
    assert len(caught.value.faults) == 3
    assert "secret" not in str(caught.value)


def test_an_unknown_event_is_told() -> None:
    with pytest.raises(UnknownEvent):
        CODEC.event("set_goals.goal_painted", {})


@pytest.mark.parametrize(
    "text",
    ['{"a":1,"a":2}', '{"a":NaN}', '{"a":Infinity}', '{"a":', "", "[" * 100 + "]" * 100, '{"a":' + "9" * 5000 + "}"],
)
def test_text_that_is_no_sound_json_is_told(text: str) -> None:
    with pytest.raises(Malformed):
        read_json(text)


def test_a_body_too_long_or_not_json_is_told() -> None:
    row = CODEC.encode("case-1", Entry(event=journeys.opening(), stamp=stamp(), version=1), salt=SALT)
    with pytest.raises(Malformed):
        CODEC.decode(evolve(row, body='{"student":'))
    with pytest.raises(Malformed):
        CODEC.decode(evolve(row, evidence='[{"kind":"paper"}]'))
    with pytest.raises(CaseErased):
        CODEC.decode(evolve(row, body=None))
    crowd = evolve(journeys.opening(), parties=tuple(evolve(LEE, id=f"p{n}", name="x" * 15_000) for n in range(80)))
    with pytest.raises(Malformed):
        CODEC.encode("case-1", Entry(event=crowd, stamp=stamp(), version=1), salt=SALT)


@pytest.mark.parametrize("column", ["version", "type_version"])
@pytest.mark.parametrize("version", [0, -1, True, "1", 1.0, None])
def test_a_row_whose_version_is_no_count_is_told(column: str, version: object) -> None:
    row = CODEC.encode("case-1", Entry(event=journeys.opening(), stamp=stamp(), version=1), salt=SALT)
    with pytest.raises(Malformed, match="version: must be a whole number"):
        CODEC.decode(evolve(row, **{column: version}))  # type: ignore[arg-type]


@pytest.mark.parametrize("name", [0, False, []])
def test_a_row_whose_name_is_no_text_is_told(name: object) -> None:
    row = CODEC.encode("case-1", Entry(event=journeys.opening(), stamp=stamp(), version=1), salt=SALT)
    with pytest.raises(Malformed, match=r"by\.name: must be text"):
        CODEC.decode(evolve(row, by_name=name))  # type: ignore[arg-type]


GOLDEN = {
    1: {"name": "Travel stories", "count": "2"},
    2: {"title": "Travel stories", "count": "2"},
    3: {"title": "Travel stories", "count": 2},
}


@pytest.mark.parametrize("version", GOLDEN)
def test_an_older_shape_is_lifted_to_today_s(version: int) -> None:
    codec = Codec((BookLent,))
    assert codec.event("our_library.book_lent", GOLDEN[version], version=version) == BookLent(
        title="Travel stories", count=2
    )


def test_a_shape_from_the_future_or_beyond_lifting_is_told() -> None:
    codec = Codec((BookLent,))
    with pytest.raises(FromTheFuture):
        codec.event("our_library.book_lent", GOLDEN[3], version=4)
    for version, fields in ((1, {}), (0, GOLDEN[1]), (1, []), (2, {"title": "x", "count": "two"})):
        with pytest.raises(Malformed):
            codec.event("our_library.book_lent", fields, version=version)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(data=st.data())
def test_whatever_comes_is_an_event_that_reads_back_or_a_typed_error(data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(DEFAULT.events))
    names = [field.name for field in kind.__attrs_attrs__]  # type: ignore[attr-defined]
    fields = data.draw(st.dictionaries(st.sampled_from(names), json_values, max_size=4))
    try:
        event = CODEC.event(kind.stored_as, fields)
    except Malformed as wrong:
        assert wrong.faults
    else:
        assert through(event).event == event


@pytest.mark.parametrize("event", DEFAULT.events, ids=lambda event: event.stored_as)
def test_every_event_has_a_schema_that_json_can_hold(event: type[Event]) -> None:
    schema = event_schema(event.stored_as)
    assert json.loads(json.dumps(schema)) == schema
    assert schema["type"] == "object"
    assert schema["additionalProperties"] is False


def test_a_schema_says_what_a_field_may_hold() -> None:
    properties = event_schema("case.contact_logged")["properties"]
    assert isinstance(properties, dict)
    assert properties["minutes"] == {"type": "integer", "minimum": 0, "maximum": 1440}
    assert properties["direction"]["enum"] == ["school_to_home", "home_to_school", "both"]
    with pytest.raises(UnknownEvent):
        event_schema("set_goals.goal_painted")


def test_a_form_s_values_become_an_event() -> None:
    event = parse_event(ASSIGNED, {"action": "a", "what": "Send the map", "due": "2026-09-07"})
    assert event.due == NOW.date()  # type: ignore[attr-defined]
