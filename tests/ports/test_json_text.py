"""What is read quickly and what is looked into agree on what may stand in an entry."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from collabflow.core.errors import Malformed
from collabflow.ports.json_text import _FIT, _loaded, read_json

PIECES = ['"a"', '"b"', "1", "-0", "1.5", "1e999", "-1e999", "NaN", "Infinity", "9" * 5000, "null", "true", "nul", ""]
VALUES = st.recursive(
    st.sampled_from(PIECES),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda parts: f"[{','.join(parts)}]"),
        st.lists(st.tuples(st.sampled_from(['"a"', '"b"', "a"]), inner), max_size=3).map(
            lambda parts: "{" + ",".join(f"{name}: {value}" for name, value in parts) + "}"
        ),
    ),
    max_leaves=6,
)


@given(VALUES)
def test_the_quick_reader_takes_just_what_has_nothing_unfit_in_it(text):
    try:
        quick = repr(_FIT.decode(text))
    except ValueError:
        quick = None
    unfit = []
    try:
        looked_into = repr(_loaded(text, unfit))
    except ValueError:
        looked_into = None

    assert quick == (None if unfit else looked_into)


@given(VALUES)
def test_what_is_refused_is_told(text):
    try:
        read_json(text)
    except Malformed as wrong:
        assert wrong.faults
        assert all(why for _, why in wrong.faults)
