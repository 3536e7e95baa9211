"""A body against a model: draft 4 by jsonschema, with AWS's words, bounded in time for any schema and any body.

Expressions go to the matcher of ``vtl``, which counts its steps, ``uniqueItems`` compares digests rather than pairs,
every keyword is charged for and its depth counted (near Python's limit of recursion the maps under jsonschema abort,
which no ``except`` is made for), and no ``$ref`` leaves the schema or fetches anything. A simple schema is a function,
and jsonschema is imported when a body breaks it (``simple_schemas``). What the gateway's JSON reader (Jackson) takes is
not documented: here JSON in UTF-8 without NaN, the last of double names counting, nested up to what Python takes (some
hundred levels); an empty body is ``{}``.
https://docs.aws.amazon.com/apigateway/latest/developerguide/models-mappings-models.html
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from functools import lru_cache
from itertools import islice
from types import MappingProxyType
from typing import Any

from cfngw.document.values import Reference, Text, Unknown
from cfngw.local.rest.formats import format_problem
from cfngw.local.rest.simple_schemas import simple_test
from cfngw.local.rest.validation_words import cut, in_order, shown
from cfngw.vtl.errors import JavaError, LimitExceededError, PlacedProblemError, TemplateProblemError
from cfngw.vtl.limits import Budget
from cfngw.vtl.regex import compiled

MOST_WORK = 300_000
MOST_WORK_FOR_BYTES = 3_000_000
MOST_ERRORS = 200
MOST_NODES = 100_000
MOST_NESTING = 100
MOST_DEPTH = 120
_LOCAL = "#/"


class NotJson(ValueError):  # noqa: N818 (what a body is)
    """A body that is no JSON."""


class TooMuchWork(Exception):  # noqa: N818 (what a body and a schema ask for)
    """A body that takes more work, or lies deeper, than is done for it here."""


class SchemaUnusable(Exception):  # noqa: N818 (what a schema is)
    """A schema that can't be used here; the text says why, in one clause."""


class _Present(threading.local):
    """The validation of this thread: the work that it may still do, how deep it is, the schema that it is about."""

    budget = Budget()
    depth = 0
    root: Mapping[str, Any] = MappingProxyType({})


_PRESENT = _Present()


def _refuse(_text: str) -> Any:
    raise NotJson


_decode = json.JSONDecoder(parse_constant=_refuse).decode
_decode_long = json.JSONDecoder(parse_constant=_refuse, parse_int=float).decode


def read_body(body: bytes) -> Any:
    """Read a body as JSON; raise NotJson or TooMuchWork."""
    try:
        text = body.decode("utf-8").strip(" \t\r\n")
    except UnicodeDecodeError:
        raise NotJson from None
    if not text:
        return {}
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
        budget = _PRESENT.budget = Budget()
        budget.left = most = MOST_WORK + min(size, MOST_WORK_FOR_BYTES)
        _PRESENT.depth = 0
        _PRESENT.root = self._schema
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
    if not isinstance(_referred(reference, root), dict):
        raise SchemaUnusable(f"its $ref {reference} leads to nothing in it")


def _referred(reference: str, root: Mapping[str, Any]) -> Any:
    """Give what a pointer into a schema points at; None for any other reference."""
    if reference == "#":
        return root
    if not reference.startswith(_LOCAL):
        return None
    found: Any = root
    for step in reference.removeprefix(_LOCAL).split("/"):
        found = found.get(step.replace("~1", "/").replace("~0", "~")) if isinstance(found, dict) else None
    return found


def _validator(schema: dict[str, Any]) -> Any:
    from jsonschema.exceptions import SchemaError

    made = _draft4()
    try:
        made.check_schema(schema)
    except SchemaError as error:
        place = "/".join(map(str, error.absolute_path))
        raise SchemaUnusable(f"it is no schema of draft 4: {cut(error.message)} (at {place or 'its top'})") from None
    except RecursionError:
        raise SchemaUnusable("it is nested too deep") from None
    return made(schema)  # its registry, which could fetch, is asked for nothing: see _ref


@lru_cache(maxsize=1)
def _draft4() -> Any:
    """Make draft 4 with our keywords in the place of what can run away."""
    from jsonschema import Draft4Validator, validators

    keywords = {**Draft4Validator.VALIDATORS, **_OURS}
    made = {
        name: _counted(check, _DEPTHS[name]) if name in _DEPTHS else _charged(check) for name, check in keywords.items()
    }
    extend: Any = validators.extend
    return extend(Draft4Validator, made)


# --- keywords -------------------------------------------------------------------------------------------------

_Keyword = Callable[[Any, Any, Any, Any], Iterator[Any] | None]


def _charged(check: Any) -> _Keyword:
    def charge(validator: Any, value: Any, instance: Any, schema: Any) -> Iterator[Any] | None:
        _spend(value, instance)
        found: Iterator[Any] | None = check(validator, value, instance, schema)
        return found

    return charge


def _counted(check: Any, depth: int) -> _Keyword:
    """Charge for a keyword that goes down, and count how deep that is."""

    def count(validator: Any, value: Any, instance: Any, schema: Any) -> Iterator[Any]:
        _spend(value, instance)
        _PRESENT.depth += depth
        if _PRESENT.depth > MOST_DEPTH:
            raise LimitExceededError("deep")
        try:
            yield from check(validator, value, instance, schema) or ()
        finally:
            _PRESENT.depth -= depth

    return count


