"""The filters of JSONPath, ``[?(@.price < 10 && @.name == 'x')]``, as Jayway 2.0 has them.

Operators are ==, !=, <, <=, >, >= and =~; strings take single quotes; ``&&`` binds before ``||`` and further
parentheses mean nothing. A comparison with what is missing is false.
"""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from cfngw.vtl import regex
from cfngw.vtl.errors import JavaError
from cfngw.vtl.jsonpath import NotFoundError, Path, compile_path
from cfngw.vtl.values import Value, to_text

if TYPE_CHECKING:
    from cfngw.vtl.jsonpath import Search

_OPERATORS = ("==", ">=", "<=", "!=", "=~", "<", ">")


class _Incomparable(Exception):  # noqa: N818
    """Two values of types that do not compare."""


class Expression:
    """A pattern: ``/.../`` or ``/.../i``."""

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        self.text = text


Operand = Path | Expression | str


class Criterion:
    """One comparison, or the test that a path leads somewhere (or, with ``exists`` false, nowhere)."""

    __slots__ = ("exists", "left", "operator", "right")

    def __init__(self, left: Operand, operator: str, right: Operand, exists: bool = True) -> None:
        self.left = left
        self.operator = operator
        self.right = right
        self.exists = exists

    def accepts(self, item: Value, search: Search) -> bool:
        """Tell whether an item passes."""
        if not self.operator:
            return self._leads(item, search) == self.exists
        try:
            return self._compares(_value(self.left, item, search), _value(self.right, item, search), search)
        except (_Incomparable, NotFoundError):
            return False

    def _leads(self, item: Value, search: Search) -> bool:
        try:
            return isinstance(self.left, Path) and _read(self.left, item, search, strict=True) is not None
        except NotFoundError:
            return False

    def _compares(self, left: Value, right: Value, search: Search) -> bool:
        if self.operator == "=~":
            return _matches(left, right, search)
        order = _order(right, left)
        return {
            "==": order == 0,
            "!=": order != 0,
            "<": order > 0,
            "<=": order >= 0,
            ">": order < 0,
            ">=": order <= 0,
        }[self.operator]


class Filter:
    """Criteria: all of one group have to pass."""

    __slots__ = ("groups",)

    def __init__(self, groups: tuple[tuple[Criterion, ...], ...]) -> None:
        self.groups = groups

    def accepts(self, item: Value, search: Search) -> bool:
        """Tell whether an item passes."""
        search.budget.spend(1)
        return any(all(criterion.accepts(item, search) for criterion in group) for group in self.groups)


def _value(operand: Operand, item: Value, search: Search) -> Value:
    return _read(operand, item, search) if isinstance(operand, Path) else operand


def _read(path: Path, item: Value, search: Search, *, strict: bool = False) -> Value:
    if path.text.startswith("$"):
        return path.read(search.document, search.budget, strict=strict)
    if item is None:
        if path.first is None:
            return None
        raise NotFoundError
    return path.read(item, search.budget, strict=strict)


def _matches(left: Value, right: Value, search: Search) -> bool:
    pattern, target = (left, right) if isinstance(left, Expression) else (right, left)
    if not isinstance(pattern, Expression):
        raise JavaError("ClassCastException", "=~ takes a pattern", "write it between slashes: /a.*/i")
    return target is not None and regex.compiled(pattern.text).matches(to_text(target), search.budget)


def _order(expected: Value, found: Value) -> int:
    """Order two values as Jayway does; a word without quotes is a string, "null" is null."""
    if expected is found:
        return 0
    nothing, none_found = expected is None or expected == "null", found is None or found == "null"
    if nothing or none_found:
        return int(none_found) - int(nothing)
    if isinstance(expected, bool) and isinstance(found, bool):
        return int(expected) - int(found)
    if isinstance(expected, str) and isinstance(found, str):
        wanted = expected.replace("\\'", "'")
        return int(wanted > found) - int(wanted < found)
    if isinstance(expected, str) and isinstance(found, bool):
        return int(expected.lower() == "true") - int(found)
    if _is_number(found) and (isinstance(expected, str) or _is_number(expected)):
        first, second = _decimal(to_text(expected)), _decimal(to_text(found))
        return int(first > second) - int(first < second)
    raise _Incomparable


def _is_number(value: Value) -> bool:
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


def _decimal(text: str) -> Decimal:
    try:
        number = Decimal(text) if re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,9})?", text) else None
    except InvalidOperation:
        number = None
    if number is None:
        raise JavaError("NumberFormatException", f"{text[:40]!r} is no number")
    return number


# --- compiling ------------------------------------------------------------------------------------------------


def compile_filter(fragment: str) -> Filter:
    """Compile ``[?(...)]``."""
    inner = fragment[1:-1].strip()[1:].strip()
    if not inner.startswith("(") or not inner.endswith(")"):
        raise JavaError("InvalidPathException", f"a filter stands in parentheses: {fragment[:80]}", "write [?(@.name)]")
    groups = []
    for alternative in _split(inner[1:-1], "||"):
        groups.append(tuple(_criterion(_bare(each)) for each in _split(alternative, "&&")))
    return Filter(tuple(groups))


def _split(text: str, operator: str) -> list[str]:
    return text.split(operator)


def _bare(text: str) -> str:
    """Take a criterion out of its parentheses."""
    text = text.strip()
    while text.startswith("("):
        text = text[1:].strip()
    while text.endswith(")") and text.count("(") < text.count(")"):
        text = text[:-1].strip()
    return text


def _criterion(text: str) -> Criterion:
    for operator in _OPERATORS:
        place = text.find(operator)
        if place >= 0:
            left, right = text[:place].strip(), text[place + len(operator) :].strip()
            return Criterion(_operand(left.removeprefix("!")), operator, _operand(right))
    exists = not text.startswith("!")
    left_operand = _operand(text.removeprefix("!"))
    if not isinstance(left_operand, Path):
        raise JavaError("UnsupportedOperationException", f"CriteriaType {text[:40]} can not be parsed")
    return Criterion(left_operand, "", "", exists)


def _operand(text: str) -> Operand:
    if text.startswith(("$", "@")):
        path = compile_path(text)
        if not path.definite:
            raise JavaError("InvalidCriteriaException", f"the predicate path: {text[:80]} is not definite")
        return path
    if len(text) > 1 and text[0] == text[-1] == "'":
        return text[1:-1]
    if text.startswith("/") and text.endswith(("/", "/i")) and len(text) > 1:
        return Expression(text[1:-1]) if text.endswith("/") else Expression("(?i)" + text[1:-2])
    return text
