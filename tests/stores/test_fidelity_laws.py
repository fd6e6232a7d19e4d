"""Laws F1 to F8: what comes out is what went in, to the code point and the microsecond, or it is refused."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from attrs import evolve, exceptions

from collabflow.core.errors import Malformed, TooLarge
from collabflow.core.values import Step
from collabflow.ports import GENESIS, Batch, StoreLimits, seal, verify
from stores.samples import NOW, a_batch, a_message, a_row, a_summary, everything, rows_after, write

BODIES = (
    '{"a":null}',
    "{}",
    "[true,1,1.0,0.1,9007199254740993,-0.0,1e400]",
    '{"":"","\\"quoted\\" key":[[],{},[[]]]}',
    '"\\u0000 and \\ud800 stay escaped"',
    ' {"spaces" : "stay" }\n',
)

TEXTS = {
    "composed": "José",
    "decomposed": "Jose\u0301",
    "astral": "𝒜 🧩",
    "a family with joiners": "👩‍👩‍👧‍👦",
    "right to left with controls": "\u202bشكراً\u202c \u2066x\u2069",
    "line and paragraph separators": "a\u2028b\u2029c\r\nd\re\n",
    "blanks at both ends": "  \t blanks \u00a0 ",
    "byte order mark": "\ufeffstart",
    "non-characters": "\ufffe\uffff\U0010ffff",
    "controls": "".join(map(chr, range(1, 32))) + "\x7f",
    "empty": "",
}

TIMES = (
    datetime(2026, 9, 7, 9, 0, 0, 1, tzinfo=UTC),
    datetime(2026, 9, 7, 9, 0, 0, 999_999, tzinfo=timezone(timedelta(hours=-9, minutes=-30))),
    datetime(2026, 9, 7, 9, 0, tzinfo=timezone(timedelta(hours=5, minutes=45))),
    datetime(1890, 1, 1, 12, 0, tzinfo=ZoneInfo("Europe/Madrid")),
    datetime(2026, 10, 25, 2, 30, tzinfo=ZoneInfo("Europe/Madrid")),
    datetime(2026, 10, 25, 2, 30, tzinfo=ZoneInfo("Europe/Madrid"), fold=1),
    datetime(2026, 3, 29, 2, 30, tzinfo=ZoneInfo("Europe/Madrid")),
    datetime(2026, 9, 7, 9, 0, tzinfo=timezone(timedelta(seconds=1, microseconds=1))),
    datetime.min.replace(tzinfo=UTC),
    datetime.max.replace(tzinfo=UTC),
)


@pytest.mark.parametrize("body", BODIES)
def test_f1_json_text_survives_as_it_was_written(store, body):
    write(store, bodies=[body])

    assert store.load("maya")[0].body == body
    assert store.read(limit=1)[0].row.body == body


@pytest.mark.parametrize("name", TEXTS)
def test_f2_text_survives_code_point_for_code_point_in_every_field(store, name):
    text = TEXTS[name]
    facts = dict.fromkeys(("type", "by_id", "by_role", "by_name", "via", "evidence", "key"), text)
    rows = seal([a_row(body=json.dumps(text, ensure_ascii=False), **facts)])
    message = a_message(body=text, channel=text, recipient=text)
    summary = a_summary(rows, step=text, status=text, student=text, parties=(text,))

    store.append(
        Batch(case_id="maya", expected=0, rows=rows, messages=(message,), summary=summary, key=text, fingerprint=text)
    )

    assert store.load("maya") == rows
    assert verify(store.load("maya")) is None
    assert store.answered("maya", text).fingerprint == text
    assert (store.messages("maya")[0].body, store.messages("maya")[0].recipient) == (text, text)
    assert everything(store)[1] == (summary,)


@pytest.mark.parametrize("text", ["a\x00b", "\ud800", "x\udfff"])
@pytest.mark.parametrize("name", ["type", "by_id", "by_name", "via", "evidence", "key", "body"])
def test_f2_a_nul_or_a_lone_surrogate_is_refused_before_anything_is_written(store, name, text):
    rows = rows_after(0, ["{}", "{}"])
    bad = (rows[0], evolve(rows[1], **{name: text}))

    with pytest.raises(Malformed) as refused:
        store.append(Batch(case_id="maya", expected=0, rows=bad))

    assert refused.value.faults[0][0] == f"rows[1].{name}"
    assert store.load("maya") == ()


def test_f2_looking_up_what_cannot_be_stored_is_refused_in_the_same_way(store):
    for ask in (store.load, store.messages, store.erase, lambda text: store.answered("maya", text)):
        for text in ("a\x00", "\ud800"):
            with pytest.raises(Malformed):
                ask(text)


def test_f3_a_body_of_a_mebibyte_survives(store):
    body = json.dumps("ñ🧩" * 180_000, ensure_ascii=False)

    write(store, bodies=[body])

    assert len(body.encode()) > 2**20
    assert store.load("maya")[0].body == body


def test_f3_a_batch_of_a_thousand_and_a_journal_of_ten_thousand_survive(store):
    expected, head = 0, GENESIS
    for _ in range(10):
        rows = rows_after(expected, [f'{{"n":{n}}}' for n in range(1000)], previous=head)
        expected, head = store.append(Batch(case_id="maya", expected=expected, rows=rows)), rows[-1].digest

    journal = store.load("maya")

    assert [row.version for row in journal] == list(range(1, 10_001))
    assert verify(journal) is None
    assert len(store.read(limit=10_001)) == 10_000


def test_f3_exactly_at_the_limits_is_taken_and_one_above_is_refused_before_anything_is_written(open_store):
    store = open_store(limits=StoreLimits(rows_per_batch=3, bytes_per_row=100))
    exact = '"' + "x" * 98 + '"'
    write(store, bodies=[exact, exact, exact])
    before = everything(store)

    with pytest.raises(TooLarge):
        write(store, bodies=["{}"] * 4)
    with pytest.raises(TooLarge):
        write(store, bodies=["{}", exact + " "])
    with pytest.raises(TooLarge):
        store.append(evolve(a_batch(store), messages=(a_message(4, body="x" * 101),)))

    assert everything(store) == before


def test_f3_what_a_store_declares_is_at_least_what_is_promised(store):
    assert (store.limits.rows_per_batch or 10**9) >= 1000
    assert (store.limits.bytes_per_row or 10**9) >= 2**20 + 2


@pytest.mark.parametrize("moment", TIMES)
def test_f4_times_come_back_aware_at_the_same_instant_with_their_offset(store, moment):
    rows = seal([a_row(at=moment, occurred=moment)])
    message = a_message(not_before=moment)

    store.append(Batch(case_id="maya", expected=0, rows=rows, messages=(message,)))

    row, told = store.load("maya")[0], store.messages("maya")[0]
    for back in (row.at, row.occurred, told.not_before):
        assert back.isoformat() == moment.isoformat()
        assert back.utcoffset() == moment.utcoffset()
    assert verify((row,)) is None


def test_f4_a_retry_across_a_clock_change_is_recognised(store):
    twice = datetime(2026, 10, 25, 2, 30, tzinfo=ZoneInfo("Europe/Madrid"), fold=1)
    rows = seal([a_row(at=twice, occurred=twice)])
    batch = Batch(case_id="maya", expected=0, rows=rows, messages=(a_message(not_before=twice),))

    assert (store.append(batch), store.append(batch)) == (1, 1)


def test_f5_what_is_returned_cannot_be_changed(store):
    write(store, messages=1)
    returned = (
        store.load("maya")[0],
        store.messages("maya")[0],
        store.read(limit=1)[0],
        store.limits,
        store.capabilities,
    )

    for record in returned:
        with pytest.raises(exceptions.FrozenInstanceError):
            record.body = "changed"


def test_f6_changing_what_was_passed_in_changes_nothing(store):
    rows, messages, parties = list(rows_after(0, ["{}"])), [a_message()], ["rosa"]
    summary = a_summary(tuple(rows), parties=parties)
    store.append(Batch(case_id="maya", expected=0, rows=rows, messages=messages, summary=summary))
    before = everything(store)

    rows.clear()
    messages.clear()
    parties.append("somebody")

    assert everything(store) == before
    assert len(store.load("maya")) == 1


def test_f7_a_type_and_version_that_nobody_knows_go_round_untouched(store):
    rows = seal([a_row(type="tomorrow.invented", type_version=2**40, body='{"as":"it is"}')])

    store.append(Batch(case_id="maya", expected=0, rows=rows))

    assert store.load("maya") == rows


def test_f7_words_of_an_enum_are_kept_as_their_text(store):
    rows = seal([a_row(by_role=Step.SET_GOALS)])

    store.append(Batch(case_id="maya", expected=0, rows=rows, summary=a_summary(rows, step=Step.SET_GOALS)))

    assert store.load("maya")[0].by_role == "set_goals"
    assert store.append(Batch(case_id="maya", expected=0, rows=rows)) == 1


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("version", 2**63),
        ("type_version", 2**63),
        ("type_version", 1.5),
        ("body", b"{}"),
        ("by_id", None),
        ("salt", "s" * 16),
    ],
)
def test_f8_a_value_that_cannot_be_stored_is_refused_by_field_before_anything_is_written(store, name, value):
    rows = rows_after(0, ["{}", "{}"])
    bad = (rows[0], evolve(rows[1], **{name: value}))

    with pytest.raises(Malformed) as refused:
        store.append(Batch(case_id="maya", expected=0, rows=bad, messages=(a_message(),)))

    assert refused.value.faults[0][0] == f"rows[1].{name}"
    assert (store.load("maya"), store.messages("maya"), store.read(limit=9)) == ((), (), ())


def test_f8_questions_are_whole_and_not_negative(store):
    for ask in (
        lambda: store.load("maya", after=-1),
        lambda: store.load("maya", limit=-1),
        lambda: store.load("maya", limit=2**63),
        lambda: store.read(after=-1, limit=1),
        lambda: store.read(limit=-1),
        lambda: store.claim(now=NOW, lease=timedelta(1), limit=-1),
        lambda: store.dead(limit=-1),
    ):
        with pytest.raises(Malformed):
            ask()
