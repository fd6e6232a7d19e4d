"""About this record: what it holds, what was left out and why, and the seals by which a change would show."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from collabflow.export.dossier import Dossier
from collabflow.export.html import Content, Element, el
from collabflow.export.leaving_out import Reason
from collabflow.export.manifest import fault_of
from collabflow.export.part import table
from collabflow.export.speech import Speech
from collabflow.ports import Row


def about(dossier: Dossier, s: Speech) -> Element:
    """The manifest: every entry with who wrote it, when, and its seal; and what cannot be seen from it."""
    return el(
        "section",
        el("h2", s.say("About this record", about="record"), id="about-title"),
        el("p", _whole(dossier, s)),
        _left_out(dossier, s),
        el("h3", s.say("The seals", about="record")),
        _seals(dossier, s),
        _rules(dossier, s),
        _entries(dossier.rows, s),
        id="about",
        aria_labelledby="about-title",
    )


def _whole(dossier: Dossier, s: Speech) -> Content:
    n = len(dossier.rows)
    day = s.moment(dossier.at)
    return s.count(
        n,
        "It was written on {day} and holds {n} entry.",
        "It was written on {day} and holds {n} entries.",
        about="record",
        day=day,
    )


def _left_out(dossier: Dossier, s: Speech) -> Content:
    title = el("h3", s.say("What was left out", about="record"))
    if not dossier.left_out:
        said = s.say(
            "Nothing of this case was left out. It holds no files: only where the school keeps them.", about="record"
        )
        return (title, el("p", said))
    rows = (
        (s.entry(one.version) if dossier.case else str(one.version), ": ", _why(one.reason, s))
        for one in dossier.left_out
    )
    return (title, el("ul", (el("li", row) for row in rows)))


def _why(reason: Reason, s: Speech) -> Content:
    match reason:
        case Reason.ERASED:
            return s.say("what it said was destroyed, as the rules for keeping records allow", about="record")
        case Reason.RESTRICTED:
            return s.say("words that their author asked to keep restricted; ask the school to see them", about="record")
    return s.say("where this person lives is confidential", about="record")


def _seals(dossier: Dossier, s: Speech) -> Iterator[Content]:
    fault = fault_of(dossier)
    if fault is None:
        yield el(
            "p",
            s.say(
                "Each entry carries a seal made from it and from all entries before it. They all fit.", about="record"
            ),
        )
    else:
        n = str(fault.version)
        yield el(
            "p",
            s.say(
                "The seals do not fit from entry {n} on: what is stored there is not what was written.",
                about="record",
                n=n,
            ),
            class_="mark",
        )
    yield el(
        "p", s.say("The last seal is:", about="record"), " ", el("code", dossier.rows[-1].digest.hex()), class_="seal"
    )
    yield el(
        "p",
        s.say(
            "If you keep this seal, anybody can later check whether an entry up to here was changed or taken away. "
            "The seals cannot show that what was written is true, or that everything that happened was written down. "
            "And without a seal kept elsewhere, somebody who can rewrite the whole store could rewrite all seals too.",
            about="record",
        ),
    )


def _rules(dossier: Dossier, s: Speech) -> Element:
    profile = dossier.profile
    rules = s.say(
        "Rules in force: {id}, version {version}, fingerprint {fingerprint}.",
        about="record",
        id=s.free(profile.id),
        version=s.free(profile.version),
        fingerprint=el("code", profile.fingerprint),
    )
    return el("p", rules)


def _entries(rows: Sequence[Row], s: Speech) -> Element:
    heads = (
        s.say("Entry", about="record"),
        s.say("Written down on", about="record"),
        s.say("What, and by whom", about="record"),
        s.say("Seal", about="record"),
    )
    listed = (
        (
            str(row.version),
            el("time", row.at.isoformat(sep=" ", timespec="minutes"), datetime=row.at.isoformat()),
            (
                s.free(s.heading(row.type.rpartition(".")[2], about="event")),
                ". ",
                s.free(row.by_name or row.by_id),
                f", {s.word(row.by_role)}",
            ),
            el("code", row.digest.hex()),
        )
        for row in rows
    )
    return table("entries", s.say("Every entry and its seal", about="record"), heads, listed)
