"""Mutation: a sound row is spoilt in a few places, in its structure, its text or its columns.

Everything is drawn from one `Random`, so that a document found can be made again from the seed and its number.
"""

from __future__ import annotations

import json
from collections import OrderedDict, UserList, defaultdict
from collections.abc import Callable, Iterator
from decimal import Decimal
from random import Random
from types import MappingProxyType
from typing import Any

from attrs import evolve

from collabflow.core.people import Role
from collabflow.ports import Row
from reliability.documents import EVENTS, BookLent, Raw, Sound, Twice, text_of
from support import NOW, ROSA

CANARY = "Wisteria Lane 7, what grandmother said"
"""Words that no error may repeat."""

TEXTS = (
    *("", " ", "\t", "\n", "\x00", f"{CANARY}\x00", "\ud800", f"{CANARY}\udfff", "\udfff\ud800", "\x7f", "\x85"),
    *("e\u0301", "é", "\u202e", "\ufeff", "\u2028", "\u200d", "\U0001f5fa", "ß", "İ", "ﬁ", CANARY),
    *("x" * 20_000, "x" * 20_001, "\U0001f5fa" * 20_001, "x" * 200, "x" * 201),
    *("true", "1", "null", "None", "[]", "{}", "0x10", "1_000", "1e5", "1E400", "NaN", "-Infinity", "sNaN"),
    *("-0", "007", "0" * 61, "9" * 31, "9" * 62, ".5", "12.", "+1", "12.50 ", "12,50", "１２", "٣", "12.5\n"),
    *("2026-02-30", "2026-09-07", "20260907", "2026-W37-1", "2026-251", "0000-01-01", "0001-01-01", "9999-12-31"),
    *("٢٠٢٦-٠٩-٠٧", "２０２６-09-07", "2026-9-7", "2026-09-07\n", " 2026-09-07", "1899-12-31", "3000-01-01"),
    *("2026-09-07T09:00:00", "2026-09-07T09:00:00Z", "2026-09-07T09:00:00z", "2026-09-07t09:00:00Z"),
    *("2026-09-07T24:00:00+00:00", "2026-09-07T23:59:60+00:00", "2026-09-07T09:00:00+24:00"),
    *("2026-09-07T09:00:00+23:59", "2026-09-07T09:00:00-23:59:59.999999", "2026-09-07T09:00:00.1234567+00:00"),
    *("2026-09-07T09:00:00,5+00:00", "2026-09-07T09+00:00", "2026-09-07 09:00:00+00:00", "2026-09-07T09:00:00+0000"),
    *("9999-12-31T23:59:59.999999-23:59", "0001-01-01T00:00:00+23:59", "1900-01-01T00:00:00+14:00"),
    *("2026-09-07T09:00:00-00:00", "2026-09-07T09:00:00+00:60", "2026-09-07T09:00:00[Europe/Madrid]"),
    *(
        "../../secret",
        "{0.__class__}",
        "%s%n",
        "case.opened",
        "set_goals.goal_drafted",
        "rosa",
        "a" * 64,
        "EN",
        "es_MX",
    ),
)
NUMBERS = (
    *(0, 1, -1, 2**31, 2**53 - 1, 2**53, -(2**53), 2**63, -(2**63) - 1, 2**64, 10**100, 1439, 1440, 1441),
    *(1.0, -0.0, 0.1, 1e15, 1e16, 1e22, 1.7976931348623157e308, 5e-324, 2.0**53, 7.0),
)
RAWS = (
    *("NaN", "-NaN", "Infinity", "-Infinity", "1e309", "-1e309", "1e-999", "9" * 400, "9" * 401, "9" * 5_000),
    *("-" + "9" * 400, "01", "+1", ".5", "1.", "0x10", "1_000", "١", "tru", "True", "None", "undefined", "'x'", "`x`"),
    *('"\\x41"', '"\\u00e"', '"\\ud800"', '"\\udc00\\ud800"', '"\\ud83d\\uddfa"', '"\\u0000"', '"\t"', '"\n"', '"\\"'),
    *("", ",", "]", "}", "/**/1", "//1\n", "1 2", '"a" "b"', "1e5", "1E+5", "1.0e0", "-0", "-0.0", "0e0", "-"),
    *("[" * 39 + "]" * 39, "[" * 41 + "]" * 41, "[" * 900 + "]" * 900, "[" * 100_000, '{"a":' * 38 + "1" + "}" * 38),
    *('{"a":' * 2_000 + "1" + "}" * 2_000, "[" * 100_000 + "]" * 100_000, '{"a":' * 100_000),
)
OTHERS = (None, True, False, [], {}, [[]], [{}], {"": ""}, [None], {"id": None}, [True, 1, 1.0])
KEYS = (
    *("", " ", "id ", "ID", "__class__", "__init__", "self", "event", "fields", "version", "stored_as", "type", "by"),
    *(CANARY, "\ud800", "\x00", "x" * 20_000, "é", "e\u0301", "1", "null", "open_to_kinds", "at", "kind"),
)
HUGE = "x" * (10 * 2**20)
"""Ten megabytes; drawn seldom."""


