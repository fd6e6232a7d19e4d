"""The dossier, the record as data and the manifest: whole, strict about what they are given, honest about the seals."""

from __future__ import annotations

import json

import pytest
from attrs import evolve

from collabflow.core.errors import Malformed, UnknownEvent
from collabflow.cycle.profile import DEFAULT
from collabflow.events import ActionAssigned, Corrected, FindingWaived, MeetingAsked
from collabflow.export import document, gather, manifest, page
from collabflow.export.document import SCHEMA, SCHEMA_VERSION
from export.filled import LATER, dossier_of, opening, read, rows_of
from journeys import decided, whole_cycle

TASK = ActionAssigned(action="a", what="Send the map")


def test_there_is_no_record_of_nothing() -> None:
    with pytest.raises(Malformed, match="rows: must hold the journal of a case"):
        gather([], at=LATER)


def test_the_moment_of_export_has_a_time_zone() -> None:
    with pytest.raises(Malformed, match="at: has no time zone"):
        gather(rows_of([opening()]), at=LATER.replace(tzinfo=None))


def test_an_event_that_the_profile_does_not_know_is_told_and_never_left_out() -> None:
    rows = rows_of([opening(), TASK])
    strange = (rows[0], evolve(rows[1], type="transport.bus_pass_given"))

    with pytest.raises(UnknownEvent):
        gather(strange, at=LATER)


def test_the_data_holds_the_case_the_entries_and_the_manifest() -> None:
    _, entries = decided(whole_cycle())
    dossier = gather(rows_of([entry.event for entry in entries]), at=LATER)

    data = json.loads(json.dumps(document(dossier)))

    assert set(data) == {"schema", "schema_version", "exported_at", "case", "entries", "manifest"}
    assert (data["schema"], data["schema_version"]) == (SCHEMA, SCHEMA_VERSION)
    assert data["exported_at"] == "2027-03-01T09:00:00+00:00"
    assert data["case"]["cycle"] == 2
    assert data["case"]["earlier"][0]["records"]["Goals"]["active"]
    assert [entry["version"] for entry in data["entries"]] == list(range(1, len(entries) + 1))
    assert data["entries"][0]["fields"]["student"]["name"] == "Maya Vidal"


def test_the_manifest_lists_every_entry_with_author_times_and_digest() -> None:
    dossier = dossier_of(TASK, Corrected(version=2, right=TASK, why="A slip."))

    told = manifest(dossier)

    lines = told["entries"]
    assert isinstance(lines, list)
    assert [line["corrected_by"] for line in lines] == [None, 3, None]
    assert [line["digest"] for line in lines] == [row.digest.hex() for row in dossier.rows]
    assert {line["name"] for line in lines} == {"Lee Park"}
    assert told["head"] == dossier.rows[-1].digest.hex()
    assert told["chain"] == {"whole": True, "fault": None}
    assert told["profile"]["fingerprint"] == DEFAULT.fingerprint  # type: ignore[index]


def test_a_row_that_was_changed_shows_in_the_manifest_and_on_the_page() -> None:
    rows = rows_of([opening(), TASK, TASK])
    changed = (rows[0], evolve(rows[1], by_id="kim"), rows[2])

    dossier = gather(changed, at=LATER)

    assert manifest(dossier)["chain"] == {"whole": False, "fault": {"version": 2, "kind": "changed"}}
    assert "The seals do not fit from entry 2 on" in read(page(dossier)).at("about").text


def test_the_page_says_what_the_seals_show_and_what_not() -> None:
    dossier = dossier_of(TASK)

    about = read(page(dossier)).at("about").text

    assert dossier.rows[-1].digest.hex() in about
    assert "The seals cannot show that what was written is true" in about
    assert "without a seal kept elsewhere" in about


def test_a_waiver_is_in_the_manifest_and_on_the_page_with_who_why_and_when() -> None:
    waived = FindingWaived(
        code="MEETING_AGENDA_MISSING", subject="case", why="They chose to talk freely.", kind="reason"
    )
    dossier = dossier_of(waived)

    [line] = manifest(dossier)["waivers"]  # type: ignore[misc]
    told = read(page(dossier)).at("waivers").text

    assert (line["by"], line["why"]) == ("lee", "They chose to talk freely.")
    for part in ("Lee Park (case manager) decided on September 9, 2026", "They chose to talk freely."):
        assert part in told


def test_a_waiver_of_what_was_found_then_is_told_in_its_words() -> None:
    asked = MeetingAsked(request="r", asker="rosa", kind="another_date")
    found = DEFAULT.open_findings(dossier_of(asked).case, DEFAULT.context(dossier_of(asked).entries[-1].stamp))  # type: ignore[arg-type]
    one = found[0]

    told = (
        read(page(dossier_of(asked, FindingWaived(code=one.code, subject=one.subject, why="Because."))))
        .at("waivers")
        .text
    )

    assert one.reason(dossier_of(asked).case) in told  # type: ignore[arg-type]


def test_an_erased_case_leaves_its_list_and_nothing_else() -> None:
    rows = tuple(
        evolve(r, body=None, salt=None, by_name=None, evidence=None, key=None) for r in rows_of([opening(), TASK])
    )

    dossier = gather(rows, at=LATER)
    data, root = document(dossier), read(page(dossier))

    assert (data["case"], data["entries"]) == (None, [])
    assert manifest(dossier)["left_out"] == [{"version": 1, "why": "erased"}, {"version": 2, "why": "erased"}]
    assert "what it said was destroyed" in root.at("about").text
    assert "Vidal" not in root.text
    assert root.all("title")[0].text == "Record of working together"
