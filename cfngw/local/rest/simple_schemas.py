"""Simple schemas as plain functions: they say of most bodies that nothing is wrong, without jsonschema.

A schema of the usual keywords, rightly written, becomes one function; any other gives None. True means that the body is
valid; False that jsonschema is to be asked, which also has the words. That saves its import (a tenth of a second and
more) until a body is wrong, and most of its time for each that is right.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

Test = Callable[[Any], bool]

_TEXTS = ("$schema", "title", "description", "id")
_TYPES: Mapping[str, tuple[type, ...]] = {
    "array": (list,),
    "boolean": (bool,),
    "integer": (int,),
    "null": (type(None),),
    "number": (int, float),
    "object": (dict,),
    "string": (str,),
}


def simple_test(schema: Any) -> Test | None:
    """Make a function of a schema; None where it is not simple."""
    if not isinstance(schema, dict):
        return None
    tests: list[Test] = []
    for name, value in schema.items():
        if name in _TEXTS and isinstance(value, str):
            continue
        make = _MAKERS.get(name)
        test = make(value, schema) if make is not None else None
        if test is None:
            return None
        if test is not _right:
            tests.append(test)
    return _all(tests)


def _right(_value: Any) -> bool:
    return True


def _all(tests: list[Test]) -> Test:
    if len(tests) < 2:
        return tests[0] if tests else _right
    several = tuple(tests)

    def test(value: Any) -> bool:
        for each in several:  # noqa: SIM110 (all() of a generator takes twice as long)
            if not each(value):
                return False
        return True

    return test


def _type(given: Any, _schema: Any) -> Test | None:
    names = [given] if isinstance(given, str) else given
    if not isinstance(names, list) or not names or any(not isinstance(each, str) for each in names):
        return None
    if len(set(names)) < len(names) or any(each not in _TYPES for each in names):
        return None
    # A bool is no int here: the class itself is compared.
    kinds = frozenset(kind for name in names for kind in _TYPES[name])
    return lambda value: value.__class__ in kinds


def _properties(given: Any, _schema: Any) -> Test | None:
    if not isinstance(given, dict):
        return None
    made = [(name, simple_test(each)) for name, each in given.items()]
    rows = tuple((name, test) for name, test in made if test is not None and test is not _right)
    if any(test is None for _, test in made):
        return None

    def check(value: Any) -> bool:
        if value.__class__ is dict:
            for name, test in rows:
                if name in value and not test(value[name]):
                    return False
        return True

    return check


def _required(given: Any, _schema: Any) -> Test | None:
    if not isinstance(given, list) or not given or any(not isinstance(each, str) for each in given):
        return None
    names = frozenset(given)
    return (lambda value: value.__class__ is not dict or value.keys() >= names) if len(names) == len(given) else None


def _additional(given: Any, schema: Any) -> Test | None:
    if not isinstance(given, bool) or "patternProperties" in schema:
        return None
    known = schema.get("properties", {})
    if given or not isinstance(known, dict):
        return _right if given else None
    names = frozenset(known)
    return lambda value: value.__class__ is not dict or value.keys() <= names


def _items(given: Any, _schema: Any) -> Test | None:
    test = simple_test(given)
    if test is None:
        return None
    one = test

    def check(value: Any) -> bool:
        if value.__class__ is list:
            for each in value:
                if not one(each):
                    return False
        return True

    return check


def _enum(given: Any, _schema: Any) -> Test | None:
    if not isinstance(given, list) or not given or any(each.__class__ not in (str, int) for each in given):
        return None
    texts = frozenset(given)
    if len(texts) < len(given):
        return None
    return lambda value: value.__class__ in (str, int) and value in texts


def _size(kinds: tuple[Any, ...], *, least: bool) -> Callable[[Any, Any], Test | None]:
    def make(given: Any, _schema: Any) -> Test | None:
        if given.__class__ is not int or given < 0:
            return None
        bound: int = given
        if least:
            return lambda value: value.__class__ not in kinds or len(value) >= bound
        return lambda value: value.__class__ not in kinds or len(value) <= bound

    return make


def _bound(*, least: bool) -> Callable[[Any, Any], Test | None]:
    def make(given: Any, schema: Any) -> Test | None:
        if given.__class__ not in (int, float) or schema.get("exclusiveMinimum" if least else "exclusiveMaximum"):
            return None
        bound: float = given
        numbers = (int, float)
        if least:
            return lambda value: value.__class__ not in numbers or value >= bound
        return lambda value: value.__class__ not in numbers or value <= bound

    return make


_MAKERS: Mapping[str, Callable[[Any, Any], Test | None]] = {
    "additionalProperties": _additional,
    "default": lambda _given, _schema: _right,
    "enum": _enum,
    "example": lambda _given, _schema: _right,
    "items": _items,
    "maxItems": _size((list,), least=False),
    "maxLength": _size((str,), least=False),
    "maxProperties": _size((dict,), least=False),
    "maximum": _bound(least=False),
    "minItems": _size((list,), least=True),
    "minLength": _size((str,), least=True),
    "minProperties": _size((dict,), least=True),
    "minimum": _bound(least=True),
    "properties": _properties,
    "required": _required,
    "type": _type,
}