class Mutator:
    """Documents, number by number: `row(n)` is always the same for the same seed."""

    def __init__(self, seed: int = 0) -> None:
        self._seed = seed
        self._sound = Sound()

    def row(self, number: int) -> Row:
        """The spoilt row of this number; one in forty is left as it is."""
        chance = Random(f"{self._seed}:{number}")
        row = self._sound.drawn(chance)
        if number % 40 == 0:
            return row
        value = json.loads(row.body or "null")
        for _ in range(chance.choice((0, 1, 1, 1, 2, 3))):
            value = self._spoilt(value, chance)
        text = text_of(value)
        if chance.random() < 0.15:
            text = _garbled(text, chance)
        row = evolve(row, body=text)
        return _other_columns(row, chance) if chance.random() < 0.2 else row

    def form(self, number: int) -> tuple[object, Any]:
        """The name of an event and the values of a form of this number, with things in it that JSON does not know."""
        chance = Random(f"{self._seed}:form:{number}")
        row = self._sound.drawn(chance)
        values = json.loads(row.body or "null")
        if chance.random() < 0.9:
            values = _with(values, _place(values, chance), lambda inner: chance.choice(_exotic(inner)))
        name = row.type if chance.random() < 0.95 else chance.choice((None, 5, ["x"], CANARY, b"x", BookLent))
        return name, values

    def _spoilt(self, value: Any, chance: Random) -> Any:
        """The value with one change somewhere in it."""
        if chance.random() < 0.07:
            return _with(value, _place(value, chance), lambda _: self._graft(chance))
        return _with(value, _place(value, chance), lambda inner: chance.choice(_CHANGES)(inner, chance))

    def _graft(self, chance: Random) -> Any:
        other = json.loads(self._sound.drawn(chance).body or "null")
        return _at(other, _place(other, chance))


# places in a value --------------------------------------------------------------------------------

Path = tuple[Any, ...]


def _place(value: Any, chance: Random) -> Path:
    """One of all the places in it."""
    places: list[tuple[Path, Any]] = [((), value)]
    for path, outer in places:
        inner = outer.items() if isinstance(outer, dict) else enumerate(outer) if isinstance(outer, list) else ()
        places.extend(((*path, name), item) for name, item in inner)
    return chance.choice(places)[0]


def _at(value: Any, path: Path) -> Any:
    for name in path:
        value = value[name]
    return value


def _with(value: Any, path: Path, change: Callable[[Any], Any]) -> Any:
    if not path:
        return change(value)
    copied = dict(value) if isinstance(value, dict) else list(value)
    copied[path[0]] = _with(value[path[0]], path[1:], change)
    return copied


# changes of structure -------------------------------------------------------------------------------


def _nasty(chance: Random) -> Any:
    if chance.random() < 0.0007:
        return HUGE
    return chance.choice(chance.choice(_POOLS))


_POOLS: tuple[tuple[Any, ...], ...] = (TEXTS, TEXTS, NUMBERS, OTHERS, tuple(map(Raw, RAWS)))


