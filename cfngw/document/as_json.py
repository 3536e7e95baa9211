"""JSON to plain data. Positions are looked up in the text only when one is asked for."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

from cfngw.document.model import Locate, Place, Steps, TemplateError
from cfngw.source import Source

_DEEPEST = 150
_BLANKS = re.compile(r"[ \t\n\r]*")
_BEGINNING = re.compile(r'\s*(?:\{\s*(?:["}]|\Z)|\[\s*[\["{\]])')
_DECODER = json.JSONDecoder()


class _Child(NamedTuple):
    step: str | int
    start: int  # of the key, or of the item
    value: int


class _TwiceError(ValueError):
    """A key that an object holds twice."""


def looks_like_json(text: str) -> bool:
    """Tell whether the text begins as JSON does and YAML, but for its flow style, does not."""
    if not _BEGINNING.match(text):
        return False
    try:
        json.loads(text)
    except RecursionError:
        return True
    except ValueError:
        # Flow-style YAML begins alike: it is YAML when a YAML parser can go on where JSON can't.
        return not _is_flow_yaml(text)
    return True


def _is_flow_yaml(text: str) -> bool:
    from yaml import YAMLError

    from cfngw.document.as_yaml import read_yaml

    try:
        read_yaml(text, Path("-"))
    except (YAMLError, TemplateError):
        return False
    return True


def read_json(text: str, path: Path) -> tuple[Any, Locate]:
    """Read one JSON value; raise TemplateError with the line and the column."""
    try:
        data = json.loads(text, object_pairs_hook=_unique, parse_constant=_refuse)
        _check_depth(data)
    except json.JSONDecodeError as error:
        where = Source(str(path), error.lineno, error.colno)
        raise TemplateError(f"this is not JSON: {error.msg}.", where=where, fix="correct the line") from error
    except _TwiceError as error:
        raise _twice(text, path) from error
    except RecursionError as error:
        fix = "flatten the value"
        raise TemplateError(
            f"the template is nested more than {_DEEPEST} deep.", where=Source(str(path), 1, 1), fix=fix
        ) from error
    except ValueError as error:
        fix = "write the number in quotes"
        raise TemplateError(f"this is not JSON: {error}.", where=Source(str(path), 1, 1), fix=fix) from error
    return data, _Places(text).find


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        raise _TwiceError
    return made


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no number")


def _check_depth(data: Any, above: int = 0) -> None:
    if above > _DEEPEST:
        raise RecursionError
    inner = data.values() if isinstance(data, dict) else data if isinstance(data, list) else ()
    for value in inner:
        if isinstance(value, (dict, list)):
            _check_depth(value, above + 1)


class _Places:
    """Where the parts of a text stand; what a mapping or a list holds is looked up once, however many ask."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._inner: dict[int, dict[str | int, _Child]] = {}

    def find(self, steps: Steps) -> Place:
        """Give line and column of a part, or of the nearest above."""
        start = value = _skip(self._text, 0)
        for step in steps:
            child = self._children(value).get(step)
            if child is None:
                break
            start, value = child.start, child.value
        return _place(self._text, start)

    def _children(self, at: int) -> dict[str | int, _Child]:
        if at not in self._inner:
            self._inner[at] = {child.step: child for child in _children(self._text, at)}
        return self._inner[at]


def _place(text: str, at: int) -> Place:
    return text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)


def _skip(text: str, at: int) -> int:
    found = _BLANKS.match(text, at)
    return found.end() if found else at


def _children(text: str, at: int) -> Iterator[_Child]:
    """Give what stands in the object or list that begins at ``at``, in a text that was read already."""
    opening = text[at]
    if opening not in "{[":
        return
    step: str | int = 0
    count = 0
    at = _skip(text, at + 1)
    while text[at] not in "}]":
        start = at
        if opening == "{":
            step, at = _DECODER.raw_decode(text, at)
            at = _skip(text, _skip(text, at) + 1)
        else:
            step = count
        yield _Child(step, start, at)
        count += 1
        at = _skip(text, _DECODER.raw_decode(text, at)[1])
        at = _skip(text, at + 1) if text[at] == "," else at


def _twice(text: str, path: Path) -> TemplateError:
    first, second = next(_pairs(text, _skip(text, 0)))
    line, column = _place(text, second.start)
    return TemplateError(
        f"the key {second.step} stands here a second time; the first is in line {_place(text, first.start)[0]}.",
        where=Source(str(path), line, column),
        fix="keep one",
    )


def _pairs(text: str, at: int) -> Iterator[tuple[_Child, _Child]]:
    """Give the keys that stand twice in one object, each with the first of its name."""
    seen: dict[str | int, _Child] = {}
    for child in _children(text, at):
        if child.step in seen:
            yield seen[child.step], child
        seen.setdefault(child.step, child)
        yield from _pairs(text, child.value)
