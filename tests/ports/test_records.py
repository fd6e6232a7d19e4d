"""Records: frozen, aware, exact, and silent about what people wrote."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from attrs import exceptions

from collabflow.core.errors import Malformed
from collabflow.ports import Batch, Claimed, Outcome, Tracked, Verdict
from stores.samples import NOW, a_message, a_row, rows_after

CLAIMED = Claimed(
    id="m:1:1",
    case_id="m",
    version=1,
    n=1,
    channel="email",
    recipient="rosa",
    body="{}",
    attempts=1,
    token="m:1:1#1",
    lease_until=NOW,
)


def test_no_repr_shows_what_people_wrote_or_their_names():
    row = a_row(evidence='[{"title":"A letter from grandmother"}]')
    message = a_message()

    shown = repr((row, Batch(case_id="maya", expected=0, rows=(row,), messages=(message,))))

    for words in ("maps", "Rosa Vidal", "grandmother", "Tuesday"):
        assert words not in shown


def test_a_row_keeps_the_offset_of_its_times_as_a_number():
    twice_half_past_two = datetime(2026, 10, 25, 2, 30, tzinfo=ZoneInfo("Europe/Madrid"), fold=1)

    row = a_row(at=twice_half_past_two)

    assert row.at.isoformat() == "2026-10-25T02:30:00+01:00"
    assert row.at.utcoffset() == timedelta(hours=1)


@pytest.mark.parametrize("name", ["at", "occurred"])
def test_a_row_without_a_time_zone_is_refused_by_field(name):
    with pytest.raises(Malformed) as refused:
        a_row(**{name: datetime(2026, 9, 7)})

    assert refused.value.faults[0][0] == name


def test_a_record_cannot_be_changed():
    row = a_row()

    with pytest.raises(exceptions.FrozenInstanceError):
        row.body = "{}"


def test_a_batch_takes_any_sequences_and_keeps_tuples():
    rows, messages = list(rows_after(0, ["{}", "{}"])), [a_message()]
    batch = Batch(case_id="maya", expected=0, rows=rows, messages=messages)

    rows.clear()
    messages.clear()

    assert (batch.version, len(batch.rows), len(batch.messages)) == (2, 2, 1)
    assert not batch.is_empty
    assert Batch(case_id="maya", expected=7).is_empty


def test_an_outcome_carries_exactly_what_belongs_to_it():
    at = NOW + timedelta(hours=1)

    assert Outcome.sent(CLAIMED).verdict is Verdict.SENT
    assert Outcome.again(CLAIMED, at=at, error="mailbox_full").at == at
    assert Outcome.dead(CLAIMED, error="no_such_address").error == "no_such_address"
    assert Outcome.sent(CLAIMED).token == CLAIMED.token


@pytest.mark.parametrize(
    ("facts", "name"),
    [
        ({"verdict": Verdict.AGAIN, "error": "late"}, "at"),
        ({"verdict": Verdict.SENT, "at": NOW}, "at"),
        ({"verdict": Verdict.SENT, "error": "late"}, "error"),
        ({"verdict": Verdict.DEAD}, "error"),
    ],
)
def test_an_outcome_that_contradicts_itself_is_refused(facts, name):
    with pytest.raises(Malformed) as refused:
        Outcome(id="m", token="t", **facts)

    assert refused.value.faults[0][0] == name


def test_a_tracked_message_begins_as_waiting():
    tracked = Tracked(id="m", case_id="maya", version=1, n=1, channel="email", recipient="rosa", body="{}")

    assert (tracked.state.value, tracked.attempts, tracked.next_try) == ("waiting", 0, None)


def test_a_row_that_lost_its_body_is_erased():
    assert a_row(body=None).is_erased
    assert not a_row().is_erased


def test_utc_is_kept_as_it_is():
    assert a_row(at=NOW).at == NOW
    assert a_row(at=NOW).at.tzinfo is UTC
