"""A body against a model: draft 4 by jsonschema, with AWS's words, bounded in time for any schema and any body.

A simple schema is a function (``simple_schemas``), jsonschema is imported when a body breaks it. The keywords are
bounded (``bounded_keywords``), no ``$ref`` leaves the schema, nothing is fetched. What the gateway's JSON reader
(Jackson) takes is not documented: here JSON in UTF-8 without NaN, the last of double names counting, nested up to what
Python takes (some hundred levels); an empty body is ``{}``.
https://docs.aws.amazon.com/apigateway/latest/developerguide/models-mappings-models.html
"""

from __future__ import annotations

import json
import re
from itertools import islice
from typing import Any

from cfngw.document.values import Reference, Text, Unknown
from cfngw.local.rest.bounded_keywords import PRESENT, draft4, referred
from cfngw.local.rest.simple_schemas import simple_test
from cfngw.local.rest.validation_words import cut, in_order
from cfngw.vtl.errors import JavaError, LimitExceededError, PlacedProblemError, TemplateProblemError
from cfngw.vtl.limits import Budget
from cfngw.vtl.regex import compiled

MOST_WORK = 300_000
MOST_WORK_FOR_BYTES = 3_000_000
MOST_ERRORS = 200
MOST_NODES = 100_000
MOST_NESTING = 100


class NotJson(ValueError):  # noqa: N818 (what a body is)
    """A body that is no JSON."""


class TooMuchWork(Exception):  # noqa: N818 (what a body and a schema ask for)
    """A body that takes more work, or lies deeper, than is done for it here."""


class SchemaUnusable(Exception):  # noqa: N818 (what a schema is)
    """A schema that can't be used here; the text says why, in one clause."""


def _refuse(_text: str) -> Any:
    raise NotJson


_decode = json.JSONDecoder(parse_constant=_refuse).decode
_DEEPEST_BODY = 500
_BRACKETS = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}]', re.DOTALL)
_decode_long = json.JSONDecoder(parse_constant=_refuse, parse_int=float).decode


def _too_deep(text: str) -> bool:
    """Tell whether brackets lie deeper in one another than any Python reads, the same on all of them."""
    if text.count("[") + text.count("{") <= _DEEPEST_BODY:
        return False
    depth = 0
    for found in _BRACKETS.finditer(text):
        mark = found[0]
        if mark in "[{":
            depth += 1
            if depth > _DEEPEST_BODY:
                return True
        elif mark in "]}":
            depth -= 1
    return False


def read_body(body: bytes) -> Any:
    """Read a body as JSON; raise NotJson or TooMuchWork."""
    try:
        text = body.decode("utf-8").strip(" \t\r\n")
    except UnicodeDecodeError:
        raise NotJson from None
    if not text:
        return {}
    if _too_deep(text):
        raise TooMuchWork("the body is nested too deep")
    try:
        return _decode(text)
    except RecursionError:
        raise TooMuchWork("the body is nested too deep") from None
    except (NotJson, json.JSONDecodeError):
        raise NotJson from None
    except ValueError:  # a number of more digits than Python makes an int of
        return _read_long(text)


def _read_long(text: str) -> Any:
    try:
        return _decode_long(text)
    except (ValueError, RecursionError):
        raise NotJson from None


class Checked:
    """A schema, ready to check bodies; raises SchemaUnusable."""

    def __init__(self, schema: Any) -> None:
        _look_through(schema)
        self._schema = schema
        self._is_right = simple_test(schema)
        self._validator: Any = _validator(schema) if self._is_right is None else None

    def problems(self, document: Any, size: int = 0) -> list[str]:
        """Give what is wrong with a document of so many bytes, in AWS's words and order; raise TooMuchWork."""
        if self._is_right is not None:
            if self._is_right(document):
                return []
            if self._validator is None:
                self._validator = _validator(self._schema)
        budget = PRESENT.budget = Budget()
        budget.left = most = MOST_WORK + min(size, MOST_WORK_FOR_BYTES)
        PRESENT.depth = 0
        PRESENT.root = self._schema
        try:
            found = list(islice(self._validator.iter_errors(document), MOST_ERRORS))
            return in_order(found) if found else []
        except LimitExceededError:
            raise TooMuchWork(f"the body takes more than {most:,} steps to check, or lies too deep") from None
        except RecursionError:
            raise TooMuchWork("the body is nested too deep, or its schema leads back to itself") from None


# --- schemas --------------------------------------------------------------------------------------------------


def _look_through(schema: Any) -> None:
    """Refuse what is unknown, leads out of the schema, or unfolds without bound."""
    if isinstance(schema, Unknown):
        raise SchemaUnusable(schema.why)
    if not isinstance(schema, dict):
        raise SchemaUnusable("it is no object")
    try:
        _, height = _size(schema, schema, {})
    except RecursionError:
        height = MOST_NESTING + 1
    if height > MOST_NESTING:
        raise SchemaUnusable(f"it is nested more than {MOST_NESTING} deep")


def _size(node: Any, root: dict[str, Any], sizes: dict[int, tuple[int, int]]) -> tuple[int, int]:
    """Give the nodes and the height of what a schema unfolds to: models used often are one object in memory."""
    if isinstance(node, (Unknown, Text, Reference)):
        why = node.why if isinstance(node, Unknown) else f"{node} is known when the stack is made"
        raise SchemaUnusable(f"a part of it is not known: {why}")
    if not isinstance(node, (dict, list)):
        return 1, 0
    known = sizes.get(id(node))
    if known is not None:
        return known
    if isinstance(node, dict):
        _look_at(node, root)
    size, height = 1, 0
    for each in node.values() if isinstance(node, dict) else node:
        inner, deep = _size(each, root, sizes)
        size, height = size + inner, max(height, deep)
    if size > MOST_NODES:
        raise SchemaUnusable(f"it unfolds to more than {MOST_NODES:,} parts")
    sizes[id(node)] = (size, height + 1)
    return sizes[id(node)]


def _look_at(node: dict[str, Any], root: dict[str, Any]) -> None:
    reference = node.get("$ref")
    if isinstance(reference, str):
        _follow(reference, root)
    pattern = node.get("pattern")
    patterns = [pattern] if isinstance(pattern, str) else []
    by_pattern = node.get("patternProperties")
    if isinstance(by_pattern, dict):
        patterns += by_pattern
    for each in patterns:
        try:
            compiled(each)
        except (TemplateProblemError, PlacedProblemError, JavaError, RecursionError) as problem:
            raise SchemaUnusable(f"the expression {each!r} can't be read: {problem}") from None


def _follow(reference: str, root: dict[str, Any]) -> None:
    if not isinstance(referred(reference, root), dict):
        raise SchemaUnusable(f"its $ref {reference} leads to nothing in it")


def _validator(schema: dict[str, Any]) -> Any:
    from jsonschema.exceptions import SchemaError

    made = draft4()
    try:
        made.check_schema(schema)
    except SchemaError as error:
        place = "/".join(map(str, error.absolute_path))
        raise SchemaUnusable(f"it is no schema of draft 4: {cut(error.message)} (at {place or 'its top'})") from None
    except RecursionError:
        raise SchemaUnusable("it is nested too deep") from None
    return made(schema)  # its registry, which could fetch, is asked for nothing: see _ref
