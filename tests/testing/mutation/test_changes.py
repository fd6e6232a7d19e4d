"""The changes: each small slip that somebody could make in a rule, once, where it stands."""

from __future__ import annotations

import ast
from textwrap import dedent

import pytest

from collabflow.testing.mutation.changes import Change, Slip, changes


def function(text: str) -> ast.FunctionDef:
    node = ast.parse(dedent(text)).body[0]
    assert isinstance(node, ast.FunctionDef)
    return node


def made(text: str) -> list[Change]:
    return list(changes(function(text)))


def told(expression: str) -> set[tuple[str, str]]:
    """What an expression is changed to."""
    return {(one.before, one.after) for one in made(f"def rule(a, b, c):\n    x = {expression}\n")}


@pytest.mark.parametrize(
    ("expression", "after"),
    [
        ("a < b", {"a <= b", "a >= b"}),
        ("a <= b", {"a < b", "a > b"}),
        ("a > b", {"a >= b", "a <= b"}),
        ("a >= b", {"a > b", "a < b"}),
        ("a == b", {"a != b"}),
        ("a is None", {"a is not None"}),
        ("a is not None", {"a is None"}),
        ("a not in b", {"a in b"}),
        ("a in b", {"a not in b"}),
        ("a != b", {"a == b"}),
        ("not a", {"a"}),
        ("10", {"11", "9"}),
        ("1.5", {"2.5", "0.5"}),
        ("True", {"False"}),
        ("any(a)", {"all(a)"}),
        ("all(a)", {"any(a)"}),
        ("max(a, b)", {"min(a, b)"}),
        ("'words'", set()),
        ("a.b(c)", set()),
    ],
)
def test_an_expression_is_changed_in_each_small_way(expression: str, after: set[str]) -> None:
    assert {change for _, change in told(expression)} == after


def test_and_becomes_or_and_each_part_is_left_out_once() -> None:
    assert told("a or b or c") == {
        ("a or b or c", "a and b and c"),
        ("a", "left out"),
        ("b", "left out"),
        ("c", "left out"),
    }
    assert told("a and b") == {("a and b", "a or b"), ("a", "left out"), ("b", "left out")}


def test_each_part_of_a_longer_expression_is_changed_too() -> None:
    assert told("a < 3 and b") >= {("3", "4"), ("3", "2"), ("a < 3", "a <= 3"), ("a < 3", "left out")}


def test_a_chain_of_comparisons_is_changed_one_at_a_time() -> None:
    assert {after for _, after in told("a < b <= c")} == {"a <= b <= c", "a >= b <= c", "a < b < c", "a < b > c"}


def test_a_lack_is_not_told_and_an_exit_is_not_taken() -> None:
    found = made(
        """
        def rule(case, context):
            if done(case):
                return
            for one in case.many:
                if one.fine:
                    continue
                yield Lack(one.id)
            yield from others(case)
        """
    )

    assert [(one.before, one.after) for one in found if one.slip is Slip.LACK] == [
        ("return", "left out"),
        ("continue", "left out"),
        ("yield Lack(one.id)", "left out"),
        ("yield from others(case)", "left out"),
    ]


def test_a_test_is_turned_round_once() -> None:
    found = made("def rule(case, context):\n    if done(case):\n        yield 1 if case.a == 'b' else 2\n")

    assert [(one.before, one.after) for one in found if one.slip in (Slip.LOGIC, Slip.COMPARISON)] == [
        ("done(case)", "not done(case)"),
        ("case.a == 'b'", "case.a != 'b'"),
    ]


def test_a_forgotten_severity_is_a_slip() -> None:
    found = made("def rule(case, context):\n    yield Lack('a', severity=Severity.PROMPT, goal='g')\n")

    assert [one.after for one in found if one.slip is Slip.SEVERITY] == ["Lack('a', goal='g')"]


def test_a_severity_that_is_none_is_nothing_to_forget() -> None:
    found = made("def rule(case, context):\n    yield Lack('a', severity=None)\n")

    assert [one.slip for one in found] == [Slip.LACK]


def test_a_condition_of_a_comprehension_is_left_out_and_turned_round() -> None:
    found = {(one.before, one.after) for one in made("def rule(a):\n    x = [b for b in a if b.c and b.d]\n")}

    assert found >= {("if b.c and b.d", "left out"), ("if b.c and b.d", "if not (b.c and b.d)"), ("b.c", "left out")}


def test_a_function_that_answers_yes_or_no_always_answers_the_same() -> None:
    found = [one.after for one in made("def is_fine(a) -> bool:\n    return a.fine\n")]

    assert found == ["return True", "return False"]


def test_words_annotations_defaults_and_decorators_stay() -> None:
    text = """
    @limit(3)
    def rule(a: Most[5], b=7) -> int:
        '''Ten words or 10.'''
        x: Most[5] = a
        return x
    """

    assert made(text) == []


def test_a_change_knows_the_lines_of_its_statement() -> None:
    found = made(
        """\
        def rule(case, context):
            if (
                case.a
                and case.b
            ):
                yield Lack(
                    "a"
                )
        """
    )

    assert {one.before: one.lines for one in found}["case.a and case.b"] == (2, 5)
    assert {one.before: one.lines for one in found}["yield Lack('a')"] == (6, 8)


def test_the_function_itself_is_left_as_it_was() -> None:
    node = function("def rule(a):\n    x = [b for b in a if b.c and len(a) < 3 + 1]\n")
    before = ast.dump(node)

    list(changes(node))

    assert ast.dump(node) == before
