"""The keywords of draft 4 for jsonschema, bounded: what could run away with a stranger's schema is done here.

Every keyword is charged for, and its depth is counted: near Python's limit of recursion the maps under jsonschema
abort, which no ``except`` is made for. Expressions go to the matcher of ``vtl``; ``uniqueItems`` compares digests
rather than pairs; ``$ref`` is a pointer into the schema and nothing else.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from cfngw.local.rest.formats import format_problem
from cfngw.local.rest.validation_words import cut, shown
from cfngw.vtl.errors import LimitExceededError
from cfngw.vtl.limits import Budget
from cfngw.vtl.regex import compiled

MOST_DEPTH = 120
LOCAL = "#/"


class _Present(threading.local):
    """The validation of this thread: the work that it may still do, how deep it is, the schema that it is about."""

    budget = Budget()
    depth = 0
    root: Mapping[str, Any] = MappingProxyType({})


PRESENT = _Present()


def referred(reference: str, root: Mapping[str, Any]) -> Any:
    """Give what a pointer into a schema points at; None for any other reference."""
    if reference == "#":
        return root
    if not reference.startswith(LOCAL):
        return None
    found: Any = root
    for step in reference.removeprefix(LOCAL).split("/"):
        found = found.get(step.replace("~1", "/").replace("~0", "~")) if isinstance(found, dict) else None
    return found


@lru_cache(maxsize=1)
def draft4() -> Any:
    """Make draft 4 with our keywords in the place of what can run away."""
    from jsonschema import Draft4Validator, validators

    keywords = {**Draft4Validator.VALIDATORS, **_OURS}
    made = {
        name: _counted(check, _DEPTHS[name]) if name in _DEPTHS else _charged(check) for name, check in keywords.items()
    }
    extend: Any = validators.extend
    return extend(Draft4Validator, made)


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
        PRESENT.depth += depth
        if PRESENT.depth > MOST_DEPTH:
            raise LimitExceededError("deep")
        try:
            yield from check(validator, value, instance, schema) or ()
        finally:
            PRESENT.depth -= depth

    return count


def _spend(value: Any, instance: Any) -> None:
    cost = 1
    if value.__class__ is list or value.__class__ is dict:
        cost += len(value)
    if instance.__class__ is list:
        cost += len(instance)
    PRESENT.budget.spend(cost)


def _error(text: str) -> Any:
    from jsonschema.exceptions import ValidationError

    return ValidationError(text)


def _ref(validator: Any, reference: str, instance: Any, _schema: Any) -> Iterator[Any]:
    yield from validator.descend(instance, referred(reference, PRESENT.root))


def _matches(pattern: str, text: str) -> bool:
    return next(compiled(pattern).spans(text, PRESENT.budget), None) is not None


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
