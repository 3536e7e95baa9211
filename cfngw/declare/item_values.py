"""What attributes of DynamoDB's items are given: texts, expressions, plain values, and texts with their type."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from cfngw.declare.aws_target import EXPRESSION
from cfngw.declare.intrinsic import is_intrinsic
from cfngw.declare.kinds import Checked, Either, RejectedError, Table, Words
from cfngw.declare.parameter_mapping import expressions

TYPES = ("S", "N", "B")
NAME = Words("the name of an attribute", pattern=r".{1,255}", literal=True)


class Typed(NamedTuple):
    """A text with the type that it is stored as; a list is kept as a tuple of no such class."""

    text: str
    type: str


def _typed(given: Any) -> Any:
    """Take a text, an expression, a plain value, or ``(text, type)``."""
    if isinstance(given, tuple) and len(given) == 2 and given[1] in TYPES and isinstance(given[0], str):
        return Typed(EXPRESSION.keep(given[0]), given[1])
    if isinstance(given, tuple):
        raise RejectedError('write (text, "S") for texts, "N" for numbers, "B" for bytes in Base64', given=given)
    return _plain(given)


def _plain(given: Any) -> Any:
    if given is None or isinstance(given, bool | int):
        return given
    if isinstance(given, float):
        if given != given or given in (float("inf"), float("-inf")):
            raise RejectedError("write a finite number", given=given)
        return given
    if isinstance(given, str):
        return EXPRESSION.keep(given) if given else given
    if is_intrinsic(given):
        return given
    if isinstance(given, Mapping):
        if not all(isinstance(name, str) for name in given):
            raise RejectedError("name attributes by texts", given=given)
        return MappingProxyType({name: _plain(member) for name, member in given.items()})
    if isinstance(given, list):
        return tuple(_plain(member) for member in given)
    raise RejectedError(given=given)


_VALUE = Checked('a text, an expression, a number, True, False, None, a list, a dict, or (text, "N")', _typed)
VALUES = Table(_VALUE, key=NAME)


def _key_value(given: Any) -> Any:
    kept = _typed(given)
    if kept is None or isinstance(kept, bool | Mapping) or (isinstance(kept, tuple) and not isinstance(kept, Typed)):
        raise RejectedError('keys are texts, numbers or bytes: write "$request.path.id" or the like', given=given)
    return kept


KEY = Table(Checked('a text, an expression, a number, or (text, "N")', _key_value), key=NAME)
ITEM = Either(
    Checked('"$request.body" or a member of it', lambda given: _whole(given)),
    VALUES,
    described='a dict from attributes to values, or "$request.body" for all that the client sends',
)


def _whole(given: Any) -> Any:
    if isinstance(given, str) and given.startswith("$request.body") and "{" not in given:
        return EXPRESSION.keep(given)
    raise RejectedError('write {"attribute": "..."}, or "$request.body"' if isinstance(given, str) else None)


def texts_of(given: Any) -> Iterator[Any]:
    """Give all texts within a value."""
    if isinstance(given, Typed):
        yield given.text
    elif isinstance(given, Mapping):
        for member in given.values():
            yield from texts_of(member)
    elif isinstance(given, tuple):
        for member in given:
            yield from texts_of(member)
    else:
        yield given


def _added(given: Any) -> Any:
    if isinstance(given, int | float) and not isinstance(given, bool):
        return _plain(given)
    if isinstance(given, tuple) and len(given) == 2 and given[1] == "N":
        return _typed(given)
    if isinstance(given, str) and expressions(given):
        raise RejectedError(f'write ("{given}", "N"): only numbers are added')
    raise RejectedError


ADDED = Table(Checked('a number, or (text, "N")', _added), key=NAME)