def _spend(value: Any, instance: Any) -> None:
    cost = 1
    if value.__class__ is list or value.__class__ is dict:
        cost += len(value)
    if instance.__class__ is list:
        cost += len(instance)
    _PRESENT.budget.spend(cost)


def _error(text: str) -> Any:
    from jsonschema.exceptions import ValidationError

    return ValidationError(text)


def _ref(validator: Any, reference: str, instance: Any, _schema: Any) -> Iterator[Any]:
    yield from validator.descend(instance, _referred(reference, _PRESENT.root))


def _matches(pattern: str, text: str) -> bool:
    return next(compiled(pattern).spans(text, _PRESENT.budget), None) is not None


def _pattern(_validator: Any, pattern: str, instance: Any, _schema: Any) -> Iterator[Any]:
    if isinstance(instance, str) and not _matches(pattern, instance):
        yield _error(f'ECMA 262 regex "{pattern}" does not match input string "{cut(instance)}"')


def _pattern_properties(validator: Any, patterns: Any, instance: Any, _schema: Any) -> Iterator[Any]:
    if isinstance(instance, dict):
        for pattern, schema in patterns.items():
            for name, value in instance.items():
                if _matches(pattern, name):
                    yield from validator.descend(value, schema, path=name, schema_path=pattern)


def _additional_properties(validator: Any, allowed: Any, instance: Any, schema: Any) -> Iterator[Any]:
    if not isinstance(instance, dict) or allowed is True:
        return
    own, patterns = schema.get("properties", {}), schema.get("patternProperties", {})
    extra = [name for name in instance if name not in own and not any(_matches(each, name) for each in patterns)]
    if isinstance(allowed, dict):
        for name in extra:
            yield from validator.descend(instance[name], allowed, path=name)
    elif extra:
        listed = shown(sorted(extra))
        yield _error(f"object instance has properties which are not allowed by the schema: {listed}")


def _unique_items(_validator: Any, unique: Any, instance: Any, _schema: Any) -> Iterator[Any]:
    if unique is True and isinstance(instance, list):
        seen = {json.dumps(_leveled(each), sort_keys=True) for each in instance}
        if len(seen) < len(instance):
            yield _error("array must not contain duplicate elements")


def _leveled(value: Any) -> Any:
    """Make 1.0 the same as 1."""
    if isinstance(value, float):
        return int(value) if value.is_integer() else value
    if isinstance(value, list):
        return [_leveled(each) for each in value]
    return {name: _leveled(each) for name, each in value.items()} if isinstance(value, dict) else value


def _all_of(validator: Any, schemas: Any, instance: Any, _schema: Any) -> Iterator[Any]:
    matched = sum(validator.evolve(schema=each).is_valid(instance) for each in schemas)
    if matched < len(schemas):
        yield _error(f"instance failed to match all required schemas (matched only {matched} out of {len(schemas)})")


def _one_of(validator: Any, schemas: Any, instance: Any, _schema: Any) -> Iterator[Any]:
    matched = sum(validator.evolve(schema=each).is_valid(instance) for each in schemas)
    if matched != 1:
        yield _error(f"instance failed to match exactly one schema (matched {matched} out of {len(schemas)})")


def _dependencies(validator: Any, dependencies: Any, instance: Any, _schema: Any) -> Iterator[Any]:
    if not isinstance(instance, dict):
        return
    for name, wanted in dependencies.items():
        if name not in instance:
            continue
        if isinstance(wanted, Mapping):
            yield from validator.descend(instance, wanted, schema_path=name)
            continue
        missing = sorted(each for each in wanted if each not in instance)
        if missing:
            yield _error(
                f'property "{name}" of object has missing property dependencies '
                f"(schema requires {shown(sorted(wanted))}; missing: {shown(missing)})"
            )


def _multiple_of(_validator: Any, divisor: Any, instance: Any, _schema: Any) -> Iterator[Any]:
    if isinstance(instance, bool) or not isinstance(instance, (int, float)):
        return
    try:
        rest = Fraction(str(instance)) % Fraction(str(divisor))
    except (ValueError, ZeroDivisionError):  # infinity
        rest = Fraction(1)
    if rest:
        yield _error(f"remainder of division is not zero ({shown(instance)} / {shown(divisor)})")


def _format(_validator: Any, name: Any, instance: Any, _schema: Any) -> Iterator[Any]:
    if isinstance(instance, str):
        message = format_problem(name, instance)
        if message is not None:
            yield _error(message.replace("{}", cut(instance), 1))


# How deep a keyword goes: one that asks for a verdict takes twice the frames of one that hands on errors.
_DEPTHS: Mapping[str, int] = {
    "$ref": 1,
    "additionalItems": 1,
    "additionalProperties": 1,
    "allOf": 2,
    "anyOf": 2,
    "dependencies": 1,
    "items": 1,
    "not": 2,
    "oneOf": 2,
    "patternProperties": 1,
    "properties": 1,
}
_OURS: Mapping[str, _Keyword] = {
    "$ref": _ref,
    "additionalProperties": _additional_properties,
    "allOf": _all_of,
    "dependencies": _dependencies,
    "format": _format,
    "multipleOf": _multiple_of,
    "oneOf": _one_of,
    "pattern": _pattern,
    "patternProperties": _pattern_properties,
    "uniqueItems": _unique_items,
}