def _replaced(value: Any, chance: Random) -> Any:
    return _nasty(chance)


def _nearly(value: Any, chance: Random) -> Any:
    """Something that a careless reader would take for the same."""
    match value:
        case bool():
            return chance.choice((int(value), str(value), str(value).lower(), float(value)))
        case int():
            return chance.choice((bool(value), float(value), str(value), value + 0.5, -value, [value], value * 10**9))
        case float():
            return chance.choice((str(value), int(value), [value], -value, value * 1e300))
        case str():
            return chance.choice(
                (value.upper(), f"{value} ", f" {value}", [value], [*value], {value: value}, f"{value}\n")
            )
        case list():
            return chance.choice(
                (dict(_numbered(value)), value[:1], value * 2, [value], text_of(value), [*value, None])
            )
        case dict():
            return chance.choice(
                ([list(pair) for pair in value.items()], [value], list(value.values()), text_of(value))
            )
    return chance.choice(("", "null", [], {}, 0, False))


def _numbered(items: list[Any]) -> Iterator[tuple[str, Any]]:
    """A list as some writers put it down: an object with numbers for names."""
    yield from ((str(place), item) for place, item in enumerate(items))


def _less(value: Any, chance: Random) -> Any:
    if isinstance(value, dict) and value:
        gone = chance.choice(sorted(value))
        return {name: inner for name, inner in value.items() if name != gone}
    return value[:-1] if isinstance(value, str | list) else None


def _more(value: Any, chance: Random) -> Any:
    if isinstance(value, dict):
        return {**value, chance.choice(KEYS): _nasty(chance)}
    return [*value, _nasty(chance)] if isinstance(value, list) else [value, value]


def _renamed(value: Any, chance: Random) -> Any:
    if not isinstance(value, dict) or not value:
        return _nasty(chance)
    old = chance.choice(sorted(value))
    new = chance.choice((old.upper(), f"{old} ", f" {old}", f"_{old}", old[:-1], chance.choice(KEYS)))
    return {new if name == old else name: inner for name, inner in value.items()}


def _doubled(value: Any, chance: Random) -> Any:
    if not isinstance(value, dict) or not value:
        return _nasty(chance)
    name = chance.choice(sorted(value))
    again = (name, value[name] if chance.random() < 0.5 else _nasty(chance))
    pairs = list(value.items())
    pairs.insert(chance.randint(0, len(pairs)), again)
    return Twice(tuple(pairs))


def _deeper(value: Any, chance: Random) -> Any:
    for _ in range(chance.choice((1, 2, 36, 38, 39, 40, 41, 90))):
        value = {"right": value} if chance.random() < 0.3 else [value]
    return value


def _as_event(value: Any, chance: Random) -> Any:
    kind = chance.choice(EVENTS)
    name = chance.choice((kind.stored_as, kind.__name__, CANARY, 5, None))
    made: dict[str, Any] = {"event": name, "fields": value, "version": chance.choice((0, 1, 2, True, "1", 1.0, 2**70))}
    return _less(made, chance) if chance.random() < 0.5 else made


def _much(value: Any, chance: Random) -> Any:
    return [value] * chance.choice((2, 2, 3, 3, 3, 3, 40, 40, 40, 2_000))


_CHANGES = (_replaced, _replaced, _replaced, _nearly, _nearly, _nearly, _less, _less, _more, _more, _renamed, _doubled)
_CHANGES += (_deeper, _as_event, _much)


# what only Python knows ------------------------------------------------------------------------------


class _Text(str):
    """Text that is more than text."""


class _Whole(int):
    """A number that is more than a number."""


def _exotic(value: Any) -> tuple[Any, ...]:
    """What a host might hand in by mistake in the place of this value."""
    ring: list[Any] = [value]
    ring.append(ring)
    round_about: dict[str, Any] = {"event": "case.opened", "version": 1}
    round_about["fields"] = round_about
    plain = (b"x", bytearray(b"x"), Decimal("1"), Decimal("NaN"), float("nan"), float("inf"), 1j, NOW, NOW.date())
    made = (ROSA, Role.CAREGIVER, BookLent, object(), _Text("x"), _Whole(1), NOW.replace(tzinfo=None), CANARY, None)
    held = ((1, 2), {1, 2}, frozenset("x"), range(3), iter(()), {1: value}, {None: value}, {("a",): 1}, [value, value])
    also = (
        OrderedDict(a=value),
        defaultdict(list),
        MappingProxyType({"id": "x"}),
        UserList([value]),
        [[value] * 90] * 90,
    )
    return (*plain, *made, *held, *also, ring, round_about)


# changes of text and columns --------------------------------------------------------------------------

_SCRAPS = (
    *("\x00", "\ufeff", "\xa0", "\x0b", "\\", '"', "'", "{", "}", "[", "]", ",", ":", "\ud800", "\\ud800", "\\u0000"),
    *("/*x*/", "//", "\n\n", "NaN", "e", "-", ".", "9" * 50, CANARY, "null", "true", "\u2028", "#", "<!--", ",,"),
)


def _garbled(text: str, chance: Random) -> str:
    start, length = chance.randint(0, min(len(text), 5_000)), chance.randint(1, 12)
    return chance.choice(
        (
            text[:start],
            text[start:],
            text[:start] + text[start + length :],
            text[:start] + chance.choice(_SCRAPS) + text[start:],
            text[:start] + text[start : start + length] * 2 + text[start + length :],
            text + chance.choice(_SCRAPS),
            chance.choice(_SCRAPS) + text,
            text + text,
            text.replace('"', "'"),
            text.replace(":", "=", 1),
            text.replace(",", ",,", 1),
            f" \t\r\n{text}\n",
            json.dumps(text),
            text.swapcase(),
        )
    )


_COLUMNS: dict[str, tuple[Any, ...]] = {
    "type": (None, "", 5, True, CANARY, "case.opened ", "CASE.OPENED", *(kind.stored_as for kind in EVENTS[::9])),
    "type_version": (0, -1, 2, 3, 4, 2**70, True, False, 1.0, "1", None, [1]),
    "version": (0, -1, True, "1", 1.0, None, 2**63, 2**70),
    "by_id": (None, "", " ", 5, True, "x" * 201, "a\nb", "\ud800", CANARY, "\x00", ["rosa"]),
    "by_role": (None, "", "CAREGIVER", "caregiver ", "caregiver", CANARY, 5, True, "wizard", ["caregiver"]),
    "by_name": (None, "", 0, False, [], b"", 5, True, "\ud800", f"{CANARY}\x00", "x" * 20_001, HUGE[:30_000], ["Lee"]),
    "via": (None, "", 0, False, [], "PHONE", "phone", "pigeon", CANARY, 5, True, ["phone"]),
    "evidence": (
        *(
            None,
            "",
            0,
            False,
            [],
            "[]",
            "{}",
            "null",
            "[null]",
            "[1]",
            '[{"kind":"paper"}]',
            "NaN",
            "[" * 100_000,
            5,
            CANARY,
        ),
        *('[{"kind":"signature","ref":"scan-7"}]', '[{"kind":"signature","kind":"paper","ref":"scan-7"}]'),
        *('[{"kind":"signature","ref":7}]', '[{"kind":"signature","ref":"s","sha256":"XYZ"}]', '{"0":{}}'),
        *(f'[{{"kind":"signature","ref":"s","taken_at":"2026-09-07T09:00:00{CANARY}"}}]', "[]" * 2),
    ),
    "key": (None, "", 0, False, [], " ", 5, True, "\ud800", "\x00", CANARY, "x" * 20_001, ["k"]),
    "body": (None, "", " ", "null", "[]", "5", '"x"', 5, b"{}", HUGE, f'"{HUGE}"', CANARY),
}


def _other_columns(row: Row, chance: Random) -> Row:
    name = chance.choice(sorted(_COLUMNS))
    value = chance.choice(_COLUMNS[name])
    if name == "body" and isinstance(value, str) and len(value) > 10**6 and chance.random() < 0.9:
        value = ""
    return evolve(row, **{name: value})
